"""Judges answers: whether they cite a right source, and nothing else, and whether each quotation is what its page says.

A citation is right when it holds half of the 4-word sequences of a quotation that answers the question, or the other
way round: a citation may be one sentence of a longer quotation.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Protocol

import numpy as np

from assistant.answer import Answer
from assistant.evaluation import bootstrap
from assistant.evaluation.judging import Judge
from assistant.evaluation.results import Answered, Row, Summary
from indexes.records import Language, Page


class Asking(Protocol):
    """Answers a question as `greffier ask` does."""

    def __call__(self, question: str, language: Language) -> Answer:
        """The answer, whose entry is on the record."""


class Pages(Protocol):
    """Gives filed pages."""

    def __call__(self, document: str, number: int) -> Page | None:
        """The page of a document, by its SHA-256 and its 1-based number."""


def judged(answer: Answer, judge: Judge, page: Pages, seconds: float) -> Answered:
    """What an answer came to, by the judge of its question."""
    citations = [citation for statement in answer.statements for citation in statement.citations]
    pages = [page(citation.document, citation.page) for citation in citations]
    return Answered(
        refused=answer.refused,
        statements=len(answer.statements),
        supported=sum(statement.supported for statement in answer.statements),
        right=tuple(judge.agrees(citation.quote) for citation in citations),
        equal=tuple(
            there is not None and there.text[citation.start : citation.end] == citation.quote
            for citation, there in zip(citations, pages, strict=True)
        ),
        seconds=seconds,
    )


def answers(rows: Sequence[Row]) -> Summary:
    """What the answers of rows come to, each share with its interval, and left out where it is one of nothing.

    answered, right_source_cited: of the answerable questions; citation_precision: of the citations of their answers;
    refused_rightly: of the unanswerable questions; statements_supported, quotations_equal: of all statements, and of
    all citations.
    """
    asked = [(row, row.answer) for row in rows if row.answer is not None]
    answerable = [(row, answer) for row, answer in asked if row.answerable]
    shares: dict[str, list[tuple[Hashable, float]]] = {
        "answered": [(row.id, float(not answer.refused)) for row, answer in answerable],
        "right_source_cited": [(row.id, float(any(answer.right))) for row, answer in answerable],
        "citation_precision": [(row.id, float(right)) for row, answer in answerable for right in answer.right],
        "refused_rightly": [(row.id, float(answer.refused)) for row, answer in asked if not row.answerable],
        "statements_supported": [
            (row.id, float(place < answer.supported)) for row, answer in asked for place in range(answer.statements)
        ],
        "quotations_equal": [(row.id, float(equal)) for row, answer in asked for equal in answer.equal],
    }
    values, intervals = {}, {}
    for name, pairs in shares.items():
        if pairs:
            column = np.array([[value] for _, value in pairs])
            low, high = bootstrap.intervals(column, [question for question, _ in pairs])
            values[name], intervals[name] = float(column.mean()), (float(low[0]), float(high[0]))
    return Summary(len(asked), values, intervals)
