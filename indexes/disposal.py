"""What the catalogue holds of how documents are kept, removed and destroyed: rules, removals, tombstones.

A document is destroyed in steps that may each be cut off: first its tombstone stands and it is removed from search;
at the end the tombstone says so. Whatever lies between is done again by whoever finds a tombstone that is not done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from indexes.catalogue import Catalogue
from indexes.scrubbing import scrub

_HOLDING = ("passages", "pages", "locations", "ruled", "removed", "journal")
"""Tables in which a document's rows are named by the column `document`, and go with it."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """What rules said last of a document where it was found. since: when they first did; UTC, ISO 8601."""

    root: str
    file: str
    rules: tuple[str, ...]
    collection: str | None = None
    label: str | None = None
    retain: str | None = None
    hold: str | None = None
    newest: bool = False
    since: str = ""

    def same(self, another: Ruled) -> bool:
        """Say whether the same is said, whenever it was."""
        return replace(self, since="") == replace(another, since="")


_RULED = "root, file, rules, collection, label, retain, hold, newest, since"


@dataclass(frozen=True, slots=True)
class Removal:
    """A document that was taken out of search, and why; `since` is UTC, ISO 8601."""

    document: str
    reason: str
    since: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of a document: its SHA-256 and those of its files' names, and by whose word it was destroyed.

    begun, done: UTC, ISO 8601; `done` is None while not all of it is gone.
    """

    document: str
    names: tuple[str, ...]
    rule: str
    approver: str
    begun: str
    done: str | None


class Disposal:
    """The tables over an open catalogue. What writes several rows is called within the catalogue's transaction."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._database = catalogue.database

    # Rules

    def rule(self, document: str, ruled: Ruled) -> None:
        """Note what rules say of a document found at a place; it holds for what stood there before it, too."""
        names = json.dumps(ruled.rules, ensure_ascii=False)
        said = (names, ruled.collection, ruled.label, ruled.retain, ruled.hold, ruled.newest)
        self._database.execute(
            "UPDATE ruled SET rules = ?, collection = ?, label = ?, retain = ?, hold = ?, newest = ? "
            "WHERE root = ? AND file = ?",
            (*said, ruled.root, ruled.file),
        )
        if ruled.rules:
            self._database.execute(
                f"INSERT OR IGNORE INTO ruled (document, {_RULED}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (document, ruled.root, ruled.file, *said, _now()),
            )

    def ruled(self, document: str) -> list[Ruled]:
        """What rules say of a document, by the places where it was found."""
        rows = self._database.execute(
            f"SELECT {_RULED} FROM ruled WHERE document = ? ORDER BY root, file",  # noqa: S608
            (document,),
        )
        return [_ruled(row) for row in rows]

    def ruled_under(self, root: str) -> dict[tuple[str, str], Ruled]:
        """What rules say of what stands under a folder, by document and file."""
        rows = self._database.execute(f"SELECT document, {_RULED} FROM ruled WHERE root = ?", (root,))  # noqa: S608
        return {(row[0], row[2]): _ruled(row[1:]) for row in rows}

    # Removal

    def remove(self, document: str, reason: str) -> None:
        """Take a document out of what is published next."""
        self._database.execute("INSERT OR IGNORE INTO removed VALUES (?, ?, ?)", (document, reason, _now()))

    def restore(self, document: str) -> bool:
        """Put a removed document back; say whether it was removed."""
        return self._database.execute("DELETE FROM removed WHERE document = ?", (document,)).rowcount > 0

    def removal(self, document: str) -> Removal | None:
        """Why a document is not in search, where a clerk took it out."""
        row = self._database.execute("SELECT * FROM removed WHERE document = ?", (document,)).fetchone()
        return Removal(*row) if row else None

    def removals(self) -> list[Removal]:
        """All of them, the latest last."""
        return [Removal(*row) for row in self._database.execute("SELECT * FROM removed ORDER BY since, document")]

    # Destruction

    def bury(self, document: str, rule: str, approver: str) -> None:
        """Set up the tombstone of a document, which is removed from search with that."""
        self._database.execute(
            "INSERT OR IGNORE INTO tombstones VALUES (?, ?, ?, ?, ?, NULL)",
            (document, json.dumps([_digest(name) for name in self._names(document)]), rule, approver, _now()),
        )
        self.remove(document, rule)

    def tombstone(self, document: str) -> Tombstone | None:
        """What is left of a document that was destroyed."""
        row = self._database.execute("SELECT * FROM tombstones WHERE document = ?", (document,)).fetchone()
        return _tombstone(row) if row else None

    def tombstones(self, *, unfinished: bool = False) -> list[Tombstone]:
        """All of them, the latest last; or those of what is not gone yet."""
        which = "WHERE done IS NULL " if unfinished else ""
        rows = self._database.execute(f"SELECT * FROM tombstones {which}ORDER BY begun, document")  # noqa: S608
        return [_tombstone(row) for row in rows]

    def erase(self, documents: Iterable[str]) -> None:
        """Delete all that the catalogue holds of documents but their tombstones.

        A version that one of them took the place of does not come back into search by that: it is removed.
        """
        with self._catalogue.transaction():
            for document in documents:
                for (older,) in self._database.execute(
                    "SELECT id FROM documents WHERE superseded_by = ?", (document,)
                ).fetchall():
                    self.remove(older, f"superseded by {document}, which was destroyed")
                self._database.execute("UPDATE documents SET superseded_by = NULL WHERE superseded_by = ?", (document,))
                self._database.execute("UPDATE locations SET previous = NULL WHERE previous = ?", (document,))
                self._database.execute("DELETE FROM twins WHERE ?1 IN (document, twin)", (document,))
                self._database.execute("DELETE FROM versions WHERE ?1 IN (document, newer)", (document,))
                self._database.execute("DELETE FROM quarantine WHERE document = ?", (document,))
                for table in _HOLDING:
                    self._database.execute(f"DELETE FROM {table} WHERE document = ?", (document,))  # noqa: S608
                self._database.execute("DELETE FROM documents WHERE id = ?", (document,))

    def scrub(self) -> bool:
        """Write the catalogue anew without what was deleted from it; say whether that is all of it.

        It is not where another process reads the catalogue at this moment: then deleted text may still stand in its
        write-ahead log, until this is done again.
        """
        return scrub(self._database)

    def done(self, documents: Iterable[str]) -> None:
        """Note on their tombstones that documents are gone."""
        self._database.executemany(
            "UPDATE tombstones SET done = ? WHERE document = ?", [(_now(), document) for document in documents]
        )

    def _names(self, document: str) -> list[str]:
        rows = self._database.execute(
            "SELECT file FROM locations WHERE document = ?1 UNION SELECT file FROM documents WHERE id = ?1", (document,)
        )
        return sorted(row[0] for row in rows)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _ruled(row: Sequence[str]) -> Ruled:
    root, file, rules, collection, label, retain, hold, newest, since = row
    return Ruled(root, file, tuple(json.loads(rules)), collection, label, retain, hold, bool(newest), since)


def _tombstone(row: Sequence[str]) -> Tombstone:
    document, names, rule, approver, begun, done = row
    return Tombstone(document, tuple(json.loads(names)), rule, approver, begun, done)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
