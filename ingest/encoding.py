"""Notes in the journal which documents are in a segment of the search indexes, while a publication makes them."""

from __future__ import annotations

from collections.abc import Callable

from indexes import segment
from indexes.journal import Journal
from indexes.library import Library
from indexes.publishing import STAGED

Progress = Callable[[int, int], None]
"""Told how many passages are indexed, of how many that have to be."""


def noting(library: Library, journal: Journal, told: Progress) -> Progress:
    """Make what a publication tells its progress to: it looks which segments are staged by then, and passes it on."""
    seen: set[str] = set()

    def progress(done: int, total: int) -> None:
        folders = [path for path in (library.generations / STAGED).iterdir() if not path.name.startswith(".")]
        for folder in folders:
            if folder.name not in seen:
                seen.add(folder.name)
                journal.encoded(one.document for one in segment.load(folder).documents)
        told(done, total)

    return progress
