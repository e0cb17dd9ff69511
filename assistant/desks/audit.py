"""What the audit room asks, over the office's library: the record verified, listed and replayed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.audit.clearance import Screened, labels_of
from assistant.audit.exchanges import Cleared, exchanges
from assistant.audit.gist import Gist, folded
from assistant.audit.merkle import leaf_hash
from assistant.audit.naming import titles
from assistant.audit.reading import Told
from assistant.audit.replay.running import Replayer
from assistant.audit.validation import judgements
from assistant.desks import audit_work as work
from assistant.desks.apart import Apart
from assistant.desks.audit_sides import sides
from assistant.desks.audit_steps import opened, steps
from assistant.errors import AssistantError, RecordError, UnknownSessionError
from assistant.tui.audit.desk import Cancelled, Progress, Replayed, SessionLine, Sides, Verified

if TYPE_CHECKING:
    from assistant.audit.log import Entry
    from assistant.audit.reading import Summary
    from assistant.audit.replay.outcome import Recomputed, ReplayedExchange, ReplayedSession
    from assistant.exchange import Exchange
    from assistant.office import Office

Given = TypeVar("Given")

_EACH = 512
"""Entries after which it is told how far reading has come."""


class _Unwanted(Exception):  # noqa: N818  # what is not wanted any more is no error
    """Reading was given up."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A replay as it was made, which the report and the computing go by."""

    made: ReplayedSession
    broken: bool


