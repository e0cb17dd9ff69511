"""Writes what became of every file of a job, a row each, as it happens: memory does not grow with the job."""

from __future__ import annotations

import csv
import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TextIO

from ingest.events import Event, Filed, SetAside, Unchanged

COLUMNS = ("file", "outcome", "reason", "detail", "pages", "lost", "flagged", "passages", "seconds", "document")
_FORMULA = ("=", "+", "-", "@")


def row(event: Event) -> dict[str, object] | None:
    """What became of a file; None for an event that is about none."""
    match event:
        case Filed():
            found: dict[str, object] = {
                "outcome": "partial" if event.lost else "filed",
                "pages": event.pages,
                "lost": list(event.lost),
                "flagged": list(event.flagged),
                "passages": event.passages,
                "seconds": round(event.seconds, 3),
                "document": event.document,
            }
        case Unchanged():
            found = {"outcome": "released" if event.released else "unchanged"}
        case SetAside():
            found = {
                "outcome": "quarantined",
                "reason": event.reason,
                "detail": event.detail,
                "seconds": round(event.seconds, 3),
            }
        case _:
            return None
    return {"file": event.file, **found}


class Ledger(AbstractContextManager["Ledger"]):
    """A table in a file, CSV or, where its name ends in `.json`, a JSON list. Written aside, renamed when it is whole.

    A job that is stopped leaves the rows that it came to, under the same name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._aside = path.with_name(f".{path.name}.new")
        self._json = path.suffix.lower() == ".json"
        # What opens CSV in offices takes it for another encoding unless a byte order mark says that it is UTF-8.
        encoding = "utf-8" if self._json else "utf-8-sig"
        self._file: TextIO = self._aside.open("w", encoding=encoding, newline="")
        self._rows = 0
        self._table = csv.DictWriter(self._file, COLUMNS, restval="")
        if not self._json:
            self._table.writeheader()

    def add(self, event: Event) -> None:
        """Write the row of an event that is about a file."""
        found = row(event)
        if found is None:
            return
        if self._json:
            self._file.write(("[\n" if not self._rows else ",\n") + json.dumps(found, ensure_ascii=False))
        else:
            self._table.writerow({name: _cell(value) for name, value in found.items()})
        self._rows += 1

    def __exit__(self, *_error: object) -> None:
        """Give the file its name."""
        if self._json:
            self._file.write("\n]\n" if self._rows else "[]\n")
        self._file.close()
        self._aside.replace(self._path)


def _cell(value: object) -> object:
    """A value as a cell: lists as numbers with spaces between, and no text that a spreadsheet would compute."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
