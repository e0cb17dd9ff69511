"""A library on disk: what is one, what is none, and one writer at a time."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from indexes.errors import BusyError, NoLibraryError
from indexes.library import Library


def test_a_new_folder_is_made_a_library(tmp_path: Path) -> None:
    library = Library(tmp_path / "new" / "library", create=True)
    assert library.current_generation() is None
    assert library.catalogue.documents() == []
    library.close()
    Library(tmp_path / "new" / "library").close()
    Library(tmp_path / "new" / "library", create=True).close()


def test_an_empty_folder_is_made_a_library(tmp_path: Path) -> None:
    Library(tmp_path, create=True).close()


def test_a_folder_that_is_no_library_says_how_to_make_one(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NoLibraryError) as caught:
            Library(folder)
        assert str(folder) in str(caught.value)
        assert "ingest run" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(NoLibraryError) as caught:
        Library(tmp_path, create=True)
    assert caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("mark", [{"format": 99}, {}, []])
def test_a_library_of_another_format_is_not_opened(tmp_path: Path, mark: object) -> None:
    (tmp_path / "library.json").write_text(json.dumps(mark))
    for create in (False, True):
        with pytest.raises(NoLibraryError, match="format"):
            Library(tmp_path, create=create)


def test_row_27_one_writes_and_the_other_is_told_who(tmp_path: Path) -> None:
    library, other = Library(tmp_path, create=True), Library(tmp_path)
    with library.writing():
        with pytest.raises(BusyError, match=f"process {os.getpid()}") as caught, other.writing():
            pass
        assert caught.value.hint
    with other.writing():
        pass
    library.close()
    other.close()


def test_row_25_a_writer_clears_away_what_a_killed_one_left(tmp_path: Path) -> None:
    library = Library(tmp_path, create=True)
    (tmp_path / "document").write_bytes(b"content")
    library.vault.receive(tmp_path / "document")
    aside = library.generations / ".left"
    aside.mkdir(parents=True)
    with library.writing():
        assert not aside.exists()
        assert not list((tmp_path / "vault" / "incoming").iterdir())
    library.close()


def test_reading_waits_for_no_writer(tmp_path: Path) -> None:
    library, reader = Library(tmp_path, create=True), Library(tmp_path)
    with library.writing(), library.catalogue.transaction():
        assert reader.catalogue.documents() == []
    library.close()
    reader.close()
