"""What came of replaying, as plain data for outside programs and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from gettext import gettext as _
from gettext import ngettext

from assistant.audit.replay import wording
from assistant.audit.replay.outcome import Finding, Recomputed, ReplayedExchange, ReplayedSession, Summary


def session_json(one: ReplayedSession) -> dict[str, object]:
    """A session as outside programs read it."""
    return {
        "session": one.recorded.session,
        "opened": one.recorded.time,
        "evidence": _evidence(one.holds),
        "findings": [_finding_json(each) for each in one.findings],
        "questions": [_exchange_json(each, one) for each in one.exchanges],
    }


def summary_json(summary: Summary) -> dict[str, object]:
    """What came of all of them."""
    return {
        "verified": summary.good,
        "sessions": summary.sessions,
        "questions": summary.questions,
        "checks": dict(summary.checks),
        "failing": list(summary.failing),
        "recomputed": dict(summary.results),
    }


def _exchange_json(one: ReplayedExchange, session: ReplayedSession) -> dict[str, object]:
    answer, withheld = one.exchange.answer, _withheld(one, session)
    facts: dict[str, object] = {
        "entry": one.exchange.question.index,
        "question": None if withheld else one.exchange.asked or None,
        "answer": None if answer is None else answer.index,
        "evidence": _evidence(one.holds),
        "findings": [_finding_json(each, bare=withheld) for each in one.findings],
    }
    if withheld:
        facts["withheld"] = True
    if one.recomputed is not None:
        facts["recomputed"] = _recomputed_json(one.recomputed, bare=withheld)
    return facts


def _finding_json(one: Finding, *, bare: bool = False) -> dict[str, object]:
    facts: dict[str, object] = {"check": one.check, "state": one.state, "entry": one.entry}
    if one.reason:
        facts["reason"] = one.reason
    return facts if bare else {**facts, **one.facts, "text": wording.finding(one)}


def _recomputed_json(one: Recomputed, *, bare: bool) -> dict[str, object]:
    facts: dict[str, object] = {"result": one.result, "text": wording.recomputed(one)}
    if one.result == "environment differs":
        facts["differences"] = [asdict(each) for each in one.differences]
    if one.divergence is not None:
        facts["divergence"] = {
            name: value for name, value in asdict(one.divergence).items() if not (bare and name in ("then", "now"))
        }
    if one.reason:
        facts["reason"] = one.reason
    return facts


def _evidence(holds: bool) -> str:
    return "holds" if holds else "fails"


def _withheld(one: ReplayedExchange, session: ReplayedSession) -> bool:
    return any(entry.index in session.withheld for entry in one.exchange.entries)


def session_lines(one: ReplayedSession, *, brief: bool = False) -> Iterator[str]:
    """A session as people read it; `brief`: of what holds, only how much does."""
    count = len(one.exchanges)
    asked = ngettext("{n} question", "{n} questions", count).format(n=count)
    yield f"{one.recorded.session}  {one.recorded.time}  {asked}"
    yield from (f"  {line}" for line in finding_lines(one.findings, brief=brief))
    for each in one.exchanges:
        yield from _exchange_lines(each, one, brief=brief)


def _exchange_lines(one: ReplayedExchange, session: ReplayedSession, *, brief: bool) -> Iterator[str]:
    withheld = _withheld(one, session)
    asked = _("(withheld)") if withheld else one.exchange.asked or _("(destroyed)")
    yield f"  {one.exchange.question.index}  {' '.join(asked.split())}"
    if withheld:
        count = len(one.findings)
        told = wording.state("holds" if one.holds else "fails")
        yield "    " + ngettext("{n} check: {told}", "{n} checks: {told}", count).format(n=count, told=told)
    else:
        yield from (f"    {line}" for line in finding_lines(one.findings, brief=brief))
    again = one.recomputed
    if again is None:
        return
    yield "    " + _("Computed again: {said}").format(said=wording.recomputed(again))
    if again.divergence is not None and again.divergence.place is not None and not withheld:
        for name, text in ((_("then"), again.divergence.then), (_("now"), again.divergence.now)):
            yield from (f"      {name}: {line}" for line in text.splitlines())


def finding_lines(findings: tuple[Finding, ...], *, brief: bool) -> Iterator[str]:
    """Findings as people read them: those that do not hold first."""
    mark = {"fails": "✗", "noted": "·", "holds": "✓"}
    for state in ("fails", "noted"):
        yield from (f"{mark[state]} {wording.finding(one)}" for one in findings if one.state == state)
    holding = [one for one in findings if one.state == "holds"]
    if brief and holding:
        count = len(holding)
        yield f"{mark['holds']} " + ngettext("{n} check holds", "{n} checks hold", count).format(n=count)
    elif holding:
        yield from (f"{mark['holds']} {wording.finding(one)}" for one in holding)


def summary_lines(summary: Summary) -> Iterator[str]:
    """What came of all of them, as people read it."""
    sessions = ngettext("{n} session", "{n} sessions", summary.sessions).format(n=summary.sessions)
    questions = ngettext("{n} question", "{n} questions", summary.questions).format(n=summary.questions)
    yield f"{sessions}, {questions}"
    counts = ", ".join(f"{wording.state(name)} {count}" for name, count in summary.checks.items())
    yield _("Evidence: {counts}").format(counts=counts)
    if summary.results:
        counts = ", ".join(f"{wording.result(name)} {count}" for name, count in summary.results.items())
        yield _("Computed again: {said}").format(said=counts)
    if summary.failing:
        yield _("Evidence fails in: {sessions}").format(sessions=", ".join(summary.failing))
