"""The language spoken, which is the process's own, put back after each test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from indexes.records import Document, Hit, Passage, Sentence, Span


@pytest.fixture(autouse=True)
def _language_is_put_back() -> Iterator[None]:
    before = os.environ.get("LANGUAGE")
    yield
    if before is None:
        os.environ.pop("LANGUAGE", None)
    else:
        os.environ["LANGUAGE"] = before


@pytest.fixture
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture
def in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")


@pytest.fixture
def make_hit():
    """Makes a hit whose passage has the sentences given, one after the other on page 1."""

    def make(
        *texts: str, rank: int = 1, score: float = 0.5, language: str = "fr", heading: str = "", file: str = "a.pdf"
    ):
        sentences, start = [], 0
        for number, text in enumerate(texts):
            sentences.append(Sentence(f"s{number}", (Span(1, start, start + len(text)),), text))
            start += len(text) + 1
        document = Document("d" * 64, file, "Règlement", language, "general", "public", 1)  # type: ignore[arg-type]
        passage = Passage("p0", "d" * 64, language, heading, tuple(sentences))  # type: ignore[arg-type]
        return Hit(rank, score, passage, document, None, {"lexical": 1})

    return make
