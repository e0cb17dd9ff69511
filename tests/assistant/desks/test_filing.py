"""The clerk's desk over a real library, with real jobs as processes of their own: seen, stopped, gone on with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.desks import detached
from assistant.desks.detached import CommandFailedError
from assistant.desks.filing import NotOursError, OfficeFilingDesk
from assistant.office import Office
from assistant.tui.filing.desk import Job
from indexes import jobs
from indexes.journal import Journal
from indexes.library import Library

DOCTOR = "Run greffier doctor: it says what is missing."
RULE = "Le parc est ouvert tous les jours de 7 h à 22 h et l'accès y est gratuit pour les résidents de la Ville."


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("GREFFIER_GENERATOR__NAME", "")


@pytest.fixture
def documents(tmp_path: Path, make_pdf) -> Path:
    """One short, one long that takes some seconds to read, one damaged."""
    folder = tmp_path / "documents"
    folder.mkdir()
    make_pdf(folder / "a.pdf", [RULE])
    make_pdf(folder / "long.pdf", [f"{page}. {RULE}\n" * 20 for page in range(120)])
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7\nnothing\n%%EOF")
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OfficeFilingDesk]:
    desk = OfficeFilingDesk(Office(tmp_path / "library"))
    yield desk
    for job in desk.jobs():
        if job.standing == "running" and job.told is not None:
            os.kill(job.told.pid, signal.SIGKILL)
    wait(lambda: all(job.standing != "running" for job in desk.jobs()))
    desk.close()


def wait(until: Callable[[], bool]) -> None:
    """Look again and again, for a minute at most."""
    limit = time.monotonic() + 60
    while not until():
        assert time.monotonic() < limit
        threading.Event().wait(0.02)


def only(desk: OfficeFilingDesk) -> Job:
    (job,) = desk.jobs()
    return job


def test_a_library_that_is_not_there_is_empty(desk: OfficeFilingDesk) -> None:
    assert (desk.jobs(), desk.quarantine(), desk.counts().documents) == ((), (), 0)


@pytest.mark.slow
def test_a_job_is_begun_watched_stopped_and_gone_on_with(desk: OfficeFilingDesk, documents: Path) -> None:
    desk.start(str(documents), "rh", "secret")
    job = only(desk)
    assert (job.standing, job.open, job.paths) == ("running", True, (str(documents),))
    assert job.told is not None
    assert (job.told.collection, job.told.label) == ("rh", "secret")
    assert os.getsid(job.told.pid) == job.told.pid, "it has a session of its own, and outlives this one"

    def reads() -> bool:
        state = only(desk).told
        assert state is not None
        assert state.outcome is None
        return any(one.file == "long.pdf" and one.page for one in state.current)

    wait(reads)
    desk.stop(only(desk))
    wait(lambda: only(desk).standing != "running")
    stopped = only(desk)
    assert (stopped.standing, stopped.can_be_resumed) == ("stopped", True)
    desk.resume()
    wait(lambda: only(desk).standing == "ended")
    ended = only(desk)
    assert ended.told is not None
    assert (ended.number, ended.open) == (stopped.number, False), "it is the same job"
    assert (ended.told.files, ended.told.done, ended.told.quarantined) == (3, 3, 1)
    counts = desk.counts()
    assert (counts.documents, counts.pages, counts.aside) == (2, 121, 1)
    assert counts.states == {"published": 2, "quarantined": 1}


@pytest.mark.slow
def test_a_job_of_another_terminal_is_seen_and_one_that_was_killed_is_interrupted(
    desk: OfficeFilingDesk, documents: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "assistant", "--library", str(tmp_path / "library"), "ingest", "run", documents]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait(lambda: bool(desk.jobs()) and only(desk).told is not None)
        assert only(desk).standing == "running"
        process.kill()
    assert only(desk).standing == "interrupted"
    assert only(desk).can_be_resumed
    desk.stop(only(desk))  # there is nothing to stop, which is what was asked for


@pytest.mark.slow
def test_a_file_of_the_quarantine_is_tried_again_and_released(desk: OfficeFilingDesk, documents: Path) -> None:
    (documents / "long.pdf").unlink()
    desk.start(str(documents), "", "")
    wait(lambda: only(desk).standing == "ended")
    (aside,) = desk.quarantine()
    assert (aside.file, aside.reason, aside.attempts) == ("damaged.pdf", "damaged", 1)
    desk.retry([aside.name])
    wait(lambda: all(job.standing == "ended" for job in desk.jobs()))
    again, first = desk.jobs()
    assert (again.number, first.number) == (2, 1)
    assert again.told is not None
    assert again.told.again
    (aside,) = desk.quarantine()
    desk.release([aside.name])
    assert desk.quarantine() == []
    kinds = [entry.kind for entry in Office(desk._folder).log().entries()]
    assert kinds.count("quarantine.retried") == kinds.count("quarantine.released") == 1
    with pytest.raises(CommandFailedError, match="No file in quarantine is called") as refused:
        desk.release([aside.name])
    assert refused.value.hint == "List them: greffier ingest quarantine"


@pytest.mark.slow
def test_what_cannot_begin_says_why(desk: OfficeFilingDesk, documents: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError, match="There is no such file or folder: /nowhere"):
        desk.start("/nowhere", "", "")
    library = Library(tmp_path / "library", create=True)
    with library.writing(), pytest.raises(CommandFailedError, match="Another job is writing") as refused:
        desk.start(str(documents), "", "")
    assert "Wait for it to end" in refused.value.hint
    desk.resume()  # nothing was interrupted: there is nothing to go on with
    assert desk.jobs() == []
    library.close()


def test_a_job_that_told_nothing_of_itself_is_known_from_the_journal(desk: OfficeFilingDesk, tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    Journal(library.catalogue).open_job({"paths": ["/srv"]}, None)
    library.close()
    job = only(desk)
    assert (job.standing, job.paths, job.told, job.can_be_resumed) == ("interrupted", ("/srv",), None, True)


def test_a_job_on_another_machine_is_not_stopped_from_here(desk: OfficeFilingDesk, tmp_path: Path) -> None:
    Library(tmp_path / "library", create=True).close()
    now = datetime.now(UTC).isoformat()
    state = jobs.JobState(1, now, now, os.getpid(), "", "elsewhere")
    jobs.write(tmp_path / "library" / jobs.FOLDER, state)
    assert only(desk).standing == "running"
    with pytest.raises(NotOursError, match="another machine: elsewhere"):
        desk.stop(only(desk))
    jobs.write(tmp_path / "library" / jobs.FOLDER, replace(state, number=1, outcome="ended"))


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        ("A line\nIt failed.\n→ Mend it.\n", "It failed.", "Mend it."),
        ("Usage: greffier …\n\nError: No such option.\n", "No such option.", DOCTOR),
        ("", "The job ended before it had begun.", DOCTOR),
    ],
)  # fmt: skip
def test_what_a_command_said_last_is_told(said: str, message: str, hint: str) -> None:
    error = detached.failed(said)
    assert (str(error), error.hint) == (message, hint)
