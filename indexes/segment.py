"""A segment: the passages of some documents, indexed together, sealed; what generations are made of."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from indexes import postings, sealed
from indexes.catalogue import Catalogue
from indexes.dense import Vectors
from indexes.files import canonical
from indexes.postings import Postings, Text
from indexes.records import Document, Encoder, Lexicon, Passage
from indexes.strings import Strings

FORMAT = 2
"""Of the files. To be raised with every change to them, or to what of a passage is indexed."""

HEADING_WEIGHT, TITLE_WEIGHT, NAME_WEIGHT = 0.6, 0.3, 0.6
"""What a term in a passage's headings, in its document's title or in its file's name counts beside one in its text.

Offices name files for people ("RGL-1144-2010-Parc-canin.pdf"), where a by-law's own title often is but its number.
"""

_DOCUMENTS = "documents.json"
NAMES = "passages"


@dataclass(frozen=True, slots=True, order=True)
class Filed:
    """A document as one pipeline parsed it: what is indexed once, whatever its label or collection becomes."""

    document: str
    pipeline: str


@dataclass(frozen=True, slots=True)
class Makers:
    """What made the numbers of a segment: the fingerprints of an encoder and a lexicon, and the form they are in."""

    encoder: str
    lexicon: str
    format: int = FORMAT

    @classmethod
    def of(cls, facts: Mapping[str, object]) -> Makers | None:
        """What a manifest says, or None where it does not say."""
        encoder, lexicon, form = facts.get("encoder"), facts.get("lexicon"), facts.get("format")
        if not (isinstance(encoder, str) and isinstance(lexicon, str) and isinstance(form, int)):
            return None
        return cls(encoder, lexicon, form)

    def facts(self) -> dict[str, object]:
        """The same, for a manifest."""
        return {"encoder": self.encoder, "lexicon": self.lexicon, "format": self.format}


@dataclass(frozen=True, slots=True)
class Segment:
    """An open segment. Its rows are the passages of its documents, in the order of both.

    documents: ascending; counts: int64 [documents], the passages of each; passages: their ids, by row.
    """

    name: str
    documents: Sequence[Filed]
    counts: NDArray[np.int64]
    passages: Sequence[str]
    postings: Postings
    vectors: Vectors

    def __len__(self) -> int:
        return len(self.passages)


def write(
    folder: Path,
    documents: Sequence[tuple[Filed, Document]],
    catalogue: Catalogue,
    encoder: Encoder,
    lexicon: Lexicon,
) -> str:
    """Index the passages of documents, given in ascending order, into an empty folder, and seal it; return its name."""
    names: list[str] = []
    counts: list[int] = []
    encoded: list[str] = []
    texts: list[Text] = []
    for _filed, document in documents:
        passages = catalogue.passages_of(document.id)
        counts.append(len(passages))
        for passage in passages:
            names.append(passage.id)
            encoded.append(encoded_text(document, passage))
            texts.append(indexed_text(document, passage))
    Postings.build(texts, lexicon).save(folder)
    vectors = encoder.encode(encoded) if encoded else np.zeros((0, encoder.dimension), dtype=np.float32)
    Vectors.build(vectors).save(folder)
    Strings.of(names).save(folder, NAMES)
    makers = Makers(encoder.fingerprint, lexicon.fingerprint)
    return seal(folder, [filed for filed, _document in documents], counts, makers)


def merge(folder: Path, segments: Sequence[Segment], kept: Sequence[NDArray[np.bool_]], makers: Makers) -> str:
    """Write what is kept of several segments as one, into an empty folder, and seal it; return its name.

    kept: for each segment, bool [its documents]; no document is kept twice. Nothing is encoded or analysed again, and
    the segment is the same, byte for byte, as if its documents had been indexed together.
    """
    chosen = sorted(
        (filed, number, place)
        for number, segment in enumerate(segments)
        for place, filed in enumerate(segment.documents)
        if kept[number][place]
    )
    places = [np.full(len(segment), -1, dtype=np.int32) for segment in segments]
    starts = [np.concatenate([[0], np.cumsum(segment.counts)]) for segment in segments]
    names: list[str] = []
    counts: list[int] = []
    for _filed, number, place in chosen:
        start, end = int(starts[number][place]), int(starts[number][place + 1])
        places[number][start:end] = np.arange(len(names), len(names) + end - start)
        names += segments[number].passages[start:end]
        counts.append(end - start)
    postings.merge([segment.postings for segment in segments], places, folder)
    Vectors.merge([segment.vectors for segment in segments], places).save(folder)
    Strings.of(names).save(folder, NAMES)
    return seal(folder, [filed for filed, _number, _place in chosen], counts, makers)


def load(folder: Path) -> Segment:
    """Open a segment that has been verified."""
    listed = json.loads((folder / _DOCUMENTS).read_text(encoding="utf-8"))
    return Segment(
        name=folder.name,
        documents=[Filed(document, pipeline) for document, pipeline, _count in listed["documents"]],
        counts=counts_of(folder),
        passages=Strings.load(folder, NAMES),
        postings=Postings.load(folder),
        vectors=Vectors.load(folder),
    )


def seal(folder: Path, documents: Sequence[Filed], counts: Sequence[int], makers: Makers) -> str:
    """Seal a folder that holds the postings, the vectors and the names of the passages of documents; return its name.

    counts: how many passages each document has.
    """
    rows = [[filed.document, filed.pipeline, count] for filed, count in zip(documents, counts, strict=True)]
    (folder / _DOCUMENTS).write_bytes(canonical({"documents": rows}))
    return sealed.seal(folder, {**makers.facts(), "documents": len(rows), "passages": sum(counts)})


def counts_of(folder: Path) -> NDArray[np.int64]:
    """How many passages each document of a segment has, int64 [documents]."""
    listed = json.loads((folder / _DOCUMENTS).read_text(encoding="utf-8"))
    return np.array([count for _document, _pipeline, count in listed["documents"]], dtype=np.int64)


def documents_of(folder: Path) -> set[str] | None:
    """The documents that a segment holds, unverified; None where that cannot be read."""
    try:
        listed = json.loads((folder / _DOCUMENTS).read_text(encoding="utf-8"))
        return {str(document) for document, _pipeline, _count in listed["documents"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def encoded_text(document: Document, passage: Passage) -> str:
    """What of a passage is encoded: its document's title and name and its headings say what its text is about."""
    parts = (document.title, _name_as_words(document.file), passage.heading.replace(" > ", ". "), passage.text)
    return ". ".join(part for part in parts if part)


def indexed_text(document: Document, passage: Passage) -> Text:
    """What of a passage is searched by its words."""
    context = (
        (passage.heading, HEADING_WEIGHT),
        (document.title, TITLE_WEIGHT),
        (_name_as_words(document.file), NAME_WEIGHT),
    )
    return Text(passage.language, passage.text, context)


def _name_as_words(file: str) -> str:
    return re.sub(r"[\W_]+", " ", PurePosixPath(file).stem)
