"""The documents of a library as they were filed: by collection, then by folder. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePosixPath

from assistant.tui.find.dates import dated_within
from assistant.tui.find.desk import Filters
from assistant.tui.plain import shortened
from indexes.browsing import Listed

LONGEST = 200
"""Documents that stand on one shelf at most."""

_NAME = 24


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection, or a folder in it. count: the documents in it and in all that it holds."""

    name: str
    shelves: tuple[Shelf, ...]
    documents: tuple[Listed, ...]
    count: int


def shelves(documents: Iterable[Listed]) -> tuple[Shelf, ...]:
    """One shelf for each collection, in the order of their names, with a shelf for each of its folders.

    A folder that holds nothing but another one stands with it on one shelf: `rh/2024`. So does a collection that holds
    nothing but a folder of its own name.
    """
    ordered = sorted(documents, key=lambda one: one.collection)
    return tuple(
        _shelf(collection, [(PurePosixPath(one.file).parts[:-1], one) for one in group], top=True)
        for collection, group in groupby(ordered, key=lambda one: one.collection)
    )


_Placed = tuple[tuple[str, ...], Listed]


def _shelf(name: str, placed: Sequence[_Placed], *, top: bool = False) -> Shelf:
    here = tuple(one for folders, one in placed if not folders)
    deeper = sorted((one for one in placed if one[0]), key=lambda one: (one[0][0], one[1].file))
    inner = tuple(
        _shelf(folder, [(folders[1:], one) for folders, one in group])
        for folder, group in groupby(deeper, key=lambda one: one[0][0])
    )
    if not here and len(inner) == 1 and (not top or inner[0].name == name):
        only = inner[0]
        return Shelf(name if top else f"{name}/{only.name}", only.shelves, only.documents, only.count)
    ordered = tuple(sorted(here, key=lambda one: (_title(one).casefold(), one.file)))
    count = len(here) + sum(one.count for one in inner)
    if len(ordered) > LONGEST:
        return Shelf(name, (*inner, *_in_parts(ordered)), (), count)
    return Shelf(name, inner, ordered, count)


def _in_parts(documents: Sequence[Listed]) -> Iterator[Shelf]:
    """More documents than one looks through: as many shelves of them as it takes, named by their first and last."""
    for start in range(0, len(documents), LONGEST):
        part = tuple(documents[start : start + LONGEST])
        ends = dict.fromkeys(shortened(_title(one), _NAME) for one in (part[0], part[-1]))
        yield Shelf(" – ".join(ends), (), part, len(part))


def _title(document: Listed) -> str:
    return document.title or document.file


def chosen(documents: Iterable[Listed], filters: Filters) -> list[Listed]:
    """The documents that the filters leave. The one that is searched alone is not looked at: another may be wanted."""
    return [
        one
        for one in documents
        if filters.collection in (None, one.collection)
        and filters.language in (None, one.language)
        and dated_within(one.date, filters.since, filters.until)
    ]


def still_filed(documents: Iterable[Listed], filters: Filters) -> Filters:
    """The filters without those by a collection or a document that is not filed any more."""
    known = {one.id: one.collection for one in documents}
    if filters.collection is not None and filters.collection not in known.values():
        filters = replace(filters, collection=None)
    if filters.document is not None and filters.document not in known:
        filters = replace(filters, document=None)
    return filters
