"""The checker: each fault by name, and what is no fault, over logs written by the format document alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from assistant.audit import verify as checker
from assistant.audit.verify import Report, Unproven, library_key, verify

from .written import LIBRARY_KEY, SESSION, Signer, Writing, origin, path, put, tree_hash

NEXT = Signer(origin(), "the next key")
WITNESS = Signer("ville.example/auditrice", "a witness", 4)


def holds(folder: Path, **given: object) -> Report:
    return verify(folder, **{"key": LIBRARY_KEY, **given})  # type: ignore[arg-type]


def fault(folder: Path, **given: object) -> tuple[str, int | None]:
    with pytest.raises(Unproven) as found:
        holds(folder, **given)
    for lang in ("fr", "en"):
        assert found.value.told(lang)
    return found.value.what, found.value.index


def whats(report: Report) -> list[str]:
    return [one.what for one in report.notices]


def edit(file: Path, change: Callable[[bytes], bytes]) -> None:
    file.write_bytes(change(file.read_bytes()))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return Writing().questions(19).save(tmp_path / "log")


# What holds


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 700])
def test_a_log_of_any_size_holds(tmp_path: Path, size: int) -> None:
    writing = Writing().questions(size - 1)
    report = holds(writing.save(tmp_path / "log"))
    assert (report.size, report.root, report.origin) == (size, tree_hash(writing.leaves), origin())
    assert whats(report) == ["own"]


def test_no_log_holds_and_has_no_entries(tmp_path: Path) -> None:
    assert holds(tmp_path / "log") == Report(opened=True)


def test_without_the_library_key_payloads_are_not_opened_and_that_is_said(log: Path) -> None:
    edit(log / "payloads/000", lambda data: data[:-1] + b"\0")
    report = verify(log)
    assert (report.opened, whats(report)) == (False, ["own", "closed"])
    assert fault(log) == ("record", 19)


def test_many_bundles_are_verified_by_several_processes(tmp_path: Path) -> None:
    writing = Writing().questions(600)
    writing.destroy(300)
    folder = writing.save(tmp_path / "log")
    assert holds(folder, workers=2) == holds(folder, workers=1)
    edit(folder / "payloads/001", lambda data: data[:-1] + b"\0")
    assert fault(folder, workers=2) == fault(folder, workers=1) == ("record", 511)


# Row 28


def test_row_28_a_bit_flipped_in_an_entry_names_it(tmp_path: Path) -> None:
    writing = Writing().questions(299)
    folder = writing.save(tmp_path / "log")
    for index in (0, 17, 255, 256, 299):
        writing.save(folder)
        bundle = next(folder.glob(f"tile/entries/{path(index // 256)}*"))
        bundle = next(bundle.iterdir()) if bundle.is_dir() else bundle
        edit(
            bundle, lambda data, at=writing.headers[index]: data.replace(at, at.replace(b'"payload":"', b'"paxload":"'))
        )
        assert fault(folder) == ("form", index)
        writing.save(folder)
        other = writing.headers[index].replace(b'"payload":"', b'"payload":"0')
        other = other[: other.index(b'","session') - 1] + other[other.index(b'","session') :]
        edit(bundle, lambda data, at=writing.headers[index], new=other: data.replace(at, new))
        assert fault(folder) == ("leaf", index)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"index":7', b'"index":8'),
        (b'"index":7,', b'"index":07,'),
        (b'{"index":7,"kind":"question"', b'{"kind":"question","index":7'),
        (b'"kind":"question"', b'"kind":"Question"'),
        (b'"kind":"question"', b'"kind":"question."'),
        (b'"kind":"question"', b'"kind":"ques..tion"'),
        (b'"kind":"question"', b'"kind": "question"'),
        (SESSION.encode(), SESSION.upper().encode()),
        (SESSION.encode(), SESSION[1:].encode()),
        (b'"' + SESSION.encode() + b'"', b"NULL"),
        (b"2026-07-31", b"2026-02-30"),
        (b"T14:", b"T24:"),
        (b":05:16", b":60:16"),
        (b":05:16", b":05:61"),
        (b"000Z", b"00Z"),
        (b"000Z", b"000+"),
        (b'Z"}', b'Z"} '),
        (b'Z"}', b'Z","x":1}'),
    ],
)
def test_an_entry_that_is_signed_and_not_in_its_form_is_found(tmp_path: Path, old: bytes, new: bytes) -> None:
    writing = Writing().questions(9)
    assert old in writing.headers[7]
    writing.headers[7] = writing.headers[7].replace(old, new)
    assert fault(writing.save(tmp_path / "log")) == ("form", 7)


def test_row_28_a_bit_flipped_in_a_tile_names_the_entry_and_in_a_higher_one_its_first(tmp_path: Path) -> None:
    writing = Writing().questions(599)
    folder = writing.save(tmp_path / "log")
    edit(folder / "tile/0/000", lambda data: data[: 32 * 9] + bytes([data[32 * 9] ^ 1]) + data[32 * 9 + 1 :])
    assert fault(folder) == ("leaf", 9)
    writing.save(folder)
    edit(folder / "tile/1/000.p/2", lambda data: data[:63] + bytes([data[63] ^ 128]))
    assert fault(folder) == ("tile", 256)


def test_a_tree_that_fits_its_entries_and_not_the_signed_root_is_found(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    note = writing.note()
    writing.headers[3] = writing.headers[3].replace(b"question", b"answered")
    put(folder := writing.save(tmp_path / "log"), {"checkpoint": note})
    assert fault(folder) == ("root", None)


@pytest.mark.parametrize("name", ["tile/entries/000", "tile/0/001.p/44", "tile/1/000.p/1", "payloads/001"])
def test_a_missing_file_names_the_first_entry_that_it_holds(tmp_path: Path, name: str) -> None:
    folder = Writing().questions(299).save(tmp_path / "log")
    (folder / name).unlink()
    assert fault(folder) == ("missing", 256 if "001" in name else 0)
    (folder / name).mkdir()
    assert fault(folder) == ("missing", 256 if "001" in name else 0)


def test_a_missing_checkpoint_or_list_of_keys_is_found(log: Path) -> None:
    (log / "verifiers").rename(log / "kept")
    assert fault(log) == ("missing", None)
    (log / "kept").rename(log / "verifiers")
    (log / "checkpoint").unlink()
    assert fault(log) == ("behind", 0)


def test_a_fifo_is_no_file(log: Path) -> None:
    (log / "checkpoint").unlink()
    os.mkfifo(log / "checkpoint")
    assert fault(log) == ("missing", None)


# Rows 29, 30, 35 and 37


@pytest.mark.parametrize("left", [1, 19, 255, 256, 257, 299])
def test_row_29_entries_cut_off_fail_against_a_checkpoint_kept_elsewhere(tmp_path: Path, left: int) -> None:
    writing = Writing().questions(299)
    kept = [("auditor", writing.note())]
    assert holds(writing.save(tmp_path / "log"), checkpoints=kept).size == 300
    assert fault(writing.save(tmp_path / "log", left), checkpoints=kept) == ("cut", left)
    assert fault(tmp_path / "log", remembered=("machine", 300, tree_hash(writing.leaves))) == ("cut", left)


def test_row_29_a_log_deleted_whole_fails_against_a_checkpoint_kept_elsewhere(tmp_path: Path) -> None:
    assert fault(tmp_path / "log", checkpoints=[("auditor", Writing().note())]) == ("cut", 0)


def test_row_29_an_older_checkpoint_put_back_is_found_by_the_entries_after_it(tmp_path: Path) -> None:
    writing = Writing().questions(20)
    folder = writing.save(tmp_path / "log")
    for size in (1, 18, 19):
        put(folder, {"checkpoint": writing.note(size)})
        assert fault(folder) == ("behind", size)


@pytest.mark.parametrize("size", [1, 5, 255, 256, 257, 300])
def test_row_30_history_rewritten_with_the_own_key_fails_against_a_kept_checkpoint(tmp_path: Path, size: int) -> None:
    kept = [("auditor", Writing().questions(299).note(size))]
    assert holds(Writing().questions(310).save(tmp_path / "log"), checkpoints=kept)
    other = Writing([Signer(origin())])
    other.headers, other.records = [], []
    other.add("log.opened", {"verifier": other.signers[0].vkey, "before": None, "rewritten": True}, None)
    assert fault(other.questions(310).save(tmp_path / "log"), checkpoints=kept) == ("history", None)
    assert fault(tmp_path / "log", remembered=("machine", size, tree_hash(Writing().questions(299).leaves[:size]))) == (
        "history",
        None,
    )


def test_row_30_history_rewritten_with_another_key_fails_too(tmp_path: Path) -> None:
    kept, trusted = Writing().questions(9), [Signer(origin()).vkey]
    folder = Writing([Signer(origin(), "of a forger")]).questions(12).save(tmp_path / "log")
    assert holds(folder)  # from the folder alone nobody can tell
    assert fault(folder, verifiers=trusted) == ("unsigned", None)
    assert fault(folder, checkpoints=[("auditor", kept.note())]) == ("history", None)


def test_row_35_a_signature_by_an_unknown_key_is_ignored_and_a_bad_one_by_a_known_key_rejected(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    folder = writing.save(tmp_path / "log")
    unknown, text = Signer("example.org/unknown"), writing.text()
    put(folder, {"checkpoint": writing.note(None, unknown)})
    assert holds(folder).size == 10
    put(folder, {"checkpoint": writing.note() + unknown.line("something else\n").encode()})
    assert holds(folder).size == 10
    put(folder, {"checkpoint": writing.note() + Signer(origin()).line("something else\n").encode()})
    assert fault(folder) == ("signature", None)
    put(folder, {"checkpoint": (text + "\n" + unknown.line(text)).encode()})
    assert fault(folder) == ("unsigned", None)


def test_row_35_the_same_holds_of_witnesses(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    folder = writing.save(tmp_path / "log")
    good, bad = writing.note(None, WITNESS), writing.note() + WITNESS.line("something else\n").encode()
    for name in ("checkpoint", "witnessed/one"):
        put(folder, {name: good})
        (told,) = [one for one in holds(folder, witnesses=[WITNESS.vkey]).notices if one.what == "cosigned"]
        assert told.about == {"file": name, "key": WITNESS.name, "size": 10}
        put(folder, {name: bad})
        assert holds(folder).size == 10
        assert fault(folder, witnesses=[WITNESS.vkey]) == ("signature", None)
        put(folder, {name: writing.note()})
    assert "unseen" in whats(holds(folder, witnesses=[WITNESS.vkey]))
    kept = [("from the witness", writing.note(4, WITNESS))]
    assert "cosigned" in whats(holds(folder, witnesses=[WITNESS.vkey], checkpoints=kept))


def test_row_35_a_cosignature_alone_is_not_the_log_s(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    folder, text = writing.save(tmp_path / "log"), writing.text()
    put(folder, {"checkpoint": (text + "\n" + WITNESS.line(text)).encode()})
    assert fault(folder, witnesses=[WITNESS.vkey]) == ("unsigned", None)
    same_name = Signer(origin(), "a witness", 4)
    put(folder, {"checkpoint": (text + "\n" + same_name.line(text)).encode()})
    assert fault(folder, verifiers=[same_name.vkey]) == ("unsigned", None)


def test_what_was_witnessed_must_be_of_this_history(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    folder = writing.save(tmp_path / "log")
    put(folder, {"witnessed/one": Writing().questions(20).note(15, WITNESS)})
    assert fault(folder) == ("cut", 10)
    other = Writing([Signer(origin())])
    other.add("answer", {})
    put(folder, {"witnessed/one": other.questions(3).note()})
    assert fault(folder) == ("history", None)
    (folder / "witnessed/one").unlink()
    put(folder, {"witnessed/conflict-1/seen.checkpoint": other.note(), "witnessed/conflict-1/README.txt": b"x"})
    assert whats(holds(folder)) == ["own", "conflict", "conflict"]


def test_row_37_a_clock_set_back_is_seen_and_order_is_by_index(tmp_path: Path) -> None:
    writing = Writing().questions(254)
    writing.add("question", {}, time="2026-07-31T14:09:23.999Z")
    for at in range(3):
        writing.add("question", {}, time=f"2020-01-01T00:00:0{at}.000Z")
    writing.add("question", {}, time="2019-12-31T23:59:59.999Z")
    writing.add("question", {}, time="2019-12-31T23:59:59.999Z")
    folder = writing.questions(400).save(tmp_path / "log")
    for workers in (1, 2):
        assert holds(folder, workers=workers).clock == (256, 259)


# Payloads


def test_a_destroyed_payload_is_told_of_with_who_and_by_which_rule(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    writing.destroy(3, 4)
    folder = writing.questions(3).save(tmp_path / "log")
    assert [one.about for one in holds(folder).destroyed] == [
        {"index": index, "by": 10, "rule": "C-12", "approver": "la directrice"} for index in (3, 4)
    ]
    assert [one.what for one in verify(folder).destroyed] == ["gone", "gone"]


def test_a_payload_destroyed_of_which_no_later_entry_tells_is_a_fault(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    writing.destroy(3)
    writing.zero(4)
    folder = writing.save(tmp_path / "log")
    assert fault(folder) == ("unnamed", 4)
    assert verify(folder).destroyed  # for all that is seen without the key
    writing.questions(1).zero(11)
    assert fault(writing.save(tmp_path / "log"), key=None) == ("unnamed", 11)


def test_an_entry_cannot_tell_of_what_comes_after_it(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    writing.add("session.purged", {"entries": [10, 11, True, "3", 99], "rule": "x", "approver": "y"})
    writing.questions(3).zero(11)
    assert fault(writing.save(tmp_path / "log")) == ("unnamed", 11)


def test_a_destroyed_payload_is_all_zeros(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    writing.destroy(3)
    writing.records[3] = writing.records[3][:-1] + b"\1"
    assert fault(writing.save(tmp_path / "log")) == ("record", 3)
    put(tmp_path / "log", {"purging": b'{"entries":[3],"told":10}'})
    assert whats(holds(tmp_path / "log")) == ["own", "tail"]  # its destruction was cut off, and goes on
    put(tmp_path / "log", {"purging": b'{"entries":[2],"told":10}'})
    assert fault(tmp_path / "log") == ("record", 3)


def test_a_payload_that_nobody_had_destroyed_cannot_be_passed_off_as_about_to_be(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    folder = writing.save(tmp_path / "log")
    put(folder, {"purging": b'{"entries":[3],"told":10}'})
    assert holds(folder).destroyed == ()  # it was only intended, and is as it was
    edit(folder / "payloads/000", lambda data: data.replace(writing.records[3], writing.records[3][:-1] + b"\0"))
    assert fault(folder) == ("unnamed", 3)
    writing.save(folder)
    for junk in (b"", b"{}", b"[]", b'{"entries":3}', b"\xff", b"[" * 100_000):
        put(folder, {"purging": junk})
        assert holds(folder)


def test_a_payload_said_to_be_destroyed_that_is_there_is_told_of(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    writing.add("session.purged", {"entries": [3], "rule": "x", "approver": "y"})
    assert whats(holds(writing.save(tmp_path / "log"))) == ["own", "remains"]


@pytest.mark.parametrize(
    ("start", "change"), [(0, 4), (3, 4), (4, 12), (12, 13), (13, 25), (25, 73), (73, 85), (85, 131)]
)
def test_each_part_of_a_record_counts(tmp_path: Path, start: int, change: int) -> None:
    writing = Writing().questions(9)
    record = bytearray(writing.records[5])
    record[start:change] = bytes(one ^ 255 for one in record[start:change])
    writing.records[5] = bytes(record)
    assert fault(writing.save(tmp_path / "log")) == ("record", 5)


def test_records_that_change_places_are_found(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    writing.records[5], writing.records[6] = writing.records[6], writing.records[5]
    assert fault(writing.save(tmp_path / "log")) == ("record", 5)
    one = writing.records[6]  # that of entry 5: under the index of 6 it does not open
    writing.records[6] = one[:4] + struct.pack(">Q", 6) + one[12:]
    writing.records[5] = writing.records[5][:4] + struct.pack(">Q", 5) + writing.records[5][12:]
    assert fault(writing.save(tmp_path / "log")) == ("record", 5)


def test_a_payload_that_opens_and_is_another_is_found(tmp_path: Path) -> None:
    writing, other = Writing().questions(3), Writing().questions(2)
    other.add("question", {"question": "another"})
    writing.records[3] = other.records[3]
    assert fault(writing.save(tmp_path / "log")) == ("payload", 3)


def test_another_library_s_key_opens_nothing(log: Path) -> None:
    assert fault(log, key=bytes(32)) == ("record", 0)


@pytest.mark.parametrize(
    "payload",
    [
        b"[]",
        b'"x"',
        b"{} ",
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":0.10}',
        b'{"a":1E30}',
        b'{"a":12345678901234567890}',
        b'{"a":NaN}',
        b'{"a":1e999}',
        b'{"a":"\\/"}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\u000A"}',
        b'{"a":"\\u000a"}',
        b'{"a":"\\u001F"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        b"[" * 100_000,
        '{"\ue000":1,"\U0001f600":2}'.encode(),
    ],
)
def test_a_payload_is_canonical_json(tmp_path: Path, payload: bytes) -> None:
    writing = Writing().questions(2)
    writing.add("question", payload)
    assert fault(writing.save(tmp_path / "log")) == ("canonical", 3)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=3))
def test_what_is_canonical_is_read_as_such(facts: dict[str, object]) -> None:
    payload = rfc8785.dumps(facts)  # type: ignore[arg-type]  # its types are invariant
    assert rfc8785.dumps(checker._facts(payload, 0)) == payload  # type: ignore[arg-type]


@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=3), st.data())
def test_what_is_read_as_canonical_is(facts: dict[str, object], data: st.DataObject) -> None:
    payload = json.dumps(facts, ensure_ascii=data.draw(st.booleans()), separators=(",", ":")).encode("utf-8", "replace")
    try:
        read = checker._facts(payload, 0)
    except Unproven:
        return
    assert rfc8785.dumps(read) == payload  # type: ignore[arg-type]


# Checkpoints, keys and origins


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note[:0],
        lambda note: note[:-1],
        lambda note: note + b"\n",
        lambda note: note.replace(b"\n\n", b"\n"),
        lambda note: note.replace(b"\n\n", b"\nextension\n\n"),
        lambda note: note.replace(b"\n10\n", b"\n010\n"),
        lambda note: note.replace(b"\n10\n", b"\n+10\n"),
        lambda note: note.replace(b"\n10\n", "\n١٠\n".encode()),
        lambda note: note.replace(b"greffier.local/", b"example.org/"),
        lambda note: note.replace("— ".encode(), b"- "),
        lambda note: note.replace(b"=\n\n", b"\n\n"),
        lambda note: note.replace(b"\n", b"\r\n"),
        lambda note: note + "— x AAAA\n".encode(),
        lambda note: note + "— x+y AAAAAAAA\n".encode(),
        lambda note: note + b"\xff",
    ],
)
def test_a_checkpoint_is_read_to_the_byte(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    writing = Writing().questions(9)
    folder = writing.save(tmp_path / "log")
    put(folder, {"checkpoint": change(writing.note())})
    assert fault(folder) == ("note", None)
    assert fault(writing.save(folder), checkpoints=[("kept", change(writing.note()))]) == ("note", None)


@pytest.mark.parametrize(
    "change",
    [
        lambda keys: keys[:0],
        lambda keys: keys[:-1],
        lambda keys: keys + b"\n",
        lambda keys: b"x" + keys,
        lambda keys: keys.replace(b"+", b" ", 1),
        lambda keys: keys.replace(b"\n", b"\r\n"),
        lambda keys: keys + b"\xff\n",
    ],
)
def test_the_list_of_keys_is_read_to_the_byte(log: Path, change: Callable[[bytes], bytes]) -> None:
    edit(log / "verifiers", change)
    assert fault(log)[0] in ("key", "unsigned")


def test_keys_overlap_and_are_retired(tmp_path: Path) -> None:
    writing, first = Writing().questions(3), Signer(origin())
    before = writing.note()
    writing.rotate(NEXT)
    both = writing.questions(3).note()
    assert both.count("— ".encode()) == 2
    assert holds(writing.save(tmp_path / "log")).size == 8
    writing.retire(first)
    folder = writing.questions(2).save(tmp_path / "log")
    assert holds(folder, checkpoints=[("before", before), ("both", both)]).size == 11
    put(folder, {"checkpoint": (writing.text() + "\n" + first.line(writing.text())).encode()})
    assert fault(folder) == ("unsigned", None)  # it had been retired
    assert verify(folder).size == 11  # which is not seen without the library's key


def test_a_key_given_is_the_only_one_trusted_and_leads_to_the_next(tmp_path: Path) -> None:
    writing, first = Writing().questions(3), Signer(origin())
    writing.rotate(NEXT)
    both = writing.note()
    writing.retire(first)
    folder = writing.questions(2).save(tmp_path / "log")
    assert fault(folder, verifiers=[first.vkey]) == ("unsigned", None)
    report = holds(folder, verifiers=[first.vkey], checkpoints=[("both", both)])
    assert (report.size, whats(report)) == (8, [])
    assert fault(folder, verifiers=[first.vkey], checkpoints=[("both", both)], key=None) == ("unsigned", None)
    assert holds(folder, verifiers=[NEXT.vkey]).size == 8
    assert fault(folder, verifiers=["nonsense"]) == ("key", None)


def test_the_keys_listed_are_those_that_the_log_tells_of(tmp_path: Path) -> None:
    writing = Writing().questions(3)
    writing.rotate(NEXT)
    writing.verifiers.reverse()
    assert fault(writing.save(tmp_path / "log")) == ("key", None)
    writing.verifiers = [NEXT.vkey]
    assert fault(writing.save(tmp_path / "log")) == ("key", None)
    writing.verifiers = [Signer(origin()).vkey, Signer("a.example/b").vkey, NEXT.vkey]
    assert whats(holds(writing.save(tmp_path / "log"))) == ["own", "orphan"]


def test_a_key_that_no_entry_tells_of_signs_nothing(tmp_path: Path) -> None:
    writing = Writing().questions(3)
    writing.signers = [NEXT]
    writing.verifiers.append(NEXT.vkey)
    assert fault(writing.save(tmp_path / "log")) == ("unsigned", None)


def test_a_log_goes_on_under_another_origin(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    old = writing.note()
    writing.open(Signer(origin(2)))
    folder = writing.questions(3).save(tmp_path / "log")
    report = holds(folder, checkpoints=[("old", old)])
    assert (report.size, report.origin) == (14, origin(2))
    forked = Writing().questions(12).note()
    assert fault(folder, checkpoints=[("forked", forked)]) == ("history", None)
    text = writing.text().replace(origin(2), origin())
    put(folder, {"checkpoint": (text + "\n" + Signer(origin()).line(text)).encode()})
    assert fault(folder) == ("unsigned", None)


@pytest.mark.parametrize(
    "before",
    [
        None,
        {"origin": origin(), "size": 9, "root": tree_hash(Writing().questions(8).leaves).hex()},
        {"origin": origin(), "size": 10, "root": "0" * 64},
        {"origin": origin(3), "size": 10, "root": tree_hash(Writing().questions(9).leaves).hex()},
    ],
)
def test_a_new_origin_names_the_head_before_it(tmp_path: Path, before: object) -> None:
    writing = Writing().questions(9)
    writing.open(Signer(origin(2)), before=before)
    assert fault(writing.save(tmp_path / "log")) == ("opening", 10)


def test_a_log_begins_by_its_opening(tmp_path: Path) -> None:
    writing = Writing([Signer(origin())], [Signer(origin()).vkey], [b"x"], [b"x"])
    writing.headers, writing.records = [], []
    assert fault(writing.questions(3).save(tmp_path / "log")) == ("opening", 0)
    writing.rotate(NEXT)
    assert fault(writing.save(tmp_path / "log")) == ("opening", 3)


# What is not of the tree


def test_an_entry_that_has_no_checkpoint_yet_is_no_fault(tmp_path: Path) -> None:
    for size in (1, 19, 255, 256):
        writing = Writing().questions(size)
        files = writing.files()
        folder = writing.save(tmp_path / "log", size)
        after = holds(folder)
        put(folder, {name: data for name, data in files.items() if name != "checkpoint"})
        for name in writing.files(size).keys() - files.keys():
            (folder / name).unlink()  # it was renamed
        report = holds(folder, remembered=("machine", size + 1, tree_hash(writing.leaves)))
        assert (report.size, report.root) == (after.size, after.root)
        assert set(whats(report)) == {"own", "tail"}
        assert fault(folder, remembered=("machine", size + 1, bytes(32))) == ("cut", size)


def test_what_else_lies_there_is_told_of_and_not_counted(tmp_path: Path) -> None:
    folder = Writing().questions(300).save(tmp_path / "log")
    files = {"tile/0/000.p/3": b"x", "tile/0/002": b"", "notes.txt": b"x", "lock": b"x", "keys/signer-1.key": b"x"}
    put(folder, {**files, "torn/19-entry": b"x", "payloads/003": b"", "tile/entries/x001/000": b"", "tile/9/000": b""})
    told = {one.about["file"]: one.what for one in holds(folder).notices if "file" in one.about}
    assert told == {
        "tile/0/000.p/3": "stray",
        "tile/0/002": "tail",
        "notes.txt": "stray",
        "lock": "stray",
        "torn/19-entry": "set-aside",
        "payloads/003": "tail",
        "tile/entries/x001/000": "tail",
        "tile/9/000": "tail",
    }


@pytest.mark.parametrize("odd", [None, True, 7, 0.5, "x", [7], ["x"], [{}], {"a": 1}, [{"file": 7}], "torn/x"])
@pytest.mark.parametrize("kind", ["log.opened", "key.rotated", "key.retired", "session.purged", "recovery"])
def test_odd_facts_of_the_log_s_own_entries_raise_nothing_else(tmp_path: Path, kind: str, odd: object) -> None:
    writing = Writing().questions(3)
    names = ("verifier", "before", "key", "entries", "rule", "approver", "set_aside", "chained")
    writing.add(kind, dict.fromkeys(names, odd))
    folder = writing.save(tmp_path / "log")
    if kind in ("log.opened", "key.rotated"):
        assert fault(folder) == ("key", 4)
    else:
        assert holds(folder).lines("fr")


def test_what_was_set_aside_is_what_the_log_says_it_is(tmp_path: Path) -> None:
    writing = Writing().questions(3)
    aside = {"file": "torn/4-entry-1", "bytes": 1, "sha256": sha256(b"x").hexdigest()}
    writing.add("recovery", {"set_aside": [aside], "adopted": []}, None)
    folder = writing.save(tmp_path / "log")
    assert fault(folder) == ("missing", 4)
    put(folder, {"torn/4-entry-1": b"x"})
    assert whats(holds(folder)) == ["own", "set-aside"]
    put(folder, {"torn/4-entry-1": b"y"})
    assert fault(folder) == ("aside", 4)


# The program, alone


def alone(tmp_path: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a copy of the checker where there is nothing of ours."""
    copy = tmp_path / "elsewhere" / "verify.py"
    copy.parent.mkdir(exist_ok=True)
    shutil.copy(checker.__file__, copy)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-P", str(copy), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=copy.parent, env=environment, check=False)


