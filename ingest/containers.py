"""Unpacks what holds other files, ZIP archives and e-mail, into a folder: members, each with its name, or refused.

A worker does it, within its limits. Members are written under numbers, never under names of their own.
"""

from __future__ import annotations

import json
import re
import stat
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from ingest import kinds, packages
from ingest.discover import shown
from ingest.errors import UnreadableError
from ingest.packages import Package
from ingest.read import Options, Source

DEEPEST = 3
"""How far archives in archives, and messages in messages, are followed."""

_ATTACHING = re.compile(rb"name\*?[0-9*]*\s*=|message/rfc822", re.IGNORECASE)
"""What the headers of an attachment cannot do without (RFC 2183)."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a container: `file` is its path there, `place` where it was unpacked; else why it was not."""

    file: str
    place: str = ""
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The members of a container in their order, those of containers in it among them; how many were of no use here."""

    members: tuple[Member, ...]
    ignored: int


def is_container(path: Path, kind: kinds.Kind) -> bool:
    """Say whether a file may hold others: an archive, which is nothing besides, or a message with attachments.

    Raises:
        OSError: it cannot be read.
    """
    return kind in ("zip", "msg") or (kind == "eml" and _ATTACHING.search(path.read_bytes()) is not None)


def unpack(source: Path, kind: kinds.Kind, into: Path) -> Unpacked:
    """Unpack a container of this kind.

    Raises:
        UnreadableError: `damaged`, or `memory_limit` where it holds too many files.
    """
    unpacking = _Unpacking(into)
    unpacking.open(source, kind, "", 1)
    return Unpacked(tuple(unpacking.members), unpacking.ignored)


def unpack_to_bytes(source: Source, options: Options, progress: object) -> bytes:  # noqa: ARG001
    """Unpack a container into this process's folder for temporary files; what a worker runs."""
    unpacked = unpack(source.path, kinds.kind(source.path, source.name), Path(tempfile.gettempdir()))
    return json.dumps(asdict(unpacked)).encode()


def unpacked_from(message: bytes) -> Unpacked:
    """Read what `unpack_to_bytes` wrote.

    Raises:
        UnreadableError: `crashed`, where the message is not what that writes.
    """
    try:
        data = json.loads(message)
        names = ("file", "place", "reason", "detail")
        members = tuple(Member(*(str(one[name]) for name in names)) for one in data["members"])
        if not all(member.reason or re.fullmatch(r"[0-9]+", member.place) for member in members):
            raise ValueError("a member has neither a place nor a reason")
        return Unpacked(members, int(data["ignored"]))
    except (LookupError, RecursionError, TypeError, ValueError) as error:
        raise UnreadableError("crashed", f"the parser sent {error!r}") from error


class _Unpacking:
    """One container, and those in it, on their way into a folder; they share one allowance of files and bytes."""

    def __init__(self, into: Path) -> None:
        self._into = into
        self._bytes = 0
        self._written = 0
        self._names: set[str] = set()
        self.members: list[Member] = []
        self.ignored = 0

    def open(self, path: Path, kind: kinds.Kind, above: str, depth: int) -> None:
        """Unpack what a container holds, under the names that begin with `above`."""
        if depth > DEEPEST:
            raise UnreadableError("memory_limit", f"more than {DEEPEST} archives or messages in one another")
        if kind == "zip":
            self._archive(path, above, depth)
        else:
            self._message(path, kind, above, depth)

    def _archive(self, path: Path, above: str, depth: int) -> None:
        with Package(path, whole=False) as package:
            for entry in package.entries():
                name = entry.name.replace("\\", "/")
                if not self._is_wanted(name):
                    continue
                file = self._alone(above + shown(name))
                if stat.S_ISLNK(entry.mode):
                    self._refuse(file, "not_a_file", "a symbolic link")
                elif not _stays(name):
                    self._refuse(file, "unsafe_name", "its path leads out of the archive")
                elif entry.is_bomb:
                    self._refuse(file, "memory_limit", f"{entry.packed} bytes would unpack to {entry.size}")
                else:
                    self._put(file, entry.size, partial(package.copy, entry.name), depth)

    def _message(self, path: Path, kind: kinds.Kind, above: str, depth: int) -> None:
        from ingest.formats import mail

        for one in mail.attachments(path.read_bytes(), kind):
            name = one.name.replace("/", "_").replace("\\", "_")  # a message knows no folders
            if self._is_wanted(name):
                self._put(self._alone(above + shown(name)), len(one.content), partial(_write, one.content), depth)

    def _is_wanted(self, name: str) -> bool:
        """Say whether a folder's file of this name would be taken up; count it, where it is not."""
        wanted = kinds.stated(name) != "unknown" and not name.startswith("__MACOSX/")
        self.ignored += not wanted
        return wanted

    def _put(self, file: str, size: int, write: Callable[[Path], None], depth: int) -> None:
        """Write a member out, and what it holds after it; an archive is no member, only what it holds is."""
        if self._written >= packages.MOST_MEMBERS:
            raise UnreadableError("memory_limit", f"more than {packages.MOST_MEMBERS} files")
        self._written += 1
        self._bytes += size
        if self._bytes > packages.MOST_UNPACKED:
            self._refuse(file, "memory_limit", f"more than {packages.MOST_UNPACKED} bytes in all")
            return
        path = self._into / str(self._written)
        is_member = False
        try:
            write(path)
            kind = kinds.kind(path, file)
            is_member = kind != "zip"
            if is_member:
                self.members.append(Member(file, path.name))
            if is_container(path, kind):
                self.open(path, kind, f"{file}/", depth + 1)
        except UnreadableError as error:
            # A message is filed whatever becomes of what it holds.
            self._refuse(f"{file}/?" if is_member else file, error.reason, error.detail)
        if not is_member:
            path.unlink(missing_ok=True)

    def _alone(self, file: str) -> str:
        """A name that no other member has."""
        stem, suffix = file.removesuffix(PurePosixPath(file).suffix), PurePosixPath(file).suffix
        number, alone = 1, file
        while alone in self._names:
            number += 1
            alone = f"{stem} ({number}){suffix}"
        self._names.add(alone)
        return alone

    def _refuse(self, file: str, reason: str, detail: str) -> None:
        self.members.append(Member(file, reason=reason, detail=detail))


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _stays(name: str) -> bool:
    """Say whether a path stays under the folder that it is taken for relative to."""
    return not name.startswith("/") and ".." not in name.split("/") and not re.match(r"[A-Za-z]:", name)
