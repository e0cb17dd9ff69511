"""The log: chained, durable, whole under many writers, and mended where a power cut tore it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.audit.log import Log
from assistant.errors import RecordError


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "log")


def test_entries_are_read_back_in_order(log: Log) -> None:
    assert log.record("session.opened", {"model": None}, "s1") == 0
    assert log.record("question", {"question": "Où ?", "score": 0.25, "n": [1, True]}, "s1") == 1
    assert log.record("document.filed", {"file": "a.pdf"}) == 2
    one, two, three = log.entries()
    assert (one.index, one.kind, one.session, one.facts) == (0, "session.opened", "s1", {"model": None})
    assert two.facts == {"question": "Où ?", "score": 0.25, "n": [1, True]}
    assert three.session is None
    assert one.time.endswith("+00:00")


def test_a_log_that_was_never_written_is_empty(log: Log) -> None:
    assert list(log.entries()) == []
    assert not log.folder.exists()


def test_each_line_is_canonical_and_holds_the_hash_of_the_one_before(log: Log) -> None:
    for number in range(4):
        log.record("question", {"é": number, "a": "x\n"})
    lines = log.path.read_bytes().split(b"\n")
    assert lines.pop() == b""
    previous = "0" * 64
    for line in lines:
        assert rfc8785.dumps(json.loads(line)) == line
        assert json.loads(line)["previous"] == previous
        previous = sha256(line).hexdigest()


def test_the_log_is_for_its_owner_only(log: Log) -> None:
    log.record("question", {})
    assert log.path.stat().st_mode & 0o077 == 0


def test_row_28_a_changed_entry_is_named(log: Log) -> None:
    for number in range(5):
        log.record("question", {"question": f"number {number}"})
    content = log.path.read_bytes()
    log.path.write_bytes(content.replace(b"number 2", b"number 7"))
    with pytest.raises(RecordError, match="Entry 2") as caught:
        list(log.entries())
    assert caught.value.hint
    log.path.write_bytes(content)
    assert len(list(log.entries())) == 5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(place=st.floats(0, 0.999), bit=st.integers(0, 7))
def test_row_28_one_bit_flipped_anywhere_is_seen(tmp_path: Path, place: float, bit: int) -> None:
    log = Log(tmp_path / "bits")
    if not log.path.exists():
        for number in range(4):
            log.record("question", {"question": f"number {number}"})
    whole = log.path.read_bytes()
    end = len(whole) - 1
    content = bytearray(whole)
    content[int(place * end)] ^= 1 << bit
    log.path.write_bytes(content)
    try:
        with pytest.raises(RecordError):
            list(log.entries())
    finally:
        log.path.write_bytes(whole)


@pytest.mark.parametrize("harm", ["remove", "swap", "insert"])
def test_row_28_entries_removed_swapped_or_put_in_are_seen(log: Log, harm: str) -> None:
    for number in range(4):
        log.record("question", {"question": f"number {number}"})
    lines = log.path.read_bytes().splitlines(keepends=True)
    if harm == "remove":
        del lines[1]
    elif harm == "swap":
        lines[1], lines[2] = lines[2], lines[1]
    else:
        lines.insert(2, lines[1])
    log.path.write_bytes(b"".join(lines))
    with pytest.raises(RecordError):
        list(log.entries())


@pytest.mark.parametrize("kept", [1, 20, -1])
def test_row_32_a_torn_tail_is_set_aside_and_that_is_recorded(log: Log, kept: int) -> None:
    log.record("question", {"question": "first"})
    log.record("question", {"question": "second"})
    whole = log.path.read_bytes()
    first = whole.index(b"\n") + 1
    torn = whole[first:][:kept]
    log.path.write_bytes(whole[:first] + torn)
    assert [entry.facts["question"] for entry in log.entries()] == ["first"]
    assert log.record("question", {"question": "third"}) == 2
    kinds = [(entry.kind, entry.facts.get("question")) for entry in log.entries()]
    assert kinds == [("question", "first"), ("recovery", None), ("question", "third")]
    recovery = list(log.entries())[1].facts
    assert recovery["bytes"] == len(torn)
    assert (log.folder / str(recovery["set_aside"])).read_bytes() == torn


def test_row_32_a_first_entry_that_was_torn_is_set_aside_too(log: Log) -> None:
    log.folder.mkdir()
    log.path.write_bytes(b'{"facts"')
    assert log.record("question", {"question": "x"}) == 1
    assert [entry.kind for entry in log.entries()] == ["recovery", "question"]


def test_row_33_an_entry_that_cannot_be_synced_is_an_error(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    log.record("question", {})

    def refuse(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(RecordError, match="Input/output error") as caught:
        log.record("answer", {})
    assert caught.value.hint


def test_a_last_entry_that_is_none_stops_the_writer(log: Log) -> None:
    log.record("question", {})
    log.path.write_bytes(log.path.read_bytes() + b"not an entry\n")
    with pytest.raises(RecordError):
        log.record("question", {})


def test_an_entry_longer_than_what_is_read_at_once_is_chained(log: Log) -> None:
    log.record("question", {"question": "x" * 200_000})
    log.record("question", {"question": "y" * 200_000})
    log.record("question", {})
    assert [entry.index for entry in log.entries()] == [0, 1, 2]


@pytest.mark.slow
def test_row_36_many_writers_at_once_lose_nothing(log: Log) -> None:
    script = (
        "import sys; from pathlib import Path; from assistant.audit.log import Log\n"
        "log = Log(Path(sys.argv[1]))\n"
        "for number in range(25): log.record('question', {'by': sys.argv[2], 'number': number}, sys.argv[2])"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(log.folder), f"writer-{number}"]) for number in range(8)
    ]
    assert [writer.wait() for writer in writers] == [0] * 8
    entries = list(log.entries())
    assert len(entries) == 200
    for number in range(8):
        mine = [entry.facts["number"] for entry in entries if entry.session == f"writer-{number}"]
        assert mine == list(range(25)), "none lost, and each writer's own order kept"
