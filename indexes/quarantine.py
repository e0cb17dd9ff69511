"""The quarantine: files that could not be filed, each with its reason, until they can or a person has seen to them."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime

from indexes.catalogue import Catalogue

AGAIN = ""
"""The pipeline of a file that is to be tried again, whatever tried it last."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that could not be filed, and why; `pipeline` is what tried, on a file of that size and time.

    document: the SHA-256 of its bytes, where they could be read. collection, label: where it was to go, where that was
    said. since, released: when it was set aside, and when a person took it out unfiled; UTC, ISO 8601.
    """

    root: str
    file: str
    reason: str
    detail: str
    size: int
    modified: int
    pipeline: str
    document: str | None = None
    collection: str | None = None
    label: str | None = None
    since: str = ""
    released: str | None = None

    @property
    def name(self) -> str:
        """A short name to type: the first eight digits of the SHA-256 of where it lies."""
        return hashlib.sha256(self.path.encode()).hexdigest()[:8]

    @property
    def path(self) -> str:
        """Where it lies, as it can be shown."""
        return f"{self.root.rstrip('/')}/{self.file}"


_COLUMNS = ", ".join(field.name for field in fields(Quarantined))


class Quarantine:
    """The quarantine of an open catalogue; what is released stays noted, so that it is not taken in again unchanged."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._database = catalogue.database

    def put(self, one: Quarantined) -> None:
        """Set a file aside, in place of what was known of it. The time is now, where it has none."""
        values = (*astuple(one)[:-2], one.since or _now(), one.released)
        marks = ", ".join("?" * len(values))
        self._database.execute(f"INSERT OR REPLACE INTO quarantine ({_COLUMNS}) VALUES ({marks})", values)  # noqa: S608

    def files(self) -> list[Quarantined]:
        """What is set aside, by name."""
        return self._where("released IS NULL ORDER BY root, file")

    def under(self, root: str) -> dict[str, Quarantined]:
        """What is or was set aside under a folder, by its path there; released files too."""
        return {one.file: one for one in self._where("root = ?", root)}

    def at(self, root: str, file: str) -> Quarantined | None:
        """What is known of one file."""
        return next(iter(self._where("root = ? AND file = ?", root, file)), None)

    def named(self, name: str) -> list[Quarantined]:
        """What a person may mean by a path, a path under the folder, or the start of a short name or of a SHA-256."""
        found = self.files()
        exact = [one for one in found if name in (one.path, one.file)]
        return exact or [
            one
            for one in found
            if len(name) >= 4 and (one.name.startswith(name) or (one.document or "").startswith(name))
        ]

    def again(self, one: Quarantined) -> None:
        """Have a file tried again by the next job that meets it."""
        self._database.execute(
            "UPDATE quarantine SET pipeline = ? WHERE root = ? AND file = ?", (AGAIN, one.root, one.file)
        )

    def waiting(self) -> list[Quarantined]:
        """What is to be tried again."""
        return self._where("released IS NULL AND pipeline = ? ORDER BY root, file", AGAIN)

    def release(self, one: Quarantined) -> None:
        """Take a file out without filing it. Unchanged, it is passed over from now on."""
        self._database.execute(
            "UPDATE quarantine SET released = ? WHERE root = ? AND file = ?", (_now(), one.root, one.file)
        )

    def forget(self, root: str, file: str) -> None:
        """Drop what is known of a file, which could be read after all."""
        self._database.execute("DELETE FROM quarantine WHERE root = ? AND file = ?", (root, file))

    def _where(self, condition: str, *values: str) -> list[Quarantined]:
        rows = self._database.execute(f"SELECT {_COLUMNS} FROM quarantine WHERE {condition}", values)  # noqa: S608
        return [Quarantined(*row) for row in rows]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
