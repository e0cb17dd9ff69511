"""Rows and evaluations of them, without a library."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from assistant.evaluation import summing
from assistant.evaluation.results import Answered, Circumstances, Evaluation, Found, Row
from indexes.records import Language

ABOUT = Circumstances(
    file="questions.jsonl",
    sha256="a" * 64,
    generation="g" * 32,
    encoder="e" * 64,
    collection=None,
    limit=20,
    made="2026-01-02T03:04:05+00:00",
    version="0.1.0",
)

MakeRow = Callable[..., Row]


@pytest.fixture
def make_row() -> MakeRow:
    """Makes a row by its id, language and rank; without an answer where `ranks` is empty."""

    def make(
        name: str = "q1",
        language: Language = "fr",
        rank: int | None = 1,
        *,
        ranks: Mapping[Language, int | None] | None = None,
        hits: Sequence[Found] = (),
        question: str = "Combien?",
        seconds: float = 0.01,
        probability: float = 0.9,
        answer: Answered | None = None,
    ) -> Row:
        ranks = {"fr": rank} if ranks is None else ranks
        return Row(name, language, question, bool(ranks), rank, ranks, tuple(hits), seconds, probability, answer)

    return make


@pytest.fixture
def found() -> Found:
    return Found(1, 0.75, "p1", "a.pdf", "Règlement <1>", 3, "iii", "fr", True, "Le texte du passage.")


@pytest.fixture
def evaluated() -> Callable[[Sequence[Row]], Evaluation]:
    return lambda rows: summing.evaluation(ABOUT, rows, 0.35)
