"""Opens archives and messages on a job's way: what they hold is filed as files of its own, named by where it lay."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from indexes.contents import Contents, Opened
from indexes.library import Library
from indexes.quarantine import Quarantine, Quarantined
from ingest import kinds
from ingest.containers import Unpacked, is_container
from ingest.discover import Candidate, Refused
from ingest.errors import UnreadableError
from ingest.events import Found, SetAside, Unchanged
from ingest.known import Known, root_of
from ingest.pipeline import pipeline
from ingest.wanted import Order

Unpack = Callable[[Candidate, Path], Unpacked]
"""Unpacks a container into a folder; raises UnreadableError, or OSError where there is no room left."""


class Opening:
    """The containers of one job."""

    def __init__(self, library: Library, order: Order, known: Known, unpack: Unpack) -> None:
        self._vault = library.vault
        self._contents = Contents(library.catalogue)
        self._quarantine = Quarantine(library.catalogue)
        self._order = order
        self._known = known
        self._unpack = unpack
        self._only: set[tuple[str, str]] | None = None
        if order.again:  # of what a container holds, only what is to be tried again is of concern
            self._only = {(one.root, one.file) for one in self._quarantine.waiting()}
        self._total = 0

    def all(self, found: Sequence[Candidate | Refused]) -> Iterator[Candidate | Refused | Found | Unchanged | SetAside]:
        """Yield the files, with those in containers after each: to be looked at, or what is known of them already.

        How many there are is said again whenever a container is opened.
        """
        self._total = len(found)
        for one in found:
            kind = kinds.stated(one.file)
            if isinstance(one, Refused) or kind not in ("zip", "eml", "msg"):
                yield one
                continue
            try:
                facts = one.path.stat()
                actual = kinds.kind(one.path, one.file)
                holds = is_container(one.path, actual)
            except OSError:
                yield one
                continue
            if actual == "zip":
                self._total -= 1
            elif self._is_wanted(one.file, one):
                yield one
            if holds:
                yield from self._open(one, actual, facts)

    def _open(
        self, one: Candidate, kind: kinds.Kind, facts: os.stat_result
    ) -> Iterator[Candidate | Refused | Found | Unchanged | SetAside]:
        root, seen = root_of(one.root), Opened(facts.st_size, facts.st_mtime_ns, 0)
        if kind == "zip" and self._only is None and (event := self._known.look(one)) is not None:
            yield from self._more(1)
            yield event
            return
        before = self._contents.at(root, one.file)
        if before is not None and (before.size, before.modified) == (seen.size, seen.modified) and self._only is None:
            events = self._known.inside(one, seen.modified)
            if events is not None and len(events) == before.members:
                yield from self._more(len(events))
                yield from events
                return
        try:
            members = list(self._members(one, kind, facts))
        except UnreadableError as error:
            yield from self._more(1)
            yield self._refuse(one, kind, error, facts)
            return
        yield from self._more(len(members))
        yield from members
        self._contents.put(root, one.file, Opened(seen.size, seen.modified, len(members)))
        self._quarantine.forget(root, _whole(one, kind))

    def _members(self, one: Candidate, kind: kinds.Kind, facts: os.stat_result) -> Iterator[Candidate | Refused]:
        into = Path(tempfile.mkdtemp(prefix="opened-", dir=self._vault.incoming))
        unpacked = self._unpack(one, into)
        if kind == "zip" and not unpacked.members:
            raise UnreadableError("empty", "it holds no document")
        all_wanted = self._is_wanted(_whole(one, kind), one)
        for member in unpacked.members:
            file = f"{one.file}/{member.file}"
            if not (all_wanted or self._is_wanted(file, one)):
                continue
            if member.reason:
                yield Refused(one.root, file, member.reason, member.detail)
                continue
            path = into / member.place
            # A member is as old as its container: by that an unchanged container is known without being opened.
            os.utime(path, ns=(facts.st_mtime_ns, facts.st_mtime_ns))
            yield Candidate(one.root, path, file, passing=True)

    def _is_wanted(self, file: str, one: Candidate) -> bool:
        return self._only is None or (root_of(one.root), file) in self._only

    def _more(self, files: int) -> Iterator[Found]:
        self._total += files
        if files:
            yield Found(self._total)

    def _refuse(self, one: Candidate, kind: kinds.Kind, error: UnreadableError, facts: os.stat_result) -> SetAside:
        """Set a container aside."""
        file = _whole(one, kind)
        self._quarantine.put(
            Quarantined(
                root_of(one.root), file, error.reason, error.detail, facts.st_size, facts.st_mtime_ns,
                pipeline(self._order.options), collection=self._order.collection, label=self._order.label,
            )
        )  # fmt: skip
        return SetAside(file, error.reason, error.detail)


def _whole(one: Candidate, kind: kinds.Kind) -> str:
    """What stands for all that is in a container: an archive itself, but not a message, which is a file too."""
    return one.file if kind == "zip" else f"{one.file}/?"
