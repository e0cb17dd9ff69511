"""Proofs that leave the house: as the C2SP documents write them, read to the byte, and worth nothing once bent."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.audit.checkpoints import Checkpoint
from assistant.audit.log import Log
from assistant.audit.merkle import ProofError, leaf_hash, root_of
from assistant.audit.notes import Note, SigningKey, VerifierKey
from assistant.audit.proofs import (
    ConsistencyProof,
    EntryProof,
    entry_proof,
    extension_proof,
    parse_consistency_proof,
    parse_entry_proof,
)

ENTRIES = [b"entry %d" % number for number in range(11)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
KEY = SigningKey.new("greffier.local/0123456789abcdef")


def hash_at(level: int, index: int) -> bytes:
    return root_of(LEAVES[index << level : (index + 1) << level])


def note_at(size: int, key: SigningKey = KEY) -> bytes:
    text = Checkpoint(KEY.name, size, root_of(LEAVES[:size])).text()
    return Note(text, (key.sign(text),)).encoded()


class Made:
    """A log in memory."""

    def checkpoint(self) -> str:
        return note_at(11).decode()

    def hash_at(self, level: int, index: int) -> bytes:
        return hash_at(level, index)

    def header(self, index: int) -> bytes:
        return ENTRIES[index]


ENTRY = entry_proof(Made(), 6)
GROWTH = extension_proof(note_at(11), 6, hash_at)


def test_the_proof_of_an_entry_is_a_tlog_proof() -> None:
    lines = ENTRY.split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra ZW50cnkgNg==", "index 6"]
    assert lines[7:11] == ["", KEY.name, "11", Checkpoint("", 0, root_of(LEAVES)).text().split("\n")[2]]
    assert ENTRY.endswith(note_at(11).decode())


@pytest.mark.parametrize("index", range(11))
def test_every_entry_is_proven(index: int) -> None:
    proof = parse_entry_proof(entry_proof(Made(), index).encode())
    assert proof.extra == ENTRIES[index]
    assert proof.verify(ENTRIES[index], [KEY.verifier]).size == 11
    for other in ENTRIES[:index] + ENTRIES[index + 1 :]:
        with pytest.raises(ProofError):
            proof.verify(other, [KEY.verifier])


def test_the_real_log_proves_its_entries(tmp_path: Path) -> None:
    log = Log(tmp_path / "log", state=tmp_path / "state")
    for number in range(5):
        log.record("question", {"question": str(number)}, "7b1e2a4c9d0f3a55")
    keys = [VerifierKey.parse(line) for line in (tmp_path / "log" / "verifiers").read_text().splitlines()]
    for index in range(6):
        proof = parse_entry_proof(entry_proof(log, index).encode())
        assert json.loads(proof.extra or b"")["index"] == index
        assert proof.verify(log.header(index), keys).size == 6
    with pytest.raises(ProofError):
        entry_proof(log, 6)


def test_no_proof_without_a_known_key() -> None:
    proof = parse_entry_proof(ENTRY.encode())
    stranger = SigningKey.new(KEY.name)
    for keys in ([], [stranger.verifier]):
        with pytest.raises(ProofError, match="no known key"):
            proof.verify(ENTRIES[6], keys)
    with pytest.raises(ProofError, match="no known key"):
        GROWTH.verify(root_of(LEAVES[:6]), [stranger.verifier])


@pytest.mark.parametrize("old", range(12))
def test_growth_is_proven_as_a_witness_is_asked(old: int) -> None:
    proof = extension_proof(note_at(11), old, hash_at)
    assert proof.text().startswith(f"old {old}\n")
    assert parse_consistency_proof(proof.text().encode()) == proof
    assert proof.verify(root_of(LEAVES[:old]), [KEY.verifier]).size == 11
    with pytest.raises(ProofError):
        proof.verify(leaf_hash(b"other"), [KEY.verifier])


def test_a_log_is_not_shrunk_by_proof() -> None:
    with pytest.raises(ProofError):
        extension_proof(note_at(3), 4, hash_at)
    with pytest.raises(ProofError):
        extension_proof(b"no note", 1, hash_at)


BENDS: list[Callable[[str], str]] = [
    lambda text: text[:0],
    lambda text: text.replace("tlog-proof@v1", "tlog-proof@v2"),
    lambda text: text.replace("index 6", "index 06"),
    lambda text: text.replace("index 6", "index -6"),
    lambda text: text.replace("index 6", "index  6"),
    lambda text: text.replace("index 6", "index"),
    lambda text: text.replace("index 6\n", ""),
    lambda text: text.replace("index 6\n", "index 6\nindex 6\n"),
    lambda text: text.replace("index 6\n", "index 6\n\n"),
    lambda text: text.replace("extra ", "more "),
    lambda text: text.replace("extra ZW50cnkgNg==", "extra ZW50cnkgNg"),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("\n\n", "\n", 1),
    lambda text: text.replace("\n\n", "\n" + "A" * 43 + "=" + "\n\n", 1).replace("A=", "B="),
    lambda text: text.replace("index 6\n", "index 6\n" + ("A" * 43 + "=\n") * 64),
    lambda text: text.replace("c2sp.org", "é"),
    lambda text: text[:-1],
    lambda text: text + "\n",
    lambda text: " " + text,
    lambda text: text.rpartition("\n\n")[0],
]


@pytest.mark.parametrize("bend", BENDS)
def test_what_is_no_proof_of_an_entry(bend: Callable[[str], str]) -> None:
    assert bend(ENTRY) != ENTRY
    with pytest.raises(ProofError):
        parse_entry_proof(bend(ENTRY).encode())


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("old 6", "old 06"), ("old 6", "new 6"), ("old 6\n", ""), ("old 6", "old 6 "), ("\n\n", "\n"), ("=\n", "\n")],
)
def test_what_is_no_proof_of_growth(was: str, becomes: str) -> None:
    with pytest.raises(ProofError):
        parse_consistency_proof(GROWTH.text().replace(was, becomes, 1).encode())


def proven(read: Callable[[bytes], EntryProof | ConsistencyProof], data: bytes) -> bool:
    try:
        proof = read(data)
        if isinstance(proof, EntryProof):
            return proof.verify(ENTRIES[6], [KEY.verifier]).size == 11
        return proof.verify(root_of(LEAVES[:6]), [KEY.verifier]).size == 11
    except ProofError:
        return False


@given(st.data())
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=300)
def test_no_byte_may_differ_but_those_that_nothing_rests_on(data: st.DataObject) -> None:
    for read, text in ((parse_entry_proof, ENTRY), (parse_consistency_proof, GROWTH.text())):
        whole = text.encode()
        at = data.draw(st.integers(0, len(whole) - 1))
        bent = bytearray(whole)
        bent[at] ^= 1 << data.draw(st.integers(0, 7))
        if proven(read, bytes(bent)):
            # what is beside the proof: the extra, which nobody vouches for
            proof = read(bytes(bent))
            assert isinstance(proof, EntryProof)
            assert proof.extra != ENTRIES[6]
