"""What tests of the assistant share: the language spoken, which is the process's own, put back after each; a library to
ask over, with a record of its own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.session import Session
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
def own_library(filed_library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the filed library, with a log of its own; asked without generator or contextual encoder."""
    library = tmp_path / "library"
    shutil.copytree(filed_library.folder, library, ignore=shutil.ignore_patterns("log"))
    monkeypatch.setenv("GREFFIER_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GREFFIER_GENERATOR__NAME", "")
    monkeypatch.setenv("GREFFIER_NEARNESS_PASSAGES", "0")
    return library


def asked(session: Session, *questions: str, **options: Any) -> str:
    """Ask, and return the session's name."""
    for question in questions:
        for _event in session.ask(question, **options):
            pass
    return session.id


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
