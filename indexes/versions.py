"""Versions: which document takes the place of which, and from when until when each is valid.

A new file at the same place takes the place of the one before, always. One at another place does so only where that is
certain: the same number, body, language, collection and label, a title that agrees, a later date, and either it is a
consolidation or a folder rule says that the newest counts. Else it is noted that it may be newer, for a person to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from indexes.catalogue import Catalogue
from indexes.records import Document

OPEN = 9999_12_31
"""The day, as YYYYMMDD, until which a document is valid that no other has taken the place of."""

_IN_NAME = re.compile(
    r"(?:en|in)[-_. ]?(?:vigueur|force)[-_. ]*(?:le|du|au|on|since)?[-_. ]*(\d{8}|\d{4}-\d\d-\d\d)(?!\d)"
)
_AGREE = 0.5
"""The share of the words of two titles that both must have."""


@dataclass(frozen=True, slots=True)
class Newer:
    """A document, and one that is newer; `certain` where it takes the other's place."""

    document: str
    newer: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Validity:
    """From which day on a document is valid, and from which day on no longer, both as YYYYMMDD; 0: since it is not
    known when.
    """

    begins: int = 0
    ends: int = OPEN

    def holds(self, day: int) -> bool:
        """Say whether it is valid on a day."""
        return self.begins <= day < self.ends


def as_day(day: date) -> int:
    """A day as YYYYMMDD."""
    return day.year * 10000 + day.month * 100 + day.day


def valid_from(document: Document) -> int | None:
    """The day from which on a document is valid, as YYYYMMDD: as its name says, or that of a consolidation, or that of
    its coming into force, or of its adoption. None where none is said, or it is a consolidation of an unknown day.
    """
    named = _IN_NAME.search(_folded(document.file))
    if named is not None and (day := _day_in_name(named[1])):
        return day
    consolidated = document.notes.get("consolidated")
    if consolidated:
        return _day(consolidated)
    return _day(document.notes.get("in_force")) or _day(document.facts.date)


def newer(documents: Sequence[Document], ruled: Collection[str] = ()) -> Iterator[Newer]:
    """Find versions among current documents. ruled: those of which a folder rule says that the newest counts."""
    groups: dict[tuple[str, str], list[tuple[int, str, Document]]] = defaultdict(list)
    for document in documents:
        day = valid_from(document)
        if document.facts.number and day:
            key = _folded(document.facts.number), document.language
            groups[key].append((day, document.id, document))
    for _key, group in sorted(groups.items()):
        for (begins, _id, older), (later, _later_id, candidate) in pairwise(sorted(group, key=lambda one: one[:2])):
            if begins == later or not _titles_agree(older, candidate):
                continue
            alike = (older.collection, older.label) == (candidate.collection, candidate.label)
            by_rule = older.id in ruled and candidate.id in ruled
            same_body = older.facts.author is not None and _body(older) == _body(candidate)
            certain = alike and (by_rule or (same_body and _is_consolidation(candidate)))
            yield Newer(older.id, candidate.id, certain)


def supersede(catalogue: Catalogue) -> list[Newer]:
    """Write down anew which documents are newer than which, and let those that surely are take the others' place."""
    database = catalogue.database
    with catalogue.transaction():
        database.execute(
            "UPDATE documents SET superseded_by = NULL WHERE superseded_by = "
            "(SELECT newer FROM versions WHERE document = documents.id AND certain)"
        )
        database.execute("DELETE FROM versions")
        ruled = {row[0] for row in database.execute("SELECT document FROM ruled WHERE newest")}
        found = list(newer(catalogue.documents(), ruled))
        database.executemany(
            "INSERT INTO versions VALUES (?, ?, ?)", [(one.document, one.newer, one.certain) for one in found]
        )
        database.executemany(
            "UPDATE documents SET superseded_by = ? WHERE id = ?",
            [(one.newer, one.document) for one in found if one.certain],
        )
    return found


def maybe_newer(catalogue: Catalogue) -> list[Newer]:
    """The versions of which a person has to say whether they take the others' place."""
    rows = catalogue.database.execute("SELECT document, newer FROM versions WHERE NOT certain ORDER BY document")
    return [Newer(document, later, False) for document, later in rows]


def maybe_newer_than(catalogue: Catalogue, document: str) -> str | None:
    """The one of which a person has to say whether it takes a document's place."""
    row = catalogue.database.execute(
        "SELECT newer FROM versions WHERE document = ? AND NOT certain", (document,)
    ).fetchone()
    return row[0] if row else None


def validities(catalogue: Catalogue) -> dict[str, tuple[Document, Validity]]:
    """The documents that are or were valid, each with its time: all current ones; and those superseded ones of which it
    is known when they began, and when what took their place did.
    """
    found: dict[str, tuple[Document, Validity]] = {}
    for document in catalogue.documents():
        found[document.id] = document, Validity(valid_from(document) or 0)
    for document, successor in _superseded(catalogue):
        begins, ends = valid_from(document), valid_from(successor)
        if begins and ends and begins < ends:
            found[document.id] = document, Validity(begins, ends)
    return found


def _superseded(catalogue: Catalogue) -> Iterator[tuple[Document, Document]]:
    rows = catalogue.database.execute(
        "SELECT id, superseded_by FROM documents WHERE superseded_by IS NOT NULL "
        "AND id NOT IN (SELECT document FROM removed) ORDER BY id"
    ).fetchall()
    for name, by in rows:
        document, successor = catalogue.document(name), catalogue.document(by)
        if document is not None and successor is not None:
            yield document, successor


def _is_consolidation(document: Document) -> bool:
    return bool(document.notes.get("consolidated")) or bool(_IN_NAME.search(_folded(document.file)))


def _titles_agree(first: Document, second: Document) -> bool:
    one, other = (set(re.findall(r"[^\W\d_]{3,}", _folded(document.title))) for document in (first, second))
    return bool(one | other) and len(one & other) >= _AGREE * min(len(one), len(other)) > 0


def _body(document: Document) -> str:
    return _folded(document.facts.author or "")


def _day_in_name(written: str) -> int | None:
    digits = written.replace("-", "")
    year_first, year_last = digits, digits[4:] + digits[2:4] + digits[:2]
    return _day(_hyphened(year_first)) or _day(_hyphened(year_last))


def _hyphened(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _day(written: object) -> int | None:
    """An ISO date, of which only the year or the month may be said, as its first day."""
    if not isinstance(written, str) or not re.fullmatch(r"(?:1[89]|2\d)\d\d(?:-\d\d){0,2}", written):
        return None
    year, month, day = ([*map(int, written.split("-")), 1, 1])[:3]
    try:
        return as_day(date(year, month, day))
    except ValueError:
        return None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one))
