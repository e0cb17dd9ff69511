"""The log: durable, whole under many writers, mended where a power cut tore it, and signed by one machine only."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys

import pytest
import rfc8785

from assistant.audit.checkpoints import signed_checkpoint
from assistant.audit.log import Log
from assistant.audit.merkle import inclusion_proof, leaf_hash, verify_inclusion
from assistant.errors import RecordError

from .logs import ONE, again, fill


def test_entries_are_read_back_in_order(log: Log) -> None:
    assert log.record("session.opened", {"model": None}, ONE) == 1, "the first opens the log"
    assert log.record("question", {"question": "Où ?", "score": 0.25, "n": [1, True]}, ONE) == 2
    assert log.record("document.filed", {"file": "a.pdf"}) == 3
    opened, one, two, three = log.entries()
    assert (opened.index, opened.kind, opened.session, opened.facts["before"]) == (0, "log.opened", None, None)
    assert (one.index, one.kind, one.session, one.facts) == (1, "session.opened", ONE, {"model": None})
    assert two.facts == {"question": "Où ?", "score": 0.25, "n": [1, True]}
    assert three.session is None
    assert one.time.endswith("Z")


def test_a_log_that_was_never_written_is_empty(log: Log) -> None:
    assert list(log.entries()) == []
    assert log.size() == 0
    assert log.checkpoint() == ""
    assert not log.folder.exists()


def test_an_entry_is_canonical_and_commits_to_its_payload(log: Log) -> None:
    index = log.record("question", {"é": 1, "a": "x\n"}, ONE)
    raw = log.header(index)
    assert rfc8785.dumps(json.loads(raw)) == raw
    opened = log.opened(index)
    assert opened is not None
    salt, payload = opened
    assert payload == rfc8785.dumps({"é": 1, "a": "x\n"})
    assert json.loads(raw)["payload"] == hashlib.sha256(salt + payload).hexdigest()


def test_each_entry_is_signed_for(log: Log) -> None:
    for size in range(2, 6):
        log.record("question", {}, ONE)
        checkpoint, _note = signed_checkpoint(log.checkpoint().encode(), log.store.verifiers())
        assert checkpoint.size == size
        proof = inclusion_proof(size - 1, size, log.hash_at)
        verify_inclusion(leaf_hash(log.header(size - 1)), size - 1, size, proof, checkpoint.root)


def test_the_tree_goes_on_over_full_tiles(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fdatasync", lambda _descriptor: None)
    fill(log, 600)
    entries = list(again(log).entries())
    assert [entry.index for entry in entries] == list(range(601))
    names = sorted(str(path.relative_to(log.folder)) for path in (log.folder / "tile").rglob("*") if path.is_file())
    assert names == [
        "tile/0/000", "tile/0/001", "tile/0/002.p/89", "tile/1/000.p/2",
        "tile/entries/000", "tile/entries/001", "tile/entries/002.p/89",
    ]  # fmt: skip
    assert log.store.root_at(256) == log.store.hash_at(8, 0)


def test_the_log_is_for_its_owner_only(log: Log) -> None:
    fill(log, 2)
    log.record("question", {})
    for path in log.folder.rglob("*"):
        if path.is_file() and path.name != "verifiers":
            assert path.stat().st_mode & 0o077 == 0, path


def test_what_is_said_stands_nowhere_in_clear(log: Log) -> None:
    log.record("question", {"question": "une plainte contre M. Untel"}, ONE)
    assert not any(b"plainte" in path.read_bytes() for path in log.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("kind", "session"), [("Question", ONE), ("question ", ONE), ("question", "s1"), ("", None)])
def test_what_the_format_has_no_place_for_is_refused(log: Log, kind: str, session: str | None) -> None:
    with pytest.raises(ValueError, match="no entry"):
        log.record(kind, {}, session)


# What is changed


def test_row_28_a_changed_entry_is_named(log: Log) -> None:
    fill(log, 5)
    path = next((log.folder / "tile" / "entries").rglob("6"))
    path.write_bytes(path.read_bytes().replace(b'"index":3,"kind":"question"', b'"index":3,"kind":"answerer"'))
    with pytest.raises(RecordError, match="3"):
        list(log.entries())


def test_row_28_a_changed_payload_is_named(log: Log) -> None:
    fill(log, 5)
    path = log.folder / "payloads" / "000"
    data = bytearray(path.read_bytes())
    data[len(data) * 4 // 6] ^= 1
    path.write_bytes(data)
    with pytest.raises(RecordError, match=r"[0-9]"):
        list(log.entries())


@pytest.mark.parametrize("name", ["checkpoint", "verifiers", "keys/library.key"])
def test_row_28_what_names_no_entry_is_seen_too(log: Log, name: str) -> None:
    fill(log, 3)
    path = log.folder / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(RecordError):
        list(again(log).entries())
    with pytest.raises(RecordError):
        again(log).record("question", {})


def test_row_29_entries_cut_off_with_their_tiles_are_seen(log: Log) -> None:
    fill(log, 3)
    kept = log.folder.parent / "kept"
    shutil.copytree(log.folder, kept)
    fill(log, 3)
    (log.folder / "checkpoint").write_bytes((kept / "checkpoint").read_bytes())
    with pytest.raises(RecordError):
        again(log).record("question", {})


# Durability


def tear(log: Log, by: int) -> None:
    """Undo what `by` bytes of the last append did, as a power cut does that brings nothing else to the disk."""
    note = (log.folder / "checkpoint").read_bytes()
    size = log.size()
    log.record("answer", {"torn": "x" * 50}, ONE)
    (log.folder / "checkpoint").write_bytes(note)
    path = log.folder / "tile" / "entries" / "000.p" / str(size + 1)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - by)


@pytest.mark.parametrize("by", [1, 20, 150])
def test_row_32_a_torn_tail_is_set_aside_and_that_is_recorded(log: Log, by: int) -> None:
    fill(log, 3)
    state = log.folder.parent / "state"
    shutil.copytree(state, log.folder.parent / "before")
    tear(log, by)
    shutil.rmtree(state)
    shutil.copytree(log.folder.parent / "before", state)  # written after the entry, so not there either
    assert again(log).record("question", {}, ONE) == 5
    entries = list(again(log).entries())
    assert [entry.kind for entry in entries[-2:]] == ["recovery", "question"]
    aside = entries[-2].facts["set_aside"]
    assert isinstance(aside, list)
    for one in aside:
        data = (log.folder / one["file"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (one["bytes"], one["sha256"])
    assert not any(entry.kind == "answer" for entry in entries)


def test_row_32_a_whole_entry_without_a_checkpoint_is_taken_on(log: Log) -> None:
    fill(log, 3)
    note = (log.folder / "checkpoint").read_bytes()
    log.record("answer", {"whole": True}, ONE)
    (log.folder / "checkpoint").write_bytes(note)
    assert again(log).record("question", {}, ONE) == 6
    entries = list(again(log).entries())
    assert [entry.kind for entry in entries[-3:]] == ["answer", "recovery", "question"]
    assert entries[-2].facts == {"set_aside": [], "adopted": [4]}


@pytest.mark.parametrize("size", [3, 4, 256, 257])
def test_row_32_names_that_a_power_cut_undid_are_put_right(
    log: Log, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fdatasync", lambda _descriptor: None)
    fill(log, size - 1)
    for name in ("tile/entries", "tile/0"):
        n, width = divmod(size, 256)
        now = log.folder / name / (f"00{n}.p/{width}" if width else f"00{n - 1}")
        before = log.folder / name / (f"00{n}.p/{width - 1}" if width else f"00{n - 1}.p/255")
        if width != 1:
            before.parent.mkdir(exist_ok=True)
            now.rename(before)
    fill(again(log), 2)
    assert len(list(again(log).entries())) in (size + 2, size + 3), "and the mending is recorded"


def test_row_33_where_a_sync_fails_nothing_more_is_recorded(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(log, 2)

    def failing(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", failing)
        with pytest.raises(RecordError, match="Input/output"):
            log.record("answer", {}, ONE)
    with pytest.raises(RecordError, match="earlier entry"):
        log.record("answer", {}, ONE)
    assert again(log).record("question", {}, ONE) > 2, "another process begins from what is on the disk"
    list(again(log).entries())


def test_row_33_a_full_disk_is_said_and_gone_over_once_there_is_room(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(log, 2)

    def full(_descriptor: int, _data: bytes, _offset: int) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(RecordError, match="No space"):
            log.record("answer", {}, ONE)
    assert log.record("answer", {}, ONE) == 3
    assert [entry.kind for entry in log.entries()][-1] == "answer"


@pytest.mark.slow
def test_row_36_fifty_writers_at_once_lose_nothing(log: Log) -> None:
    script = (
        "import sys; from pathlib import Path; from assistant.audit.log import Log\n"
        "log = Log(Path(sys.argv[1]), state=Path(sys.argv[2]))\n"
        "for number in range(6): log.record('question', {'number': number}, sys.argv[3])"
    )
    arguments = [str(log.folder), str(log.folder.parent / "state")]
    writers = [subprocess.Popen([sys.executable, "-c", script, *arguments, f"{number:016x}"]) for number in range(50)]
    assert [writer.wait() for writer in writers] == [0] * 50
    entries = list(log.entries())
    assert len(entries) == 301
    for number in range(50):
        mine = [entry.facts["number"] for entry in entries if entry.session == f"{number:016x}"]
        assert mine == list(range(6)), "none lost, and each writer's own order kept"


def test_row_37_order_is_kept_by_index_when_the_clock_goes_back(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.audit import writer

    fill(log, 1)
    with monkeypatch.context() as patch:
        patch.setattr(writer, "_now", lambda: "2001-01-01T00:00:00.000Z")
        log.record("question", {}, ONE)
    fill(log, 1)
    times = [entry.time for entry in log.entries()]
    assert times[2] == "2001-01-01T00:00:00.000Z"
    assert times != sorted(times)


# Destruction


def test_row_38_what_is_destroyed_is_gone_and_every_proof_stands(log: Log) -> None:
    fill(log, 4)
    before = [log.header(index) for index in range(5)]
    told = log.destroy([1, 3], "Calendrier 4-12", "M. Tremblay", ONE)
    assert [log.header(index) for index in range(5)] == before
    entries = list(again(log).entries())
    assert [entry.destroyed for entry in entries] == [None, told, None, told, None, None]
    assert [entry.facts for entry in entries if entry.destroyed] == [{}, {}]
    assert entries[told].facts == {"entries": [1, 3], "rule": "Calendrier 4-12", "approver": "M. Tremblay"}
    assert again(log).opened(1) is None


def test_what_was_destroyed_and_told_of_nowhere_is_a_fault(log: Log) -> None:
    from assistant.audit import payloads

    fill(log, 2)
    payloads.destroy(log.folder, [1])
    with pytest.raises(RecordError, match="1"):
        list(log.entries())


@pytest.mark.parametrize("indexes", [[], [-1], [3]])
def test_only_entries_that_are_there_can_be_destroyed(log: Log, indexes: list[int]) -> None:
    fill(log, 2)
    with pytest.raises(ValueError, match="no such"):
        log.destroy(indexes, "r", "a")


# Files


def test_files_that_others_took_the_place_of_are_not_written_to(log: Log) -> None:
    fill(log, 2)
    aside = log.folder.parent / "aside"
    shutil.copytree(log.folder, aside)
    shutil.rmtree(log.folder)
    shutil.copytree(aside, log.folder)
    fill(log, 2)
    assert len(list(again(log).entries())) == 5


def test_the_record_of_before_is_kept_and_named(log: Log) -> None:
    log.folder.mkdir(parents=True)
    old = b'{"index":0}\n{"index":1}\n'
    (log.folder / "entries.jsonl").write_bytes(old)
    fill(log, 1)
    opened = next(log.entries())
    digest = hashlib.sha256(old).hexdigest()
    assert opened.facts["chained"] == {"file": "before/entries.jsonl", "entries": 2, "sha256": digest}
    assert (log.folder / "before" / "entries.jsonl").read_bytes() == old
