"""Appends to a log: payload, entry, tiles, this machine's memory and the checkpoint are synced in that order.

All of it is written first and then synced file after file, the checkpoint's name last: what a power cut leaves behind
is either an entry without a checkpoint, which `recovery` finishes, or one that is not whole, which it sets aside.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import rfc8785

from assistant.audit import payloads
from assistant.audit.checkpoints import Checkpoint
from assistant.audit.keys import Keys
from assistant.audit.merkle import Frontier, leaf_hash, root_of
from assistant.audit.notes import Note, SigningKey
from assistant.audit.standing import Head, Memory
from assistant.audit.store import Store, encoded
from assistant.audit.tiles import HASH_BYTES, WIDTH, Shelf, framed, hashes, shelf
from indexes.files import sync


class SyncError(OSError):
    """What was written may not be on the disk, and nobody can tell: nothing more is written by this process."""


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a log ends: all that the next append needs. bundle, payloads: bytes of the last files so far."""

    note: bytes
    origins: tuple[str, ...]
    signers: tuple[SigningKey, ...]
    frontier: Frontier
    bundle: int
    payloads: int

    @property
    def head(self) -> Head:
        """The head that is signed."""
        return Head(self.origins, self.frontier.size, self.frontier.root)


class Writer:
    """Appends entries; whoever calls it holds the log alone."""

    def __init__(self, store: Store, keys: Keys, memory: Memory) -> None:
        self._store = store
        self._keys = keys
        self._memory = memory

    def append(self, tail: Tail, kind: str, facts: Mapping[str, object], session: str | None) -> Tail:
        """Append an entry, with all of it on the disk when this returns.

        Raises:
            OSError: something could not be written or synced; nothing may be appended any more by this process.
        """
        index = tail.frontier.size
        payload = rfc8785.dumps(dict(facts))  # type: ignore[arg-type]  # its types are invariant
        committed, record = payloads.seal(index, payload, self._keys.library())
        entry = framed(encoded(index, kind, committed, session, _now()))
        return self.write(tail, entry, record)

    def write(self, tail: Tail, entry: bytes, record: bytes) -> Tail:
        """Write a framed entry and the record of its payload at the end, and sign."""
        log, index = self._store.folder, tail.frontier.size
        n, width = divmod(index, WIDTH)
        leaf = leaf_hash(entry[2:])
        frontier = tail.frontier.append(leaf)
        start = (0, 0) if width == 0 else (tail.bundle, tail.payloads)
        after = replace(tail, frontier=frontier, bundle=start[0] + len(entry), payloads=start[1] + len(record))
        note = signed(after)
        tiles = list(self._tiles(index, leaf))
        with _Writing() as writing:
            writing.at(payloads.file_of(log, index), start[1], record)
            writing.at(_growing(shelf(log), n, width), start[0], entry)
            for level, tile, filled, one in tiles:
                writing.at(_growing(shelf(log, level), tile, filled), filled * HASH_BYTES, one)
            remembered = writing.aside(self._memory.file(log), self._memory.content(log, after.head))
            checkpoint = writing.aside(log / "checkpoint", note)
            writing.sync()
        remembered.replace(self._memory.file(log))
        shelf(log).grown(n, max(width, 1), width + 1 - max(width, 1))
        for level, tile, filled, _one in tiles:
            shelf(log, level).grown(tile, max(filled, 1), filled + 1 - max(filled, 1))
        checkpoint.replace(log / "checkpoint")
        sync(log)
        return replace(after, note=note)

    def _tiles(self, index: int, leaf: bytes) -> Iterator[tuple[int, int, int, bytes]]:
        """The hashes that an entry adds: (level, tile, how many it has, hash); a tile that is full adds one above."""
        level, one = 0, leaf
        while True:
            n, width = divmod(index, WIDTH)
            yield level, n, width, one
            if width + 1 < WIDTH:
                return
            one = root_of([*hashes(self._store.tile(level, n, width)), one])
            index, level = n, level + 1


def signed(tail: Tail) -> bytes:
    """The checkpoint of a tail, signed by all its keys."""
    head = tail.head
    text = Checkpoint(head.origin, head.size, head.root).text()
    return Note(text, tuple(key.sign(text) for key in tail.signers)).encoded()


class _Writing:
    """Files that are written now and synced together, in the order in which they were named."""

    def __init__(self) -> None:
        self._open: list[int] = []

    def __enter__(self) -> _Writing:
        return self

    def __exit__(self, *_error: object) -> None:
        for descriptor in self._open:
            os.close(descriptor)

    def at(self, path: Path, offset: int, data: bytes) -> None:
        """Write at a place of a file, which is made where it is not there."""
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        self._open.append(descriptor)
        while data:
            written = os.pwrite(descriptor, data, offset)
            data, offset = data[written:], offset + written

    def aside(self, path: Path, data: bytes) -> Path:
        """Write a file beside the one that it will take the place of; return where."""
        beside = path.with_name(f".{path.name}.new")
        self.at(beside, 0, data)
        os.ftruncate(self._open[-1], len(data))
        return beside

    def sync(self) -> None:
        """Bring all of it to the disk."""
        for descriptor in self._open:
            try:
                os.fdatasync(descriptor)
            except OSError as error:
                raise SyncError(error.errno, error.strerror) from error


def _growing(files: Shelf, n: int, width: int) -> Path:
    """The file that grows from `width` by one: a new one has its first name from the start."""
    return files.path(n, max(width, 1))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
