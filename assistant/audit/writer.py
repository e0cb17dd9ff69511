"""Appends to a log: payload, entry, tiles, this machine's memory and the checkpoint are synced in that order.

What a power cut leaves behind is an entry without a checkpoint, which `recovery` takes on, or one that is not whole,
which it sets aside. The names of partial files, which tell how much is in them, are not waited for: `recovery` puts
them right where they are not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import rfc8785

from assistant.audit import payloads
from assistant.audit.checkpoints import Checkpoint
from assistant.audit.durable import Files
from assistant.audit.keys import Keys
from assistant.audit.merkle import Frontier, leaf_hash, root_of
from assistant.audit.notes import Note, SigningKey
from assistant.audit.standing import Head, Memory
from assistant.audit.store import Store, encoded
from assistant.audit.tiles import HASH_BYTES, WIDTH, framed, hashes, name, number


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
        self._memory_file = str(memory.file(store.folder))
        self._files = Files()

    def is_current(self) -> bool:
        """Whether what it has open is what lies in the log."""
        return self._files.are_there()

    def close(self) -> None:
        """Let go of the files."""
        self._files.close()

    def append(self, tail: Tail, kind: str, facts: Mapping[str, object], session: str | None) -> Tail:
        """Append an entry, with all of it on the disk when this returns.

        Raises:
            OSError: something could not be written or synced; nothing may be appended any more by this process.
        """
        index = tail.frontier.size
        payload = _canonical(facts)
        committed, record = payloads.seal(index, payload, self._keys.library())
        entry = framed(encoded(index, kind, committed, session, _now()))
        return self.write(tail, entry, record)

    def write(self, tail: Tail, entry: bytes, record: bytes) -> Tail:
        """Write a framed entry and the record of its payload at the end, and sign."""
        log, index, files = str(self._store.folder), tail.frontier.size, self._files
        n, width = divmod(index, WIDTH)
        leaf = leaf_hash(entry[2:])
        frontier = tail.frontier.append(leaf)
        start = (0, 0) if width == 0 else (tail.bundle, tail.payloads)
        after = replace(tail, frontier=frontier, bundle=start[0] + len(entry), payloads=start[1] + len(record))
        head = after.head
        note = signed(head, after.signers)
        renamed = []
        files.write(f"{log}/payloads/{number(n)}", start[1], record)
        for kind, tile, filled, offset, data in (
            ("entries", n, width, start[0], entry),
            *((str(level), t, w, w * HASH_BYTES, one) for level, t, w, one in self._tiles(index, leaf)),
        ):
            # A new file has its first name from the start; one that is there is renamed when all is written.
            growing, grown = f"{log}/{name(kind, tile, max(filled, 1))}", f"{log}/{name(kind, tile, filled + 1)}"
            files.write(growing, offset, data)
            if growing != grown:
                renamed.append((growing, grown))
        files.sync()
        for growing, grown in renamed:
            files.rename(growing, grown)
        files.put(self._memory_file, self._memory.content(self._store.folder, head))
        files.put(f"{log}/checkpoint", note)
        if width + 1 == WIDTH:
            files.close()  # the next entry goes to others
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


def signed(head: Head, signers: Sequence[SigningKey]) -> bytes:
    """The checkpoint of a head, signed by each of these keys."""
    text = Checkpoint(head.origin, head.size, head.root).text()
    return Note(text, tuple(key.sign(text) for key in signers)).encoded()


def _canonical(facts: Mapping[str, object]) -> bytes:
    """The payload of an entry. Bytes of a command line that are no text become question marks."""
    try:
        return rfc8785.dumps(dict(facts))  # type: ignore[arg-type]  # its types are invariant
    except rfc8785.CanonicalizationError:
        return rfc8785.dumps(json.loads(json.dumps(dict(facts), ensure_ascii=False).encode("utf-8", "replace")))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
