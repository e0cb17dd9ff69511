"""Postings: the terms of a list of passages, inverted, on disk; made from texts, and merged without reading them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexes.records import LANGUAGES, Language, Lexicon
from indexes.strings import Strings

STEPS = 10
"""A weighted term frequency is kept in steps of a tenth, up to 25.5: by then BM25 has been saturated for long."""

_ARRAYS = ("offsets", "rows", "weights", "lengths", "languages")
_AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True)
class Text:
    """What of a passage is searched: its body, and its context (headings, title) with what a term there counts."""

    language: Language
    body: str
    context: Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings of a list of passages; a passage is known by its row in that list.

    terms: "fr:…" or "en:…", sorted; offsets: int64 [terms + 1], where the postings of each begin; rows: int32
    [postings], ascending within a term; weights: uint8 [postings], weighted term frequencies in steps of 1/STEPS;
    lengths: float32 [passages], sums of weighted frequencies; languages: uint8 [passages], an index into LANGUAGES.
    """

    terms: Strings
    offsets: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.uint8]
    lengths: NDArray[np.float32]
    languages: NDArray[np.uint8]

    @classmethod
    def build(cls, texts: Iterable[Text], lexicon: Lexicon) -> Postings:
        """Analyse and invert the texts, in their order."""
        postings: dict[str, tuple[list[int], bytearray]] = {}
        lengths: list[float] = []
        languages: list[int] = []
        for row, text in enumerate(texts):
            frequencies: Counter[str] = Counter()
            for part, weight in ((text.body, 1.0), *text.context):
                for term in lexicon.terms(part, text.language):
                    frequencies[term] += weight  # type: ignore[assignment]  # a Counter counts in floats as well
            for term, frequency in frequencies.items():
                rows, weights = postings.setdefault(f"{text.language}:{term}", ([], bytearray()))
                rows.append(row)
                weights.append(min(max(round(frequency * STEPS), 1), 255))
            lengths.append(math.fsum(frequencies.values()))
            languages.append(LANGUAGES.index(text.language))
        ordered = sorted(postings)
        return cls(
            terms=Strings.of(ordered),
            offsets=_offsets(np.array([len(postings[term][0]) for term in ordered], dtype=np.int64)),
            rows=np.array([row for term in ordered for row in postings[term][0]], dtype=np.int32),
            weights=np.frombuffer(b"".join(postings[term][1] for term in ordered), dtype=np.uint8),
            lengths=np.array(lengths, dtype=np.float32),
            languages=np.array(languages, dtype=np.uint8),
        )

    def save(self, folder: Path) -> None:
        """Write the postings into `folder`."""
        self.terms.save(folder, "lexical.terms")
        for name in _ARRAYS:
            np.save(folder / f"lexical.{name}.npy", getattr(self, name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Read what `save` or `merge` wrote; arrays are memory-mapped, and never pickles."""
        arrays = {
            # Plain arrays over the map: a memmap takes its time over each slice.
            name: np.asarray(np.load(folder / f"lexical.{name}.npy", mmap_mode="r", allow_pickle=False))
            for name in _ARRAYS
        }
        return cls(terms=Strings.load(folder, "lexical.terms"), **arrays)

    def of(self, term: str) -> slice:
        """Where the postings of a term are in `rows` and `weights`."""
        place = self.terms.find(term)
        return slice(0, 0) if place is None else slice(int(self.offsets[place]), int(self.offsets[place + 1]))


def merge(parts: Sequence[Postings], places: Sequence[NDArray[np.int32]], folder: Path) -> None:
    """Write the postings of several lists of passages as those of one, as if it had been built so.

    places: for each part, int32 [its passages], the row that each passage gets, or -1 where it is left out; the rows
    that are given are 0, 1, 2 … without gaps. Memory: a few times `_AT_ONCE` postings, whatever their number.
    """
    terms = sorted(set().union(*(part.terms for part in parts)))
    numbers = {term: number for number, term in enumerate(terms)}
    known = [np.fromiter((numbers[term] for term in part.terms), np.int64, len(part.terms)) for part in parts]
    del numbers
    sizes = np.zeros(len(terms), dtype=np.int64)
    for part, mine in zip(parts, known, strict=True):
        sizes[mine] += np.diff(part.offsets)
    total = sum(
        int(np.count_nonzero(place[part.rows[start : start + _AT_ONCE]] >= 0))
        for part, place in zip(parts, places, strict=True)
        for start in range(0, len(part.rows), _AT_ONCE)
    )
    rows = np.lib.format.open_memmap(folder / "lexical.rows.npy", mode="w+", dtype=np.int32, shape=(total,))
    weights = np.lib.format.open_memmap(folder / "lexical.weights.npy", mode="w+", dtype=np.uint8, shape=(total,))
    counts = np.zeros(len(terms), dtype=np.int64)
    end = 0
    for number, row, weight in _chunks(parts, places, known, sizes):
        start, end = end, end + len(row)
        rows[start:end], weights[start:end] = row, weight
        counts += np.bincount(number, minlength=len(terms))
    rows.flush()
    weights.flush()
    kept = np.flatnonzero(counts)
    Strings.of(terms[number] for number in kept).save(folder, "lexical.terms")
    np.save(folder / "lexical.offsets.npy", _offsets(counts[kept]), allow_pickle=False)
    for name in ("lengths", "languages"):
        whole = np.zeros(sum(int((place >= 0).sum()) for place in places), dtype=getattr(parts[0], name).dtype)
        for part, place in zip(parts, places, strict=True):
            whole[place[place >= 0]] = getattr(part, name)[place >= 0]
        np.save(folder / f"lexical.{name}.npy", whole, allow_pickle=False)


def _chunks(
    parts: Sequence[Postings],
    places: Sequence[NDArray[np.int32]],
    known: Sequence[NDArray[np.int64]],
    sizes: NDArray[np.int64],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]]:
    """The merged postings (terms' numbers, rows, weights) in their order, some terms at a time."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + _AT_ONCE, side="right")))
        numbers, rows, weights = [], [], []
        for part, place, mine in zip(parts, places, known, strict=True):
            low, high = (int(one) for one in np.searchsorted(mine, (first, last)))
            chosen = slice(int(part.offsets[low]), int(part.offsets[high]))
            row = place[part.rows[chosen]]
            kept = row >= 0
            numbers.append(np.repeat(mine[low:high], np.diff(part.offsets[low : high + 1]))[kept])
            rows.append(row[kept])
            weights.append(part.weights[chosen][kept])
        number, row, weight = np.concatenate(numbers), np.concatenate(rows), np.concatenate(weights)
        order = np.lexsort((row, number))
        yield number[order], row[order], weight[order]
        first = last


def _offsets(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
