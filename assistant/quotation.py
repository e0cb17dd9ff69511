"""Quotation mode: an answer made of the record's own words, by pointers to the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.answer import Statement
from assistant.citing import cite
from assistant.evidence import Evidence
from indexes.catalogue import Catalogue
from indexes.records import Language

KEPT = 0.88
"""The share of the best evidence's score that another piece must have to be quoted beside it."""


class Composer(Protocol):
    """Makes the statements of an answer from numbered evidence."""

    def compose(self, question: str, language: Language, evidence: Sequence[Evidence]) -> Composition:
        """Return the statements in the order in which they are shown."""


class Composition:
    """Statements, with what the record keeps of how a model came to them."""

    def __init__(self, statements: Sequence[Statement], trace: dict[str, object] | None = None) -> None:
        self.statements = tuple(statements)
        self.trace = trace or {}


class Quoter:
    """Quotes the best evidence, and what comes near it."""

    def __init__(self, catalogue: Catalogue, limit: int) -> None:
        self._catalogue = catalogue
        self._limit = limit

    def compose(self, question: str, language: Language, evidence: Sequence[Evidence]) -> Composition:  # noqa: ARG002
        """Return one quotation a piece of evidence."""
        best = evidence[0].score if evidence else 0.0
        chosen = [one for one in evidence[: self._limit] if one.score >= KEPT * best]
        return Composition([quotation(self._catalogue, one) for one in chosen])


def quotation(catalogue: Catalogue, evidence: Evidence) -> Statement:
    """Quote a piece of evidence: its text is that of its citations, read from the filed pages."""
    citations = cite(catalogue, evidence.hit.document, evidence.sentences)
    text = " ".join(" ".join(citation.quote.split("\n")) for citation in citations)
    return Statement(text, "quotation", True, citations)
