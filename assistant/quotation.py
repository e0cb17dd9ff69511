"""Quotation mode: an answer made of the record's own words, by pointers to the evidence."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from assistant.answer import Citation, Drafting, Stated, Statement
from assistant.citing import cite
from assistant.evidence import Evidence
from indexes.catalogue import Catalogue
from indexes.records import Document, Language, Sentence

KEPT = 0.96
"""The share of the best evidence's score that another piece must have to be quoted beside it."""


@dataclass(frozen=True, slots=True)
class Composition:
    """Statements, with what the record keeps of how a model came to them.

    unreadable: how many lines a model wrote that are no statement on this evidence. None is shown.
    """

    statements: tuple[Statement, ...]
    trace: dict[str, object] = field(default_factory=dict)
    unreadable: int = 0


Composing = Generator[Drafting | Stated, None, Composition]
"""What a composer does: it may say what it is writing and what it has written, and ends with all of it."""


class Composer(Protocol):
    """Makes the statements of an answer from evidence."""

    def compose(
        self, question: str, language: Language, evidence: Sequence[Evidence], cancelled: Callable[[], bool]
    ) -> Composing:
        """Make statements, in the order in which they are shown; stop as soon as `cancelled` says so."""


class Quoter:
    """Quotes the best evidence, and what comes near it."""

    def __init__(self, catalogue: Catalogue, limit: int) -> None:
        self._catalogue = catalogue
        self._limit = limit

    def compose(
        self,
        question: str,  # noqa: ARG002 - what was asked has ranked the evidence
        language: Language,  # noqa: ARG002
        evidence: Sequence[Evidence],
        cancelled: Callable[[], bool],  # noqa: ARG002 - this takes no time
    ) -> Composing:
        """One quotation a piece of evidence, all at once."""
        best = evidence[0].score if evidence else 0.0
        chosen = [one for one in evidence[: self._limit] if one.score >= KEPT * best]
        yield from ()
        return Composition(
            tuple(
                quotation(self._catalogue, one.hit.document, one.sentences, one.sentences[one.best]) for one in chosen
            )
        )


def quotation(
    catalogue: Catalogue, document: Document, sentences: Sequence[Sentence], best: Sentence | None = None
) -> Statement:
    """Quote consecutive sentences of a document: the text is that of the citations, read from the filed pages.

    best: the one among them that says most of what was asked.
    """
    citations = cite(catalogue, document, sentences)
    if best is not None and len(sentences) > 1:
        citations = tuple(_marked(citation, best) for citation in citations)
    text = " ".join(" ".join(citation.quote.split("\n")) for citation in citations)
    return Statement(text, "quotation", True, citations, pointers=tuple(sentence.id for sentence in sentences))


def _marked(citation: Citation, best: Sentence) -> Citation:
    held = (
        (span.start, span.end)
        for span in best.spans
        if span.page == citation.page and citation.start <= span.start and span.end <= citation.end
    )
    return replace(citation, best=next(held, None))
