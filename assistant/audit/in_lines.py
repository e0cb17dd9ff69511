"""Writes a session that stands on the record: in lines for people, and in rows for other programs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from assistant.audit.keeping import EXPORTED, HELD, PURGED, RELEASED
from assistant.audit.naming import KIND as NAMED
from assistant.audit.reading import STATING, Told, cited

if TYPE_CHECKING:
    from assistant.audit.clearance import Screened
    from assistant.audit.log import Entry
    from assistant.audit.validation import Judgement
    from indexes.disposal import Tombstone


def rows(told: Told, gone: Mapping[str, Tombstone]) -> list[dict[str, object]]:
    """The entries as plain data. `gone`: what is left of documents that were destroyed, by their SHA-256."""
    return [
        {
            **asdict(one.entry),
            "destroyed": [asdict(gone[name]) for name in sorted(cited(one.entry) & gone.keys())],
            "purged": None if (purge := told.purge(one.entry)) is None else asdict(purge),
            "withheld": one.withheld,
            "judgements": [asdict(said) for said in told.judgements.get(one.entry.index, ())],
        }
        for one in told.entries
    ]


def lines(told: Told, gone: Mapping[str, Tombstone], left_out: Collection[int] = ()) -> Iterator[str]:
    """The entries as people read them, unsafe for a terminal until `visible` has seen them."""
    for one in told.entries:
        entry = one.entry
        yield f"{entry.index}  {entry.time}  {entry.kind}"
        if entry.index in left_out:
            yield "    " + _("left out of what is given out")
            continue
        yield from (f"    {line}" for line in _said(one, told, gone))
        for place, said in enumerate(told.judgements.get(entry.index, ()), start=1):
            yield f"    {_judged(said, last=place == len(told.judgements[entry.index]))}"


def _said(one: Screened, told: Told, gone: Mapping[str, Tombstone]) -> Iterator[str]:
    entry, facts = one.entry, one.entry.facts
    if one.withheld:
        yield _("withheld: it takes clearance for all that this session searched or cites")
    elif entry.destroyed is not None:
        purge = told.purge(entry)
        yield _("destroyed, as entry {entry} tells").format(entry=entry.destroyed)
        if purge is not None:
            yield _destroyed(purge.time, purge.rule, purge.approver)
    elif entry.kind == "question":
        yield from str(facts["question"]).splitlines()
    elif entry.kind in STATING:
        yield from _stated(entry, gone)
    elif entry.kind == "session.opened":
        yield from _opened(facts)
    else:
        yield from _done(entry)


def _opened(facts: Mapping[str, Any]) -> Iterator[str]:
    notice = facts.get("notice")
    if isinstance(notice, Mapping) and "text" in notice:
        yield str(notice["text"])
    if facts.get("by"):
        yield _("asked by {by}").format(by=facts["by"])
    if "continues" in facts:
        yield _("goes on after session {session}").format(session=facts["continues"])


def _stated(entry: Entry, gone: Mapping[str, Tombstone]) -> Iterator[str]:
    facts: Mapping[str, Any] = entry.facts
    statements = facts["statements"] if isinstance(facts["statements"], list) else []
    if "answer" in facts:
        yield from str(facts["answer"]).splitlines()
    else:
        yield from (str(one["text"]) for one in statements)
    for statement in statements:
        for citation in statement["citations"]:
            where = _("p. {page}, characters {start} to {end}").format(**citation)
            yield f"  {citation['file']}, {where}"
            buried = gone.get(citation["document"])
            if buried is not None:
                yield f"  {_destroyed(buried.begun, buried.rule, buried.approver)}"


def _done(entry: Entry) -> Iterator[str]:
    """What was done with a session."""
    facts: Mapping[str, Any] = entry.facts
    if entry.kind == HELD:
        yield _("held by {by}: {reason}").format(by=facts["by"], reason=facts["reason"])
    elif entry.kind == RELEASED:
        holds = ", ".join(map(str, facts["holds"]))
        yield _("hold {holds} lifted by {by}").format(holds=holds, by=facts["by"])
    elif entry.kind == NAMED:
        yield _("called “{title}” by {by}").format(title=facts.get("title", ""), by=facts.get("by", ""))
    elif entry.kind == PURGED:
        yield _destroyed(entry.time, facts["rule"], facts["approver"])
    elif entry.kind == EXPORTED and "form" in facts:
        said = _("written out as {form} by {by}, entries {entries}; SHA-256 {sha256}")
        listed = ", ".join(map(str, facts["entries"]))
        yield said.format(form=facts["form"], by=facts["by"], entries=listed, sha256=facts["sha256"])
    elif entry.kind == EXPORTED:
        said = _("given out by {by}, entries {entries}: {reason}")
        yield said.format(by=facts["by"], entries=", ".join(map(str, facts["entries"])), reason=facts["reason"])


def _destroyed(time: str, rule: str, approver: str) -> str:
    told = _("destroyed on {day} by rule {rule}, approved by {approver}")
    return told.format(day=time[:10], rule=rule, approver=approver)


def _judged(said: Judgement, *, last: bool) -> str:
    verdicts = {"validated": _("validated"), "corrected": _("corrected"), "rejected": _("rejected")}
    told = _("{verdict} by {by} on {day} (entry {entry})").format(
        verdict=verdicts[said.verdict], by=said.by, day=said.time[:10], entry=said.entry
    )
    if not last:
        told += _("; judged again since")
    return f"{told}: {said.note}" if said.note else told
