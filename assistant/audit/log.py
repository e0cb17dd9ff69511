"""The record of a library: a Merkle log to which any number of processes append, one after the other.

docs/log-format.md has its files, docs/audit.md what it proves. An entry is on the disk, with its checkpoint, when
`record` returns; what depends on it is shown after that.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from gettext import gettext as _
from pathlib import Path

from assistant.audit import payloads, purging
from assistant.audit.durable import SyncError, make
from assistant.audit.keys import Keys
from assistant.audit.merkle import Frontier
from assistant.audit.opening import Opening
from assistant.audit.standing import Memory, Remembered, state_folder
from assistant.audit.store import Header, Store, changed, damaged, facts, opened
from assistant.audit.tiles import WIDTH
from assistant.audit.writer import Tail, Writer
from assistant.errors import RecordError

_KIND = re.compile(r"[a-z]+(?:\.[a-z]+)*")
_SESSION = re.compile(r"[0-9a-f]{16}")
_TELLING = ("log.opened", "key.rotated", "key.retired", "recovery", purging.KIND)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log. `time` is UTC, ISO 8601; order is by `index`, whatever the clock said.

    facts: nothing where the payload was destroyed; `destroyed` is then the index of the entry that tells of it.
    """

    index: int
    time: str
    kind: str
    session: str | None
    facts: Mapping[str, object]
    destroyed: int | None = None


