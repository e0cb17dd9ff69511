"""Writes the record: canonical JSON entries, one a line, each holding the hash of the one before, synced one by one.

An entry is the RFC 8785 form of {"index", "time", "kind", "session", "facts", "previous", "digest"}; `previous` is the
SHA-256 of the line before, without its line feed, and 64 zeros for the first; `digest` is the SHA-256 of the entry's
RFC 8785 form without `digest`, so that a damaged entry is known as such, also where it is the last.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import gettext as _
from hashlib import sha256
from pathlib import Path

import rfc8785

from assistant.errors import RecordError
from indexes.files import sync

ENTRIES = "entries.jsonl"
_FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log. `time` is UTC, ISO 8601; order is by `index`, whatever the clock said."""

    index: int
    time: str
    kind: str
    session: str | None
    facts: Mapping[str, object]
    previous: str


class Log:
    """The log of a library, in a folder of its own. Any number of processes may append."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / ENTRIES

    def record(self, kind: str, facts: Mapping[str, object], session: str | None = None) -> int:
        """Append an entry and bring it to the disk; return its index.

        Raises:
            RecordError: it could not be written and synced. Then nothing that depends on it may be shown.
        """
        try:
            with self._alone() as descriptor:
                return _append(descriptor, kind, facts, session)
        except OSError as error:
            raise RecordError(
                _("The record could not be written: {reason}.").format(reason=error.strerror or error),
                hint=_(
                    "Nothing is shown without its entry. Check the disk that holds {folder}, then ask again."
                ).format(folder=self.folder),
            ) from error

    def entries(self) -> Iterator[Entry]:
        """Read the log in order, checking each entry's form, index and hash of the one before.

        Raises:
            RecordError: naming the first entry that does not hold.
        """
        if not self.path.exists():
            return
        previous = _FIRST
        with self.path.open("rb") as file:
            for index, line in enumerate(file):
                if not line.endswith(b"\n"):
                    return  # torn by a power cut: never shown to anyone, set aside by the next writer
                entry = _entry(line)
                if entry is None or entry.index != index or entry.previous != previous:
                    raise RecordError(
                        _("Entry {index} of the log was changed.").format(index=index),
                        hint=_("Compare this log with a copy kept elsewhere."),
                    )
                previous = sha256(line[:-1]).hexdigest()
                yield entry

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """Hold the log alone; what a power cut tore off its end is set aside first, and that is recorded."""
        self.folder.mkdir(parents=True, exist_ok=True)
        new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if new:
                sync(self.folder)
            self._mend(descriptor)
            yield descriptor
        finally:
            os.close(descriptor)

    def _mend(self, descriptor: int) -> None:
        size = os.fstat(descriptor).st_size
        if not size or os.pread(descriptor, 1, size - 1) == b"\n":
            return
        line, start = _last_line(descriptor, size)
        aside = self.folder / f"torn-{start}"
        aside.write_bytes(line)
        os.ftruncate(descriptor, start)
        _append(descriptor, "recovery", {"set_aside": aside.name, "bytes": len(line)}, None)


def _append(descriptor: int, kind: str, facts: Mapping[str, object], session: str | None) -> int:
    index, previous = _last(descriptor)
    entry = {
        "index": index,
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "kind": kind,
        "session": session,
        "facts": facts,
        "previous": previous,
    }
    line = memoryview(_line(entry) + b"\n")
    while line:
        line = line[os.write(descriptor, line) :]
    os.fsync(descriptor)
    return index


def _last(descriptor: int) -> tuple[int, str]:
    """The index that the next entry has, and the hash of the last one."""
    size = os.fstat(descriptor).st_size
    if not size:
        return 0, _FIRST
    line, _start = _last_line(descriptor, size - 1)
    entry = _entry(line)
    if entry is None:
        raise RecordError(
            _("The last entry of the log was changed."), hint=_("Compare this log with a copy kept elsewhere.")
        )
    return entry.index + 1, sha256(line).hexdigest()


def _last_line(descriptor: int, end: int) -> tuple[bytes, int]:
    """The line that ends before byte `end`, and where it starts."""
    start, found = end, b""
    while start > 0:
        step = min(start, 1 << 16)
        start -= step
        found = os.pread(descriptor, step, start) + found
        if (feed := found.rfind(b"\n")) >= 0:
            return found[feed + 1 :], start + feed + 1
    return found, 0


def _line(entry: Mapping[str, object]) -> bytes:
    """The canonical form of an entry, with its digest."""
    digest = sha256(rfc8785.dumps(dict(entry))).hexdigest()  # type: ignore[arg-type]  # its types are invariant
    return rfc8785.dumps({**entry, "digest": digest})  # type: ignore[dict-item]


def _entry(line: bytes) -> Entry | None:
    """Read a line, with or without its line feed; None where it is not what was written."""
    line = line.removesuffix(b"\n")
    try:
        data = json.loads(line)
        data.pop("digest")
        if _line(data) != line:
            return None
        return Entry(data["index"], data["time"], data["kind"], data["session"], data["facts"], data["previous"])
    except (AttributeError, KeyError, TypeError, ValueError, rfc8785.CanonicalizationError):
        return None
