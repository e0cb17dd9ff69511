"""What a log goes on from: what power cuts, full disks, damage, lost keys and other threads leave behind."""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.audit import chained, payloads
from assistant.audit.changes import SettingsNoted
from assistant.audit.durable import Files
from assistant.audit.keys import Keys
from assistant.audit.log import Log
from assistant.audit.store import Store, encoded
from assistant.audit.tiles import Shelf, framed
from assistant.audit.verify import verify
from assistant.errors import RecordError

from .logs import ONE, again, fill, kinds


def unfinished(log: Log, kind: str = "answer") -> Path:
    """An entry at the end whose tile and payload did not reach the disk; return the bundle in which it is."""
    size = log.size()
    bundle = log.folder / "tile" / "entries" / "000.p" / str(size)
    with bundle.open("ab") as file:
        file.write(framed(encoded(size, kind, "0" * 64, ONE, "2026-01-01T00:00:00.000Z")))
    return bundle


# Power cuts


def test_a_length_that_reached_the_disk_without_its_bytes_is_set_aside(log: Log) -> None:
    fill(log, 2)
    for path in (log.folder / "tile" / "entries" / "000.p" / "3", log.folder / "payloads" / "000"):
        with path.open("ab") as file:
            file.write(bytes(190))
    assert again(log).record("question", {}, ONE) == 4
    assert kinds(log)[3:] == ["recovery", "question"]


def test_settings_are_held_against_what_has_a_checkpoint(log: Log) -> None:
    noted = SettingsNoted(log, {"threshold": 1})
    noted.record("session.opened", {}, ONE)
    unfinished(log, "settings.changed")
    SettingsNoted(again(log), {"threshold": 2}).record("session.opened", {}, ONE)
    assert kinds(log)[3:] == ["recovery", "settings.changed", "session.opened"]


def test_two_entries_beyond_the_checkpoint_are_seen_where_a_bundle_ends(
    log: Log, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "fdatasync", lambda _descriptor: None)
    fill(log, 254)
    note = (log.folder / "checkpoint").read_bytes()
    fill(log, 2)
    (log.folder / "checkpoint").write_bytes(note)
    with pytest.raises(RecordError, match="older"):
        Log(log.folder, state=tmp_path / "another-user").record("question", {}, ONE)


def test_what_changes_its_length_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    files, path = Files(), tmp_path / "checkpoint"
    files.put(str(path), b"size 9\n")
    inode = path.stat().st_ino
    files.put(str(path), b"size 8\n")
    assert path.stat().st_ino == inode
    files.put(str(path), b"size 10\n")
    assert path.stat().st_ino != inode
    assert path.read_bytes() == b"size 10\n"