class OfficeAuditDesk:
    """Reads the record in this process, and verifies, computes and writes in others, which can be ended."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._library = office.library()
        self._gist = Gist(office.log(), office.settings.labels, lambda: labels_of(self._library.catalogue))
        self._listed: tuple[SessionLine, ...] | None = None
        self._kept: dict[str, _Kept] = {}
        self._apart: list[Apart[Any]] = []
        self._reading = threading.Lock()
        self._closed = False
        self._verified: Verified | None = None

    @property
    def verified(self) -> Verified | None:
        """What came of the last verification of this run."""
        return self._verified

    def verify(self, progress: Progress, cancelled: Cancelled) -> Verified | None:
        """Verify the whole record, as the command line does."""
        told: Apart[work.Done | Verified] = Apart(work.verify, self._office.settings)
        for one in self._running(told, cancelled):
            if isinstance(one, Verified):
                self._verified = one
                return one
            progress(one.done, one.total)
        return None

    def sessions(self, since: str, until: str, by: str, words: str, progress: Progress) -> tuple[SessionLine, ...]:
        """List the sessions; what is new on the record is read first."""
        with self._reading:
            if self._gist.read(progress) or self._listed is None:
                told = sorted(self._gist.summaries(), key=lambda one: one.opened, reverse=True)
                self._listed = tuple(map(_line, told))
            return tuple(
                one
                for one in self._listed
                if _within(one, since, until, by) and _named(one, self._gist.words(one.name), words)
            )

    def replay(self, name: str, progress: Progress, cancelled: Cancelled) -> Replayed | None:
        """Read a session back, and hold it against what it rests on."""
        replayer = Replayer(self._office, lambda session, _began: session == name, told=_telling(progress, cancelled))
        try:
            made = next(replayer.sessions(), None)
        except _Unwanted:
            return None
        finally:
            replayer.library.close()
        broken = replayer.history.broken or ""
        if made is None:
            raise _not_there(name, broken)
        self._kept[name] = _Kept(made, bool(broken))
        with self._reading:
            return self._told(made, broken)

    def recompute(self, replayed: Replayed, progress: Progress, cancelled: Cancelled) -> Replayed | None:
        """Ask its questions again in another process, which frees the models when it ends."""
        kept = self._kept[replayed.session]
        asked: Apart[Recomputed] = Apart(work.recompute, self._office.settings, kept.made.recorded)
        found: list[Recomputed] = []
        total = len(kept.made.exchanges)
        progress(0, total)
        for one in self._running(asked, cancelled):
            found.append(one)
            progress(len(found), total)
        if len(found) < total:
            return None
        pairs = zip(kept.made.exchanges, found, strict=True)
        again = tuple(replace(each, recomputed=come) for each, come in pairs)
        self._kept[replayed.session] = replace(kept, made=replace(kept.made, exchanges=again))
        return replace(replayed, recomputed=tuple(map(_seen, again, replayed.exchanges)))

    def differences(self, replayed: Replayed, place: int) -> Sides | None:
        """What a question was answered then, and what comes out now."""
        return sides(replayed.exchanges[place], replayed.recomputed[place])

    def report(self, replayed: Replayed, file: str, cancelled: Cancelled) -> str | None:
        """Write the report of a replay as an HTML page."""
        kept = self._kept[replayed.session]
        path = Path(file).expanduser().absolute()
        told: Apart[str] = Apart(work.report, self._office.settings, kept.made, kept.broken, path)
        return next(self._running(told, cancelled), None)

    def close(self) -> None:
        """Let go of the library, and end what is still at work."""
        self._closed = True
        for apart in list(self._apart):
            apart.end()
        self._library.close()

    def _running(self, apart: Apart[Given], cancelled: Cancelled) -> Iterator[Given]:
        """What is told by work in another process, which is ended when the desk is closed."""
        self._apart.append(apart)
        try:
            yield from apart.run(lambda: self._closed or cancelled())
        finally:
            self._apart.remove(apart)

    def _told(self, made: ReplayedSession, broken: str) -> Replayed:
        """A replay as it is stepped through: what its reader may not see is left out of it here."""
        recorded = made.recorded
        seen = tuple(_screened(entry, made.withheld) for entry in recorded.entries)
        said = [one.entry for one in seen]
        told = Told(recorded.session, seen, judgements(said), {})
        shown = exchanges(told, Cleared(self._library.catalogue, self._office.settings.labels))
        log = self._office.log()
        leaves = {entry.index: leaf_hash(log.header(entry.index)).hex() for entry in recorded.entries}
        first = next((one.question for one in shown if one.question), "")
        by = next((str(entry.facts.get("by") or "") for entry in said if entry.kind == "session.opened"), "")
        return Replayed(
            session=recorded.session,
            title=titles(said).get(recorded.session) or first,
            by=by,
            time=recorded.time,
            opened=opened(made),
            steps=steps(made, shown, leaves),
            exchanges=tuple(shown),
            recomputed=(None,) * len(shown),
            broken=broken,
        )


def _screened(entry: Entry, withheld: frozenset[int]) -> Screened:
    if entry.index in withheld:
        return Screened(replace(entry, facts={}), withheld=True)
    return Screened(entry, withheld=False)


def _line(one: Summary) -> SessionLine:
    return SessionLine(
        name=one.session,
        title=one.title or one.first_question,
        by=one.by,
        opened=one.opened,
        last=one.last,
        questions=one.questions,
        held=bool(one.holds),
        destroyed=one.destroyed is not None,
        withheld=one.withheld,
    )


def _within(one: SessionLine, since: str, until: str, by: str) -> bool:
    day = one.opened[:10]
    return (not since or day >= since) and (not until or day <= until) and by.casefold() in one.by.casefold()


def _named(one: SessionLine, said: str, words: str) -> bool:
    """Whether each word begins one that was said in the session, or its name."""
    return all(f" {word}" in said or one.name.startswith(word) for word in folded(words))


def _seen(one: ReplayedExchange, shown: Exchange) -> Recomputed | None:
    """What came of computing again, without what was said where that is not to be seen."""
    again = one.recomputed
    if again is None or again.divergence is None or shown.outcome not in ("destroyed", "withheld"):
        return again
    return replace(again, divergence=replace(again.divergence, then="", now=""))


def _not_there(name: str, broken: str) -> AssistantError:
    if broken:
        hint = _(
            "Leave the record's folder as it is, and compare it with a copy or a checkpoint that was kept elsewhere."
        )
        return RecordError(broken, hint=hint)
    return UnknownSessionError(
        _("No one session on the record is called {session}.").format(session=name),
        hint=_("See which there are: greffier audit sessions"),
    )


def _telling(progress: Progress, cancelled: Cancelled) -> Callable[[int, int], None]:
    """What is called for each entry that is read."""

    def told(done: int, total: int) -> None:
        if done % _EACH == 0 or done == total:
            if cancelled():
                raise _Unwanted
            progress(done, total)

    return told
