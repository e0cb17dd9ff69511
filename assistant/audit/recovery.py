"""Reads the end of a log, and mends it where a writer was cut off.

An entry that is whole, with its payload, is taken on; what is not whole is set aside, in `torn/`. Neither was ever
acknowledged: the checkpoint comes last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from gettext import gettext as _
from pathlib import Path

from assistant.audit import payloads
from assistant.audit.durable import make
from assistant.audit.keys import Keys
from assistant.audit.merkle import Frontier, leaf_hash
from assistant.audit.notes import SigningKey, VerifierKey, parse
from assistant.audit.store import Store, damaged, facts, header, opened
from assistant.audit.tiles import HASH_BYTES, WIDTH, framed, shelf, spans, unframed
from assistant.audit.writer import Tail
from assistant.errors import RecordError
from indexes.files import replace_file


@dataclass(frozen=True, slots=True)
class Whole:
    """An entry that has no checkpoint yet, as it lies in its bundle, with the record of its payload."""

    entry: bytes
    record: bytes
    kind: str
    facts: Mapping[str, object]

    def taken_on(self, tail: Tail, keys: Keys) -> Tail:
        """The tail under the name and the keys that the entry tells of, if it does."""
        if self.kind in ("log.opened", "key.rotated"):
            key = keys.signer(VerifierKey.parse(str(self.facts["verifier"])).id.hex())
            if self.kind == "key.rotated":
                return replace(tail, signers=(*tail.signers, key))
            return replace(tail, origins=(*tail.origins, key.name), signers=(key,))
        if self.kind == "key.retired":
            return replace(
                tail, signers=tuple(key for key in tail.signers if key.verifier.id.hex() != self.facts["key"])
            )
        return tail


@dataclass(frozen=True, slots=True)
class Found:
    """The end of a log as its checkpoint has it, and what lies beyond.

    tail: under the name and the keys that `whole` tells of, if it does; torn: what is not whole, by what it is a piece
    of; named: whether every file has the name and the length that it should.
    """

    tail: Tail
    whole: Whole | None
    torn: dict[str, bytes]
    named: bool

    @property
    def clean(self) -> bool:
        """Whether there is nothing to mend."""
        return self.named and self.whole is None and not self.torn

    @property
    def frontier(self) -> Frontier:
        """The tree, with the entry that has no checkpoint yet."""
        frontier = self.tail.frontier
        return frontier if self.whole is None else frontier.append(leaf_hash(self.whole.entry[2:]))


def look(store: Store, keys: Keys, note: bytes, *, signing: bool = True) -> Found:
    """Read the end of a log whose checkpoint is `note`, verified against its tiles.

    signing: it is to go on under its name, so that its keys must be there. Else, where they are lost, its tail has no
    signers, and an entry that has no checkpoint yet is set aside, as nothing signs it any more.

    Raises:
        RecordError: it is not what was signed, or a key is missing.
    """
    checkpoint = store.checked(note)
    size, log = checkpoint.size, store.folder
    frontier = Frontier.read(size, store.hash_at)
    if frontier.root != checkpoint.root:
        raise damaged(_("its tree is not the one that was signed"))
    n, width = divmod(size, WIDTH)
    bundle = _bytes(shelf(log).found(n))
    entries, _end = unframed(bundle)
    payload_file = payloads.file_of(log, size)
    stored = payload_file.read_bytes() if payload_file.exists() else b""
    records = list(payloads.records(stored, n * WIDTH))
    if min(len(entries), len(records)) < width:
        raise damaged(_("its last entries are missing"))
    second = header(entries[width + 1]) if len(entries) > width + 1 else None  # what a power cut left may be zeros
    if (second is not None and second.index == size + 1) or shelf(log).found(n + 1):
        raise damaged(_("its checkpoint is older than its entries"))
    lengths = sum(2 + len(one) for one in entries[:width]), sum(len(one.data) for one in records[:width])
    store.opened(store.header(size - 1), keys.library())  # or what follows would be encrypted with another key
    known = {key.id: key for key in store.verifiers()}
    origins = tuple(dict.fromkeys(key.name for key in known.values()))
    signatures = (one for one in parse(note).signatures if one.key_id in known and one.name == checkpoint.origin)
    signers = tuple(_signers((one.key_id.hex() for one in signatures), keys, signing=signing))
    tail = Tail(note, origins[: origins.index(checkpoint.origin) + 1], signers, frontier, *lengths)
    whole = _whole(entries[width:], records[width:], size, keys)
    if whole is not None:
        tail = whole.taken_on(tail, keys)
    if not tail.signers:
        whole = None
    kept = lengths if whole is None else (lengths[0] + len(whole.entry), lengths[1] + len(whole.record))
    torn = {"entry": bundle[kept[0] :], "payload": stored[kept[1] :]}
    return Found(tail, whole, {name: rest for name, rest in torn.items() if rest}, _named(log, size))


def mend(log: Path, found: Found) -> list[dict[str, object]]:
    """Give every file the name and the length that it has at the checkpoint; return what was set aside.

    The entry that is whole is left where it is: it is written again, in its place, by whoever takes it on.
    """
    size = found.tail.frontier.size
    n, width = divmod(size, WIDTH)
    aside: list[dict[str, object]] = []
    for name, rest in found.torn.items():
        path = log / "torn" / f"{size}-{name}-{hashlib.sha256(rest).hexdigest()[:8]}"
        make(path.parent)
        replace_file(path, rest)
        digest = hashlib.sha256(rest).hexdigest()
        aside.append({"file": f"torn/{path.name}", "bytes": len(rest), "sha256": digest})
    more = (0, 0) if found.whole is None else (len(found.whole.entry), len(found.whole.record))
    _fit(payloads.file_of(log, size), payloads.file_of(log, size), found.tail.payloads + more[1])
    held = shelf(log).found(n)
    if held is not None:
        _fit(held[0], shelf(log).path(n, max(width, 1)), found.tail.bundle + more[0])
    for kind, tile, filled in _last(size):
        held = shelf(log, kind).found(tile)
        if held is not None and kind is not None:
            _fit(held[0], shelf(log, kind).path(tile, max(filled, 1)), filled * HASH_BYTES)
        elif held is not None and filled == WIDTH:
            _fit(held[0], shelf(log).path(tile), held[0].stat().st_size)
    return aside


def forget_unborn(log: Path) -> bool:
    """Drop what is left of a log whose first entry was cut off; say whether that is all there was."""
    held = shelf(log).found(0)
    if held is not None:
        if len(unframed(held[0].read_bytes())[0]) > 1:
            return False
        for path in (held[0], payloads.file_of(log, 0), shelf(log, 0).path(0, 1)):
            path.unlink(missing_ok=True)
    return True


def _signers(key_ids: Iterable[str], keys: Keys, *, signing: bool) -> Iterator[SigningKey]:
    for one in key_ids:
        try:
            yield keys.signer(one)
        except RecordError:
            if signing:
                raise


def _whole(entries: list[bytes], records: list[payloads.Record], index: int, keys: Keys) -> Whole | None:
    if not entries or not records:
        return None
    found = header(entries[0])
    if found is None or found.index != index:
        return None
    try:
        payload = opened(records[0], found, keys.library())
    except RecordError:
        return None
    return None if payload is None else Whole(framed(entries[0]), records[0].data, found.kind, facts(found, payload[1]))


def _last(size: int) -> Iterator[tuple[int | None, int, int]]:
    """The last files of a tree: (level, or None for entries, n, width).

    Of each kind the one that grows, also where nothing is in it yet, and then the full one before it, which may still
    be called as when it was partial; and of the level above, which an entry more may have begun.
    """
    levels = spans(size)
    for kind, n, width in ((None, *levels[0][1:]), *levels, (len(levels), 0, 0)):
        yield kind, n, width
        if width == 0 and n:
            yield kind, n - 1, WIDTH


def _named(log: Path, size: int) -> bool:
    """Whether each of the last files is called what it holds, and tiles are as long as that."""
    for kind, n, width in _last(size):
        held = shelf(log, kind).found(n)
        if (held[1] if held else 0) != width:
            return False
        if held and kind is not None and held[0].stat().st_size != width * HASH_BYTES:
            return False
    return True


def _fit(path: Path, name: Path, length: int) -> None:
    """Rename a file and cut it; one of which nothing is left is dropped."""
    if not path.exists():
        return
    if length == 0:
        path.unlink()
        return
    if path.stat().st_size > length:
        with path.open("r+b") as file:
            file.truncate(length)
    if path != name:
        name.parent.mkdir(exist_ok=True)
        path.rename(name)


def _bytes(held: tuple[Path, int] | None) -> bytes:
    return b"" if held is None else held[0].read_bytes()
