"""What of an environment differs."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.audit.replay.environment import differences, server
from assistant.audit.replay.outcome import Difference

THEN: dict[str, Any] = {
    "generation": "g1",
    "version": "0.1.0",
    "labels": ["public"],
    "environment": {"model": "f" * 64, "threads": 2, "batch": 512, "rerankings": {"nearness": {"first": 30}}},
}


def changed(**environment: Any) -> dict[str, Any]:
    return {**THEN, "environment": {**THEN["environment"], **environment}}


def test_an_equal_environment_has_no_differences() -> None:
    assert differences(THEN, changed()) == ()


@pytest.mark.parametrize(
    ("now", "difference"),
    [
        (changed(threads=1), Difference("threads", 2, 1)),
        (changed(model="e" * 64), Difference("model", "f" * 64, "e" * 64)),
        (changed(rerankings={"nearness": {"first": 20}}), Difference("rerankings.nearness.first", 30, 20)),
        (changed(rerankings={}), Difference("rerankings.nearness.first", 30, None)),
        ({**THEN, "version": "0.2.0"}, Difference("version", "0.1.0", "0.2.0")),
        ({**THEN, "generation": "g2"}, Difference("generation", "g1", "g2")),
    ],
)
def test_row_41_what_differs_is_named(now: dict[str, Any], difference: Difference) -> None:
    assert differences(THEN, now) == (difference,)


def test_who_asked_is_set_as_it_was_and_is_no_difference() -> None:
    assert differences(THEN, {**THEN, "labels": ["public", "secret"], "series": "others"}) == ()


def test_what_was_not_recorded_then_is_not_held_against_now() -> None:
    assert differences({"generation": "g1"}, THEN) == ()
    assert differences({**THEN, "environment": {"threads": 2, "model": "f" * 64}}, changed(numpy="2.0")) == ()


def test_a_model_where_there_was_none_is_a_difference() -> None:
    then = {**THEN, "environment": {"threads": 2}}
    assert differences(then, {**THEN, "environment": {"threads": 2, "model": "a"}}) == (Difference("model", None, "a"),)


def test_what_weighs_most_comes_first() -> None:
    found = differences(THEN, {**changed(threads=1, batch=64, model="e"), "version": "0.2.0"})
    assert [one.name for one in found] == ["version", "model", "threads", "batch"]


def test_a_server_is_known_by_its_address() -> None:
    assert server({"environment": {"url": "https://llm.office/v1"}}) == "https://llm.office/v1"
    assert server(THEN) is None
    assert server({}) is None
