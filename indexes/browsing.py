"""Lists what is filed for those who look through it: the documents that a reader is cleared for, and how they stand."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from indexes.catalogue import Catalogue
from indexes.records import Language


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as it is listed. file: its path in the folder that was filed; date: as it says of itself, ISO 8601 (a
    year, a month or a day); twin: the file that says the same in the other language, where the reader may see it.
    """

    id: str
    file: str
    title: str
    language: Language
    collection: str
    pages: int
    date: str | None = None
    number: str | None = None
    twin: str | None = None
    superseded: bool = False


def listed(catalogue: Catalogue, labels: Collection[str]) -> list[Listed]:
    """The documents with one of the labels that are not taken out of search, by collection and file.

    Superseded ones are among them: they can be found as of a day. Nothing is told of a document with another label, not
    even as the twin of one that is listed.
    """
    rows = catalogue.database.execute(
        "SELECT d.id, d.file, d.title, d.language, d.collection, d.pages, d.facts, t.file, "
        "d.superseded_by IS NOT NULL FROM documents AS d "
        "LEFT JOIN twins ON twins.document = d.id "
        "LEFT JOIN documents AS t ON t.id = twins.twin AND t.label IN (SELECT value FROM json_each(?1)) "
        "WHERE d.label IN (SELECT value FROM json_each(?1)) AND d.id NOT IN (SELECT document FROM removed) "
        "ORDER BY d.collection, d.file, d.id",
        (json.dumps(sorted(labels)),),
    )
    return [
        Listed(name, file, title, language, collection, pages, *_said(facts), twin, bool(superseded))
        for name, file, title, language, collection, pages, facts, twin, superseded in rows
    ]


def _said(facts: str) -> tuple[str | None, str | None]:
    """The date and the number that a document says of itself."""
    told = json.loads(facts)
    return told.get("date"), told.get("number")
