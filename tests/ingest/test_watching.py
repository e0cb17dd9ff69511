"""The watch over a folder: what keeps still for two looks is taken, once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.events import Filed, SetAside, Unchanged
from ingest.watching import batches, outcome


class Waits:
    """What happens in the folder between two looks, one after the other."""

    def __init__(self, *happenings: Callable[[], object]) -> None:
        self.happenings = iter(happenings)
        self.count = 0

    def __call__(self) -> None:
        self.count += 1
        next(self.happenings, lambda: None)()


def write(path: Path, content: bytes, time: int) -> None:
    path.write_bytes(content)
    os.utime(path, ns=(time, time))


def taken(folder: Path, wait: Waits, looks: int, *, done: bool = True) -> Iterator[list[str]]:
    for batch in batches(folder, wait, looks=looks):
        yield [one.file for one in batch.files]
        batch.taken(done)


def test_what_stands_there_is_taken_after_two_looks_and_not_again(tmp_path: Path) -> None:
    write(tmp_path / "a.pdf", b"a", 1)
    wait = Waits()
    assert list(taken(tmp_path, wait, 5)) == [["a.pdf"]]
    assert wait.count == 4


def test_what_is_still_being_written_waits(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write(path, b"a", 1)
    wait = Waits(lambda: write(path, b"ab", 2), lambda: write(path, b"ab", 3))
    assert list(taken(tmp_path, wait, 3)) == []
    wait = Waits(lambda: write(path, b"abc", 4))
    assert list(taken(tmp_path, wait, 3)) == [["a.pdf"]]


def test_what_changes_is_taken_again_and_what_goes_is_not_missed(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write(path, b"a", 1)
    wait = Waits(lambda: None, lambda: write(path, b"b", 2), lambda: None, path.unlink)
    assert list(taken(tmp_path, wait, 6)) == [["a.pdf"], ["a.pdf"]]


def test_what_could_not_be_filed_comes_again(tmp_path: Path) -> None:
    write(tmp_path / "a.pdf", b"a", 1)
    assert list(taken(tmp_path, Waits(), 4, done=False)) == [["a.pdf"]] * 3


def test_row_21_what_is_no_file_is_told_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.pdf")
    assert list(taken(tmp_path, Waits(), 5)) == [["fifo.pdf"]]


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (Filed("a.pdf", "d", 3, 1, ()), "a.pdf: filed, 3 pages"),
        (Filed("a.pdf", "d", 3, 1, (4, 5)), "a.pdf: filed in part, 2 of its pages could not be read"),
        (SetAside("a.pdf", "damaged", "x"), "a.pdf: set aside, damaged"),
        (Unchanged("a.pdf"), None),
    ],
)
def test_each_file_has_its_line(event: Filed | SetAside | Unchanged, line: str | None) -> None:
    assert outcome(event) == line
