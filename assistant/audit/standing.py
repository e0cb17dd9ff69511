"""Whether a machine may sign on: what it remembers of a log, held against the log that is there.

A restored backup has forgotten what came after it. If it were signed on, there would be two histories under one name;
so it is not, until somebody opens a new origin on purpose. A copy that stands beside its original opens one by itself.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.audit.durable import SECTOR
from indexes.files import canonical

Standing = Literal["own", "copy", "rolled back", "foreign"]
"""own: the machine may sign on. copy: it stands beside its original, of which it must not take the name. rolled back:
the machine has signed more than is there, or something else. foreign: another machine kept it until now."""

_MACHINE_ID = Path("/etc/machine-id")


@dataclass(frozen=True, slots=True)
class Head:
    """What a log comes to. root: 32 bytes; origins: those it had, the oldest first, the present one last."""

    origins: tuple[str, ...]
    size: int
    root: bytes

    @property
    def origin(self) -> str:
        """The name under which it is signed."""
        return self.origins[-1]


@dataclass(frozen=True, slots=True)
class Remembered:
    """The last head that this machine signed of the log at a path."""

    path: str
    head: Head

    def stands_beside(self, log: Path) -> bool:
        """Whether there still is a log at that path, and another than this one, which may be reached by two."""
        try:
            return (Path(self.path) / "checkpoint").exists() and not log.samefile(self.path)
        except OSError:
            return True  # as far as one can see


def judge(
    head: Head,
    here: Remembered | None,
    elsewhere: Sequence[tuple[Remembered, bool]],
    *,
    same_machine: bool,
    root_at: Callable[[int], bytes],
) -> Standing:
    """Decide whether a log may be signed on.

    here: what is remembered of its path; elsewhere: of other paths, and whether a log still stands there; same_machine:
    whether the log was kept on this machine, as it says itself; root_at: its root (32 bytes) at a size that it has.
    """

    def extends(before: Head) -> bool:
        return before.size <= head.size and root_at(before.size) == before.root

    namesakes = [(one, stands) for one, stands in elsewhere if one.head.origin == head.origin]
    if here is not None and (here.head.origin in head.origins or head.origin in here.head.origins):
        own = here.head.origin in head.origins and extends(here.head)
        return "own" if own and all(extends(one.head) for one, _stands in namesakes) else "rolled back"
    if any(stands for _one, stands in namesakes):
        return "copy"
    if namesakes:
        return "own" if all(extends(one.head) for one, _stands in namesakes) else "rolled back"
    if any(head.origin in one.head.origins for one, _stands in elsewhere):
        return "rolled back"
    return "own" if same_machine else "foreign"


def machine() -> str:
    """This machine's name in logs: 16 hexadecimal digits that say nothing else of it."""
    try:
        name = _MACHINE_ID.read_bytes().strip()
    except OSError:
        name = b""
    return hashlib.sha256(b"greffier/machine" + name).hexdigest()[:16]


def state_folder() -> Path:
    """Where a machine remembers, unless the settings say otherwise (XDG Base Directory Specification)."""
    named = os.environ.get("XDG_STATE_HOME")
    return (Path(named) if named else Path.home() / ".local" / "state") / "greffier"


class Memory:
    """What this machine remembers, a file for each log, in a folder outside the libraries."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "logs"
        self._paths: dict[Path, str] = {}

    def file(self, log: Path) -> Path:
        """Where the log at a path is remembered."""
        return self._folder / f"{hashlib.sha256(str(log.resolve()).encode()).hexdigest()[:32]}.json"

    def of(self, log: Path) -> Remembered | None:
        """What is remembered of the log at a path. Raises ValueError where it cannot be read as that."""
        path = self.file(log)
        return _read(path) if path.exists() else None

    def elsewhere(self, log: Path) -> Iterator[Remembered]:
        """What is remembered of other logs; what cannot be read is passed over."""
        own = self.file(log)
        for path in sorted(self._folder.glob("*.json")):
            if path != own:
                try:
                    yield _read(path)
                except (OSError, ValueError):
                    continue

    def content(self, log: Path, head: Head) -> bytes:
        """The file that remembers a head, as long as the one before it where it can be."""
        if log not in self._paths:
            self._paths[log] = str(log.resolve())
        path = self._paths[log]
        return canonical({"origins": head.origins, "path": path, "root": head.root.hex(), "size": head.size}).ljust(
            SECTOR
        )


def _read(path: Path) -> Remembered:
    try:
        data = json.loads(path.read_bytes())
        head = Head(tuple(map(str, data["origins"])), int(data["size"]), bytes.fromhex(data["root"]))
        if not head.origins or head.size < 1:
            raise ValueError("no head")
        return Remembered(str(data["path"]), head)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged") from error
