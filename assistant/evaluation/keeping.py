"""Keeps each result in the library that it is of, so that the last ones can be seen side by side."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from indexes.files import replace_file
from indexes.library import EVALUATIONS

FOLDER = EVALUATIONS
KEPT = 50
"""Results that are kept, the newest."""


def keep(folder: Path, made: str, document: str) -> Path:
    """Put a result with the others, under a name by which they stand in the order of their times.

    folder: of the results; made: UTC, ISO 8601; document: the JSON that `greffier eval run --out` writes.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(exist_ok=True)
    stem = datetime.fromisoformat(made).strftime("%Y%m%dT%H%M%SZ")
    path, more = folder / f"{stem}.json", 2
    while path.exists():
        path, more = folder / f"{stem}-{more}.json", more + 1
    replace_file(path, (document + "\n").encode())
    for old in kept(folder)[KEPT:]:
        old.unlink(missing_ok=True)
    return path


def kept(folder: Path) -> list[Path]:
    """The results that are kept, the newest first."""
    return sorted(folder.glob("[0-9]*T*Z*.json"), key=lambda path: path.stem.partition("-")[0::2], reverse=True)
