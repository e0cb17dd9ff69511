"""Files: canonical JSON, and writing that leaves the old file or the new one."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexes.files import canonical, copy_and_hash, replace_file, sha256_of

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("aéb", max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text("aéb", max_size=3), _VALUES, max_size=4))
def test_canonical_json_does_not_depend_on_the_order_of_keys(value: dict[str, object]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical(value) == canonical(turned)
    assert json.loads(canonical(value)) == value


def test_canonical_json_is_one_line_of_utf_8() -> None:
    assert canonical({"b": "é", "a": [1, 2]}) == '{"a":[1,2],"b":"é"}'.encode()


def test_a_number_that_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


def test_a_copy_has_the_hash_of_its_own_bytes(tmp_path: Path) -> None:
    content = os.urandom(3 << 20)
    (tmp_path / "a").write_bytes(content)
    digest = copy_and_hash(tmp_path / "a", tmp_path / "b")
    assert digest == hashlib.sha256(content).hexdigest() == sha256_of(tmp_path / "b")


def test_a_copy_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"new")
    (tmp_path / "b").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        copy_and_hash(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"old"


def test_a_file_is_replaced_whole_and_nothing_is_left_aside(tmp_path: Path) -> None:
    replace_file(tmp_path / "a", b"old")
    replace_file(tmp_path / "a", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_file(tmp_path / "a", b"old")

    def refuse(descriptor: int) -> None:
        raise OSError("no")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="no"):
        replace_file(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
