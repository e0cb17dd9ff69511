"""What had been shown of a session when a step was reached. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.tui.audit.desk import Step, StepKind

ItemKind = Literal["notice", "part", "whole", "closed", "event"]
"""part: a question that was still being answered; whole: one that was done with; closed: nothing is shown of it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the screen of then: the notice, a question as far as it was answered, or an event.

    step: the number of the step, from 0, that brought it to where it is; reached: what that was. place: of the
    question; stated, judged: how many statements and judgements were shown of it.
    """

    kind: ItemKind
    step: int
    reached: StepKind
    place: int | None = None
    stated: int = 0
    judged: int = 0


_ENDED = frozenset(("answer", "refusal", "broken off", "judgement"))
_CLOSED = frozenset(("destroyed", "withheld", "unread"))


def shown(steps: Sequence[Step], upto: int) -> list[Item]:
    """What was on the screen once the step `upto` (from 0) had been shown; a question is one item, which grows."""
    items: list[Item] = []
    places: dict[int, int] = {}
    for number, step in enumerate(steps[: upto + 1]):
        if step.place is None:
            items.append(Item(_alone(step.kind), number, step.kind))
            continue
        item = _item(step, number)
        if step.place in places:
            before = items[places[step.place]]
            items[places[step.place]] = _grown(before, item)
        else:
            places[step.place] = len(items)
            items.append(item)
    return items


def unchanged(before: Sequence[Item], after: Sequence[Item]) -> int:
    """How many items at the beginning are the same."""
    for number, (one, other) in enumerate(zip(before, after, strict=False)):
        if one != other:
            return number
    return min(len(before), len(after))


def _alone(kind: StepKind) -> ItemKind:
    if kind == "opened":
        return "notice"
    return "closed" if kind in _CLOSED else "event"


def _item(step: Step, number: int) -> Item:
    kind: ItemKind = "part"
    if step.kind in _CLOSED:
        kind = "closed"
    elif step.kind in _ENDED:
        kind = "whole"
    return Item(kind, number, step.kind, step.place, step.stated, step.judged)


def _grown(before: Item, after: Item) -> Item:
    """A judgement that is withheld changes nothing of an answer that was shown."""
    return before if before.kind == "whole" and after.kind == "closed" else after
