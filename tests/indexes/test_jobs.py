"""What jobs tell of themselves: written, read back, kept to a number, and told dead from alive."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexes import jobs
from indexes.jobs import Busy, Failure, JobState

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
STATE = JobState(
    number=7,
    begun="2026-03-02T13:59:00.000+00:00",
    updated="2026-03-02T14:00:00.000+00:00",
    pid=os.getpid(),
    started=jobs.process_mark(os.getpid()) or "",
    host=socket.gethostname(),
    paths=("/srv/règlements",),
    current=(Busy("a.pdf", 3),),
    failures=(Failure("b\udce9.pdf", "damaged", "no [b]trailer[/"),),
    series=(1, 0, 4),
    indexed=(2, 9),
    rate=1.5,
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    jobs.write(tmp_path / "jobs", STATE)
    assert [path.name for path in (tmp_path / "jobs").iterdir()] == ["7.json"]
    assert jobs.read(tmp_path / "jobs" / "7.json") == STATE


@pytest.mark.parametrize("text", ["", "{}", "[]", "nothing", '{"number": 1}', '{"paths": 3}', "[" * 100_000])
def test_what_is_no_state_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "1.json").write_text(text, encoding="utf-8")
    assert jobs.read(tmp_path / "1.json") is None
    assert jobs.read(tmp_path / "2.json") is None


@pytest.mark.parametrize("change", [{"more": 1}, {"files": "3"}, {"begun": "soon"}, {"indexed": [1]}])
def test_a_state_of_another_version_is_none(tmp_path: Path, change: dict[str, object]) -> None:
    jobs.write(tmp_path, STATE)
    path = tmp_path / "7.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **change}), encoding="utf-8")
    assert jobs.read(path) is None


def test_the_newest_are_kept(tmp_path: Path) -> None:
    for number in range(1, jobs.KEPT + 4):
        jobs.write(tmp_path, replace(STATE, number=number))
    (tmp_path / "notes.json").write_text("{}", encoding="utf-8")
    jobs.prune(tmp_path)
    kept = [int(path.stem) for path in jobs.paths(tmp_path)]
    assert kept == list(range(jobs.KEPT + 3, 3, -1))
    assert (tmp_path / "notes.json").exists(), "which is none of ours"


def test_a_job_lives_while_its_process_does() -> None:
    assert STATE.lives(NOW)
    assert not replace(STATE, outcome="ended").lives(NOW)
    assert not replace(STATE, started="another process that had this number").lives(NOW)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert not replace(STATE, pid=gone.pid).lives(NOW)


def test_a_process_of_which_only_its_number_is_left_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        mark = jobs.process_mark(process.pid)
        assert mark
        process.stdin.close()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert jobs.process_mark(process.pid) is None


def test_a_job_on_another_machine_is_believed_for_a_while() -> None:
    elsewhere = replace(STATE, host="another")
    assert elsewhere.lives(NOW + jobs.QUIET - timedelta(seconds=1))
    assert not elsewhere.lives(NOW + jobs.QUIET)
