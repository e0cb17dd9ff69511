"""What jobs tell of themselves while they run: a small file each in the library, which stays as the report of the job.

Whoever may read the library sees from it how far a job is, from whatever terminal it was begun.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from indexes.files import replace_file

FOLDER = "jobs"
KEPT = 50
"""Reports that are kept, the newest."""

QUIET = timedelta(minutes=10)
"""How long a job on another machine, whose process cannot be seen, may say nothing before it is taken for dead."""

Phase = Literal["looking", "filing", "publishing"]
Outcome = Literal["ended", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Busy:
    """A file that a worker has, and the page that was begun last; 0 before the first."""

    file: str
    page: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was set aside."""

    file: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class JobState:
    """How far one run of a job is, or what it came to. Times are UTC, ISO 8601.

    pid, started, host: its process, the mark of when that began (`process_mark`), and the machine. paths, collection,
    label: what was asked for; again: files of the quarantine, tried again. done: of `files`, those that are seen to.
    rate: pages a second, of late. series: pages read in each `step` seconds, the last not over yet. failures: the
    last ones; quarantined counts all. indexed: passages in the indexes, and all that have to be.
    outcome: None while it runs; message: what went wrong where it failed.
    """

    number: int
    begun: str
    updated: str
    pid: int
    started: str
    host: str
    paths: tuple[str, ...] = ()
    collection: str | None = None
    label: str | None = None
    again: bool = False
    phase: Phase = "looking"
    outcome: Outcome | None = None
    message: str = ""
    files: int = 0
    done: int = 0
    filed: int = 0
    partial: int = 0
    unchanged: int = 0
    quarantined: int = 0
    pages: int = 0
    flagged: int = 0
    passages: int = 0
    rate: float = 0.0
    workers: int = 0
    current: tuple[Busy, ...] = ()
    failures: tuple[Failure, ...] = ()
    step: float = 5.0
    series: tuple[int, ...] = ()
    indexed: tuple[int, int] = (0, 0)
    generation: str = ""
    seconds: float = 0.0

    def lives(self, now: datetime) -> bool:
        """Whether its process is still there, as far as that can be known from here. now: UTC."""
        if self.outcome is not None:
            return False
        if self.host != socket.gethostname():
            return now - datetime.fromisoformat(self.updated) < QUIET
        return process_mark(self.pid) == self.started


def process_mark(pid: int) -> str | None:
    """What tells a process from another that has its number later: when it began (proc(5), stat, field 22).

    None where there is no such process, or nothing is left of it but its number; empty where the system tells no more.
    """
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None if Path("/proc/self").exists() or not _answers(pid) else ""
    except ProcessLookupError:
        return None
    state, *rest = text.rpartition(")")[2].split()
    return None if state in "ZX" else rest[18]


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write(folder: Path, state: JobState) -> None:
    """Put what a job tells in the place of what it told before. folder: of the jobs.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(exist_ok=True)
    text = json.dumps(asdict(state), ensure_ascii=False, separators=(",", ":"))
    # A name of a file may hold bytes that are no text (PEP 383): JSON escapes those.
    replace_file(folder / f"{state.number}.json", text.encode("utf-8", "backslashreplace"))


def prune(folder: Path) -> None:
    """Drop the oldest reports over those that are kept."""
    for path in list(_newest_first(folder))[KEPT:]:
        path.unlink(missing_ok=True)


def read(path: Path) -> JobState | None:
    """What a job told last; None where that is gone, or is nothing that this version knows."""
    try:
        return _state(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def paths(folder: Path) -> list[Path]:
    """The files in which jobs tell of themselves, the newest job's first."""
    return list(_newest_first(folder))


def _newest_first(folder: Path) -> Iterator[Path]:
    found = [path for path in folder.glob("*.json") if path.stem.isascii() and path.stem.isdecimal()]
    return iter(sorted(found, key=lambda path: -int(path.stem)))


def _state(found: Mapping[str, Any]) -> JobState:
    given = dict(found)
    given["paths"] = tuple(map(str, given["paths"]))
    given["current"] = tuple(Busy(str(one["file"]), int(one["page"])) for one in given["current"])
    given["failures"] = tuple(
        Failure(str(one["file"]), str(one["reason"]), str(one["detail"])) for one in given["failures"]
    )
    given["series"] = tuple(map(int, given["series"]))
    done, total = given["indexed"]
    given["indexed"] = int(done), int(total)
    for name in ("begun", "updated"):
        datetime.fromisoformat(given[name])
    for name in ("number", "pid", "files", "done", "filed", "partial", "unchanged", "quarantined", "pages", "workers"):
        if not isinstance(given[name], int):
            raise TypeError(name)
    return JobState(**given)
