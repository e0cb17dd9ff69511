"""What the clerk's room asks, over the library in use: read from its files, and done by the program's own commands."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from assistant.desks import detached
from assistant.desks.detached import Detached
from assistant.errors import AssistantError
from assistant.tui.filing.desk import Aside, Counts, Job
from indexes import jobs
from indexes.jobs import JobState
from indexes.journal import Journal
from indexes.library import Library
from indexes.quarantine import Quarantine

if TYPE_CHECKING:
    from assistant.office import Office


class NotOursError(AssistantError):
    """A job cannot be stopped from here: stop it where it runs."""


class OfficeFilingDesk:
    """Reads the library in use, and has jobs run beside it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._folder = office.settings.library
        self._library: Library | None = None
        self._started: list[Detached] = []
        self._read: dict[Path, tuple[int, JobState]] = {}
        self._lock = Lock()

    def jobs(self) -> Sequence[Job]:
        """Those that run first, then the newest."""
        with self._lock:
            self._started = [one for one in self._started if one.status() is None]
            library = self._opened()
            if library is None:
                return ()
            told = {state.number: state for state in self._told()}
            left = {one.number: one for one in Journal(library.catalogue).open_jobs()}
            now = datetime.now(UTC)
            found = [_job(state, open=number in left, now=now) for number, state in told.items()]
            found += [
                Job(number, one.begun, tuple(map(str, one.wanted["paths"])), "interrupted", open=True)
                for number, one in left.items()
                if number not in told
            ]
            return sorted(found, key=lambda job: (job.standing != "running", -job.number))

    def quarantine(self) -> Sequence[Aside]:
        """The files that could not be filed."""
        with self._lock:
            library = self._opened()
            if library is None:
                return ()
            attempts = Journal(library.catalogue).attempts()
            return [
                Aside(
                    one.name, one.path, one.file, one.reason, one.detail, one.since,
                    attempts.get(one.document or "", 0), one.document, one.collection, one.label,
                )
                for one in Quarantine(library.catalogue).files()
            ]  # fmt: skip

    def counts(self) -> Counts:
        """What the library holds."""
        with self._lock:
            library = self._opened()
            if library is None:
                return Counts()
            documents = library.catalogue.documents()
            return Counts(
                len(documents),
                sum(one.pages for one in documents),
                len(Quarantine(library.catalogue).files()),
                Journal(library.catalogue).counts(),
            )

    def start(self, path: str, collection: str, label: str) -> None:
        """Begin a job over a file or folder."""
        wanted = [f"--{name}={value}" for name, value in (("collection", collection), ("label", label)) if value]
        self._begin("run", *wanted, "--", str(Path(path).expanduser().absolute()))

    def resume(self) -> None:
        """Go on with what never came to its end."""
        self._begin("resume")

    def retry(self, names: Sequence[str]) -> None:
        """Try files of the quarantine again."""
        self._begin("quarantine", "retry", *names)

    def release(self, names: Sequence[str]) -> None:
        """Take files out of the quarantine, on the record."""
        with self._lock:
            detached.run(self._folder, ["ingest", "quarantine", "release", *names])

    def stop(self, job: Job) -> None:
        """Send the job's process what Ctrl-C in its terminal would."""
        with self._lock:
            state = job.told
            if state is None or not state.lives(datetime.now(UTC)):
                return
            hint = _("Stop it where it was begun, with Ctrl-C.")
            if state.host != socket.gethostname():
                raise NotOursError(_("The job runs on another machine: {host}.").format(host=state.host), hint=hint)
            try:
                os.kill(state.pid, signal.SIGINT)
            except ProcessLookupError:
                return
            except PermissionError:
                raise NotOursError(_("The job was begun by someone else."), hint=hint) from None

    def close(self) -> None:
        """Let go of the library."""
        with self._lock:
            if self._library is not None:
                self._library.close()
                self._library = None

    def _opened(self) -> Library | None:
        if self._library is None and Library.is_at(self._folder):
            self._library = self._office.library()
        return self._library

    def _told(self) -> list[JobState]:
        """What the jobs told; that of a job that is over is read once."""
        found: dict[Path, tuple[int, JobState]] = {}
        for path in jobs.paths(self._folder / jobs.FOLDER):
            try:
                changed = path.stat().st_mtime_ns
            except FileNotFoundError:
                continue
            before = self._read.get(path)
            if before is not None and before[0] == changed:
                found[path] = before
            elif (state := jobs.read(path)) is not None:
                found[path] = changed, state
        self._read = found
        return [state for _changed, state in found.values()]

    def _begin(self, *arguments: str) -> None:
        with self._lock:
            process = detached.run(self._folder, ["ingest", *arguments], self._has_begun)
            if process is not None:
                self._started.append(process)

    def _has_begun(self, process: Detached) -> bool:
        """Whether the process has told of its job: then it has the library to itself."""
        return any(state.pid == process.pid for state in self._told())


def _job(state: JobState, *, open: bool, now: datetime) -> Job:  # noqa: A002 - the journal's word
    standing = state.outcome or ("running" if state.lives(now) else "interrupted")
    return Job(state.number, state.begun, state.paths, standing, open, state)
