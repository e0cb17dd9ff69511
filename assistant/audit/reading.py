"""Reads sessions back from the entries of a log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.audit.keeping import EXPORTED, PURGED, SERIES, kept, only
from assistant.audit.naming import KIND as NAMED
from assistant.audit.naming import titles
from assistant.audit.validation import Judgement, judgements

if TYPE_CHECKING:
    from assistant.audit.clearance import Screened
    from assistant.audit.log import Entry


NAME_LENGTH = 16
"""Characters of a session's whole name; fewer are the start of one."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A session in a line: when it was opened (UTC, ISO 8601), how many questions were asked, and the first.

    last: when something was last said in it; holds: the entries of the holds that stand; destroyed: the entry that
    tells of it, where nothing is left; withheld: whether its reader is not cleared for it. title: what people call it;
    by: the account that asked; continues: the session that it goes on after; all empty where the record does not say.
    """

    session: str
    opened: str
    questions: int
    first_question: str
    last: str = ""
    series: str = SERIES
    holds: tuple[int, ...] = ()
    destroyed: int | None = None
    withheld: bool = False
    title: str = ""
    by: str = ""
    continues: str = ""


def summaries(seen: Iterable[Screened]) -> list[Summary]:
    """Sum up the sessions, in the order in which they were opened."""
    asked: dict[str, list[str]] = {}
    opened: dict[str, Mapping[str, object]] = {}
    named: list[Entry] = []
    withheld: set[str] = set()

    def noted() -> Iterator[Entry]:
        for one in seen:
            entry = one.entry
            if entry.session is not None and entry.kind == "question":
                asked.setdefault(entry.session, []).append(str(entry.facts.get("question", "")))
            elif entry.session is not None and entry.kind == "session.opened":
                opened.setdefault(entry.session, entry.facts)
            elif entry.kind == NAMED:
                named.append(entry)
            if entry.session is not None and entry.kind in ("session.opened", "question") and one.withheld:
                withheld.add(entry.session)
            yield entry

    sessions = kept(noted())
    called = titles(named)

    def fact(session: str, name: str) -> str:
        return str(opened.get(session, {}).get(name) or "")

    return [
        Summary(
            one.session,
            one.opened,
            len(asked.get(one.session, [])),
            next(iter(asked.get(one.session, [])), ""),
            one.last,
            one.series,
            tuple(hold.entry for hold in one.holds),
            one.purged[-1] if one.destroyed else None,
            one.session in withheld,
            called.get(one.session, ""),
            fact(one.session, "by"),
            fact(one.session, "continues"),
        )
        for one in sessions
    ]


def among(
    sessions: Iterable[Summary],
    *,
    since: str | None = None,
    until: str | None = None,
    series: str | None = None,
    held: bool = False,
    by: str | None = None,
) -> list[Summary]:
    """Those opened from one day to another (both included, YYYY-MM-DD, UTC), of a series, under a hold, asked so."""
    return [
        one
        for one in sessions
        if (since is None or one.opened[:10] >= since)
        and (until is None or one.opened[:10] <= until)
        and (series is None or one.series == series)
        and (one.holds or not held)
        and (by is None or one.by == by)
    ]


STATING = frozenset(("statement", "answer", "answer.cancelled"))
"""The kinds of entries that state something: one statement of an answer, all of them, or those that were made of it."""


def citing(entries: Iterable[Entry], documents: Collection[str]) -> set[str]:
    """The sessions of which an answer, whole or not, cites one of these documents."""
    return {
        entry.session
        for entry in entries
        if entry.kind in STATING and entry.session is not None and not cited(entry).isdisjoint(documents)
    }


def cited(entry: Entry) -> set[str]:
    """The documents that an entry cites, in what was shown and in what was left out."""
    left_out = entry.facts.get("left_out")
    hidden = _statements(left_out) if isinstance(left_out, Mapping) else []
    return {
        str(citation["document"])
        for statement in (*_statements(entry.facts), *hidden)
        for citation in statement["citations"]
    }


def _statements(facts: Mapping[str, object]) -> list[Any]:
    statements = facts.get("statements")
    return statements if isinstance(statements, list) else []


def of_session(entries: Iterable[Entry], session: str) -> list[Entry]:
    """The entries of one session, in order. The start of its name is enough where it is the only one.

    Raises:
        UnknownSessionError: no session is called so, or several are.
    """
    found = [entry for entry in entries if entry.session is not None and entry.session.startswith(session)]
    only({str(entry.session) for entry in found}, session)
    return found


@dataclass(frozen=True, slots=True)
class Purge:
    """By whose word something was destroyed: the entry that tells of it, and its time (UTC, ISO 8601)."""

    entry: int
    time: str
    rule: str
    approver: str


@dataclass(frozen=True, slots=True)
class Told:
    """A session as it stands: its entries as its reader may see them, also those that tell what was given out of it;
    what was said of its answers, by their entries; and by whose word something of it was destroyed, by those that tell.
    """

    session: str
    entries: tuple[Screened, ...]
    judgements: Mapping[int, Sequence[Judgement]]
    purges: Mapping[int, Purge]

    def purge(self, entry: Entry) -> Purge | None:
        """By whose word an entry's facts were destroyed, if they were."""
        return None if entry.destroyed is None else self.purges.get(entry.destroyed)


def told(seen: Iterable[Screened], sessions: Collection[str]) -> list[Told]:
    """Sessions as they stand, in the order in which they are named, each once; by their names or the starts of these.

    Raises:
        UnknownSessionError: no session is called so, or several are.
    """
    found: dict[str, list[Screened]] = {}
    purges: dict[int, Purge] = {}
    whole, starts = set(sessions), tuple(name for name in sessions if len(name) < NAME_LENGTH)
    for one in seen:
        entry = one.entry
        if entry.kind == PURGED:
            purges[entry.index] = _purge(entry)
        for about in _about(entry):
            if about in whole or about.startswith(starts):
                found.setdefault(about, []).append(one)
    names = dict.fromkeys(
        name if name in found else only({one for one in found if one.startswith(name)}, name) for name in sessions
    )
    return [_told(name, found[name], purges) for name in names]


def _told(session: str, entries: list[Screened], purges: dict[int, Purge]) -> Told:
    by = {one.entry.destroyed for one in entries}
    judged = judgements(one.entry for one in entries)
    return Told(session, tuple(entries), judged, {index: one for index, one in purges.items() if index in by})


def _about(entry: Entry) -> set[str]:
    """The sessions that an entry is of, or tells of."""
    own = set() if entry.session is None else {entry.session}
    given = entry.facts.get("sessions") if entry.kind == EXPORTED else None
    return own | set(map(str, given)) if isinstance(given, list) else own


def _purge(entry: Entry) -> Purge:
    facts = entry.facts
    return Purge(entry.index, entry.time, str(facts.get("rule", "")), str(facts.get("approver", "")))
