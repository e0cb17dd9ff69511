"""The walk: which names are files to be filed, which are refused and why, and how a name is shown."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.discover import Candidate, Refused, discover, shown


def names(*paths: Path) -> list[str]:
    return [one.file for one in discover(paths) if isinstance(one, Candidate)]


def refusals(*paths: Path) -> dict[str, str]:
    return {one.file: one.reason for one in discover(paths) if isinstance(one, Refused)}


def test_a_folder_is_walked_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b.pdf", "a/2.pdf", "a/1.PDF", "c.exe"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert names(tmp_path) == ["b.pdf", "a/1.PDF", "a/2.pdf"]
    assert refusals(tmp_path) == {}


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "reglement").write_bytes(b"")
    (found,) = discover([tmp_path / "reglement"])
    assert found == Candidate(tmp_path, tmp_path / "reglement", "reglement")


def test_row_21_what_is_no_regular_file_is_refused_and_the_walk_goes_on(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    outside.mkdir()
    (folder / "good.pdf").write_bytes(b"")
    (outside / "secret.pdf").write_bytes(b"")
    (folder / "link-out.pdf").symlink_to(outside / "secret.pdf")
    (folder / "link-in.pdf").symlink_to(folder / "good.pdf")
    (folder / "dangling.pdf").symlink_to(folder / "nothing.pdf")
    (folder / "loop.pdf").symlink_to(folder / "loop.pdf")
    (folder / "device.pdf").symlink_to("/dev/zero")
    os.mkfifo(folder / "fifo.pdf")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(folder / "socket.pdf"))
        assert refusals(folder) == {
            "link-out.pdf": "outside",
            "dangling.pdf": "missing",
            "loop.pdf": "unreadable",
            "device.pdf": "outside",
            "fifo.pdf": "not_a_file",
            "socket.pdf": "not_a_file",
        }
    assert names(folder) == ["good.pdf", "link-in.pdf"]


def test_row_21_a_link_to_a_folder_is_not_followed_and_said_so(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    outside.mkdir()
    (outside / "secret.pdf").write_bytes(b"")
    (folder / "elsewhere").symlink_to(outside)
    (folder / "round").symlink_to(folder)
    assert names(folder) == []
    assert refusals(folder) == {"elsewhere": "outside", "round": "not_a_file"}


def test_row_21_what_the_system_does_not_let_us_read_is_refused(tmp_path: Path) -> None:
    """Permission bits do not stop root: then both are read, and that is what must be seen."""
    locked, folder = tmp_path / "locked.pdf", tmp_path / "locked"
    locked.write_bytes(b"")
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"")
    locked.chmod(0)
    folder.chmod(0)
    try:
        if os.access(locked, os.R_OK):
            assert names(tmp_path) == ["locked.pdf", "locked/a.pdf"]
        else:
            assert refusals(tmp_path) == {"locked.pdf": "unreadable", "locked": "unreadable"}
    finally:
        folder.chmod(0o700)


def test_row_21_as_nobody_what_is_locked_is_refused(tmp_path: Path) -> None:
    """The same in a process that has given away root's power, if it had it."""
    (tmp_path / "locked.pdf").write_bytes(b"")
    (tmp_path / "locked.pdf").chmod(0)
    (tmp_path / "locked").mkdir(mode=0)
    script = (
        "import os, sys; from pathlib import Path; from ingest.discover import discover\n"
        "os.geteuid() == 0 and os.setresuid(65534, 65534, 65534)\n"
        "print(sorted((one.file, one.reason) for one in discover([Path('.')])))"
    )
    tmp_path.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.strip() == "[('locked', 'unreadable'), ('locked.pdf', 'unreadable')]"


@pytest.mark.parametrize(
    ("name", "as_shown"),
    [
        (b"..pdf", "..pdf"),
        (b"..%2F..%2Fpasswd.pdf", "..%2F..%2Fpasswd.pdf"),
        (b"two\nlines.pdf", "two\\nlines.pdf"),
        (b"\x1b]52;c;eA==\x07.pdf", "\\x1b]52;c;eA==\\x07.pdf"),
        (b"latin-\xe9.pdf", "latin-\\xe9.pdf"),
        ("é \u202egnp.pdf".encode(), "é \\u202egnp.pdf"),
    ],
)
def test_row_20_a_hostile_name_is_filed_under_one_that_can_be_shown(tmp_path: Path, name: bytes, as_shown: str) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(b"")
    (found,) = discover([tmp_path])
    assert isinstance(found, Candidate)
    assert found.file == as_shown
    assert found.path == path


def test_row_20_a_path_with_dots_leads_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.pdf").write_bytes(b"")
    (found,) = discover([tmp_path / "sub" / ".." / "a.pdf"])
    assert found.file == "a.pdf"


@given(st.binary(min_size=1, max_size=30))
def test_row_20_what_is_shown_can_always_be_printed(name: bytes) -> None:
    text = shown(os.fsdecode(name))
    assert text.isprintable()
    text.encode()