def test_a_new_name_is_on_the_disk_before_what_depends_on_it(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    real = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    fill(log, 1)
    made = {log.folder.parent, log.folder, log.folder / "payloads", log.folder / "tile" / "0" / "000.p"}
    made |= {log.folder / "tile" / "entries" / "000.p", log.folder.parent / "state" / "logs"}
    assert {str(folder) for folder in made} <= set(synced)
    fill(log, 253)
    del synced[:]
    fill(log, 1)
    assert {str(log.folder / "tile" / "0"), str(log.folder / "tile" / "entries")} <= set(synced), "the full ones"
    del synced[:]
    fill(log, 5)
    assert [one for one in synced if "/tile/0/" in one] == [str(log.folder / "tile" / "0" / "001.p")], "once for a tile"


def test_the_record_of_before_is_named_also_after_a_first_entry_was_cut_off(log: Log) -> None:
    log.folder.mkdir(parents=True)
    (log.folder / "entries.jsonl").write_bytes(b"{}\n")
    chained.set_aside(log.folder)
    fill(log, 1)
    assert next(again(log).entries()).facts["chained"] == chained.set_aside(log.folder)["chained"]


def test_a_key_is_never_there_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        for write in (lambda: Keys(tmp_path).library(create=True), lambda: Keys(tmp_path).new_signer("one")):
            with pytest.raises(OSError, match="No space"):
                write()
    assert not list(tmp_path.glob("[!.]*"))
    assert len(Keys(tmp_path).library(create=True)) == 32
    assert [path.stat().st_mode & 0o777 for path in tmp_path.glob("*.key")] == [0o600]


# Damage


@pytest.mark.parametrize("intent", [b"{", b"[]", b'{"told":1}', b'{"entries":[1],"told":"x"}'])
def test_a_damaged_intent_is_told_from_what_was_told(log: Log, intent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(log, 3)
    with monkeypatch.context() as patch:
        patch.setattr(payloads, "destroy", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            log.destroy([1], "Rule", "M. Tremblay", ONE)
    (log.folder / "purging").write_bytes(intent)
    fill(again(log), 1)
    assert [entry.index for entry in log.entries() if entry.destroyed] == [1]
    (log.folder / "purging").write_bytes(intent)
    fill(again(log), 1)
    assert not (log.folder / "purging").exists()
    assert kinds(log)[4:] == ["session.purged", "question", "question"]


def test_what_was_cut_off_is_finished_by_the_same_process_too(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(log, 3)
    with monkeypatch.context() as patch:
        patch.setattr(payloads, "destroy", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            log.destroy([1], "Rule", "M. Tremblay", ONE)
    log.destroy([2], "Rule", "M. Tremblay", ONE)
    assert [entry.index for entry in log.entries() if entry.destroyed] == [1, 2]


def test_what_tells_how_the_log_went_on_is_not_destroyed(log: Log) -> None:
    fill(log, 2)
    told = log.destroy([1], "Rule", "M. Tremblay", ONE)
    log.rotate_key("M. Tremblay")
    for index in (0, told, told + 1):
        with pytest.raises(ValueError, match="no such"):
            log.destroy([2, index], "Rule", "M. Tremblay", ONE)
    assert kinds(log) == ["log.opened", "question", "question", "session.purged", "key.rotated"]


def test_what_is_not_there_is_not_said_to_be_destroyed(log: Log) -> None:
    fill(log, 3)
    path = log.folder / "payloads" / "000"
    whole = path.read_bytes()
    path.write_bytes(b"\xff" + whole[1:])
    with pytest.raises(RecordError, match="2"):
        log.destroy([2], "Rule", "M. Tremblay", ONE)
    assert not (log.folder / "purging").exists()
    path.write_bytes(whole)
    assert "session.purged" not in kinds(log)


def test_payloads_that_are_gone_before_they_are_destroyed_are_a_fault(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(log, 3)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", lambda _descriptor: None)
        fill(log, 256)
        patch.setattr(payloads, "destroy", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            log.destroy([1], "Rule", "M. Tremblay", ONE)
    (log.folder / "payloads" / "000").write_bytes(b"")
    other = again(log)
    for _attempt in range(2):
        with pytest.raises(RecordError, match="about to be destroyed"):
            other.record("question", {}, ONE)


def _interrupted(*_arguments: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("damage", [{"origins": []}, {"size": -1}, {"size": 0}])
def test_what_a_machine_remembers_and_cannot_be_is_said(log: Log, damage: dict[str, object]) -> None:
    fill(log, 2)
    path = next((log.folder.parent / "state" / "logs").iterdir())
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **damage}))
    with pytest.raises(RecordError, match="remembers"):
        again(log).record("question", {}, ONE)
    again(log).new_origin("damaged", "M. Tremblay")
    fill(again(log), 1)


@pytest.mark.parametrize("note", [b"", b"\xff\xfe", bytes(180)])
def test_a_checkpoint_that_is_none_is_said(log: Log, note: bytes) -> None:
    fill(log, 1)
    (log.folder / "checkpoint").write_bytes(note)
    for reading in (log.size, lambda: list(log.entries()), lambda: again(log).record("question", {}, ONE)):
        with pytest.raises(RecordError, match="checkpoint"):
            reading()
    if note == b"\xff\xfe":
        with pytest.raises(RecordError, match="checkpoint"):
            log.checkpoint()


def test_bytes_that_are_no_text_become_question_marks(log: Log) -> None:
    log.record("session.held", {"by": "Andr\udce9", "of": ["\udcff", {"\udcff": 1}], "score": 0.5}, ONE)
    log.rotate_key("\udcff")
    facts = [entry.facts for entry in log.entries()][1:]
    assert facts[0] == {"by": "Andr?", "of": ["?", {"?": 1}], "score": 0.5}
    assert facts[1]["by"] == "?"
    assert kinds(log)[1:] == ["session.held", "key.rotated"]


def test_what_a_writer_that_was_cut_off_left_aside_is_no_stranger(log: Log) -> None:
    fill(log, 1)
    for name in ("checkpoint.new", ".verifiers.new", ".purging.new"):
        (log.folder / name).write_text("half")
    told = [(one.what, one.about.get("file")) for one in verify(log.folder).notices]
    assert ("tail", "checkpoint.new") in told
    assert "stray" not in dict(told)


def test_a_refusal_names_the_file(log: Log, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(RecordError, match="state"):
        log.record("question", {}, ONE)


# Keys that are lost


@pytest.mark.parametrize("torn", [False, True])
def test_where_the_signing_key_is_lost_a_new_origin_is_opened(log: Log, *, torn: bool) -> None:
    fill(log, 2)
    note = (log.folder / "checkpoint").read_bytes()
    if torn:
        fill(log, 1)
        (log.folder / "checkpoint").write_bytes(note)
    for path in (log.folder / "keys").glob("signer-*"):
        path.unlink()
    with pytest.raises(RecordError, match="signer-"):
        again(log).record("question", {}, ONE)
    assert again(log).new_origin("the disk of the keys broke", "M. Tremblay") == 3
    fill(again(log), 1)
    assert kinds(log) == ["log.opened", "question", "question", "log.opened", "question"]
    opened = list(log.entries())[3].facts
    assert ("set_aside" in opened) == torn


def test_with_one_of_two_keys_a_new_origin_is_opened(log: Log) -> None:
    fill(log, 1)
    log.rotate_key("M. Tremblay")
    next((log.folder / "keys").glob("signer-*")).unlink()
    unfinished(log)
    again(log).new_origin("lost", "M. Tremblay")
    assert kinds(log) == ["log.opened", "question", "key.rotated", "recovery", "log.opened"]


# Others at work


def test_a_thread_that_waits_does_not_write_on_after_a_failed_sync(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(log, 2)
    real, waiting, refused = os.fdatasync, threading.Event(), []

    def wait() -> None:
        waiting.set()
        try:
            log.record("question", {}, ONE)
        except RecordError as error:
            refused.append(str(error))

    other = threading.Thread(target=wait)

    def failing(descriptor: int) -> None:
        monkeypatch.setattr(os, "fdatasync", real)
        other.start()
        waiting.wait()
        other.join(0.2)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fdatasync", failing)
    with pytest.raises(RecordError, match="Input/output"):
        log.record("question", {}, ONE)
    other.join()
    assert len(refused) == 1
    assert "earlier entry" in refused[0]


def test_a_full_disk_does_not_close_the_files_of_another_thread(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(log, 2)
    closed: list[bool] = []
    real = log._writer.close

    def close() -> None:
        closed.append(_is_locked(log))
        real()

    monkeypatch.setattr(log._writer, "close", close)

    def full(_descriptor: int, _data: bytes, _offset: int) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(RecordError, match="No space"):
            log.record("question", {}, ONE)
    assert closed == [True]


def _is_locked(log: Log) -> bool:
    import fcntl

    with (log.folder / "lock").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_what_is_destroyed_while_one_reads_is_no_fault(log: Log) -> None:
    fill(log, 258)
    entries = log.entries()
    for _index in range(256):
        next(entries)
    told = again(log).destroy([1, 257], "Rule", "M. Tremblay", ONE)
    rest = list(entries)
    assert [entry.destroyed for entry in rest] == [None, told, None]


def test_a_bundle_that_is_renamed_while_one_looks_is_found(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(log, 2)
    real, asked = Shelf.found, []

    def found(shelf: Shelf, n: int) -> tuple[Path, int] | None:
        asked.append(n)
        return real(shelf, n) if len(asked) % 2 == 0 else None

    monkeypatch.setattr(Shelf, "found", found)
    assert len(list(log.entries())) == 3


def test_a_checkpoint_that_is_read_while_it_is_written_is_read_again(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(log, 2)
    whole = (log.folder / "checkpoint").read_bytes()
    notes: Iterator[bytes] = iter([whole.replace(b"\n3\n", b"\n4\n"), whole])
    monkeypatch.setattr(Store, "note", lambda _store: next(notes))
    assert log.size() == 3