class Log:
    """The log of a library. keys: the folder of its secret keys; state: the one of what this machine remembers."""

    def __init__(self, folder: Path, keys: Path | None = None, state: Path | None = None) -> None:
        self.folder = folder
        self.store = Store(folder)
        self._keys = Keys(keys or folder / "keys")
        memory = Memory(state or state_folder())
        self._writer = Writer(self.store, self._keys, memory)
        self._opening = Opening(self.store, self._keys, memory, self._writer)
        self._tail: Tail | None = None
        self._stopped = False

    # Writing

    def record(self, kind: str, facts: Mapping[str, object], session: str | None = None) -> int:
        """Append an entry and bring it to the disk; return its index.

        Raises:
            RecordError: it could not be written and synced, or this log may not be signed here. Then nothing that
                depends on it may be shown.
        """
        if not _KIND.fullmatch(kind) or (session is not None and not _SESSION.fullmatch(session)):
            raise ValueError(f"no entry is of kind {kind!r} in session {session!r}")
        with self._alone() as tail:
            return self._append(tail, kind, facts, session)

    def destroy(self, indexes: Sequence[int], rule: str, approver: str, session: str | None = None) -> int:
        """Destroy the payloads of entries; return the index of the entry `session.purged`, which tells of it.

        The entries stay, and all that is proven of them. What is cut off is finished by the next writer.

        Raises:
            RecordError: as for `record`.
            ValueError: there is no such entry, or it tells how the log itself went on.
        """
        with self._alone() as tail:
            if not indexes or not 0 <= min(indexes) <= max(indexes) < tail.frontier.size:
                raise ValueError("no such entries")
            named = sorted(set(indexes))
            self._check_there(named)
            if any(self.store.header(index).kind in _TELLING for index in named):
                raise ValueError("no such entries")
            purging.intend(self.folder, named, tail.frontier.size)
            told = self._append(tail, "session.purged", {"entries": named, "rule": rule, "approver": approver}, session)
            purging.carry_out(self.folder, named)
            return told

    def new_origin(self, reason: str, by: str) -> int:
        """Go on under another name, whatever this machine remembers of the log; return the index of `log.opened`.

        Raises:
            RecordError: as for `record`.
        """
        with self._alone(standing=False) as tail:
            self._tail = None
            self._tail = self._opening.under_new_origin(tail, reason, by)
            return tail.frontier.size

    def rotate_key(self, by: str) -> int:
        """Sign with another key besides the present ones from now on; return the index of `key.rotated`."""
        with self._alone() as tail:
            key = self._opening.new_key(tail.head.origin)
            tail = replace(tail, signers=(*tail.signers, key))
            return self._append(tail, "key.rotated", {"verifier": key.verifier.vkey(), "by": by}, None)

    def retire_key(self, key_id: str, by: str) -> int:
        """Sign no more with the key of an id (8 hexadecimal digits); return the index of `key.retired`.

        Raises:
            ValueError: the log does not sign with it, or with no other.
        """
        with self._alone() as tail:
            kept = tuple(key for key in tail.signers if key.verifier.id.hex() != key_id)
            if not kept or len(kept) == len(tail.signers):
                raise ValueError(key_id)
            return self._append(replace(tail, signers=kept), "key.retired", {"key": key_id, "by": by}, None)

    # Reading

    def entries(self) -> Iterator[Entry]:
        """Read the log in order, each entry held against the tree, its payload against the entry.

        Raises:
            RecordError: naming the first entry that does not hold.
        """
        for entry, _tree in self.since(Frontier()):
            yield entry

    def since(self, read: Frontier) -> Iterator[tuple[Entry, Frontier]]:
        """Read on from where the log was read to: each entry, with the tree that ends with it.

        The tree is known to be the signed one once the last was given. What was destroyed of the entries before is
        told by those that are read.

        Raises:
            RecordError: naming the first entry that does not hold, or where the log does not extend what was read.
        """
        checkpoint = self.store.checkpoint()
        if checkpoint is None:
            return
        if checkpoint.size < read.size:
            raise damaged(_("its tree is not the one that was signed"))
        frontier, gone, bundle = read, None, -1
        records: list[payloads.Record] = []
        for found in self.store.headers(checkpoint.size, read.size):
            n, at = divmod(found.index, WIDTH)
            if n != bundle:
                records, bundle = self.store.records(n), n
            if at >= len(records):
                raise changed(found.index)
            frontier = frontier.append(found.leaf)
            payload = self._opened(records[at], found)
            said: Mapping[str, object] = {} if payload is None else facts(found, payload[1])
            told = None
            if payload is None:
                if gone is None or found.index not in gone:  # it may have been told of since
                    gone = purging.told(self.store, self.size(), self.facts)
                told = gone.get(found.index)
                if told is None:
                    raise changed(found.index)
            yield Entry(found.index, found.time, found.kind, found.session, said, told), frontier
        if frontier.root != checkpoint.root:
            raise damaged(_("its tree is not the one that was signed"))

    def at(self, indexes: Iterable[int]) -> Iterator[Entry]:
        """Some entries, in order, each held against its tile, its payload against the entry.

        Raises:
            RecordError: naming the first that does not hold, or is not there.
        """
        gone, bundle = None, -1
        records: list[payloads.Record] = []
        headers: dict[int, Header] = {}
        size = self.size()
        for index in sorted(set(indexes)):
            n = index // WIDTH
            if n != bundle:
                end = min(size, (n + 1) * WIDTH)
                headers = {one.index: one for one in self.store.headers(end, n * WIDTH)}
                records, bundle = self.store.records(n), n
            if index not in headers or index % WIDTH >= len(records):
                raise changed(index)
            found = headers[index]
            payload = self._opened(records[index % WIDTH], found)
            said: Mapping[str, object] = {} if payload is None else facts(found, payload[1])
            if payload is None and gone is None:
                gone = purging.told(self.store, size, self.facts)
            told = None if payload is not None or gone is None else gone.get(index)
            if payload is None and told is None:
                raise changed(index)
            yield Entry(index, found.time, found.kind, found.session, said, told)

    def opened(self, index: int) -> tuple[bytes, bytes] | None:
        """The salt and the payload of an entry, as its header commits to them; None where they were destroyed.

        Raises:
            RecordError: they are not what was written.
        """
        return self.store.opened(self.store.header(index), self._keys.library())

    def facts(self, index: int) -> Mapping[str, object]:
        """The facts of an entry; nothing where they were destroyed. Raises RecordError."""
        return self.store.facts(self.store.header(index), self._keys.library())

    def latest(self, kind: str) -> Mapping[str, object] | None:
        """The facts of the last entry of a kind that are not destroyed. Raises RecordError."""
        for index in self.store.latest(kind, self.size()):
            if found := self.facts(index):
                return found
        return None

    def checkpoint(self) -> str:
        """The signed note of the head; empty where nothing was recorded. Raises RecordError where it is no text."""
        try:
            return (self.store.note() or b"").decode()
        except UnicodeDecodeError as error:
            raise damaged(_("its checkpoint is not what it signed")) from error

    def hash_at(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree, for proofs; see `merkle.HashAt`."""
        return self.store.hash_at(level, index)

    def header(self, index: int) -> bytes:
        """An entry as it stands in the tree."""
        return self.store.header(index).raw

    def size(self) -> int:
        """How many entries the log has."""
        checkpoint = self.store.checkpoint()
        return 0 if checkpoint is None else checkpoint.size

    def check(self) -> None:
        """Read the end of the log as a writer would. Raises RecordError where it could not go on from there."""
        self._opening.check()

    def remembered(self) -> Remembered | None:
        """What this machine remembers of the log. Raises RecordError."""
        return self._opening.remembered()

    # One writer at a time

    @contextmanager
    def _alone(self, *, standing: bool = True) -> Iterator[Tail]:
        """Hold the log alone, with its end read and mended; `standing`: only if this machine may sign on."""
        with self._locked():
            if self._stopped:
                raise _unwritten(_("an earlier entry could not be brought to the disk"), self.folder)
            try:
                tail = self._tail
                if tail is None or not self._is_as_left(tail):
                    self._tail = None
                    self._writer.close()
                    tail = self._opening.tail(standing=standing)
                    self._finish_purging(tail.frontier.size)
                    self._tail = tail if standing else None
                yield tail
            except OSError as error:  # while others still wait: another thread writes to the same files
                self._tail = None
                self._writer.close()
                self._stopped = isinstance(error, SyncError)
                raise _refused(error, self.folder) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            if self._tail is None:
                make(self.folder)
            descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise _refused(error, self.folder) from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            except OSError as error:
                raise _refused(error, self.folder) from error
            yield
        finally:
            os.close(descriptor)

    def _is_as_left(self, tail: Tail) -> bool:
        left = self._opening.is_as_left(tail) and self._writer.is_current()
        return left and not purging.is_intended(self.folder)

    def _finish_purging(self, size: int) -> None:
        if purging.is_intended(self.folder):
            try:
                purging.finish(self.store, size, self.facts)
            except payloads.PayloadError as error:
                raise damaged(_("payloads that were about to be destroyed are missing")) from error

    def _check_there(self, indexes: Sequence[int]) -> None:
        for n in sorted({index // WIDTH for index in indexes}):
            there = {record.index for record in self.store.records(n)}
            for index in indexes:
                if index // WIDTH == n and index not in there:
                    raise changed(index)

    def _opened(self, record: payloads.Record, found: Header) -> tuple[bytes, bytes] | None:
        try:
            return opened(record, found, self._keys.library())
        except RecordError:  # it may have been read while it was destroyed
            return self.store.opened(found, self._keys.library())

    def _append(self, tail: Tail, kind: str, facts: Mapping[str, object], session: str | None) -> int:
        self._tail = None  # not known, should this fail
        self._tail = self._writer.append(tail, kind, facts, session)
        return tail.frontier.size


def _refused(error: OSError, folder: Path) -> RecordError:
    where = f" ({error.filename})" if error.filename else ""
    return _unwritten(f"{error.strerror or error}{where}", folder)


def _unwritten(reason: str, folder: Path) -> RecordError:
    return RecordError(
        _("The record could not be written: {reason}.").format(reason=reason),
        hint=_("Nothing is shown without its entry. Check the disk that holds {folder}, then try again.").format(
            folder=folder
        ),
    )
