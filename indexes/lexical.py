"""Lexical search in both languages at once: BM25 over postings, query terms carried over by probability.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009); across languages, term and document
frequencies of a query term are the expectations over its translations: probabilistic structured queries (Darwish and
Oard, SIGIR 2003).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexes.postings import STEPS, Postings, Text
from indexes.records import LANGUAGES, Language, Lexicon

__all__ = ["K1", "B", "LexicalIndex", "Text"]

K1, B = 1.2, 0.6

_AT_ONCE = 1 << 14
"""Postings scored at once: what is computed of them stays in the processor's nearest memory."""

_FREQUENCIES = (np.arange(256) / STEPS).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """What BM25 has to know of the passages that may be found: of those alone, as if there were no others.

    allowed: bool [passages], or None where all are; counts: the passages of each of LANGUAGES; saturation: float32
    [passages], the denominator of BM25 less the term frequency: K1 (1 - B + B length / mean length in its language).
    """

    allowed: NDArray[np.bool_] | None
    counts: tuple[int, ...]
    saturation: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Posted:
    """The postings of a term in one part, and how likely the term is a translation of what was asked."""

    start: int
    rows: NDArray[np.int32]
    weights: NDArray[np.uint8]
    probability: float


class LexicalIndex:
    """The postings of all passages, part after part; a passage is known by its row in the whole."""

    def __init__(self, parts: Sequence[Postings]) -> None:
        self._parts = parts
        self._starts = np.cumsum([0, *(len(part.lengths) for part in parts)]).tolist()
        self._lengths = np.concatenate([np.zeros(0, np.float32), *(part.lengths for part in parts)])
        self._languages = np.concatenate([np.zeros(0, np.uint8), *(part.languages for part in parts)])
        self._all = self.statistics(None)

    @classmethod
    def build(cls, texts: Iterable[Text], lexicon: Lexicon) -> LexicalIndex:
        """Index texts in memory, as one part."""
        return cls([Postings.build(texts, lexicon)])

    def statistics(self, allowed: NDArray[np.bool_] | None) -> Statistics:
        """Prepare to search among the allowed passages, bool [passages], or among all. To be kept from query to query:
        it takes as long as a query.
        """
        if allowed is not None and allowed.all():
            allowed = None
        counts, saturation = [], np.zeros(len(self._lengths), dtype=np.float32)
        for code in range(len(LANGUAGES)):
            mine = self._languages == code
            counted = mine if allowed is None else mine & allowed
            counts.append(int(np.count_nonzero(counted)))
            # In double precision: the mean must not depend on how the passages are divided into parts.
            average = float(self._lengths[counted].mean(dtype=np.float64)) if counts[-1] else 1.0
            saturation[mine] = K1 * (1 - B + B * self._lengths[mine] / (average or 1.0))
        return Statistics(allowed, tuple(counts), saturation)

    def scores(
        self, query: str, language: Language, lexicon: Lexicon, statistics: Statistics | None = None
    ) -> NDArray[np.float32]:
        """Score every passage against a query: float32 [passages], 0 where no term matches or it is not allowed."""
        over = statistics or self._all
        total = np.zeros(len(self._lengths), dtype=np.float32)
        scratch = np.zeros_like(total)
        terms = Counter(lexicon.terms(query, language))
        for count, target in zip(over.counts, LANGUAGES, strict=True):
            for term, times in terms.items() if count else ():
                posted = self._posted(_alternatives(term, language, target, lexicon), target)
                matching = _matching(posted, over.allowed)
                if matching > 0:
                    weight = times * (K1 + 1) * float(np.log(1 + (count - matching + 0.5) / (matching + 0.5)))
                    _add(posted, weight, over.saturation, total, scratch)
        if over.allowed is not None:
            total[~over.allowed] = 0
        return total

    def search(
        self, query: str, language: Language, lexicon: Lexicon, limit: int, statistics: Statistics | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The `limit` best passages: rows, int64 [n], and scores, float32 [n], above 0, best first."""
        return top(self.scores(query, language, lexicon, statistics), limit)

    def term_weights(
        self, query: str, language: Language, lexicon: Lexicon, statistics: Statistics | None = None
    ) -> dict[str, float]:
        """The inverse document frequency of each of a query's terms, over the passages of both languages."""
        over = statistics or self._all
        count = sum(over.counts)
        weights = {}
        for term in dict.fromkeys(lexicon.terms(query, language)):
            matching = sum(
                _matching(self._posted(_alternatives(term, language, target, lexicon), target), over.allowed)
                for target in LANGUAGES
            )
            weights[term] = float(np.log(1 + (count - min(matching, count) + 0.5) / (matching + 0.5)))
        return weights

    def written_in(self, language: Language) -> NDArray[np.bool_]:
        """Which passages are in a language: bool [passages]."""
        return np.asarray(self._languages == LANGUAGES.index(language))

    def sizes(self, statistics: Statistics | None = None) -> dict[Language, int]:
        """How many passages in each language may be found."""
        return dict(zip(LANGUAGES, (statistics or self._all).counts, strict=True))

    def starting(self, prefix: str, language: Language, statistics: Statistics | None = None) -> dict[str, int]:
        """The terms of a language that start with a prefix, and in how many of the passages that may be found each is;
        none that is in no such passage.
        """
        over = statistics or self._all
        found: Counter[str] = Counter()
        for part, start in zip(self._parts, self._starts, strict=False):
            places = part.terms.starting(f"{language}:{prefix}")
            if not places:
                continue
            bounds = part.offsets[places.start : places.stop + 1]
            rows = part.rows[int(bounds[0]) : int(bounds[-1])]
            met = np.ones(len(rows), np.bool_) if over.allowed is None else over.allowed[start:][rows]
            counts = np.add.reduceat(met, bounds[:-1] - bounds[0], dtype=np.int64)
            for number in np.flatnonzero(counts).tolist():
                found[part.terms[places[number]].partition(":")[2]] += int(counts[number])
        return dict(found)

    def _posted(self, alternatives: Mapping[str, float], target: Language) -> list[_Posted]:
        found = []
        for part, start in zip(self._parts, self._starts, strict=False):
            for term, probability in alternatives.items():
                where = part.of(f"{target}:{term}")
                if where.stop > where.start:
                    found.append(_Posted(start, part.rows[where], part.weights[where], probability))
        return found


def top(scores: NDArray[np.float32], limit: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The rows of the `limit` highest scores above 0, best first, of equal ones the first first; and these scores.

    The highest of each block are cheap to find, and the `limit`-th highest of those is a bound that no more than what
    is wanted, and a little, passes.
    """
    bound = 0.0
    block = len(scores) // (4 * limit)
    if block > 1:
        highest = np.maximum.reduceat(scores, np.arange(0, len(scores), block))
        bound = float(np.partition(highest, -limit)[-limit])
    rows = np.flatnonzero(scores >= bound) if bound > 0 else np.flatnonzero(scores)
    rows = rows[np.argsort(-scores[rows], kind="stable")[:limit]]
    return rows, scores[rows]


def _alternatives(term: str, language: Language, target: Language, lexicon: Lexicon) -> Mapping[str, float]:
    return {term: 1.0} if target == language else lexicon.translate(term, language)


def _matching(posted: Sequence[_Posted], allowed: NDArray[np.bool_] | None) -> float:
    """The expected document frequency."""
    if allowed is None:
        return sum(one.probability * len(one.rows) for one in posted)
    return sum(one.probability * np.count_nonzero(allowed[one.start :][one.rows]) for one in posted)


def _add(
    posted: Sequence[_Posted],
    weight: float,
    saturation: NDArray[np.float32],
    total: NDArray[np.float32],
    scratch: NDArray[np.float32],
) -> None:
    """Add to the totals what one query term gives each passage. `scratch` is zeros, and is left so.

    First the expected frequencies are gathered in `scratch`; then each passage that has one is scored. A passage that
    several translations are in comes by several times, and by the second its frequency is 0.
    """
    for one in posted:
        frequencies, within = _FREQUENCIES * np.float32(one.probability), scratch[one.start :]
        for start in range(0, len(one.rows), _AT_ONCE):
            rows = one.rows[start : start + _AT_ONCE].astype(np.intp)
            within[rows] += frequencies[one.weights[start : start + _AT_ONCE]]
    for one in posted:
        within, saturated, totals = scratch[one.start :], saturation[one.start :], total[one.start :]
        for start in range(0, len(one.rows), _AT_ONCE):
            rows = one.rows[start : start + _AT_ONCE].astype(np.intp)
            found = within[rows]
            within[rows] = 0
            totals[rows] += np.float32(weight) * found / (found + saturated[rows])
