"""Replays sessions of a library one by one: reads the log once, then checks and computes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.audit import clearance
from assistant.audit.replay.evidential import exchange_findings, session_findings
from assistant.audit.replay.forms import malformed
from assistant.audit.replay.outcome import Finding, ReplayedExchange, ReplayedSession
from assistant.audit.replay.recomputing import Recomputer
from assistant.audit.replay.sessions import History, Recorded, Wanted, recorded
from assistant.audit.replay.sources import LibrarySources
from assistant.errors import RecordError

if TYPE_CHECKING:
    from assistant.audit.log import Log
    from assistant.office import Office
    from indexes.library import Library


@dataclass(frozen=True, slots=True)
class How:
    """What is done beyond the evidence. recompute: ask again; as_then: with what computes set as it was recorded."""

    recompute: bool = False
    as_then: bool = False


def log_finding(history: History) -> Finding:
    """Whether the log holds, as it was read."""
    about = {"size": history.size, "reason": history.broken or ""}
    return Finding("log", "fails" if history.broken else "holds", facts=about)


class Replayer:
    """Replays those sessions of a library that are wanted. told: how many entries of the log were read, of how many."""

    def __init__(
        self, office: Office, wanted: Wanted, how: How = How(), told: Callable[[int, int], None] | None = None
    ) -> None:
        self._office = office
        self._wanted = wanted
        self._how = how
        self._told = told
        self._recomputer = Recomputer(office, as_then=how.as_then)

    @cached_property
    def library(self) -> Library:
        """The library."""
        return self._office.library()

    @cached_property
    def log(self) -> Log:
        """The log of the library."""
        return self._office.log()

    @cached_property
    def history(self) -> History:
        """What the log tells, read to its end, so that all of it is verified."""
        found = History()
        try:
            size = self.log.size()
            for entry in self.log.entries():
                found.note(entry, self._wanted)
                if self._told is not None:
                    self._told(found.size, size)
        except RecordError as error:
            found.broken = str(error)
        return found

    @cached_property
    def sources(self) -> LibrarySources:
        """Where what sessions name is looked up."""
        return LibrarySources(self.library, self._office.settings.models, self.history)

    def sessions(self) -> Iterator[ReplayedSession]:
        """Replay them, in the order in which they were opened."""
        for name, entries in self.history.sessions.items():
            yield self._replayed(recorded(name, entries))

    def _replayed(self, one: Recorded) -> ReplayedSession:
        log = log_finding(self.history)
        exchanges = [
            ReplayedExchange(exchange, tuple(exchange_findings(exchange, self.sources))) for exchange in one.exchanges
        ]
        if self._how.recompute:
            again = self._recomputer.session(one)
            exchanges = [replace(each, recomputed=come) for each, come in zip(exchanges, again, strict=True)]
        findings = (log, *session_findings(one, self.sources))
        return ReplayedSession(one, findings, tuple(exchanges), self._withheld(one))

    def _withheld(self, one: Recorded) -> frozenset[int]:
        """The entries whose words this reader is not cleared for: they are checked all the same."""
        unread = {entry.index for each in one.exchanges if malformed(each) is not None for entry in each.entries}
        entries = [entry for entry in one.entries if entry.index not in unread]
        screened = clearance.screened(entries, self._office.settings.labels, self._label_of)
        return frozenset(found.entry.index for found in screened if found.withheld) | unread

    def _label_of(self, document: str) -> str | None:
        found = self.library.catalogue.document(document)
        return None if found is None else found.label
