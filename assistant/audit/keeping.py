"""What holds sessions, and which may be destroyed: pure decisions over a log's entries, and a lock to make them in."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, UnknownSessionError
from indexes.schedule import ends, parse

if TYPE_CHECKING:
    from assistant.audit.log import Entry

SERIES = "sessions"
"""The series of a session that was opened under none."""

HELD, RELEASED, PURGED, EXPORTED = "session.held", "session.released", "session.purged", "session.exported"
EVIDENCE = frozenset((HELD, RELEASED, PURGED, EXPORTED))
"""Kinds of entries that tell what was done with a session: they hold nothing that was said in it, and outlive it."""

_SAID = frozenset(("session.opened", "question", "statement", "answer", "answer.cancelled", "validated"))
"""Kinds of entries after the last of which retention begins."""


class KeptError(AssistantError):
    """A session may not be destroyed: lift the hold, or wait for the end of its retention."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: the entry that placed it, when, why, and by whom."""

    entry: int
    time: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A session as its keeping goes: `last` is when something was last said in it (UTC, ISO 8601).

    holds: those that stand. entries: what of it can be destroyed, and is not yet. purged: the entries that tell of what
    was.
    """

    session: str
    series: str
    opened: str
    last: str
    holds: tuple[Hold, ...]
    entries: tuple[int, ...]
    purged: tuple[int, ...]

    @property
    def destroyed(self) -> bool:
        """Whether nothing is left of what was said."""
        return bool(self.purged) and not self.entries


@dataclass(slots=True)
class _Keeping:
    series: str = SERIES
    opened: str = ""
    last: str = ""
    holds: dict[int, Hold] = field(default_factory=dict)
    entries: list[int] = field(default_factory=list)
    purged: set[int] = field(default_factory=set)


def kept(entries: Iterable[Entry]) -> list[Kept]:
    """How each session is kept, in the order in which they were opened."""
    found: dict[str, _Keeping] = {}
    for entry in entries:
        if entry.session is not None:
            _note(found.setdefault(entry.session, _Keeping()), entry)
    return [
        Kept(
            session,
            one.series,
            one.opened,
            one.last or one.opened,
            tuple(one.holds.values()),
            tuple(one.entries),
            tuple(sorted(one.purged)),
        )
        for session, one in found.items()
    ]


def _note(one: _Keeping, entry: Entry) -> None:
    one.opened = one.opened or entry.time
    if entry.kind == HELD:
        hold = Hold(entry.index, entry.time, str(entry.facts.get("reason", "")), str(entry.facts.get("by", "")))
        one.holds[entry.index] = hold
    elif entry.kind == RELEASED:
        released = entry.facts.get("holds")
        for index in released if isinstance(released, list) else []:
            one.holds.pop(index, None)
    if entry.kind in EVIDENCE:
        return
    if entry.kind in _SAID:
        one.last = max(one.last, entry.time)  # a clock may have been set back
    if entry.kind == "session.opened":
        one.series = str(entry.facts.get("series") or SERIES)
    if entry.destroyed is None:
        one.entries.append(entry.index)
    else:
        one.purged.add(entry.destroyed)


def until(one: Kept, retain: Mapping[str, str]) -> date | None:
    """The first day on which a session need not be kept any more, by its series; None where none comes, or is said.

    Raises:
        ValueError: the series' term is none.
    """
    term = retain.get(one.series)
    return None if term is None else ends(parse(term), date.fromisoformat(one.last[:10]))


def check_standing(one: Kept) -> None:
    """See that something is left of a session. Raises KeptError."""
    if one.destroyed:
        raise KeptError(
            _("Session {session} is destroyed already.").format(session=one.session),
            hint=_("See by whose word: greffier audit show {session}").format(session=one.session),
        )


def check(one: Kept, retain: Mapping[str, str], today: date) -> None:
    """See that a session may be destroyed. Where nothing is said of its series, nothing but a hold keeps it.

    Raises:
        KeptError: it is held, its retention has not ended, or nothing is left of it.
    """
    check_standing(one)
    if one.holds:
        raise KeptError(
            _("Session {session} is under a legal hold: {reasons}. It stays.").format(
                session=one.session, reasons="; ".join(hold.reason for hold in one.holds)
            ),
            hint=_("When the hold is lifted: greffier audit hold {session} --release --by NAME").format(
                session=one.session
            ),
        )
    term = retain.get(one.series)
    if term is None:
        return
    end = until(one, retain)
    if end is not None and end <= today:
        return
    if end is None:
        message = _("Session {session} is kept permanently (series {series}). It stays.")
    else:
        message = _("Session {session} is kept until {end}, “{term}” (series {series}). It stays.")
    raise KeptError(
        message.format(session=one.session, end=end, term=term, series=one.series),
        hint=_("Wait, or correct the setting sessions.retain where it does not say what the office's rules say."),
    )


def due(sessions: Iterable[Kept], series: str, retain: Mapping[str, str], today: date) -> list[Kept]:
    """The sessions of a series that are past their retention, and under no hold; with something left to destroy.

    Raises:
        KeptError: nothing is said of the series, or it is kept for good.
    """
    term = retain.get(series)
    if term is None or parse(term).permanent:
        message = _("Nothing says how long the series {series} is kept.")
        if term is not None:
            message = _("The series {series} is kept permanently.")
        raise KeptError(
            message.format(series=series),
            hint=_('Say it in the settings, such as: sessions.retain = {{{series} = "P7Y"}}').format(series=series),
        )
    return [
        one
        for one in sessions
        if one.series == series
        and one.entries
        and not one.holds
        and (end := until(one, retain)) is not None
        and end <= today
    ]


def release(one: Kept, entry: int | None) -> list[int]:
    """The entries of the holds that are lifted: the one that is named, or the only one that stands.

    Raises:
        KeptError: none stands, several do and none is named, or that one does not stand.
    """
    standing = [hold.entry for hold in one.holds]
    if not standing:
        raise KeptError(
            _("Session {session} is under no hold.").format(session=one.session),
            hint=_("See which are: greffier audit sessions --held"),
        )
    if entry is None and len(standing) == 1:
        return standing
    if entry in standing:
        return [entry]
    listed = ", ".join(f"{hold.entry} ({hold.reason})" for hold in one.holds)
    raise KeptError(
        _("Several holds stand on session {session}: {holds}.").format(session=one.session, holds=listed)
        if entry is None
        else _("Entry {entry} is no hold that stands on session {session}: {holds} do.").format(
            entry=entry, session=one.session, holds=listed
        ),
        hint=_("Name the one to lift by its entry: --entry N"),
    )


def called(sessions: Collection[Kept], session: str) -> Kept:
    """The session whose name begins so.

    Raises:
        UnknownSessionError: there is none, or there are several.
    """
    found = {one.session: one for one in sessions if one.session.startswith(session)}
    return found[only(found, session)]


def only(found: Collection[str], session: str) -> str:
    """The one session that was found by what it was called. Raises UnknownSessionError."""
    if len(found) != 1:
        raise UnknownSessionError(
            _("No one session on the record is called {session}.").format(session=session),
            hint=_("See which there are: greffier audit sessions"),
        )
    return next(iter(found))


@contextmanager
def deciding(folder: Path) -> Iterator[None]:
    """Let nobody else place a hold or destroy a session over this log until what was decided is done.

    The lock is on the folder itself, so that it neither adds a file to the log nor meets the writers' own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
