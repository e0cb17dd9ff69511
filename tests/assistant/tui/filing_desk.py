"""A scripted clerk's desk: a job that runs, others before it, and a quarantine; it notes what it is told to do."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.errors import AssistantError
from assistant.tui.filing.desk import Aside, Counts, Job
from indexes import jobs
from indexes.jobs import Busy, Failure, JobState

RUNNING = JobState(
    number=12,
    begun="2026-03-02T13:48:00.000+00:00",
    updated="2026-03-02T14:00:00.000+00:00",
    pid=os.getpid(),
    started=jobs.process_mark(os.getpid()) or "",
    host=socket.gethostname(),
    paths=("/srv/documents/règlements",),
    collection="urbanisme",
    label="public",
    phase="filing",
    files=1208,
    done=412,
    filed=389,
    partial=3,
    unchanged=18,
    quarantined=2,
    pages=9137,
    flagged=41,
    passages=21_044,
    rate=12.4,
    workers=2,
    current=(Busy("2019/rapport-annuel.pdf", 31), Busy("2020/plan-d-urbanisme.pdf", 0)),
    failures=(
        Failure("2018/annexe-b.pdf", "damaged", "no trailer was found"),
        Failure("2019/contrat.pdf", "encrypted", ""),
    ),
    step=20.0,
    series=(91, 240, 310, 322, 298, 251, 244, 300, 333, 341, 290, 120, 0, 40, 211, 260, 280, 275, 290, 301, 288, 260,
            244, 251, 266, 275, 301, 310, 299, 284, 260, 270, 244, 230, 221, 90),
    seconds=720.0,
)  # fmt: skip
ENDED = replace(
    RUNNING, number=11, begun="2026-02-27T21:02:00.000+00:00", phase="publishing", outcome="ended", files=24, done=24,
    filed=23, partial=1, unchanged=0, quarantined=0, pages=80, passages=161, failures=(), current=(), rate=0.0,
    flagged=0, series=(38, 42), step=5.0, seconds=11.1, generation="f89df0e3196d3e7bd14c5a512342cc02",
    paths=("/srv/documents/rh",), collection="rh", label=None,
)  # fmt: skip
STOPPED = replace(
    ENDED, number=10, begun="2026-02-26T08:00:00.000+00:00", outcome="stopped", filed=7, done=7, files=300,
    generation="",
)  # fmt: skip
FAILED = replace(STOPPED, number=9, outcome="failed", message="The disk is full. What was filed before is kept.")

JOBS = (
    Job(12, RUNNING.begun, RUNNING.paths, "running", True, RUNNING),
    Job(11, ENDED.begun, ENDED.paths, "ended", False, ENDED),
    Job(10, STOPPED.begun, STOPPED.paths, "stopped", True, STOPPED),
    Job(9, FAILED.begun, FAILED.paths, "failed", False, FAILED),
    Job(3, "2025-11-05T16:30:00.000+00:00", ("/srv/archives",), "interrupted", True),
)
ASIDE = (
    Aside("1a2b3c4d", "/srv/documents/règlements/2018/annexe-b.pdf", "2018/annexe-b.pdf", "damaged",
          "no trailer was found", "2026-03-02T13:52:00+00:00", 2, "b" * 64, "urbanisme", "public"),
    Aside("5e6f7a8b", "/srv/documents/règlements/2019/contrat.pdf", "2019/contrat.pdf", "encrypted", "",
          "2026-03-02T13:55:00+00:00", 1, "c" * 64),
    Aside("9c0d1e2f", "/srv/documents/rh/lettre.doc", "lettre.doc", "needs_converter", "",
          "2026-02-27T21:02:00+00:00"),
)  # fmt: skip
COUNTS = Counts(1840, 40_211, 3, {"published": 1837, "partial": 3, "quarantined": 3, "parsed": 12})


@dataclass
class ScriptedFilingDesk:
    """Tells what it is given; what runs is stopped, begun and gone on with at once."""

    known: list[Job] = field(default_factory=lambda: list(JOBS))
    aside: list[Aside] = field(default_factory=lambda: list(ASIDE))
    held: Counts = COUNTS
    refuses: AssistantError | None = None
    done: list[tuple[object, ...]] = field(default_factory=list)
    looked: int = 0
    closed: bool = False

    def jobs(self) -> Sequence[Job]:
        assert threading.current_thread() is not threading.main_thread()
        self.looked += 1
        return list(self.known)

    def quarantine(self) -> Sequence[Aside]:
        return list(self.aside)

    def counts(self) -> Counts:
        return self.held

    def start(self, path: str, collection: str, label: str) -> None:
        self._do("start", path, collection, label)
        told = replace(RUNNING, number=13, paths=(path,), done=0, filed=0)
        self.known.insert(0, Job(13, told.begun, told.paths, "running", True, told))

    def resume(self) -> None:
        self._do("resume")

    def stop(self, job: Job) -> None:
        self._do("stop", job.number)
        assert job.told is not None
        told = replace(job.told, outcome="stopped", current=())
        self.known = [replace(one, standing="stopped", told=told) if one == job else one for one in self.known]

    def retry(self, names: Sequence[str]) -> None:
        self._do("retry", *names)

    def release(self, names: Sequence[str]) -> None:
        self._do("release", *names)
        self.aside = [one for one in self.aside if one.name not in names]

    def close(self) -> None:
        self.closed = True

    def _do(self, *what: object) -> None:
        assert threading.current_thread() is not threading.main_thread()
        if self.refuses is not None:
            raise self.refuses
        self.done.append(what)