def test_it_is_copied_out_and_run_alone(tmp_path: Path) -> None:
    writing = Writing().questions(9)
    writing.destroy(3)
    folder, kept = writing.save(tmp_path / "log"), tmp_path / "kept"
    kept.write_bytes(writing.note(5))
    put(folder, {"keys/library.key": LIBRARY_KEY.hex().encode() + b"\n"})
    given = ("--keys", folder / "keys", "--checkpoint", kept, "--verifier", Signer(origin()).vkey)
    done = alone(tmp_path, folder, *given, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    assert (said["verified"], said["entries"], said["opened"], said["clock"]) == (True, 11, True, [])
    assert said["destroyed"] == [{"index": 3, "by": 10, "rule": "C-12", "approver": "la directrice"}]
    assert alone(tmp_path, folder, *given, "--lang", "fr").stdout.startswith("11 inscriptions vérifiées")
    edit(next(folder.glob("tile/entries/*/*")), lambda data: data.replace(b'"index":7', b'"index":8'))
    done = alone(tmp_path, folder, "--json", "--lang", "en")
    assert done.returncode == 4
    assert {name: json.loads(done.stdout)[name] for name in ("verified", "entry")} == {"verified": False, "entry": 7}
    assert alone(tmp_path, folder, "--lang", "en").stdout.startswith("Entry 7: ")


def test_what_cannot_be_asked_is_a_usage_error(tmp_path: Path, log: Path) -> None:
    assert alone(tmp_path, tmp_path / "nothing").returncode == 2
    assert alone(tmp_path, log, "--keys", log / "checkpoint").returncode == 2
    assert alone(tmp_path, log, "--checkpoint", tmp_path / "nothing").returncode == 2


def test_it_imports_nothing_of_ours() -> None:
    source = Path(checker.__file__).read_text(encoding="utf-8")
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", source, re.MULTILINE))
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


def test_every_text_is_in_both_languages() -> None:
    source = Path(checker.__file__).read_text(encoding="utf-8")
    used = set(re.findall(r'(?:Unproven\([^"]*?|Notice\()"([a-z-]+)"', source))
    assert used <= checker._SAID.keys()
    for what, both in checker._SAID.items():
        english, french = both.split("\n  ")
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", french)), what
        assert not re.search(r" [:;»]|'", french), what


@pytest.mark.slow
def test_the_command_verifies_the_library_s_own_record(greffier, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from assistant.audit.log import Log
    from indexes.library import Library

    library, state, old = tmp_path / "library", tmp_path / "state", tmp_path / "old"
    Library(library, create=True)
    env = {"GREFFIER_STATE": str(state)}

    def said(*arguments: object, code: int = 0) -> dict[str, object]:
        done = greffier("audit", "verify", "--json", *arguments, library=library, env=env)
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    assert (said()["verified"], said()["entries"]) == (True, 0)
    log = Log(library / "log", state=state)
    for _ in range(5):
        log.record("question", {"question": "Où ?"}, SESSION)
    kept = tmp_path / "kept"
    kept.write_text(log.checkpoint(), encoding="utf-8")
    shutil.copytree(library, old)
    log.record("question", {"question": "Quand ?"}, SESSION)
    whole = said("--checkpoint", kept)
    assert (whole["verified"], whole["entries"], whole["opened"]) == (True, 7, True)
    assert "7 entries, unchanged." in greffier("audit", "verify", library=library, env=env).stdout
    shutil.rmtree(library)
    old.rename(library)  # an old backup
    failed = said(code=4)
    assert (failed["verified"], failed["entry"], failed["what"]) == (False, 6, "cut")
    shutil.rmtree(state)  # nothing is remembered of it now
    assert said()["entries"] == 6
    edit(next((library / "log").glob("tile/entries/*/*")), lambda data: data.replace(b'"index":3', b'"index":9'))
    assert said(code=4)["entry"] == 3


def test_what_a_file_is_called_cannot_write_to_the_terminal(log: Path) -> None:
    put(log, {"\x1b[2J": b"", os.fsdecode(b"\xff"): b""})
    assert "\x1b" not in "".join(holds(log).lines("en"))
    said = alone(log.parent, log, "--json"), alone(log.parent, log)
    assert [one.returncode for one in said] == [0, 0]
    assert json.loads(said[0].stdout)["verified"]


def test_the_library_s_key_is_read_to_the_byte(tmp_path: Path) -> None:
    file = tmp_path / "library.key"
    file.write_bytes(LIBRARY_KEY.hex().encode() + b"\n")
    assert library_key(file) == library_key(tmp_path) == LIBRARY_KEY
    for wrong in (b"", LIBRARY_KEY.hex().encode(), LIBRARY_KEY.hex().upper().encode() + b"\n", b64encode(LIBRARY_KEY)):
        file.write_bytes(wrong)
        with pytest.raises(ValueError, match=re.escape(str(file))):
            library_key(file)
