"""Payloads: what is sealed is opened by its key and in its place only, and nothing of it is left once destroyed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.audit.payloads import PayloadError, Record, destroy, file_of, opened, records, seal

KEY = bytes(range(32))


def sealed(index: int, payload: bytes) -> Record:
    return Record(0, index, seal(index, payload, KEY)[1])


@given(st.binary(max_size=500), st.integers(0, 1 << 40))
def test_what_is_sealed_is_opened_and_committed_to(payload: bytes, index: int) -> None:
    committed, record = seal(index, payload, KEY)
    salt, clear = opened(Record(0, index, record), KEY)
    assert clear == payload
    assert len(salt) == 32
    assert hashlib.sha256(salt + payload).hexdigest() == committed


def test_the_same_payload_is_never_sealed_alike() -> None:
    assert seal(0, b"{}", KEY)[0] != seal(0, b"{}", KEY)[0]


@given(st.integers(13, 13 + 12 + 48 + 12 + 32 + 2 + 16 - 1), st.integers(0, 7))
def test_a_record_with_one_bit_changed_is_not_opened(at: int, bit: int) -> None:
    data = bytearray(seal(3, b"{}", KEY)[1])
    data[at] ^= 1 << bit
    with pytest.raises(PayloadError):
        opened(Record(0, 3, bytes(data)), KEY)


def test_a_record_is_not_opened_elsewhere_nor_by_another_key() -> None:
    record = sealed(3, b"{}")
    with pytest.raises(PayloadError):
        opened(Record(0, 4, record.data), KEY)
    with pytest.raises(PayloadError):
        opened(record, bytes(32))


def test_records_are_read_up_to_what_is_none() -> None:
    first, second = seal(256, b"{}", KEY)[1], seal(257, b"[]", KEY)[1]
    found = list(records(first + second + second[:20], 256))
    assert [(one.start, one.index) for one in found] == [(0, 256), (len(first), 257)]
    assert list(records(second + first, 256)) == []
    assert list(records(b"\x00" * 40, 0)) == []


def test_of_what_is_destroyed_nothing_is_left_and_the_rest_stays(tmp_path: Path) -> None:
    path = file_of(tmp_path, 1)
    path.parent.mkdir()
    whole = [seal(index, b"secret", KEY)[1] for index in range(3)]
    path.write_bytes(b"".join(whole))
    for _again in range(2):
        destroy(tmp_path, [1])
    found = list(records(path.read_bytes(), 0))
    assert [one.destroyed for one in found] == [False, True, False]
    assert set(found[1].data[12:]) == {0}
    assert opened(found[2], KEY)[1] == b"secret"
    with pytest.raises(PayloadError, match="7"):
        destroy(tmp_path, [7])
