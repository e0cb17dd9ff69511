"""Finds what is to be filed under the paths that were given, and refuses what is no file of theirs."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.kinds import stated


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to be filed. `root` is the folder that was given (or that holds the file that was), `file` the path in it.

    `file` is text that can be shown and stored: bytes that are no UTF-8 stand as \\xNN. passing: what lies at `path`
    was put there for the job, and goes once it is copied.
    """

    root: Path
    path: Path
    file: str
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A name under a given path that is not opened, with the reason."""

    root: Path
    file: str
    reason: str
    detail: str


def discover(paths: Sequence[Path]) -> Iterator[Candidate | Refused]:
    """Walk the paths in the order given, folders in the order of their names; of a folder's files, those whose
    names end like those of documents.
    """
    for path in paths:
        if path.is_dir():
            yield from _walk(path)
        else:
            yield look(path, path.parent)


def shown(path: str) -> str:
    """A path as text: undecodable bytes as \\xNN, control characters made visible, nothing that moves a cursor."""
    if path.isprintable():
        return path
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def _walk(root: Path) -> Iterator[Candidate | Refused]:
    unreadable: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=unreadable.append):
        folders.sort()
        place, inside = Path(folder), os.path.relpath(folder, root)
        for name in folders:
            if (link := place / name).is_symlink():  # which os.walk does not follow
                yield look(link, root)
        for name in sorted(names):
            if stated(name) != "unknown":
                yield look(place / name, root, shown(os.path.normpath(f"{inside}/{name}")))
    for error in unreadable:
        yield Refused(root, _relative(Path(str(error.filename)), root), "unreadable", error.strerror or "")


def _relative(path: Path, root: Path) -> str:
    return shown(os.path.relpath(path, root))


def holding(path: Path, root: Path) -> Path | None:
    """The archive or message under `root` that a path leads into, such as `archive.zip/dir/a.pdf`; None where none."""
    return next((one for one in path.parents if one != root and root in one.parents and one.is_file()), None)


def look(path: Path, root: Path, file: str | None = None) -> Candidate | Refused:
    """Say of one name whether it may be opened: a regular file, in its folder, that can be read.

    file: its path in the folder, where that is known.
    """
    file = file or _relative(path, root)
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            if not path.resolve(strict=True).is_relative_to(root.resolve()):
                return Refused(root, file, "outside", "a symbolic link out of the folder")
            mode = path.stat().st_mode
    except FileNotFoundError:
        return Refused(root, file, "missing", "no such file")
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, until Python 3.13
        return Refused(root, file, "unreadable", str(error))
    if not stat.S_ISREG(mode):
        return Refused(root, file, "not_a_file", stat.filemode(mode))
    if not os.access(path, os.R_OK):
        return Refused(root, file, "unreadable", "permission denied")
    return Candidate(root, path, file)
