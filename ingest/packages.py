"""Opens ZIP files, and the office documents that are ZIP files, within limits: no bomb, no name that climbs out."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from ingest.errors import UnreadableError

MOST_MEMBERS = 10_000
MOST_UNPACKED = 1 << 30
"""Bytes of all members of one package together."""
MOST_RATIO = 200
"""How many times larger than packed a package may be, once it is larger than `RATIO_FROM`: text reaches some 20."""
RATIO_FROM = 32 << 20
_CONTENT_TYPES = "[Content_Types].xml"
_ENCRYPTED = 0x1
_PIECE = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError)
_DAMAGES = (*_BROKEN, OSError)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a package: its name as written there (with `/`), its sizes in bytes, whether a password guards it.

    mode: of the file that it was, as Unix has it; 0 where it was packed by something else.
    """

    name: str
    size: int
    packed: int
    encrypted: bool
    mode: int

    @property
    def is_bomb(self) -> bool:
        """It would unpack to far more than what anybody writes does."""
        return _is_bomb(self.packed, self.size)


def _is_bomb(packed: int, unpacked: int) -> bool:
    return unpacked > MOST_UNPACKED or (unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1))


class Package:
    """A ZIP file whose directory was read. `whole`: all of it is to be read, and has to be within the limits.

    Raises:
        UnreadableError: `damaged`, or `memory_limit` for what would unpack to too much.
    """

    def __init__(self, file: Path | bytes, *, whole: bool = True) -> None:
        try:
            self._zip = zipfile.ZipFile(file if isinstance(file, Path) else BytesIO(file))
        except _DAMAGES as error:
            raise UnreadableError("damaged", f"not a whole ZIP file: {error}") from error
        members = [one for one in self._zip.infolist() if not one.is_dir()]
        # zipfile reads no more of a member than its directory says: what is checked here holds when it is unpacked.
        packed, unpacked = sum(one.compress_size for one in members), sum(one.file_size for one in members)
        if len(members) > MOST_MEMBERS:
            raise UnreadableError("memory_limit", f"{len(members)} files in one package")
        if whole and _is_bomb(packed, unpacked):
            raise UnreadableError("memory_limit", f"{packed} bytes would unpack to {unpacked}")
        self._members = {one.filename: one for one in members}

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def entries(self) -> Iterator[Entry]:
        """The files, in the order in which they stand in the package."""
        for one in self._members.values():
            encrypted, mode = bool(one.flag_bits & _ENCRYPTED), one.external_attr >> 16
            yield Entry(one.filename, one.file_size, one.compress_size, encrypted, mode)

    def read(self, name: str) -> bytes:
        """Unpack one file.

        Raises:
            UnreadableError: `encrypted`, or `damaged`, also where there is no such file.
        """
        try:
            return self._zip.read(self._member(name))
        except _DAMAGES as error:
            raise UnreadableError("damaged", f"{name}: {error}") from error

    def copy(self, name: str, path: Path) -> None:
        """Unpack one file to a path, piece by piece.

        Raises:
            UnreadableError: as `read` does.
            OSError: the path cannot be written to.
        """
        with path.open("wb") as written:
            try:
                with self._zip.open(self._member(name)) as packed:
                    while piece := packed.read(_PIECE):
                        written.write(piece)
            except _BROKEN as error:
                raise UnreadableError("damaged", f"{name}: {error}") from error

    def _member(self, name: str) -> zipfile.ZipInfo:
        member = self._members.get(name)
        if member is None:
            raise UnreadableError("damaged", f"{name} is missing")
        if member.flag_bits & _ENCRYPTED:
            raise UnreadableError("encrypted", name)
        return member


def document(path: Path) -> Package:
    """Open an office document, whose parts may declare no entities: those that do are bombs, or would read files.

    Raises:
        UnreadableError: `encrypted`, `damaged` or `memory_limit`.
    """
    package = Package(path)
    for entry in package.entries():
        if entry.name.endswith((".xml", ".rels")) and _declares(package.read(entry.name)):
            raise UnreadableError("damaged", f"{entry.name} declares a document type, which no office program does")
    return package


def retyped(package: Package, parts: Mapping[str, bytes], types: Mapping[str, str]) -> bytes:
    """The package with these parts in place of its own, and what its content types call one thing called another."""
    contents = package.read(_CONTENT_TYPES)
    for before, after in types.items():
        contents = contents.replace(before.encode(), after.encode())
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as copy:
        for entry in package.entries():
            copy.writestr(entry.name, {_CONTENT_TYPES: contents, **parts}.get(entry.name) or package.read(entry.name))
    return written.getvalue()


def _declares(xml: bytes) -> bool:
    # In XML, "<" stands nowhere but in markup: the words themselves are enough.
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        xml = xml.decode("utf-16", errors="replace").encode("ascii", errors="replace")
    return b"<!DOCTYPE" in xml or b"<!ENTITY" in xml
