"""Containers that were opened, by where they lie."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from indexes.contents import Contents, Opened
from indexes.library import Library
from indexes.quarantine import Quarantine, Quarantined


def test_a_container_is_remembered_as_it_was_last(tmp_path: Path) -> None:
    with closing(Library(tmp_path / "library", create=True)) as library:
        contents = Contents(library.catalogue)
        assert contents.at("/a", "b.zip") is None
        contents.put("/a", "b.zip", Opened(10, 20, 3))
        contents.put("/a", "b.zip", Opened(11, 21, 4))
        assert contents.at("/a", "b.zip") == Opened(11, 21, 4)
        assert contents.at("/c", "b.zip") is None


def test_what_can_be_read_after_all_is_forgotten(tmp_path: Path) -> None:
    with closing(Library(tmp_path / "library", create=True)) as library:
        quarantine = Quarantine(library.catalogue)
        for file in ("b.zip", "c.zip"):
            quarantine.put(Quarantined("/a", file, "damaged", "", 1, 2, "3"))
        quarantine.forget("/a", "b.zip")
        assert [one.file for one in quarantine.files()] == ["c.zip"]
