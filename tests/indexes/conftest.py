"""Documents put into a catalogue without a PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from indexes.catalogue import Catalogue
from indexes.records import Document, Language, Page, Passage, Sentence, Span


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def file_one() -> Callable[..., Document]:
    """Files a document of one page, each text a passage of one sentence, and returns it."""

    def file(
        catalogue: Catalogue,
        name: str,
        *texts: str,
        language: Language = "fr",
        collection: str = "general",
        label: str = "public",
        pipeline: str = "1",
    ) -> Document:
        digest = hashlib.sha256(name.encode()).hexdigest()
        document = Document(digest, name, name.rpartition(".")[0].title(), language, collection, label, 1, {"form": 1})
        whole = "\n".join(texts)
        boxes = np.arange(4 * len(whole), dtype=np.int16).reshape(len(whole), 4)
        passages, start = [], 0
        for number, text in enumerate(texts):
            sentence = Sentence(f"{digest[:16]}-s{number}", (Span(1, start, start + len(text)),), text)
            passages.append(Passage(f"{digest[:16]}-p{number}", digest, language, f"Article {number}", (sentence,)))
            start += len(text) + 1
        with catalogue.transaction():
            catalogue.file_document(document, [Page(1, "i", whole, 612.0, 792.0, boxes)], passages, pipeline=pipeline)
        return document

    return file
