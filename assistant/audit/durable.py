"""Writes to several files, then syncs them one after the other; they stay open, because to open them costs as much."""

from __future__ import annotations

import os
import weakref
from pathlib import Path

from indexes.files import sync

SECTOR = 512
"""Bytes that a disk writes as a whole or not at all."""


class SyncError(OSError):
    """What was written may not be on the disk, and nobody can tell: nothing more is written by this process."""


def make(folder: Path, mode: int = 0o777) -> None:
    """Make a folder, and those above it, with their names on the disk."""
    if not folder.is_dir():
        make(folder.parent)
        folder.mkdir(mode, exist_ok=True)
        sync(folder.parent)


class Files:
    """Open files by their paths, and which of them are to be synced, in the order in which they were written; and the
    folders in which a name is new.
    """

    def __init__(self) -> None:
        self._open: dict[str, int] = {}
        self._written: list[int] = []
        self._folders: set[Path] = set()
        weakref.finalize(self, _close, self._open)

    def close(self) -> None:
        """Close all of them."""
        _close(self._open)
        self._written.clear()
        self._folders.clear()

    def are_there(self) -> bool:
        """Whether the files that are open are those that lie at their paths, and nobody put others in their place."""
        try:
            return all(os.path.samestat(os.fstat(one), os.stat(path)) for path, one in self._open.items())  # noqa: PTH116
        except FileNotFoundError:
            return False

    def write(self, path: str, offset: int, data: bytes) -> None:
        """Write at a place of a file, which is made where it is not there."""
        descriptor = self._descriptor(path)
        self._written.append(descriptor)
        while data:
            written = os.pwrite(descriptor, data, offset)
            data, offset = data[written:], offset + written

    def put(self, path: str, data: bytes) -> None:
        """Let a file hold this and nothing else, on the disk; a crash leaves what was there before, or this.

        What fits a sector and is as long as what was there is written over it; else another file takes its place, as a
        length and what it covers do not reach the disk at once.
        """
        if path in self._open or Path(path).exists():
            descriptor = self._descriptor(path)
            if os.fstat(descriptor).st_size == len(data) <= SECTOR:
                self.write(path, 0, data)
                self.sync()
                return
        beside, folder = f"{path}.new", Path(path).parent
        self.write(beside, 0, data)
        os.ftruncate(self._open[beside], len(data))
        self._folders.discard(folder)  # not before it has its name
        self.sync()
        self.rename(beside, path)
        self._folders.add(folder)
        self.sync()

    def rename(self, path: str, name: str) -> None:
        """Give a file another name; it stays open under that. `sync` brings one in another folder to the disk."""
        os.replace(path, name)  # noqa: PTH105 - this is done for every entry, and a Path takes as long as the renaming
        if name in self._open:
            os.close(self._open[name])
        self._open[name] = self._open.pop(path)
        if os.path.dirname(name) != os.path.dirname(path):  # noqa: PTH120 - as above
            self._folders.add(Path(name).parent)

    def sync(self) -> None:
        """Bring to the disk all that was written, and then the names that are new."""
        written, self._written = self._written, []
        folders, self._folders = self._folders, set()
        try:
            for descriptor in written:
                os.fdatasync(descriptor)
            for folder in sorted(folders):
                sync(folder)
        except OSError as error:
            raise SyncError(error.errno, error.strerror) from error

    def _descriptor(self, path: str) -> int:
        if path not in self._open:
            try:
                descriptor = os.open(path, os.O_WRONLY)
            except FileNotFoundError:
                make(Path(path).parent)
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
                self._folders.add(Path(path).parent)
            self._open[path] = descriptor
        return self._open[path]


def _close(files: dict[str, int]) -> None:
    for descriptor in files.values():
        os.close(descriptor)
    files.clear()
