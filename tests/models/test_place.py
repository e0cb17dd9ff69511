"""A model is in the models folder whole, or not at all."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from models import place
from models.place import BadNameError, FolderError


@pytest.mark.parametrize("name", ["m", "bge-m3", "e5.small_v2", "0", "a" * 64])
def test_a_name_that_is_a_folders_passes(name: str) -> None:
    place.check_name(name)


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "a/b", "../a", "Grand", "é", "a" * 65, "a\n", "-a"])
def test_another_is_refused(name: str) -> None:
    with pytest.raises(BadNameError) as caught:
        place.check_name(name)
    assert "--name" in caught.value.hint


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    place.check_free(tmp_path, "m")
    (tmp_path / "m").mkdir()
    with pytest.raises(BadNameError, match="already"):
        place.check_free(tmp_path, "m")


def test_what_was_filled_takes_its_name(tmp_path: Path) -> None:
    with place.locked(tmp_path), place.aside(tmp_path, "m") as aside:
        (aside / "deep").mkdir()
        (aside / "deep" / "file").write_text("x")
        assert not (tmp_path / "m").exists()
    assert (tmp_path / "m" / "deep" / "file").read_text() == "x"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "m"]


def filled(folder: Path, error: Exception) -> None:
    with place.aside(folder, "m") as aside:
        (aside / "file").write_text("x")
        raise error


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        filled(tmp_path, ZeroDivisionError())
    assert list(tmp_path.iterdir()) == []


def test_what_the_system_refuses_is_said_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="No space left") as caught:
        filled(tmp_path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert "room" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_what_an_interrupted_process_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".aside-left").mkdir()
    with place.locked(tmp_path):
        assert not (tmp_path / ".aside-left").exists()


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "models").touch()
    with pytest.raises(FolderError) as caught, place.locked(tmp_path / "models"):
        pytest.fail("locked")
    assert caught.value.hint


def test_a_disk_that_takes_no_more_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from models import place\n"
        "folder = Path(sys.argv[1])\n"
        "try:\n"
        "    with place.locked(folder), place.aside(folder, 'm') as aside:\n"
        "        (aside / 'file').write_bytes(bytes(1 << 20))\n"
        "except place.FolderError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16)),
        cwd=Path(place.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "File too large" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]
