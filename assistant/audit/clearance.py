"""Who may read what stands on the record: only those cleared for every label under which a session searched.

What is withheld keeps its index, its kind and its time, so that proofs can be checked by whoever has the files.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.audit.keeping import EVIDENCE
from assistant.audit.naming import KIND as NAMED
from assistant.audit.reading import cited

if TYPE_CHECKING:
    from assistant.audit.log import Entry
    from indexes.catalogue import Catalogue

BEFORE = ("public",)
"""What sessions searched under that do not say so: those of the first versions, which knew no other label."""

LabelOf = Callable[[str], str | None]
"""The label of a document, by its SHA-256; None where the catalogue does not know it, or not any more."""


@dataclass(frozen=True, slots=True)
class Screened:
    """An entry as its reader may see it: without its facts where they are withheld."""

    entry: Entry
    withheld: bool


def searched(opened: Entry) -> frozenset[str] | None:
    """The labels that a session searched under, from the entry that opened it; None where that is destroyed."""
    if opened.destroyed is not None:
        return None
    labels = opened.facts.get("labels", BEFORE)
    return frozenset(map(str, labels)) if isinstance(labels, list | tuple) else None


def labels_of(catalogue: Catalogue) -> LabelOf:
    """The labels of documents, each looked up once."""

    @functools.cache
    def label_of(document: str) -> str | None:
        found = catalogue.document(document)
        return None if found is None else found.label

    return label_of


class Screen:
    """Holds each entry against what a reader is cleared for. Sessions are given whole, and in order.

    A session is open where all the labels that it searched under are the reader's, and closed where they are not known.
    In an open one, what names a document is closed whose label, as it is now, is not the reader's; and so is what was
    said of that, and what the session was called after. What tells of holds, exports and destruction is always open: no
    words of a session are in it.
    """

    def __init__(self, labels: Collection[str], label_of: LabelOf) -> None:
        self._labels = labels
        self._label_of = label_of
        self._sessions: dict[str, frozenset[str] | None] = {}
        self._closed: set[int] = set()
        self._partly: set[str] = set()

    def seen(self, entry: Entry) -> Screened:
        """The next entry, as the reader may see it."""
        if entry.session is not None and entry.kind == "session.opened":
            self._sessions[entry.session] = searched(entry)
        if entry.destroyed is not None or self._open(entry):
            return Screened(entry, withheld=False)
        self._closed.add(entry.index)
        if entry.session is not None:
            self._partly.add(entry.session)
        return Screened(replace(entry, facts={}), withheld=True)

    def _open(self, entry: Entry) -> bool:
        if entry.kind in EVIDENCE:
            return True
        if entry.session is not None:
            under = self._sessions.get(entry.session)
            if under is None or not under.issubset(self._labels):
                return False
            if entry.kind == NAMED and entry.session in self._partly:
                return False  # it may repeat what is withheld
        if entry.kind == "validated" and entry.facts.get("answer") in self._closed:
            return False
        return all((label := self._label_of(name)) is None or label in self._labels for name in _named(entry))


def screened(entries: Iterable[Entry], labels: Collection[str], label_of: LabelOf) -> Iterator[Screened]:
    """Entries as a reader who is cleared for `labels` may see them; see `Screen`."""
    screen = Screen(labels, label_of)
    return map(screen.seen, entries)


def _named(entry: Entry) -> set[str]:
    document = entry.facts.get("document")
    return cited(entry) | ({document} if isinstance(document, str) else set())
