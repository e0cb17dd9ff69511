"""Comparing what was computed again with what stands on the record."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from assistant.audit.replay.comparing import Made, compared, place


@pytest.fixture
def same(make_session) -> Made:
    exchange = make_session().exchanges[0]
    return Made(deepcopy(dict(exchange.question.facts)), deepcopy(dict(exchange.answer.facts)))


def test_what_is_the_same_is_the_same(make_session, same) -> None:
    assert compared(make_session().exchanges[0], same) is None


@pytest.mark.parametrize(
    ("then", "now", "first"),
    [([], [], None), ([1, 2], [1, 2], None), ([1, 2], [1, 3], 2), ([1], [1, 2], 2), ([1, 2], [], 1), ([], [5], 1)],
)
def test_the_first_token_that_differs(then: list[int], now: list[int], first: int | None) -> None:
    assert place(then, now) == first


@pytest.mark.parametrize(
    ("stage", "change"),
    [
        ("retrieval", {"evidence": []}),
        ("estimate", {"probability": 0.79}),
        ("statements", {"statements": []}),
        ("answer", {"missing": ["amende"]}),
    ],
)
def test_the_first_stage_that_differs_is_named(make_session, same, stage: str, change: dict[str, Any]) -> None:
    found = compared(make_session().exchanges[0], Made(same.question, {**same.answer, **change}))
    assert found is not None
    assert (found.stage, found.place) == (stage, None)


def test_passages_in_another_order_are_another_retrieval(make_session, same) -> None:
    piece = same.answer["evidence"][0]
    two = [piece, {**piece, "number": 2, "rank": 2, "passage": "p2"}]
    swapped = [{**piece, "rank": 2}, {**piece, "number": 2, "rank": 1, "passage": "p2"}]
    exchange = make_session(answer={"evidence": two}).exchanges[0]
    found = compared(exchange, Made(same.question, {**same.answer, "evidence": swapped}))
    assert found is not None
    assert found.stage == "retrieval"


def test_a_score_that_moved_is_a_divergence_of_the_evidence(make_session, same) -> None:
    moved = [{**same.answer["evidence"][0], "score": 0.5000001}]
    found = compared(make_session().exchanges[0], Made(same.question, {**same.answer, "evidence": moved}))
    assert found is not None
    assert found.stage == "evidence"


def test_where_tokens_diverge_both_texts_are_given(make_session, same) -> None:
    exchange = make_session(answer={"tokens": [4, 5, 6], "end": "eog"}).exchanges[0]
    now = {**same.answer, "tokens": [4, 7], "end": "eog", "answer": "Autre chose."}
    found = compared(exchange, Made(same.question, now))
    assert found is not None
    assert (found.stage, found.place, found.unit) == ("tokens", 2, "token")
    assert (found.then, found.now) == (same.answer["answer"], "Autre chose.")


def test_without_a_generator_the_words_of_the_answer_are_counted(make_session, same) -> None:
    now = {**same.answer, "answer": same.answer["answer"].replace("150", "15")}
    found = compared(make_session().exchanges[0], Made(same.question, now))
    assert found is not None
    assert (found.unit, found.place) == ("word", 5)


def test_what_a_question_took_over_is_compared_first(make_session, same) -> None:
    exchange = make_session(question={"carried": {"searched": "amende récidive", "words": []}}).exchanges[0]
    found = compared(exchange, Made(same.question, {**same.answer, "evidence": []}))
    assert found is not None
    assert found.stage == "conversation"


def test_of_a_cancelled_answer_only_what_there_was_is_compared(make_session, same) -> None:
    cut = {"tokens": [4, 5], "statements": same.answer["statements"], "end": "cancelled", "evidence": None}
    exchange = make_session(kind="answer.cancelled", answer=cut).exchanges[0]
    longer = {**same.answer, "tokens": [4, 5, 6], "statements": [*same.answer["statements"], {"text": "de plus"}]}
    assert compared(exchange, Made(same.question, longer)) is None
    other = {**longer, "tokens": [4, 9, 6]}
    found = compared(exchange, Made(same.question, other))
    assert found is not None
    assert (found.stage, found.place) == ("tokens", 2)
