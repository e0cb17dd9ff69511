"""Lexical search in both languages at once: BM25 over postings, query terms carried over by probability.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009); across languages, term and document
frequencies of a query term are the expectations over its translations: probabilistic structured queries (Darwish and
Oard, SIGIR 2003).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexes.records import LANGUAGES, Language, Lexicon

K1, B = 1.2, 0.6
_ARRAYS = ("offsets", "rows", "weights", "lengths", "languages")


@dataclass(frozen=True, slots=True)
class Text:
    """What of a passage is searched: its body, and its context (headings, title) at the weight of `CONTEXT`."""

    language: Language
    body: str
    context: Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """Postings of a list of passages; a passage is known by its row in that list.

    terms: the place of each term, "fr:…" or "en:…", in the postings.
    offsets: int64 [terms + 1]; rows: int32 [postings]; weights: float32 [postings], weighted term frequencies;
    lengths: float32 [passages], sums of weighted frequencies; languages: uint8 [passages], an index into LANGUAGES.
    """

    terms: Mapping[str, int]
    offsets: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    lengths: NDArray[np.float32]
    languages: NDArray[np.uint8]

    @classmethod
    def build(cls, texts: Iterable[Text], lexicon: Lexicon) -> LexicalIndex:
        """Analyse and invert the texts, in their order."""
        postings: dict[str, tuple[list[int], list[float]]] = {}
        lengths: list[float] = []
        languages: list[int] = []
        for row, text in enumerate(texts):
            weights: Counter[str] = Counter()
            for part, weight in ((text.body, 1.0), *text.context):
                for term in lexicon.terms(part, text.language):
                    weights[term] += weight  # type: ignore[assignment]  # a Counter counts in floats as well
            for term, frequency in weights.items():
                rows, frequencies = postings.setdefault(f"{text.language}:{term}", ([], []))
                rows.append(row)
                frequencies.append(frequency)
            lengths.append(sum(weights.values()))
            languages.append(LANGUAGES.index(text.language))
        ordered = sorted(postings)
        sizes = [len(postings[term][0]) for term in ordered]
        return cls(
            terms={term: place for place, term in enumerate(ordered)},
            offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            rows=np.array([row for term in ordered for row in postings[term][0]], dtype=np.int32),
            weights=np.array([weight for term in ordered for weight in postings[term][1]], dtype=np.float32),
            lengths=np.array(lengths, dtype=np.float32),
            languages=np.array(languages, dtype=np.uint8),
        )

    def save(self, folder: Path) -> list[str]:
        """Write the index into `folder`; return the names of the files."""
        (folder / "lexical.terms.json").write_text(json.dumps(list(self.terms), ensure_ascii=False), encoding="utf-8")
        for name in _ARRAYS:
            np.save(folder / f"lexical.{name}.npy", getattr(self, name), allow_pickle=False)
        return ["lexical.terms.json", *(f"lexical.{name}.npy" for name in _ARRAYS)]

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read what `save` wrote; arrays are memory-mapped, and never pickles."""
        terms = json.loads((folder / "lexical.terms.json").read_text(encoding="utf-8"))
        arrays = {name: np.load(folder / f"lexical.{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS}
        return cls(terms={term: place for place, term in enumerate(terms)}, **arrays)

    def scores(self, query: str, language: Language, lexicon: Lexicon) -> NDArray[np.float32]:
        """Score every passage against a query: float32 [passages], 0 where no term matches."""
        total = np.zeros(len(self.lengths), dtype=np.float32)
        terms = Counter(lexicon.terms(query, language))
        for code, target in enumerate(LANGUAGES):
            mine = self.languages == code
            count = int(mine.sum())
            if not count:
                continue
            average = float(self.lengths[mine].mean()) or 1.0
            saturation = K1 * (1 - B + B * self.lengths / average)
            for term, times in terms.items():
                alternatives = {term: 1.0} if target == language else lexicon.translate(term, language)
                frequencies, matching = self._expected(alternatives, target)
                if matching == 0:
                    continue
                weight = times * np.log(1 + (count - matching + 0.5) / (matching + 0.5))
                rows = np.flatnonzero(frequencies)
                found = frequencies[rows]
                total[rows] += weight * found * (K1 + 1) / (found + saturation[rows])
        return total

    def term_weights(self, query: str, language: Language, lexicon: Lexicon) -> dict[str, float]:
        """The inverse document frequency of each of a query's terms, over the passages of both languages."""
        count = len(self.lengths)
        weights = {}
        for term in lexicon.terms(query, language):
            matching = 0.0
            for target in LANGUAGES:
                alternatives = {term: 1.0} if target == language else lexicon.translate(term, language)
                matching += self._expected(alternatives, target)[1]
            weights[term] = float(np.log(1 + (count - min(matching, count) + 0.5) / (matching + 0.5)))
        return weights

    def _expected(self, alternatives: Mapping[str, float], target: Language) -> tuple[NDArray[np.float32], float]:
        """The expected term frequency in each passage, float32 [passages], and the expected document frequency."""
        frequencies = np.zeros(len(self.lengths), dtype=np.float32)
        matching = 0.0
        for term, probability in alternatives.items():
            place = self.terms.get(f"{target}:{term}")
            if place is None:
                continue
            start, end = self.offsets[place], self.offsets[place + 1]
            frequencies[self.rows[start:end]] += probability * self.weights[start:end]
            matching += probability * float(end - start)
        return frequencies, matching
