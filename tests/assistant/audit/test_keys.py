"""The secret keys of a library: made once, read by their owner only, and known when they are damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.audit.keys import Keys
from assistant.errors import RecordError

NAME = "greffier.local/0123456789abcdef"


def test_the_library_s_key_is_made_once(tmp_path: Path) -> None:
    assert not Keys(tmp_path / "keys").is_here()
    with pytest.raises(RecordError, match=r"library\.key"):
        Keys(tmp_path / "keys").library()
    key = Keys(tmp_path / "keys").library(create=True)
    assert len(key) == 32
    assert Keys(tmp_path / "keys").library(create=True) == key
    assert Keys(tmp_path / "keys").is_here()
    assert (tmp_path / "keys" / "library.key").stat().st_mode & 0o077 == 0


def test_a_signing_key_is_found_by_its_id(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    made = keys.new_signer(NAME)
    assert keys.signer(made.verifier.id.hex()).verifier == made.verifier
    keys.verify()
    with pytest.raises(RecordError, match="signer-00000000"):
        keys.signer("00000000")


@pytest.mark.parametrize("at", range(0, 120, 7))
def test_row_28_a_signing_key_with_one_bit_changed_is_named(tmp_path: Path, at: int) -> None:
    keys = Keys(tmp_path)
    made = keys.new_signer(NAME)
    path = tmp_path / f"signer-{made.verifier.id.hex()}.key"
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 1
    path.write_bytes(data)
    with pytest.raises(RecordError, match=path.name):
        keys.verify()


def test_a_key_under_another_s_name_is_none(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    one, two = keys.new_signer(NAME), keys.new_signer(NAME)
    paths = [tmp_path / f"signer-{key.verifier.id.hex()}.key" for key in (one, two)]
    paths[0].write_bytes(paths[1].read_bytes())
    with pytest.raises(RecordError, match=paths[0].name):
        keys.verify()
