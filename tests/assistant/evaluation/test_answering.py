"""Answers judged: right citations, quotations equal to their pages, and what rows of them come to."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.answer import Answer, Citation, Statement
from assistant.evaluation.answering import answers, judged
from assistant.evaluation.judging import Judge
from assistant.evaluation.results import Answered
from indexes.records import Page

PAGE = "Article 4. Le permis est valide pendant six mois. Il peut être renouvelé une fois."
QUOTE = "Le permis est valide pendant six mois."


def page(document: str, number: int) -> Page | None:
    if (document, number) != ("d", 1):
        return None
    return Page(1, None, PAGE, 612, 792, np.zeros((len(PAGE), 4), dtype=np.int16))


def citation(quote: str, start: int, document: str = "d") -> Citation:
    return Citation(document, "a.pdf", "Permis", "fr", 1, None, start, start + len(quote), quote, ())


def answer(*statements: Statement) -> Answer:
    return Answer(
        question="?", language="fr", refused=not statements, mode="quotation", statements=statements, nearest=(),
        session="s", entry=1, model=None, generation="g", text="",
    )  # fmt: skip


def test_a_citation_is_right_that_holds_a_quotation_or_is_held_by_one() -> None:
    judge = Judge([QUOTE + " Il est alors renouvelé sans frais par le directeur du service des permis."])
    assert judge.agrees(QUOTE)
    assert judge.agrees("Attendu que: " + QUOTE + " Il est alors renouvelé sans frais par le directeur du service.")
    assert not judge.agrees("Le permis est refusé.")
    assert not judge.agrees("")


def test_a_quotation_equals_its_page_or_not() -> None:
    right, altered = citation(QUOTE, 11), citation(QUOTE.replace("six", "dix"), 11)
    lost = citation(QUOTE, 11, document="x")
    statements = [Statement(one.quote, "quotation", True, (one,)) for one in (right, altered, lost)]
    found = judged(answer(*statements), Judge([QUOTE]), page, 0.25)
    assert found == Answered(False, 3, 3, (True, True, True), (True, False, False), 0.25)


def test_a_refusal_has_nothing_to_be_right() -> None:
    assert judged(answer(), Judge([QUOTE]), page, 0.1) == Answered(True, 0, 0, (), (), 0.1)


def test_what_rows_come_to(make_row) -> None:
    rows = [
        make_row("a", "fr", answer=Answered(False, 2, 1, (True, False, False), (True, True, True), 0.1)),
        make_row("a", "en", answer=Answered(False, 1, 1, (False,), (True,), 0.1)),
        make_row("b", "fr", answer=Answered(True, 0, 0, (), (), 0.1)),
        make_row("c", "fr", None, ranks={}, answer=Answered(True, 0, 0, (), (), 0.1)),
        make_row("d", "fr", None, ranks={}, answer=Answered(False, 1, 1, (False,), (False,), 0.1)),
        make_row("e", "fr"),
    ]
    found = answers(rows)
    assert found.asked == 5
    assert found.values == pytest.approx(
        {
            "answered": 2 / 3,
            "right_source_cited": 1 / 3,
            "citation_precision": 1 / 4,
            "refused_rightly": 1 / 2,
            "statements_supported": 3 / 4,
            "quotations_equal": 4 / 5,
        }
    )
    for name, (low, high) in found.intervals.items():
        assert 0 <= low <= found.values[name] <= high <= 1


def test_a_share_of_nothing_is_left_out(make_row) -> None:
    found = answers([make_row("a", answer=Answered(True, 0, 0, (), (), 0.1))])
    assert found.values == {"answered": 0.0, "right_source_cited": 0.0}
    assert answers([make_row("a")]).asked == 0
