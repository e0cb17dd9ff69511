"""Names and contents of tiles and bundles, by the C2SP text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.audit.tiles import framed, hashes, name, number, shelf, spans, unframed


@pytest.mark.parametrize(
    ("n", "path"), [(0, "000"), (7, "007"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")]
)
def test_numbers_are_groups_of_three(n: int, path: str) -> None:
    assert number(n) == path


@pytest.mark.parametrize(
    ("kind", "n", "width", "path"),
    [("0", 0, 1, "tile/0/000.p/1"), ("entries", 1234, 256, "tile/entries/x001/234"), ("1", 2, 255, "tile/1/002.p/255")],
)
def test_partial_files_say_how_much_they_hold(kind: str, n: int, width: int, path: str) -> None:
    assert name(kind, n, width) == path


def test_the_last_files_of_a_tree_of_70000_are_those_of_the_text() -> None:
    assert spans(70_000) == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert spans(256) == [(0, 1, 0), (1, 0, 1)]
    assert spans(0) == [(0, 0, 0)]


@given(st.lists(st.binary(max_size=400), max_size=20), st.binary(max_size=1))
def test_a_bundle_is_read_back_and_what_is_torn_is_left(entries: list[bytes], torn: bytes) -> None:
    bundle = b"".join(map(framed, entries))
    assert unframed(bundle + torn) == (entries, len(bundle))


def test_an_entry_has_65535_bytes_at_most() -> None:
    assert len(framed(bytes(65_535))) == 65_537
    with pytest.raises(ValueError, match="65536"):
        framed(bytes(65_536))


def test_the_widest_of_partial_files_counts(tmp_path: Path) -> None:
    files = shelf(tmp_path, 0)
    assert files.found(3) is None
    for width in (9, 10):
        files.path(3, width).parent.mkdir(parents=True, exist_ok=True)
        files.path(3, width).write_bytes(b"")
    (files.path(3, 9).parent / "junk").write_bytes(b"")
    assert files.found(3) == (files.path(3, 10), 10)
    files.path(3).write_bytes(b"")
    assert files.found(3) == (files.path(3), 256)


def test_a_tile_is_hashes() -> None:
    assert list(hashes(b"a" * 32 + b"b" * 32)) == [b"a" * 32, b"b" * 32]
