"""What the clerk's room asks of the assistant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from indexes.jobs import JobState

Standing = Literal["running", "ended", "stopped", "failed", "interrupted"]


@dataclass(frozen=True, slots=True)
class Job:
    """A job, and how it stands. `told` is what it told of itself last; None where it was begun by an older version.

    open: it never came to its end, so that it can be gone on with. begun: UTC, ISO 8601.
    """

    number: int
    begun: str
    paths: tuple[str, ...]
    standing: Standing
    open: bool
    told: JobState | None = None

    @property
    def can_be_resumed(self) -> bool:
        """Whether there is something to go on with, and nobody does."""
        return self.open and self.standing != "running"


@dataclass(frozen=True, slots=True)
class Aside:
    """A file in quarantine. name: short, to be called by. since: UTC, ISO 8601. attempts: 0 where it never was read."""

    name: str
    path: str
    file: str
    reason: str
    detail: str
    since: str
    attempts: int = 0
    document: str | None = None
    collection: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What the library holds. states: how many sets of bytes are in each state of the journal."""

    documents: int = 0
    pages: int = 0
    aside: int = 0
    states: Mapping[str, int] = field(default_factory=dict)


class FilingDesk(Protocol):
    """Jobs and the quarantine; blocking calls from any thread, which the desk lets in one by one.

    All but `close` may raise LibraryError or AssistantError, with a hint. A library that is not there yet is empty.
    """

    def jobs(self) -> Sequence[Job]:
        """The jobs that are known, those that run first, then the newest."""

    def quarantine(self) -> Sequence[Aside]:
        """The files that could not be filed."""

    def counts(self) -> Counts:
        """What the library holds."""

    def start(self, path: str, collection: str, label: str) -> None:
        """Begin a job over a file or folder, in a process that outlives the screens; back once it has begun."""

    def resume(self) -> None:
        """Go on, likewise, with the jobs that never came to their end."""

    def stop(self, job: Job) -> None:
        """Ask a job to stop, as Ctrl-C in its terminal would."""

    def retry(self, names: Sequence[str]) -> None:
        """Try files of the quarantine again, likewise in a job; all of them where none is named."""

    def release(self, names: Sequence[str]) -> None:
        """Take files out of the quarantine without filing them."""

    def close(self) -> None:
        """Let go of the library. Jobs go on."""
