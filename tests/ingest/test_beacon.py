"""What a job tells of itself while it runs: how far it is, how fast, what it set aside, and how it ended."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexes import jobs
from indexes.jobs import Busy, Failure, JobState
from ingest.beacon import EVERY, FAILURES, Beacon, Series
from ingest.errors import FullDiskError
from ingest.events import Begun, Current, Event, Filed, Found, Published, Publishing, SetAside, Unchanged, Working
from ingest.wanted import Order

ORDER = Order((Path("/srv/docs"),), collection="rh", label="secret", workers=3)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def beacon(tmp_path: Path, clock: Clock) -> Beacon:
    return Beacon(tmp_path / "jobs", ORDER, clock)


def told(tmp_path: Path, number: int = 4) -> JobState:
    state = jobs.read(tmp_path / "jobs" / f"{number}.json")
    assert state is not None
    return state


def step_through(beacon: Beacon, clock: Clock, *events: Event, seconds: float = EVERY) -> Iterator[Event]:
    """Have the beacon watch events, so many seconds apart."""
    for event in beacon.watch(events):
        clock.now += seconds
        yield event


def test_it_tells_at_once_that_a_job_began(tmp_path: Path, beacon: Beacon, clock: Clock) -> None:
    next(beacon.watch([Begun(4)]))
    state = told(tmp_path)
    assert (state.phase, state.outcome, state.pid, state.host) == ("looking", None, os.getpid(), socket.gethostname())
    assert (state.paths, state.collection, state.label, state.workers) == (("/srv/docs",), "rh", "secret", 3)
    assert state.begun <= state.updated


def test_nothing_is_told_of_a_job_that_never_began(tmp_path: Path, beacon: Beacon) -> None:
    with beacon:
        assert list(beacon.watch([])) == []
    assert not (tmp_path / "jobs").exists()


def test_it_tells_how_far_the_job_is(tmp_path: Path, beacon: Beacon, clock: Clock) -> None:
    busy = Working((Current("b.pdf", 7), Current("c.pdf", 0)))
    aside = SetAside("d.pdf", "damaged", "no trailer")
    events = (Begun(4), Found(9), Filed("a.pdf", "x", 10, 5, (), (1, 2)), Unchanged("e.pdf"), aside, busy)
    list(step_through(beacon, clock, *events))
    state = told(tmp_path)
    assert (state.phase, state.files, state.done) == ("filing", 9, 3)
    assert (state.filed, state.partial, state.unchanged, state.quarantined) == (1, 0, 1, 1)
    assert (state.pages, state.flagged, state.passages) == (10, 2, 5)
    assert state.current == (Busy("b.pdf", 7), Busy("c.pdf", 0))
    assert state.failures == (Failure("d.pdf", "damaged", "no trailer"),)
    assert sum(state.series) == 16, "the pages that a worker is past count too"
    assert state.rate == pytest.approx(16 / 5, abs=0.01)


def test_pages_are_counted_once(tmp_path: Path, beacon: Beacon, clock: Clock) -> None:
    events = (Begun(4), Working((Current("a.pdf", 8),)), Filed("a.pdf", "x", 10, 5, ()), Working(()))
    list(step_through(beacon, clock, *events))
    assert sum(told(tmp_path).series) == 10


def test_it_tells_no_more_than_once_a_second(tmp_path: Path, beacon: Beacon, clock: Clock, monkeypatch) -> None:
    written: list[int] = []
    real = jobs.write
    monkeypatch.setattr(jobs, "write", lambda folder, state: (written.append(state.done), real(folder, state)))
    files = [Unchanged(f"{number}.pdf") for number in range(1000)]
    list(step_through(beacon, clock, Begun(4), Found(1000), *files, seconds=0.01))
    assert len(written) == 11


def test_it_tells_of_the_last_failures(tmp_path: Path, beacon: Beacon, clock: Clock) -> None:
    aside = [SetAside(f"{number}.pdf", "empty", "") for number in range(50)]
    list(step_through(beacon, clock, Begun(4), Found(50), *aside))
    state = told(tmp_path)
    assert state.quarantined == 50
    assert [one.file for one in state.failures] == [f"{number}.pdf" for number in range(50 - FAILURES, 50)]


def test_the_indexes_are_told_of(tmp_path: Path, beacon: Beacon, clock: Clock) -> None:
    for _event in step_through(beacon, clock, Begun(4), Publishing()):
        beacon.encoding(30, 90)
    assert (told(tmp_path).phase, told(tmp_path).indexed) == ("publishing", (30, 90))
    beacon.encoding(90, 90)
    assert told(tmp_path).indexed == (90, 90)


def test_the_end_is_the_report(tmp_path: Path, beacon: Beacon, clock: Clock) -> None:
    events = (Begun(4), Found(1), Working((Current("a.pdf", 1),)), Filed("a.pdf", "x", 3, 2, (2,)), Publishing())
    with beacon:
        list(step_through(beacon, clock, *events, Published("abc", 12.5)))
    state = told(tmp_path)
    assert (state.outcome, state.generation, state.seconds) == ("ended", "abc", 12.5)
    assert (state.filed, state.partial, state.current) == (0, 1, ())


@pytest.mark.parametrize(
    ("error", "outcome", "message"),
    [
        (KeyboardInterrupt(), "stopped", ""),
        (SystemExit(1), "stopped", ""),
        (FullDiskError("The disk is full.", hint=""), "failed", "The disk is full."),
    ],
)
def test_it_tells_how_a_job_ended_that_did_not_by_itself(
    tmp_path: Path, beacon: Beacon, error: BaseException, outcome: str, message: str
) -> None:
    def break_off() -> None:
        with beacon:
            next(beacon.watch([Begun(4), Found(1)]))
            raise error

    with pytest.raises(type(error)):
        break_off()
    state = told(tmp_path)
    assert (state.outcome, state.message) == (outcome, message)


def test_a_full_disk_is_told_as_such_and_a_folder_that_refuses_is_not_passed_over(
    tmp_path: Path, beacon: Beacon, monkeypatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "write", full)
        with pytest.raises(FullDiskError, match="disk is full"), beacon:
            next(beacon.watch([Begun(4)]))
    (tmp_path / "jobs").write_text("in the way", encoding="utf-8")
    with pytest.raises(FileExistsError):
        next(beacon.watch([Begun(4)]))


def test_a_series_of_any_length_stays_short_and_loses_no_page() -> None:
    series = Series(0.0, step=5.0, longest=8)
    for second in range(1000):
        series.add(2, float(second))
    assert sum(series.pages) == 2000
    assert 4 <= len(series.pages) <= 8
    assert series.step == 160.0


def test_a_job_leaves_its_report_in_the_library(clerk, tmp_path: Path, folder: Path, make_pdf) -> None:
    make_pdf(folder / "a.pdf", ["Le parc est ouvert tous les jours de 7 h à 22 h, sans frais pour les résidents."])
    (folder / "b.pdf").write_bytes(b"%PDF-1.7\nnothing\n%%EOF")
    with Beacon(tmp_path / "jobs", ORDER) as beacon:
        list(beacon.watch(clerk.events(folder)))
    state = told(tmp_path, 1)
    assert (state.outcome, state.filed, state.quarantined, state.pages) == ("ended", 1, 1, 1)
    assert [(one.file, one.reason) for one in state.failures] == [("b.pdf", "damaged")]
    assert state.generation == clerk.library.current_generation()
