"""Pairs documents that say the same in the two languages, by name or number, where their structure confirms it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from indexes.catalogue import Catalogue
from indexes.records import Document

ALIKE = 0.7
"""What two texts' numbers must have in common for their documents to be twins. Of 46 statutes in both languages, twins
have .82 and more, the others .58 at most (docs/decisions/0018-records.md)."""

_LONGEST = 400_000
"""Characters of a document that are compared at most."""

_MARKS = "fr|en|fra|eng|fre|f|e|francais|anglais|french|english|version[-_ ]francaise|english[-_ ]version"
_MARK_AT_END = re.compile(rf"[._ -]\(?({_MARKS})\)?$")
_MARK_AT_START = re.compile(rf"^({_MARKS})[._ -]")
_FOLDERS = frozenset("fr en fra eng francais anglais french english f e".split())
_NUMBER = re.compile(r"\d+(?:[ ,.\u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?")
_SAME = (("dors", "sor"), ("tr", "si"), ("ch.", "c."))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents that say the same; `signs` says what shows it: "name", "number", and how alike they are."""

    french: str
    english: str
    signs: tuple[str, ...]


def name_key(file: str) -> str | None:
    """A file's path without what marks its language; None where nothing does."""
    path = PurePosixPath(_folded(file))
    stem = _MARK_AT_START.sub("", _MARK_AT_END.sub("", path.stem))
    folders = ["*" if part in _FOLDERS else part for part in path.parts[:-1]]
    if stem == path.stem and "*" not in folders:
        return None
    return "/".join([*folders, stem + path.suffix])


def number_key(number: str | None) -> str | None:
    """A document's number as it is in both languages: DORS/2005-1 is SOR/2005-1."""
    if number is None or len(number) < 3:
        return None
    key = _folded(number)
    for french, english in _SAME:
        key = re.sub(rf"(?<![a-z]){re.escape(french)}", english, key)
    return re.sub(r"[\s/_-]+", "-", key)


def alike(first: Counter[str], second: Counter[str]) -> float:
    """The share of the numbers in two texts that both have, from 0 to 1 (Jaccard index of multisets); 1 for none."""
    most = (first | second).total()
    return (first & second).total() / most if most else 1.0


def numbers(texts: Iterable[str]) -> Counter[str]:
    """The numbers in a text (of sections, amounts, dates), whatever groups their digits."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(re.sub(r"\D", "", one) for one in _NUMBER.findall(text))
    return found


def candidates(documents: Sequence[Document]) -> Iterator[tuple[Document, Document, tuple[str, ...]]]:
    """Documents of different languages that may be twins, French first, with the signs of it."""
    signs: dict[tuple[str, str], list[str]] = defaultdict(list)
    known = {document.id: document for document in documents}
    for sign, keys in (
        ("name", {one.id: name_key(one.file) for one in documents}),
        ("number", {one.id: number_key(one.facts.number) for one in documents}),
    ):
        groups: dict[str, list[str]] = defaultdict(list)
        for name, key in keys.items():
            if key is not None:
                groups[key].append(name)
        for group in groups.values():
            if len(group) > _CROWD:
                continue
            french = [one for one in group if known[one].language == "fr"]
            for first in french:
                for second in group:
                    if known[second].language == "en":
                        signs[first, second].append(sign)
    for (first, second), found in sorted(signs.items()):
        yield known[first], known[second], tuple(found)


_CROWD = 20
"""Documents that share a name or a number: with more of them, it says nothing."""


def chosen(scored: Iterable[tuple[str, str, tuple[str, ...], float]]) -> list[Pair]:
    """Of candidates (French, English, signs, how alike), the best pairs; each document is in one at most."""
    taken: set[str] = set()
    pairs = []
    for french, english, signs, score in sorted(scored, key=lambda one: (-len(one[2]), -one[3], one[0], one[1])):
        if score >= ALIKE and not {french, english} & taken:
            taken |= {french, english}
            pairs.append(Pair(french, english, (*signs, f"{score:.2f}")))
    return pairs


class Twins:
    """The table of pairs over an open catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._database = catalogue.database

    def of(self, document: str) -> str | None:
        """The document that says the same in the other language."""
        row = self._database.execute("SELECT twin FROM twins WHERE document = ?", (document,)).fetchone()
        return row[0] if row else None

    def pairs(self) -> list[Pair]:
        """All of them."""
        rows = self._database.execute(
            "SELECT document, twin, signs FROM twins JOIN documents ON id = document "
            "WHERE language = 'fr' ORDER BY document"
        )
        return [Pair(french, english, tuple(json.loads(signs))) for french, english, signs in rows]

    def pair(self) -> list[Pair]:
        """Find the pairs among the documents that are current, and write them down; return those that are new.

        Those of documents that are both current stay as they are: nothing of these is read again.
        """
        documents = self._catalogue.documents()
        current = {document.id for document in documents}
        kept = [one for one in self.pairs() if {one.french, one.english} <= current]
        paired = {name for one in kept for name in (one.french, one.english)}
        possible = list(candidates([one for one in documents if one.id not in paired]))
        counted = _Numbers(self._catalogue)
        new = chosen(
            (french.id, english.id, signs, alike(counted[french.id], counted[english.id]))
            for french, english, signs in possible
            if abs(french.pages - english.pages) <= max(1, 0.25 * french.pages)
        )
        with self._catalogue.transaction():
            self._database.execute("DELETE FROM twins")
            self._database.executemany(
                "INSERT INTO twins VALUES (?, ?, ?)",
                [
                    (name, twin, json.dumps(one.signs))
                    for one in (*kept, *new)
                    for name, twin in ((one.french, one.english), (one.english, one.french))
                ],
            )
        return new


class _Numbers(Mapping[str, Counter[str]]):
    """The numbers of documents, read when they are first asked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._database = catalogue.database
        self._found: dict[str, Counter[str]] = {}

    def __getitem__(self, document: str) -> Counter[str]:
        if document not in self._found:
            rows = self._database.execute("SELECT text FROM pages WHERE document = ? ORDER BY number", (document,))
            self._found[document] = numbers(_up_to(_LONGEST, (row[0] for row in rows)))
        return self._found[document]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _up_to(most: int, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if most <= 0:
            return
        yield text[:most]
        most -= len(text)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one))
