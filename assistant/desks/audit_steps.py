"""Takes a replayed session apart into what was shown, one thing after the other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.audit.replay.forms import malformed
from assistant.tui.audit.desk import Opened, Step, StepKind

if TYPE_CHECKING:
    from assistant.audit.log import Entry
    from assistant.audit.replay.outcome import Finding, ReplayedExchange, ReplayedSession
    from assistant.exchange import Exchange
    from indexes.records import Language


def steps(replayed: ReplayedSession, exchanges: Sequence[Exchange], leaves: Mapping[int, str]) -> tuple[Step, ...]:
    """The steps of a session. exchanges: its questions as they are shown; leaves: hashes (hexadecimal), by entry.

    A finding belongs to the step of the entry that it names, and else to the last step of its question.
    """
    found = [*_opened(replayed, leaves)]
    for place, (one, shown) in enumerate(zip(replayed.exchanges, exchanges, strict=True)):
        found += _exchange(place, one, shown, leaves, replayed.withheld)
    found += [_step("event", entry, leaves, event=entry.kind, by=_by(entry)) for entry in replayed.recorded.others]
    # What is found is on the record with the answer, and was shown before it.
    return tuple(sorted(found, key=lambda step: step.entry if step.kind != "found" else _asked(step, replayed)))


def opened(replayed: ReplayedSession) -> Opened:
    """Under what a session stood, as far as its reader may see it."""
    entry = replayed.recorded.opened
    if entry is None or entry.destroyed is not None or entry.index in replayed.withheld:
        return Opened()
    facts: Mapping[str, Any] = entry.facts
    notice = facts.get("notice")
    said = notice if isinstance(notice, dict) else {}
    language: Language = "en" if said.get("language", facts.get("ui")) == "en" else "fr"
    labels = facts.get("labels")
    return Opened(
        notice=str(said.get("text", "")),
        language=language,
        generation=str(facts.get("generation") or ""),
        model=str(facts.get("model") or ""),
        version=str(facts.get("version") or ""),
        labels=tuple(map(str, labels)) if isinstance(labels, list) else (),
    )


def _asked(step: Step, replayed: ReplayedSession) -> int:
    assert step.place is not None  # noqa: S101  # what is found is found for a question
    return replayed.exchanges[step.place].exchange.question.index


def _opened(replayed: ReplayedSession, leaves: Mapping[int, str]) -> Iterator[Step]:
    entry = replayed.recorded.opened
    if entry is None:
        first = next(iter(replayed.recorded.entries), None)
        if first is not None:
            yield _step("unread", first, leaves, findings=replayed.findings)
        return
    kind: StepKind = "opened"
    if entry.destroyed is not None:
        kind = "destroyed"
    elif entry.index in replayed.withheld:
        kind = "withheld"
    yield _step(kind, entry, leaves, findings=replayed.findings)


def _exchange(
    place: int, one: ReplayedExchange, shown: Exchange, leaves: Mapping[int, str], withheld: frozenset[int]
) -> Iterator[Step]:
    exchange, question = one.exchange, one.exchange.question
    closed = _closed(one, shown)
    if closed is not None:
        bare = tuple(replace(each, facts={}) for each in one.findings)  # which document it cites is withheld, too
        yield _step(closed, question, leaves, place=place, findings=bare if closed == "withheld" else one.findings)
    else:
        yield from _shown(place, one, shown, leaves)
    for judged, entry in enumerate(exchange.judged, start=1):
        kind: StepKind = "withheld" if entry.index in withheld else "judgement"
        if entry.destroyed is None and closed is None:
            stated = len(exchange.statements)
            yield _step(kind, entry, leaves, place=place, stated=stated, judged=judged, by=_by(entry))


def _closed(one: ReplayedExchange, shown: Exchange) -> StepKind | None:
    """Why nothing of an exchange can be shown; None where it can."""
    if shown.outcome == "destroyed":
        return "destroyed"
    if malformed(one.exchange) is not None:
        return "unread"
    return "withheld" if shown.outcome == "withheld" else None


def _shown(place: int, one: ReplayedExchange, shown: Exchange, leaves: Mapping[int, str]) -> Iterator[Step]:
    exchange = one.exchange
    named = _by_entry(one.findings)
    yield _step("question", exchange.question, leaves, place=place, findings=named.pop(exchange.question.index, ()))
    if shown.carried is not None:
        yield _step("carried", exchange.question, leaves, place=place)
    if exchange.answered and exchange.answer is not None:
        yield _step("found", exchange.answer, leaves, place=place)
    for stated, entry in enumerate(exchange.statements, start=1):
        yield _step("statement", entry, leaves, place=place, stated=stated, findings=named.pop(entry.index, ()))
    last = exchange.entries[-1]
    kind: StepKind = "broken off"
    if shown.answer is not None:
        kind = "refusal" if shown.answer.refused else "answer"
    rest = tuple(finding for findings in named.values() for finding in findings)
    yield _step(kind, last, leaves, place=place, stated=len(shown.stated or exchange.statements), findings=rest)


def _by_entry(findings: Sequence[Finding]) -> dict[int | None, tuple[Finding, ...]]:
    found: dict[int | None, tuple[Finding, ...]] = {}
    for one in findings:
        found[one.entry] = (*found.get(one.entry, ()), one)
    return found


def _by(entry: Entry) -> str:
    return str(entry.facts.get("by") or entry.facts.get("approver") or "")


def _step(
    kind: StepKind,
    entry: Entry,
    leaves: Mapping[int, str],
    *,
    place: int | None = None,
    stated: int = 0,
    judged: int = 0,
    findings: tuple[Finding, ...] = (),
    event: str = "",
    by: str = "",
) -> Step:
    leaf = leaves.get(entry.index, "")
    return Step(kind, entry.index, entry.time, leaf, place, stated, judged, findings, event, by)
