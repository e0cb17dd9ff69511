"""What had been shown when a step was reached."""

from __future__ import annotations

from assistant.tui.audit.desk import Step
from assistant.tui.audit.shown import Item, shown, unchanged

from .audit_desk import STEPS


def step(kind: str, place: int | None = None, **more: object) -> Step:
    return Step(kind, 1, "2026-02-27T09:41:07.250Z", "", place, **more)  # type: ignore[arg-type]


def kinds(items: list[Item]) -> list[tuple[str, int | None]]:
    return [(item.kind, item.place) for item in items]


def test_a_question_grows_in_its_place() -> None:
    told = [shown(STEPS, upto)[-1] for upto in range(1, 4)]
    assert [item.kind for item in told] == ["part", "part", "whole"]
    assert [item.reached for item in told] == ["question", "found", "answer"]
    assert {item.place for item in told} == {0}


def test_what_came_before_stays_whole() -> None:
    assert kinds(shown(STEPS, 4)) == [("notice", None), ("whole", 0), ("part", 1)]


def test_statements_come_one_by_one() -> None:
    assert [shown(STEPS, upto)[-1].stated for upto in (6, 7, 8)] == [0, 1, 2]


def test_a_judgement_changes_the_answer_that_it_is_about_and_adds_nothing() -> None:
    before, after = shown(STEPS, 9), shown(STEPS, 10)
    assert kinds(before) == kinds(after)
    assert (before[1].judged, after[1].judged) == (0, 1)
    assert before[2] == after[2]


def test_an_event_is_an_item_of_its_own() -> None:
    assert kinds(shown(STEPS, 14))[-1] == ("event", None)


def test_what_is_destroyed_or_withheld_is_closed() -> None:
    steps = [step("opened"), step("destroyed", 0), step("withheld", 1), step("unread", 2)]
    assert [item.kind for item in shown(steps, 3)] == ["notice", "closed", "closed", "closed"]
    assert [item.kind for item in shown([step("destroyed"), step("event")], 1)] == ["closed", "event"]


def test_a_judgement_that_is_withheld_takes_nothing_away() -> None:
    steps = [step("question", 0), step("answer", 0), step("withheld", 0, judged=1)]
    assert [item.reached for item in shown(steps, 2)] == ["answer"]


def test_only_what_changed_is_drawn_again() -> None:
    assert unchanged(shown(STEPS, 8), shown(STEPS, 9)) == 2
    assert unchanged(shown(STEPS, 9), shown(STEPS, 10)) == 1
    assert unchanged([], shown(STEPS, 3)) == 0
    assert unchanged(shown(STEPS, 3), shown(STEPS, 3)) == len(shown(STEPS, 3))
