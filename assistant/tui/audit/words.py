"""How the audit room says things, in the language that is spoken: hours, steps, checks and what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext

from textual.content import Content

from assistant.audit.replay import wording
from assistant.audit.replay.outcome import Finding, Recomputed, State
from assistant.i18n import NO_BREAK, spoken
from assistant.i18n import number as written
from assistant.tui.audit.desk import Replayed, StepKind
from assistant.tui.plain import one_line, plain

SIGNS: dict[State, str] = {"holds": "✓", "noted": "·", "fails": "✗"}
_LOOKS: dict[State, str] = {"holds": "bold $accent", "noted": "bold $text-muted", "fails": "bold $warning"}
_ORDER: tuple[State, ...] = ("fails", "noted", "holds")


def hour(when: datetime) -> str:
    """The hour and the minute as the language writes them: 15 h 30, or 15:30."""
    if spoken() == "en":
        return f"{when:%H:%M}"
    return f"{when.hour}{NO_BREAK}h{NO_BREAK}{when:%M}"


def moment(time: str) -> str:
    """A time of the record (UTC, ISO 8601) to the minute, as it stands in lists."""
    return time[:16].replace("T", " ")


def instant(time: str) -> str:
    """A time of the record to the second, with what clock it is by."""
    return _("{time} UTC").format(time=time[:19].replace("T", " "))


def step_name(kind: StepKind) -> str:
    """What was shown at a step."""
    return {
        "opened": _("the session was opened"),
        "question": _("the question"),
        "carried": _("what the question took over"),
        "found": _("the passages found"),
        "statement": _("a statement"),
        "answer": _("the answer"),
        "refusal": _("the refusal"),
        "broken off": _("the answer was broken off"),
        "judgement": _("what a person said of the answer"),
        "destroyed": _("destroyed"),
        "withheld": _("withheld"),
        "unread": _("cannot be read"),
        "event": _("done with the session"),
    }[kind]


def event(kind: str) -> str:
    """What was done with a session, by the kind of the entry that tells of it; others by what the record calls them."""
    known = {
        "session.held": _("A legal hold was placed."),
        "session.released": _("A legal hold was lifted."),
        "session.purged": _("What was said was destroyed."),
        "session.exported": _("It was given out."),
        "session.named": _("It was given a title."),
    }
    return known.get(kind, kind)


def sign(state: State) -> Content:
    """The sign of how a check came out."""
    return Content.styled(SIGNS[state], _LOOKS[state])


def checks(findings: Sequence[Finding], *, bare: bool) -> Iterator[Content]:
    """Each check and how it came out, what fails first. bare: only which it was, where its words may not be seen."""
    for one in sorted(findings, key=lambda one: _ORDER.index(one.state)):
        told = f"{wording.check(one.check)}: {wording.state(one.state)}" if bare else wording.finding(one)
        yield Content.assemble(sign(one.state), " ", one_line(told))


def evidence(replayed: Replayed) -> Content:
    """How the evidence stands, in a few words."""
    if replayed.broken:
        return Content.assemble(sign("fails"), " ", Content(_("the record does not hold")))
    found = replayed.findings
    failing = sum(one.state == "fails" for one in found)
    if failing:
        told = ngettext("{n} check fails", "{n} checks fail", failing).format(n=written(failing))
        return Content.assemble(sign("fails"), " ", (told, "bold"))
    told = ngettext("the evidence holds: {n} check", "the evidence holds: {n} checks", len(found))
    return Content.assemble(sign("holds"), " ", told.format(n=written(len(found))))


def computed(results: Sequence[Recomputed | None]) -> Content | None:
    """What came of computing again, in a few words; None where it was not tried."""
    done = [one for one in results if one is not None]
    if not done:
        return None
    if len(done) == 1:
        return Content.assemble(sign(state_of(done[0])), " ", plain(_brief(done[0])))
    parts = []
    for name in dict.fromkeys(one.result for one in done):
        alike = [one for one in done if one.result == name]
        parts.append(f"{wording.result(name)} {written(len(alike))}")
    worst = min((state_of(one) for one in done), key=_ORDER.index)
    return Content.assemble(sign(worst), " ", plain(" · ".join(parts)))


def state_of(one: Recomputed) -> State:
    """What computing again says of an answer: another environment explains a difference, the same one does not."""
    if one.result == "identical":
        return "holds"
    return "fails" if one.result == "diverged" else "noted"


def _brief(one: Recomputed) -> str:
    if one.result == "diverged" and one.divergence is not None:
        return wording.divergence(one.divergence)
    return wording.result(one.result)
