"""Killed at any moment, a job that is resumed ends as one that was not (FAULTS row 25)."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexes.journal import Journal
from indexes.library import Library

ROOT = Path(__file__).resolve().parents[2]
RULE = "Le parc est ouvert tous les jours de 7 h à 22 h et l'accès y est gratuit pour les résidents de la Ville."


@pytest.mark.slow
def test_row_25_killed_at_each_change_to_the_disk_and_resumed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("killed_job.py"), tmp_path],
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == []
    assert told["changes"] > 50, "each of them was tried"
    assert told["unnoted"] <= 3, "a job is in the journal before it does anything"
    assert len(told["expected"]["documents"]) == 3
    assert {row[2] for row in told["expected"]["journal"]} == {"published", "quarantined"}


@dataclass
class Jobs:
    """Runs the program on one library, and kills it."""

    library: Path

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "assistant", "--library", str(self.library), "ingest", *map(str, arguments)]
        return subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "GREFFIER_UI": "en", "GREFFIER_GENERATOR__NAME": ""},
        )  # fmt: skip

    def end(self, *arguments: object) -> tuple[int, str, str]:
        with self.start(*arguments) as job:
            out, err = job.communicate()
        return job.returncode, out, err

    def kill(self, *arguments: object, when: Callable[[dict[str, str]], bool]) -> None:
        """Run a job until the journal, as {file: state}, is as it should be; then kill it."""
        with self.start(*arguments) as job:
            until = time.monotonic() + 60
            while not when(self.states()):
                assert job.poll() is None, job.communicate()
                assert time.monotonic() < until
                threading.Event().wait(0.002)
            job.kill()
            assert job.wait() == -signal.SIGKILL

    def states(self) -> dict[str, str]:
        path = self.library / "catalogue.sqlite"
        if not path.exists():
            return {}
        database = sqlite3.connect(path)
        try:
            return dict(database.execute("SELECT file, state FROM journal"))
        except sqlite3.OperationalError:  # no table yet, or no turn
            return {}
        finally:
            database.close()

    def report(self, *arguments: object) -> dict[str, object]:
        _, out, err = self.end(*arguments, "--json")
        assert out, err
        found = json.loads(out)
        assert isinstance(found, dict)
        return found


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(tmp_path / "library")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, make_pdf) -> Path:
    path = tmp_path_factory.mktemp("documents")
    make_pdf(path / "a.pdf", [f"1. {RULE}"])
    make_pdf(path / "long.pdf", [f"{page}. {RULE}\n" * 20 for page in range(80)])
    make_pdf(path / "z.pdf", [f"2. {RULE}"])
    (path / "damaged.pdf").write_bytes(b"%PDF-1.7\nnothing\n%%EOF")
    return path


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a job comes to that nobody kills."""
    return Jobs(tmp_path_factory.mktemp("whole") / "library").report("run", folder)


@pytest.mark.slow
@pytest.mark.parametrize(
    "when",
    [
        pytest.param(lambda states: "a.pdf" in states, id="parsing"),
        pytest.param(lambda states: "quarantined" in states.values(), id="quarantined"),
        pytest.param(lambda states: states.get("long.pdf") == "parsing", id="a-long-one"),
        pytest.param(lambda states: states.get("long.pdf") == "parsed", id="parsed"),
    ],
)
def test_row_25_a_killed_job_that_is_resumed_ends_as_one_that_was_not(
    jobs: Jobs, folder: Path, whole: dict[str, object], when: Callable[[dict[str, str]], bool]
) -> None:
    jobs.kill("run", folder, "--label", "secret", "--jobs", "2", when=when)
    status = jobs.report("status")
    assert [one["paths"] for one in status["interrupted"]] == [[str(folder)]]  # type: ignore[index, attr-defined]
    resumed = jobs.report("resume")
    assert jobs.report("status")["interrupted"] == []
    assert resumed["quarantined"] == whole["quarantined"]
    library = Library(jobs.library)
    assert {one.label for one in library.catalogue.documents()} == {"secret"}, "it remembers what it was asked"
    assert Journal(library.catalogue).counts() == {"published": 3, "quarantined": 1}
    library.close()
    # The label is part of a generation: the same library without it has the same one.
    again = jobs.report("run", folder, "--label", "public")
    assert again["unchanged"] == 3
    assert again["generation"] == whole["generation"]
    assert jobs.end("resume") == (0, "", "Nothing was interrupted: there is nothing to go on with.\n")


