"""Remembers archives and messages that were opened, so that an unchanged one need not be opened again."""

from __future__ import annotations

from dataclasses import dataclass

from indexes.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Opened:
    """A container of that size and time, and how many files it held; their names are those of their locations."""

    size: int
    modified: int
    members: int


class Contents:
    """The containers of an open catalogue, by where they lie. For the one writer of a library."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._database = catalogue.database

    def at(self, root: str, file: str) -> Opened | None:
        """What was found when the container at that place was opened last."""
        row = self._database.execute(
            "SELECT size, modified, members FROM containers WHERE root = ? AND file = ?", (root, file)
        ).fetchone()
        return Opened(*row) if row else None

    def put(self, root: str, file: str, opened: Opened) -> None:
        """Remember what was found in a container, in place of what was known of it."""
        self._database.execute(
            "INSERT OR REPLACE INTO containers (root, file, size, modified, members) VALUES (?, ?, ?, ?, ?)",
            (root, file, opened.size, opened.modified, opened.members),
        )
