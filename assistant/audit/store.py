"""Reads a log's folder: its checkpoint, its tiles, its entries and the records of their payloads. It writes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from gettext import gettext as _
from hashlib import sha256
from pathlib import Path

from assistant.audit import payloads
from assistant.audit.checkpoints import Checkpoint, CheckpointError, signed_checkpoint
from assistant.audit.merkle import leaf_hash, root_at, root_of
from assistant.audit.notes import VerifierKey
from assistant.audit.tiles import HASH_BYTES, WIDTH, hashes, shelf, unframed
from assistant.errors import RecordError

_HEADER = re.compile(
    rb'{"index":(0|[1-9][0-9]*),"kind":"([a-z]+(?:\.[a-z]+)*)","payload":"([0-9a-f]{64})",'
    rb'"session":(?:null|"([0-9a-f]{16})"),"time":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)"}'
)


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in the tree of an entry. payload: the salted SHA-256, in hexadecimal; raw: the entry's bytes."""

    index: int
    kind: str
    payload: str
    session: str | None
    time: str
    raw: bytes

    @property
    def leaf(self) -> bytes:
        """Its hash in the tree."""
        return leaf_hash(self.raw)


class Store:
    """The files of a log as they are. A writer may be at work while they are read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def note(self) -> bytes | None:
        """The signed checkpoint; None where nothing was ever recorded."""
        try:
            return (self.folder / "checkpoint").read_bytes()
        except FileNotFoundError:
            return None

    def verifiers(self) -> list[VerifierKey]:
        """The keys of this log, the oldest first.

        Raises:
            RecordError: the file is missing or damaged.
        """
        try:
            lines = (self.folder / "verifiers").read_text(encoding="utf-8").splitlines()
            return [VerifierKey.parse(line) for line in lines]
        except (OSError, ValueError) as error:
            raise damaged(_("the list of its keys is missing or damaged")) from error

    def checkpoint(self) -> Checkpoint | None:
        """The head that was signed last, its signature verified with this log's own keys.

        Raises:
            RecordError: it is not what this log signed.
        """
        note = self.note()
        while note is not None:
            try:
                return self.checked(note)
            except RecordError:
                read, note = note, self.note()
                if note == read:  # else it was read while it was written
                    raise
        return None

    def checked(self, note: bytes) -> Checkpoint:
        """Verify a checkpoint of this log. Raises RecordError."""
        try:
            return signed_checkpoint(note, self.verifiers())[0]
        except CheckpointError as error:
            raise damaged(_("its checkpoint is not what it signed")) from error

    def tile(self, level: int, n: int, width: int) -> bytes:
        """The first `width` hashes of a tile, whatever its file is called now.

        Raises:
            RecordError: they are not there.
        """
        data = self._file(level, n)
        if len(data) < width * HASH_BYTES:
            raise damaged(_("its tree is not whole"))
        return data[: width * HASH_BYTES]

    def hash_at(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree: that of the 2^level entries from index·2^level on."""
        above, height = divmod(level, 8)
        count = 1 << height
        n, at = divmod(index * count, WIDTH)
        tile = self.tile(above, n, at + count)
        return root_of(list(hashes(tile[at * HASH_BYTES :])))

    def root_at(self, size: int) -> bytes:
        """The root of the tree when it had `size` entries, by the tiles."""
        return root_at(size, self.hash_at)

    def bundle(self, n: int) -> list[bytes]:
        """The entries of a bundle, all that are whole."""
        return unframed(self._file(None, n))[0]

    def headers(self, size: int, start: int = 0) -> Iterator[Header]:
        """The entries of a tree of `size`, from `start` on, each held against its place and its tile.

        Raises:
            RecordError: naming the first that is not what was written.
        """
        for n in range(start // WIDTH, -(-size // WIDTH)):
            width = min(WIDTH, size - n * WIDTH)
            bundle = self.bundle(n)
            leaves = list(hashes(self.tile(0, n, width)))
            for at, leaf in enumerate(leaves):
                index = n * WIDTH + at
                found = header(bundle[at]) if at < len(bundle) else None
                if found is None or found.index != index or found.leaf != leaf:
                    raise changed(index)
                if index >= start:
                    yield found

    def header(self, index: int) -> Header:
        """One entry, held against its tile. Raises RecordError."""
        n, at = divmod(index, WIDTH)
        bundle = self.bundle(n)
        found = header(bundle[at]) if at < len(bundle) else None
        if found is None or found.index != index or found.leaf != self.hash_at(0, index):
            raise changed(index)
        return found

    def latest(self, kind: str, size: int) -> Iterator[int]:
        """The entries of a kind, the last first, without looking closer at any."""
        said = f'"kind":"{kind}"'.encode()
        for n in range((size - 1) // WIDTH, -1, -1):
            bundle = self.bundle(n)
            width = min(len(bundle), size - n * WIDTH)  # what comes after has no checkpoint yet
            yield from (n * WIDTH + at for at in range(width - 1, -1, -1) if said in bundle[at])

    def records(self, n: int) -> list[payloads.Record]:
        """The payload records of a bundle."""
        path = payloads.file_of(self.folder, n * WIDTH)
        return list(payloads.records(path.read_bytes(), n * WIDTH)) if path.exists() else []

    def opened(self, header: Header, library_key: bytes) -> tuple[bytes, bytes] | None:
        """The salt and the payload that an entry commits to; None where they were destroyed.

        Raises:
            RecordError: they are not what was written.
        """
        records = self.records(header.index // WIDTH)
        if header.index % WIDTH >= len(records):
            raise changed(header.index)
        return opened(records[header.index % WIDTH], header, library_key)

    def facts(self, header: Header, library_key: bytes) -> dict[str, object]:
        """What an entry's payload says; nothing where it was destroyed. Raises RecordError."""
        found = self.opened(header, library_key)
        return {} if found is None else facts(header, found[1])

    def _file(self, level: int | None, n: int) -> bytes:
        for _attempt in range(3):  # it is renamed as it grows
            found = shelf(self.folder, level).found(n)
            if found is not None:
                with suppress(FileNotFoundError):
                    return found[0].read_bytes()
        return b""


def opened(record: payloads.Record, header: Header, library_key: bytes) -> tuple[bytes, bytes] | None:
    """Open a record and hold it against its entry; None where it was destroyed. Raises RecordError."""
    if record.destroyed:
        return None
    try:
        salt, payload = payloads.opened(record, library_key)
    except payloads.PayloadError as error:
        raise changed(header.index) from error
    if sha256(salt + payload).hexdigest() != header.payload:
        raise changed(header.index)
    return salt, payload


def facts(header: Header, payload: bytes) -> dict[str, object]:
    """Read a payload. Raises RecordError."""
    found = json.loads(payload)
    if not isinstance(found, dict):
        raise changed(header.index)
    return found


def header(raw: bytes) -> Header | None:
    """Read an entry; None where it is not one."""
    found = _HEADER.fullmatch(raw)
    if found is None:
        return None
    index, kind, payload, session, time = found.groups()
    named = None if session is None else session.decode()
    return Header(int(index), kind.decode(), payload.decode(), named, time.decode(), raw)


def encoded(index: int, kind: str, payload: str, session: str | None, time: str) -> bytes:
    """An entry in the canonical form of RFC 8785: its members are ASCII and need no escape, and stand in order."""
    named = "null" if session is None else f'"{session}"'
    return f'{{"index":{index},"kind":"{kind}","payload":"{payload}","session":{named},"time":"{time}"}}'.encode()


def changed(index: int) -> RecordError:
    """Entry `index` is not what was written."""
    return RecordError(
        _("Entry {index} of the log was changed.").format(index=index),
        hint=_("See all that is to be said of it: greffier audit verify. Compare this log with a copy kept elsewhere."),
    )


def damaged(what: str) -> RecordError:
    """The log is not what was written, where no entry can be named."""
    return RecordError(
        _("The log was changed: {what}.").format(what=what),
        hint=_("See all that is to be said of it: greffier audit verify. Compare this log with a copy kept elsewhere."),
    )
