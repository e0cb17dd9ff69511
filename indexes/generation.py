"""A generation: one immutable state of the search indexes, sealed: which segments, and what of them may be found."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from gettext import gettext as _
from itertools import accumulate
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from indexes import sealed, segment
from indexes.dense import DenseIndex
from indexes.errors import DamagedError, EmptyLibraryError, OtherEncoderError
from indexes.lexical import LexicalIndex, Statistics
from indexes.records import Encoder, Language, Lexicon
from indexes.segment import Makers, Segment
from indexes.versions import OPEN

CURRENT = "current"
SEGMENTS = "segments"
CODES = "documents.npy"
GONE = -1
"""The code of a document that is removed, superseded or parsed anew: its passages are no longer found."""

_SCOPES_KEPT = 8

_Key = tuple[frozenset[str], str | None, int | None, Language | None, frozenset[str] | None]


@dataclass(frozen=True, slots=True, eq=False)
class Allowed:
    """The passages that a search may find, prepared.

    mask: bool [passages]; any: whether there is one; statistics: what lexical search has to know of them.
    """

    mask: NDArray[np.bool_]
    any: bool
    statistics: Statistics


class Generation:
    """An open generation. `passages[row]` is the id of a row of both indexes.

    A row is allowed or not by its document, which has four codes, int32 [documents, 4]: its collection and its label,
    as places in `collections` and `labels`, or GONE; then the days from which and until which it is valid, as YYYYMMDD.
    They stand in the generation, so that a document changes its label without being indexed again.
    """

    def __init__(
        self,
        name: str,
        segments: Sequence[Segment],
        codes: NDArray[np.int32],
        collections: Sequence[str],
        labels: Sequence[str],
    ) -> None:
        self.name = name
        self.segments = segments
        self.passages: Sequence[str] = Joined([one.passages for one in segments])
        self.lexical = LexicalIndex([one.postings for one in segments])
        self.dense = DenseIndex([one.vectors for one in segments])
        self._codes = codes
        self._counts = np.concatenate([np.zeros(0, np.int64), *(one.counts for one in segments)])
        self._collections = list(collections)
        self._labels = list(labels)
        self._prepared: OrderedDict[_Key, Allowed] = OrderedDict()

    def allowed(
        self,
        labels: Collection[str],
        collection: str | None = None,
        day: int | None = None,
        *,
        language: Language | None = None,
        documents: frozenset[str] | None = None,
    ) -> Allowed:
        """The passages of the documents with one of the labels, in one collection or in all, that are current or, where
        a day (YYYYMMDD) is named, were valid on that; those in one language or both, of some documents or all. Kept for
        the next time.
        """
        key = (frozenset(labels), collection, day, language, documents)
        found = self._prepared.get(key)
        if found is None:
            good = np.isin(self._codes[:, 1], [place for place, one in enumerate(self._labels) if one in key[0]])
            begins, ends = self._codes[:, 2], self._codes[:, 3]
            good &= ends == OPEN if day is None else (begins <= day) & (day < ends)
            if collection is not None:
                at = self._collections.index(collection) if collection in self._collections else None
                good &= self._codes[:, 0] == at if at is not None else False
            if documents is not None:
                good &= np.fromiter((one in documents for one in self._documents), np.bool_, len(good))
            mask = np.repeat(good, self._counts)
            if language is not None:
                mask &= self.lexical.written_in(language)
            found = Allowed(mask, bool(mask.any()), self.lexical.statistics(mask))
            self._prepared[key] = found
            while len(self._prepared) > _SCOPES_KEPT:
                self._prepared.popitem(last=False)
        return found

    @cached_property
    def _documents(self) -> list[str]:
        """The document of each row of the codes."""
        return [filed.document for one in self.segments for filed in one.documents]

    @cached_property
    def live(self) -> int:
        """How many passages can be found without naming a day."""
        return int(self._counts[(self._codes[:, 1] != GONE) & (self._codes[:, 3] == OPEN)].sum())


class Joined(Sequence[str]):
    """Several lists of strings, one after the other."""

    def __init__(self, parts: Sequence[Sequence[str]]) -> None:
        self._parts = parts
        self._starts = [0, *accumulate(len(part) for part in parts)]

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """The string at a place."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        part = bisect_right(self._starts, place) - 1
        return self._parts[part][place - self._starts[part]]


def current_name(folder: Path) -> str | None:
    """The name of the generation that is in use, if one is."""
    try:
        return (folder / CURRENT).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def open_current(folder: Path, encoder: Encoder, lexicon: Lexicon) -> Generation:
    """Verify the current generation and open it.

    Raises:
        EmptyLibraryError: nothing was published yet, or nothing that has text.
        OtherEncoderError: it was made with another encoder or lexicon, or by another version.
        DamagedError: a file is missing or not as it was published.
    """
    name = current_name(folder)
    if name is None:
        raise EmptyLibraryError(
            _("Nothing in this library can be searched yet."),
            hint=_("File a folder of documents, or run again a filing that was stopped: greffier ingest run FOLDER"),
        )
    try:
        return open_named(folder, name, encoder, lexicon)
    except DamagedError:
        later = current_name(folder)
        if later is None or later == name:
            raise
        return open_named(folder, later, encoder, lexicon)  # another was published meanwhile, and this one swept


def open_named(folder: Path, name: str, encoder: Encoder, lexicon: Lexicon) -> Generation:
    """Verify and open a generation that is kept, current or not: what could be found when it was. Raises as
    `open_current` does.
    """
    facts = verify(folder, name)
    if Makers.of(facts) != Makers(encoder.fingerprint, lexicon.fingerprint):
        raise OtherEncoderError(
            _("This library was indexed with another encoder or lexicon than the ones in use."),
            hint=_("Index it again: greffier index rebuild"),
        )
    if not facts["passages"]:
        raise EmptyLibraryError(
            _("This library holds no text that can be searched."),
            hint=_("File a folder of documents: greffier ingest run FOLDER"),
        )
    return Generation(
        name=name,
        segments=[segment.load(folder / SEGMENTS / one) for one in segments_of(facts)],
        codes=_with_times(np.load(folder / name / CODES, allow_pickle=False)),
        collections=strings_of(facts, "collections"),
        labels=strings_of(facts, "labels"),
    )


def _with_times(codes: NDArray[np.int32]) -> NDArray[np.int32]:
    """The codes of documents of which it was not written yet when they are valid: all are current."""
    if codes.shape[1] == 4:
        return codes
    times = np.tile(np.array([0, OPEN], dtype=np.int32), (len(codes), 1))
    times[codes[:, 1] == GONE] = GONE
    return np.hstack([codes, times])


def verify(folder: Path, name: str) -> dict[str, object]:
    """Hold a generation and its segments against their manifests; return the generation's.

    Raises:
        DamagedError: naming the files.
    """
    facts = sealed.verify(folder / name)
    for one in segments_of(facts):
        sealed.verify(folder / SEGMENTS / one)
    return facts


def segments_of(facts: dict[str, object]) -> list[str]:
    """The names of the segments that a generation's manifest lists."""
    return [name for name in strings_of(facts, "segments") if Path(name).name == name]


def strings_of(facts: dict[str, object], key: str) -> list[str]:
    """A list of strings in a manifest."""
    listed = facts.get(key)
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
