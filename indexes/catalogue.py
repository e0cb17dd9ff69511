"""The catalogue: documents, their pages and passages, in SQLite. A sentence's text is always read from its pages."""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from indexes.records import Document, Facts, Page, Passage, Sentence, Span


@dataclass(frozen=True, slots=True)
class Location:
    """Where a document's bytes were found: `file` in the folder `root`, with the size and time they had there."""

    root: str
    file: str
    document: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands at a place, without what it says: enough to see that a file is filed already.

    pipeline: what parsed the document.
    """

    document: str
    size: int
    modified: int
    pipeline: str
    collection: str
    label: str


def _opened(path: Path) -> sqlite3.Connection:
    # Screens read from the threads that do their blocking work; each connection is used by one at a time.
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA busy_timeout = 10000")
        database.executescript(resources.files("indexes").joinpath("schema.sql").read_text(encoding="utf-8"))
    except sqlite3.Error:
        database.close()
        raise
    return database


def _to_be_read(path: Path) -> sqlite3.Connection:
    """Open what cannot be written to: as others may be writing to it, else as nobody can be."""
    for how in ("mode=ro", "immutable=1"):
        address = f"{path.absolute().as_uri()}?{how}"
        database = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        try:
            database.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.OperationalError:
            database.close()
            continue
        return database
    raise sqlite3.OperationalError(f"unable to read {path}")


_DOCUMENT = "id, file, title, language, collection, label, pages, notes, facts"


class Catalogue:
    """An open catalogue. One process writes at a time (see `library.Library.writing`); any number read.

    database: the connection, for what else keeps its tables in the same file.
    """

    def __init__(self, path: Path) -> None:
        try:
            self.database = _opened(path)
        except sqlite3.OperationalError:
            if not path.is_file() or os.access(path.parent, os.W_OK):
                raise
            self.database = _to_be_read(path)  # an auditor's copy, on a disk that nobody writes to

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written within is written, or none of it."""
        self.database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")

    # Writing

    def file_document(
        self, document: Document, pages: Iterable[Page], passages: Iterable[Passage], *, pipeline: str
    ) -> None:
        """Put a document in, in place of what an earlier pipeline made of the same bytes."""
        self.database.execute("DELETE FROM passages WHERE document = ?", (document.id,))
        self.database.execute("DELETE FROM pages WHERE document = ?", (document.id,))
        self.database.execute(
            f"INSERT INTO documents ({_DOCUMENT}, pipeline) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608
            "ON CONFLICT (id) DO UPDATE SET title = excluded.title, language = excluded.language, "
            "pages = excluded.pages, notes = excluded.notes, facts = excluded.facts, pipeline = excluded.pipeline",
            (
                document.id, document.file, document.title, document.language, document.collection, document.label,
                document.pages, json.dumps(document.notes, ensure_ascii=False, sort_keys=True),
                json.dumps(asdict(document.facts), ensure_ascii=False, sort_keys=True), pipeline,
            ),
        )  # fmt: skip
        self.database.executemany(
            "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (document.id, page.number, page.label, page.text, page.width, page.height,
                 zlib.compress(page.boxes.astype("<i2").tobytes(), 6), page.confidence)
                for page in pages
            ),
        )  # fmt: skip
        self.database.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
            (
                (passage.id, document.id, ordinal, passage.language, passage.heading,
                 json.dumps([[s.id, [[x.page, x.start, x.end] for x in s.spans]] for s in passage.sentences]))
                for ordinal, passage in enumerate(passages)
            ),
        )  # fmt: skip

    def locate(self, location: Location) -> None:
        """Note where a document was found. One that has left its last location is superseded by what stands there;
        where that are several, by the first in the order of their names.
        """
        before = self.location(location.root, location.file)
        self.database.execute(
            "INSERT INTO locations (root, file, document, size, modified) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (root, file) DO UPDATE SET document = excluded.document, size = excluded.size, "
            "modified = excluded.modified, "
            "previous = CASE document WHEN excluded.document THEN previous ELSE document END",
            (location.root, location.file, location.document, location.size, location.modified),
        )
        self.database.execute("UPDATE documents SET superseded_by = NULL WHERE id = ?", (location.document,))
        self.database.execute("DELETE FROM quarantine WHERE root = ? AND file = ?", (location.root, location.file))
        if before is not None and before.document != location.document:
            self.database.execute(
                "UPDATE documents SET superseded_by = "
                "(SELECT document FROM locations WHERE previous = documents.id ORDER BY root, file LIMIT 1) "
                "WHERE id = ? AND NOT EXISTS (SELECT 1 FROM locations WHERE document = documents.id)",
                (before.document,),
            )

    def assign(self, document: str, collection: str, label: str) -> None:
        """Move a document to another collection, or give it another label."""
        self.database.execute(
            "UPDATE documents SET collection = ?, label = ? WHERE id = ?", (collection, label, document)
        )

    # Reading

    def location(self, root: str, file: str) -> Location | None:
        """What was filed from a place."""
        row = self.database.execute(
            "SELECT root, file, document, size, modified FROM locations WHERE root = ? AND file = ?", (root, file)
        ).fetchone()
        return Location(*row) if row else None

    def standing(self, root: str) -> dict[str, Standing]:
        """What was filed from under a folder, by its path there."""
        rows = self.database.execute(
            "SELECT locations.file, document, size, modified, pipeline, collection, label "
            "FROM locations JOIN documents ON id = document WHERE root = ?",
            (root,),
        )
        return {file: Standing(*facts) for file, *facts in rows}

    def pipeline_of(self, document: str) -> str | None:
        """What parsed a document, or None where it is not filed."""
        row = self.database.execute("SELECT pipeline FROM documents WHERE id = ?", (document,)).fetchone()
        return str(row[0]) if row else None

    def document(self, name: str) -> Document | None:
        """A document by its id."""
        row = self.database.execute(f"SELECT {_DOCUMENT} FROM documents WHERE id = ?", (name,)).fetchone()  # noqa: S608
        return _document(row) if row else None

    def find(self, name: str) -> Document | None:
        """A document by its file, the current one first, or by the start of its id (also of a superseded one)."""
        row = self.database.execute(
            f"SELECT {_DOCUMENT} FROM documents WHERE file = ?1 OR substr(id, 1, length(?1)) = ?1 "  # noqa: S608
            "ORDER BY file <> ?1, superseded_by IS NOT NULL, id",
            (name,),
        ).fetchone()
        return _document(row) if name and row else None

    def documents(self) -> list[Document]:
        """The documents that are current and not removed, in the order of their ids."""
        rows = self.database.execute(
            f"SELECT {_DOCUMENT} FROM documents WHERE superseded_by IS NULL "  # noqa: S608
            "AND id NOT IN (SELECT document FROM removed) ORDER BY id"
        )
        return [_document(row) for row in rows]

    def superseded_by(self, name: str) -> str | None:
        """The document that took a document's place."""
        row = self.database.execute("SELECT superseded_by FROM documents WHERE id = ?", (name,)).fetchone()
        return row[0] if row else None

    def page(self, document: str, number: int) -> Page | None:
        """A page of a document."""
        row = self.database.execute(
            "SELECT number, label, text, width, height, boxes, confidence FROM pages WHERE document = ? AND number = ?",
            (document, number),
        ).fetchone()
        if row is None:
            return None
        boxes = np.frombuffer(zlib.decompress(row[5]), "<i2").reshape(len(row[2]), 4)
        return Page(row[0], row[1], row[2], row[3], row[4], boxes, row[6])

    def page_label(self, document: str, number: int) -> str | None:
        """The label printed on a page."""
        row = self.database.execute(
            "SELECT label FROM pages WHERE document = ? AND number = ?", (document, number)
        ).fetchone()
        return row[0] if row else None

    def passages_of(self, document: str) -> list[Passage]:
        """A document's passages, in reading order."""
        rows = self.database.execute(
            "SELECT id, document, language, heading, sentences FROM passages WHERE document = ? ORDER BY ordinal",
            (document,),
        ).fetchall()
        texts = dict(self.database.execute("SELECT number, text FROM pages WHERE document = ?", (document,)).fetchall())
        return [_passage(row, texts) for row in rows]

    def passage_counts(self) -> dict[str, int]:
        """How many passages each document has, of those that have any."""
        return dict(self.database.execute("SELECT document, count(*) FROM passages GROUP BY document"))

    def passages(self, names: Sequence[str]) -> list[Passage]:
        """Passages by their ids, in the order asked for; ids that are not filed are left out."""
        found: dict[str, Passage] = {}
        for name in names:
            row = self.database.execute(
                "SELECT id, document, language, heading, sentences FROM passages WHERE id = ?", (name,)
            ).fetchone()
            if row is None:
                continue
            spans = [span for _, spans in json.loads(row[4]) for span in spans]
            texts = {
                number: self.database.execute(
                    "SELECT text FROM pages WHERE document = ? AND number = ?", (row[1], number)
                ).fetchone()[0]
                for number in {span[0] for span in spans}
            }
            found[name] = _passage(row, texts)
        return [found[name] for name in names if name in found]


def _document(row: tuple[Any, ...]) -> Document:
    name, file, title, language, collection, label, pages, notes, facts = row
    return Document(
        name, file, title, language, collection, label, pages, json.loads(notes), Facts(**json.loads(facts))
    )


def _passage(row: tuple[str, ...], texts: dict[int, str]) -> Passage:
    sentences = []
    for name, spans in json.loads(row[4]):
        placed = tuple(Span(*span) for span in spans)
        text = " ".join(texts[span.page][span.start : span.end] for span in placed)
        sentences.append(Sentence(name, placed, text))
    return Passage(row[0], row[1], "en" if row[2] == "en" else "fr", row[3], tuple(sentences))
