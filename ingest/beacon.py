"""Has a job tell how far it is, about once a second, where whoever looks at the library finds it."""

from __future__ import annotations

import os
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from indexes import jobs
from indexes.jobs import Busy, Failure, JobState, Outcome, Phase
from ingest.events import Begun, Current, Event, Found, Published, Publishing, SetAside
from ingest.full_disk import telling_a_full_disk
from ingest.progress import Progress
from ingest.report import Report
from ingest.wanted import Order

EVERY = 1.0  # seconds between two times that it is told
FAILURES = 20  # that are told, the last ones
_LATE, _TICK = 15.0, 0.25  # seconds over which the rate is taken, and between what it is taken from


@dataclass(slots=True)
class Series:
    """Pages read in each `step` seconds. However long the job, at most `longest` numbers: the steps get longer."""

    began: float
    step: float = 5.0
    longest: int = 120
    pages: list[int] = field(default_factory=lambda: [0])

    def add(self, pages: int, now: float) -> None:
        """Count pages that were read just now."""
        place = int((now - self.began) / self.step)
        while place >= self.longest:
            self.pages = [sum(self.pages[at : at + 2]) for at in range(0, len(self.pages), 2)]
            self.step *= 2
            place = int((now - self.began) / self.step)
        self.pages += [0] * (place + 1 - len(self.pages))
        self.pages[place] += pages


class Beacon(AbstractContextManager["Beacon"]):
    """Watches the events of one job. Left, it tells how the job ended: by itself, stopped by a person, or by an error.

    folder: that of the jobs. clock: seconds that never go back.
    """

    def __init__(self, folder: Path, order: Order, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._order = order
        self._clock = clock
        self._progress = Progress(clock())
        self._report = Report()
        self._failures: deque[Failure] = deque(maxlen=FAILURES)
        self._series = Series(clock())
        self._read = 0
        self._late: deque[tuple[float, int]] = deque()
        self._last = clock() - EVERY
        self._phase: Phase = "looking"
        self._state: JobState | None = None

    def watch(self, events: Iterable[Event]) -> Iterator[Event]:
        """Pass events on; told when it is time, and at once where the job enters upon something else.

        Raises:
            FullDiskError, OSError: what is told cannot be written, which ends the job as any failing write would.
        """
        for event in events:
            self._add(event)
            self._tell(at_once=isinstance(event, Begun | Publishing))
            yield event

    def encoding(self, done: int, total: int) -> None:
        """Tell how many passages are indexed, of how many that have to be."""
        self._progress.indexed = done, total
        self._tell(at_once=done == total)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Tell how it ended; where that cannot be written, it is the job's own error that people have to see."""
        if self._state is None:
            return
        if kind is None:
            self._tell(at_once=True, outcome="ended" if self._report.generation else "stopped")
            return
        stopped = issubclass(kind, KeyboardInterrupt | SystemExit | GeneratorExit)
        with suppress(OSError):
            outcome: Outcome = "stopped" if stopped else "failed"
            self._write(outcome, "" if stopped else str(error))

    def _add(self, event: Event) -> None:
        self._progress.add(event)
        self._report.add(event)
        match event:
            case Begun():
                began = _now()
                self._state = JobState(
                    number=event.job, begun=began, updated=began, pid=os.getpid(),
                    started=jobs.process_mark(os.getpid()) or "", host=socket.gethostname(),
                    paths=tuple(str(path.absolute()) for path in self._order.paths), collection=self._order.collection,
                    label=self._order.label, again=self._order.again,
                )  # fmt: skip
            case Found():
                self._phase = "filing"
            case SetAside():
                self._failures.append(Failure(event.file, event.reason, event.detail))
            case Publishing() | Published():
                self._phase = "publishing"
            case _:
                pass

    def _tell(self, *, at_once: bool, outcome: Outcome | None = None) -> None:
        now = self._clock()
        self._count(now)
        if not at_once and now < self._last + EVERY:
            return
        self._last = now
        with telling_a_full_disk():
            self._write(outcome)

    def _count(self, now: float) -> None:
        """Count the pages read since: those of what is filed, and those that the workers are past."""
        read = self._progress.pages + sum(map(_past, self._progress.current))
        gained = max(0, read - self._read)
        self._read += gained
        self._series.add(gained, now)
        if not self._late or now >= self._late[-1][0] + _TICK:
            self._late.append((now, self._read))
        while self._late[0][0] < now - _LATE:
            self._late.popleft()

    def _write(self, outcome: Outcome | None, message: str = "") -> None:
        if self._state is None:
            return
        progress, report, state = self._progress, self._report, self._state
        first = not (self._folder / f"{state.number}.json").exists()
        (before, had), (now, has) = self._late[0], self._late[-1]
        jobs.write(
            self._folder,
            JobState(
                number=state.number, begun=state.begun, updated=_now(), pid=state.pid, started=state.started,
                host=state.host, paths=state.paths, collection=state.collection, label=state.label, again=state.again,
                phase=self._phase, outcome=outcome, message=message, files=progress.files, done=progress.done,
                filed=report.filed, partial=report.partial, unchanged=report.unchanged, quarantined=progress.aside,
                pages=report.pages, flagged=report.flagged, passages=report.passages,
                rate=round((has - had) / max(now - before, 1.0), 2), workers=self._order.workers,
                current=() if outcome else tuple(Busy(one.file, one.page) for one in progress.current),
                failures=tuple(self._failures), step=self._series.step, series=tuple(self._series.pages),
                indexed=progress.indexed, generation=report.generation,
                seconds=round(report.seconds or self._clock() - progress.began, 3),
            ),
        )  # fmt: skip
        if first:
            jobs.prune(self._folder)


def _past(one: Current) -> int:
    return max(0, one.page - 1)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
