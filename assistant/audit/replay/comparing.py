"""Compares what was computed again with what stands on the record: stage by stage, and token by token. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.audit.replay.outcome import Divergence, Stage
from assistant.audit.replay.sessions import Exchange

Facts = Mapping[str, Any]

_PROMPT = ("use", "grammar", "chat", "sampling", "limit", "pointers", "prompt", "prefix")


@dataclass(frozen=True, slots=True)
class Made:
    """What a question came to when it was asked again: its facts, and those of its answer."""

    question: Facts
    answer: Facts | None


def compared(exchange: Exchange, made: Made) -> Divergence | None:
    """Say where what came out first differs from what stands on the record; None where it is the same.

    Of an answer that was cancelled, or cut off, only what there was of it is compared.
    """
    then, now = exchange.question.facts, made.question
    if _plain(then.get("carried")) != _plain(now.get("carried")):
        return _divergence("conversation", exchange, made)
    if exchange.answered and exchange.answer is not None:
        return _first(_STAGES, exchange.answer.facts, exchange, made)
    started = _started(exchange)
    return None if started is None else _first(_STARTED, started, exchange, made)


def place(then: Sequence[object], now: Sequence[object]) -> int | None:
    """Which one of two lists is the first that differs, from 1; None where they are equal."""
    for number, (one, other) in enumerate(zip(then, now, strict=False), start=1):
        if one != other:
            return number
    return None if len(then) == len(now) else min(len(then), len(now)) + 1


def _retrieval(facts: Facts) -> object:
    found = [(one["rank"], one["passage"]) for one in facts.get("evidence", [])]
    return sorted(found)


def _evidence(facts: Facts) -> object:
    return [
        (one["number"], one["passage"], one["sentences"], one["score"], one["likelihood"])
        for one in facts.get("evidence", [])
    ]


def _values(*names: str) -> Callable[[Facts], object]:
    return lambda facts: [_plain(facts.get(name)) for name in names]


def _said(*names: str) -> Callable[[Facts], object]:
    """Statements, but for what is only shown bolder in them: earlier versions did not record that."""
    return lambda facts: [_without(_plain(facts.get(name)), "best") for name in names]


def _without(value: object, name: str) -> object:
    if isinstance(value, Mapping):
        return {key: _without(one, name) for key, one in value.items() if key != name}
    return [_without(one, name) for one in value] if isinstance(value, list) else value


_STAGES: Sequence[tuple[Stage, Callable[[Facts], object]]] = (
    ("retrieval", _retrieval),
    ("evidence", _evidence),
    ("estimate", _values("probability", "features")),
    ("prompt", _values(*_PROMPT)),
    ("tokens", _values("tokens", "end")),
    ("statements", _said("statements", "left_out")),
    ("answer", _values("answer", "refused", "missing", "mode", "question", "language")),
)
_STARTED: Sequence[tuple[Stage, Callable[[Facts], object]]] = (
    ("prompt", _values(*_PROMPT)),
    ("tokens", _values("tokens")),
    ("statements", _said("statements")),
)
"""What stands on the record of an answer that was never whole."""


def _first(
    stages: Sequence[tuple[Stage, Callable[[Facts], object]]], then: Facts, exchange: Exchange, made: Made
) -> Divergence | None:
    now = made.answer or {}
    if not exchange.answered:
        now = _as_far_as(then, now)
    for stage, of in stages:
        if of(then) != of(now):
            return _divergence(stage, exchange, made)
    return None


def _started(exchange: Exchange) -> Facts | None:
    """What there was of an answer that was never whole; None where nothing was."""
    if exchange.answer is not None:
        return exchange.answer.facts
    statements = [one for entry in exchange.statements for one in _list(entry.facts, "statements")]
    return {"statements": statements} if statements else None


def _as_far_as(then: Facts, now: Facts) -> Facts:
    """What came out now, cut to what there was then."""
    cut = dict(now)
    for name in ("tokens", "statements"):
        if name in then:
            cut[name] = _list(now, name)[: len(_list(then, name))]
    return {name: value for name, value in cut.items() if name in then}


def _divergence(stage: Stage, exchange: Exchange, made: Made) -> Divergence:
    then = (exchange.answer.facts if exchange.answered and exchange.answer is not None else _started(exchange)) or {}
    now = made.answer or {}
    if not exchange.answered:
        now = _as_far_as(then, now)
    said, says = _text(then), _text(now)
    found = place(_list(then, "tokens"), _list(now, "tokens"))
    if found is not None:
        return Divergence(stage, found, "token", said, says)
    return Divergence(stage, place(said.split(), says.split()), "word", said, says)


def _text(facts: Facts) -> str:
    if "answer" in facts:
        return str(facts["answer"])
    return "\n".join(str(one["text"]) for one in _list(facts, "statements"))


def _list(facts: Facts, name: str) -> list[Any]:
    found = facts.get(name)
    return found if isinstance(found, list) else []


def _plain(value: object) -> object:
    """A value of which it does not matter whether a list was read from JSON or not."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
