"""Under which name, by which machine and with which keys a log is signed."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from assistant.audit import standing
from assistant.audit.log import Log
from assistant.audit.notes import parse
from assistant.errors import RecordError

from .logs import ONE, TWO, again, fill, kinds


def test_row_34_a_restored_backup_is_not_signed_until_a_new_origin_is_opened(log: Log) -> None:
    fill(log, 3)
    backup = log.folder.parent / "backup"
    shutil.copytree(log.folder, backup)
    fill(log, 2)
    shutil.rmtree(log.folder)
    shutil.copytree(backup, log.folder)
    with pytest.raises(RecordError) as refused:
        again(log).record("question", {}, ONE)
    assert "audit origin --new" in refused.value.hint
    assert len(list(again(log).entries())) == 4, "it can be read"
    assert again(log).new_origin("restored from the backup of July", "M. Tremblay") == 4
    assert again(log).record("question", {}, ONE) == 5
    opened = list(again(log).entries())[4]
    assert opened.kind == "log.opened"
    assert opened.facts["before"]["size"] == 4  # type: ignore[index]


def test_row_34_nor_is_one_of_the_same_length(log: Log) -> None:
    fill(log, 3)
    backup = log.folder.parent / "backup"
    shutil.copytree(log.folder, backup)
    fill(log, 2)
    forked = Log(log.folder, state=log.folder.parent / "elsewhere")
    shutil.rmtree(log.folder)
    shutil.copytree(backup, log.folder)
    fill(forked, 2)
    with pytest.raises(RecordError):
        again(log).record("question", {}, ONE)


def test_a_copy_beside_its_original_takes_a_name_of_its_own(log: Log) -> None:
    fill(log, 3)
    copy = Log(log.folder.parent / "copy", state=log.folder.parent / "state")
    shutil.copytree(log.folder, copy.folder)
    fill(log, 2)
    assert copy.record("question", {}, TWO) == 5
    kinds = [(entry.kind, entry.facts.get("reason")) for entry in copy.entries()]
    assert kinds[4:] == [("log.opened", "copy"), ("question", None)]
    origins = [parse(one.checkpoint().encode()).signatures[0].name for one in (log, copy)]
    assert origins[0] != origins[1]
    assert log.record("question", {}, ONE) == 6, "the original goes on as before"
    assert copy.record("question", {}, TWO) == 6


def test_a_log_that_was_moved_goes_on(log: Log) -> None:
    fill(log, 3)
    moved = Log(log.folder.parent / "moved", state=log.folder.parent / "state")
    log.folder.rename(moved.folder)
    assert moved.record("question", {}, ONE) == 4
    assert [entry.kind for entry in moved.entries()].count("log.opened") == 1


def test_another_user_of_the_machine_may_go_on_and_another_machine_not(
    log: Log, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill(log, 3)
    assert Log(log.folder, state=tmp_path / "another-user").record("question", {}, TWO) == 4
    assert log.record("question", {}, ONE) == 5
    machine_id = tmp_path / "machine-id"
    machine_id.write_text("another\n")
    monkeypatch.setattr(standing, "_MACHINE_ID", machine_id)
    with pytest.raises(RecordError, match="another machine"):
        Log(log.folder, state=tmp_path / "another-machine").record("question", {}, TWO)


def test_a_library_made_anew_at_the_place_of_another_has_a_log_of_its_own(log: Log) -> None:
    fill(log, 3)
    shutil.rmtree(log.folder)
    assert again(log).record("question", {}, ONE) == 1


def test_row_34_it_is_known_without_writing_that_a_backup_may_not_be_signed(log: Log) -> None:
    log.check()
    fill(log, 3)
    backup = log.folder.parent / "backup"
    shutil.copytree(log.folder, backup)
    fill(log, 2)
    log.check()
    shutil.rmtree(log.folder)
    shutil.copytree(backup, log.folder)
    with pytest.raises(RecordError):
        again(log).check()
    assert again(log).size() == 4


# Keys


def test_keys_overlap_until_the_old_one_is_retired(log: Log) -> None:
    fill(log, 1)
    old = parse(log.checkpoint().encode()).signatures[0]
    log.rotate_key("M. Tremblay")
    both = parse(log.checkpoint().encode()).signatures
    assert both[0].key_id == old.key_id
    assert len(both) == 2
    fill(log, 1)
    log.retire_key(old.key_id.hex(), "M. Tremblay")
    assert [one.key_id for one in parse(log.checkpoint().encode()).signatures] == [both[1].key_id]
    fill(again(log), 1)
    kinds = [entry.kind for entry in log.entries()]
    assert kinds == ["log.opened", "question", "key.rotated", "question", "key.retired", "question"]
    with pytest.raises(ValueError, match=old.key_id.hex()):
        log.retire_key(old.key_id.hex(), "M. Tremblay")


def test_keys_may_be_kept_elsewhere(tmp_path: Path) -> None:
    log = Log(tmp_path / "log", keys=tmp_path / "usb", state=tmp_path / "state")
    fill(log, 2)
    assert sorted(path.suffix for path in (tmp_path / "usb").iterdir()) == [".key", ".key"]
    assert not (log.folder / "keys").exists()
    (tmp_path / "usb" / "library.key").rename(tmp_path / "library.key")
    with pytest.raises(RecordError, match=r"library\.key"):
        list(Log(log.folder, keys=tmp_path / "usb").entries())


# Where a log stands


def test_an_old_copy_at_a_place_from_which_the_log_was_moved_is_refused(log: Log) -> None:
    fill(log, 3)
    place = log.folder.parent
    shutil.copytree(log.folder, place / "backup")
    moved = Log(place / "moved", state=place / "state")
    log.folder.rename(moved.folder)
    fill(moved, 3)
    shutil.copytree(place / "backup", log.folder)
    with pytest.raises(RecordError, match="has 4 entries, and this machine has signed 7"):
        again(log).record("question", {}, ONE)
    shutil.rmtree(log.folder)
    moved.folder.rename(log.folder)
    fill(again(log), 1)
    assert kinds(log).count("log.opened") == 1, "it may come back"


def test_a_log_that_is_reached_by_two_paths_is_no_copy(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(log, 2)
    (log.folder.parent / "link").symlink_to(log.folder)
    monkeypatch.setattr(Path, "resolve", Path.absolute)  # as another mount of the same folder is
    linked = Log(log.folder.parent / "link", state=log.folder.parent / "state")
    fill(linked, 1)
    fill(log, 1)
    assert kinds(log).count("log.opened") == 1


def test_another_log_that_one_may_not_look_at_stops_nobody(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(log, 1)
    other = Log(log.folder.parent / "other", state=log.folder.parent / "state")
    real = Path.exists

    def exists(path: Path, **named: bool) -> bool:
        if path == log.folder / "checkpoint":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, **named)

    monkeypatch.setattr(Path, "exists", exists)
    fill(other, 1)
    assert standing.Remembered(str(log.folder), standing.Head(("a",), 1, b"")).stands_beside(other.folder)
