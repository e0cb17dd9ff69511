"""Who may read what stands on the record: only those cleared for every label under which a session searched.

What is withheld keeps its index, its kind and its time, so that proofs can be checked by whoever has the files.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.audit.keeping import EVIDENCE
from assistant.audit.reading import cited

if TYPE_CHECKING:
    from assistant.audit.log import Entry

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


def screened(entries: Iterable[Entry], labels: Collection[str], label_of: LabelOf) -> Iterator[Screened]:
    """Entries as a reader who is cleared for `labels` may see them. Sessions are given whole, and in order.

    A session is open where all the labels that it searched under are the reader's, and closed where they are not known.
    In an open one, what names a document is closed whose label, as it is now, is not the reader's; and so is what was
    said of that. What tells of holds, exports and destruction is always open: no words of a session are in it.
    """
    sessions: dict[str, frozenset[str] | None] = {}
    closed: set[int] = set()
    for entry in entries:
        if entry.session is not None and entry.kind == "session.opened":
            sessions[entry.session] = searched(entry)
        if entry.destroyed is None and not _open(entry, sessions, labels, label_of, closed):
            closed.add(entry.index)
            yield Screened(replace(entry, facts={}), withheld=True)
        else:
            yield Screened(entry, withheld=False)


def _open(
    entry: Entry,
    sessions: Mapping[str, frozenset[str] | None],
    labels: Collection[str],
    label_of: LabelOf,
    closed: Collection[int],
) -> bool:
    if entry.kind in EVIDENCE:
        return True
    if entry.session is not None:
        under = sessions.get(entry.session)
        if under is None or not under.issubset(labels):
            return False
    if entry.kind == "validated" and entry.facts.get("answer") in closed:
        return False
    return all((label := label_of(document)) is None or label in labels for document in _named(entry))


def _named(entry: Entry) -> set[str]:
    document = entry.facts.get("document")
    return cited(entry) | ({document} if isinstance(document, str) else set())
