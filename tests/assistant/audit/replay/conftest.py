"""A session as it may stand on a record, and sources that are what a test says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest

from assistant.audit.log import Entry
from assistant.audit.replay.evidential import Bytes, Kept
from assistant.audit.replay.sessions import Purge, Recorded, recorded

SESSION = "7b1e2a4c9d0f3a55"
PAGE = "Le parc est ouvert tous les jours de 7 h à 22 h.\nL’amende est de 150 $. En cas de récidive, elle est de 300 $."
QUOTE = "L’amende est de 150 $."
DOCUMENT = hashlib.sha256(b"the by-law").hexdigest()
START = PAGE.index(QUOTE)


def entry(index: int, kind: str, facts: dict[str, Any], session: str | None = SESSION, destroyed: int | None = None):
    return Entry(index, f"2026-07-31T14:05:{index:02}.123Z", kind, session, facts, destroyed)


def citation(**changed: object) -> dict[str, Any]:
    return {
        "document": DOCUMENT,
        "file": "parc.pdf",
        "page": 1,
        "start": START,
        "end": START + len(QUOTE),
        "quote": QUOTE,
        **changed,
    }


def statement(**changed: object) -> dict[str, Any]:
    return {
        "kind": "quotation",
        "text": QUOTE,
        "supported": True,
        "reason": "",
        "pointers": ["s1"],
        "citations": [citation()],
        **changed,
    }


OPENED: dict[str, Any] = {
    "generation": "g1",
    "model": None,
    "environment": {"encoder": "e1", "processors": 2},
    "labels": ["public"],
    "ui": "fr",
    "version": "0.1.0",
    "notice": {"id": "n1", "language": "fr", "text": "Greffier aide à trouver; il ne décide pas."},
    "series": "sessions",
    "settings": {"mode": "quotation"},
}
QUESTION: dict[str, Any] = {"question": "Quelle est l’amende ?", "language": "fr", "collection": None, "alone": False}
ANSWER: dict[str, Any] = {
    "question": QUESTION["question"],
    "language": "fr",
    "refused": False,
    "mode": "quotation",
    "answer": f"«\u00a0{QUOTE}\u00a0» [1]",
    "statements": [statement()],
    "left_out": {"count": 0, "statements": []},
    "missing": [],
    "evidence": [
        {
            "number": 1,
            "passage": "p1",
            "document": DOCUMENT,
            "page": 1,
            "rank": 1,
            "sentences": ["s1"],
            "score": 0.5,
            "likelihood": None,
        }
    ],
    "model": None,
    "generation": "g1",
    "probability": 0.8,
    "features": None,
    "settings": {"mode": "quotation", "threshold": 0.4},
}


@dataclass
class FakeSources:
    """Says of the library what it is told; by default, all is as it was."""

    bytes: Bytes = "whole"
    text: str | None = PAGE
    kept: Bytes = "whole"
    installed: Kept = "whole"
    purges: dict[str, Purge] = field(default_factory=dict)
    told: dict[int, Purge] = field(default_factory=dict)
    again: int | None = None

    def bytes_of(self, _document: str) -> Bytes:
        return self.bytes

    def page(self, _document: str, _number: int) -> str | None:
        return self.text

    def purged(self, document: str) -> Purge | None:
        return self.purges.get(document)

    def filed_after(self, _document: str, _entry: int) -> int | None:
        return self.again

    def generation(self, _name: str) -> Bytes:
        return self.kept

    def model(self, _name: str, _sha256: str) -> Kept:
        return self.installed

    def purge(self, entry: int) -> Purge | None:
        return self.told.get(entry)


MakeSession = Callable[..., Recorded]


@pytest.fixture
def make_session() -> MakeSession:
    """Makes a session of one question; what is named is changed in the facts of its entries."""

    def make(
        *,
        opened: dict[str, Any] | None = None,
        question: dict[str, Any] | None = None,
        answer: dict[str, Any] | None = None,
        kind: str = "answer",
        before: list[Entry] = [],  # noqa: B006  # never changed
        after: list[Entry] = [],  # noqa: B006
    ) -> Recorded:
        entries = [
            entry(1, "session.opened", {**deepcopy(OPENED), **(opened or {})}),
            entry(2, "question", {**deepcopy(QUESTION), **(question or {})}),
            *before,
            entry(8, kind, {**deepcopy(ANSWER), **(answer or {})}),
            *after,
        ]
        return recorded(SESSION, entries)

    return make


@pytest.fixture
def sources() -> FakeSources:
    return FakeSources()
