"""What people say of answers."""

from __future__ import annotations

import pytest

from assistant.audit.validation import Judgement, NoAnswerError, facts, judged, judgements

from .making import entry, later


def said(index: int, answer: object, verdict: object, by: str = "Roy", note: str = "") -> object:
    return entry(index, "validated", "aa", answer=answer, verdict=verdict, by=by, note=note)


def test_judgements_stand_beside_each_other_in_order() -> None:
    entries = [
        entry(3, "answer", "aa", answer="Ici."),
        entry(4, "validated", "aa", **facts(3, "validated", "Roy", "")),
        entry(5, "validated", "aa", **facts(2, "rejected", "Roy", "")),
        entry(6, "validated", "aa", **facts(3, "corrected", "Côté", "Article 5, non 4.")),
    ]
    found = judgements(entries)
    assert found[3] == [
        Judgement(4, later(4), 3, "validated", "Roy", ""),
        Judgement(6, later(6), 3, "corrected", "Côté", "Article 5, non 4."),
    ]
    assert [one.verdict for one in found[2]] == ["rejected"]


@pytest.mark.parametrize(
    "what", [{}, {"answer": "3", "verdict": "validated"}, {"answer": 3, "verdict": "praised"}, {"verdict": "rejected"}]
)
def test_what_is_no_judgement_is_passed_over(what: dict[str, object]) -> None:
    assert judgements([entry(4, "validated", "aa", **what)]) == {}


def test_a_judgement_that_is_destroyed_says_nothing() -> None:
    assert judgements([entry(4, "validated", "aa", gone=9)]) == {}


def test_an_answer_that_stands_can_be_judged() -> None:
    answer = entry(3, "answer", "aa", answer="Ici.")
    assert judged(answer, 3) is answer


@pytest.mark.parametrize("kind", ["question", "statement", "answer.cancelled", "validated", "session.opened"])
def test_nothing_else_can(kind: str, in_english: None) -> None:
    with pytest.raises(NoAnswerError, match=kind) as caught:
        judged(entry(3, kind, "aa"), 3)
    assert "audit show" in caught.value.hint


def test_nor_what_is_not_there_or_destroyed(in_english: None) -> None:
    with pytest.raises(NoAnswerError, match="no entry 3"):
        judged(None, 3)
    with pytest.raises(NoAnswerError, match="entry 9"):
        judged(entry(3, "answer", "aa", gone=9), 3)