@pytest.mark.slow
def test_a_file_over_which_the_job_was_killed_twice_is_set_aside_and_its_neighbours_are_not(
    jobs: Jobs, folder: Path
) -> None:
    def over_the_long_one(states: dict[str, str]) -> bool:
        return states.get("long.pdf") == "parsing" and states.get("z.pdf") == "published"

    assert jobs.end("run", folder / "z.pdf", folder / "a.pdf")[0] == 0
    jobs.kill("run", folder, when=over_the_long_one)
    jobs.kill("resume", when=lambda _states: attempts(jobs, "long.pdf") == 2)
    report = jobs.report("resume")
    found = {one["file"]: (one["reason"], one["detail"]) for one in report["quarantined"]}  # type: ignore[attr-defined]
    assert found["long.pdf"] == ("crashed", "the job ended 2 times while it was parsed")
    assert set(found) == {"long.pdf", "damaged.pdf"}
    retried = jobs.report("quarantine", "retry", "long.pdf")
    assert (retried["filed"], retried["pages"]) == (1, 80), "a person may have it tried again"


def attempts(jobs: Jobs, file: str) -> int:
    database = sqlite3.connect(jobs.library / "catalogue.sqlite")
    (found,) = database.execute("SELECT max(attempts) FROM journal WHERE file = ?", (file,)).fetchone()
    database.close()
    return int(found or 0)


@pytest.mark.slow
@pytest.mark.parametrize("one", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_job_that_is_told_to_stop_does_so_and_says_how_to_go_on(
    jobs: Jobs, folder: Path, whole: dict[str, object], one: signal.Signals
) -> None:
    with jobs.start("run", folder) as job:
        while jobs.states().get("long.pdf") != "parsing":
            assert job.poll() is None, job.communicate()
            threading.Event().wait(0.002)
        job.send_signal(one)
        out, err = job.communicate()
    assert job.returncode == 1
    assert out == ""
    assert "greffier ingest resume" in err
    assert "Traceback" not in err
    assert jobs.states()["long.pdf"] == "queued", "which is no attempt"
    assert list((jobs.library / "vault" / "incoming").iterdir()) == []
    assert jobs.report("resume")["generation"] == whole["generation"]


@pytest.mark.slow
def test_an_interrupted_job_can_be_forgotten(jobs: Jobs, folder: Path) -> None:
    jobs.kill("run", folder, when=lambda states: "parsing" in states.values())
    code, _, err = jobs.end("resume", "--drop")
    assert (code, err) == (0, "1 job forgotten\n")
    assert "nothing to go on with" in jobs.end("resume")[2]


@pytest.mark.slow
def test_a_watch_ends_when_it_is_told_to(jobs: Jobs, folder: Path) -> None:
    with jobs.start("watch", folder, "--every", "0.2") as watch:
        assert watch.stderr is not None
        assert "Watching" in watch.stderr.readline()
        while set(jobs.states().values()) != {"published", "quarantined"}:
            assert watch.poll() is None
            threading.Event().wait(0.01)
        while jobs.report("status")["interrupted"]:
            assert watch.poll() is None
        watch.send_signal(signal.SIGINT)
        out, err = watch.communicate()
    assert watch.returncode == 3, "a file was set aside"
    assert "Traceback" not in err
    assert out.count("\n") == 4
    assert "a.pdf: filed, 1 page\n" in out
