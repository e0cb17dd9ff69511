"""Looks closer at the best passages: how near each of their sentences is to a query, and how much of it it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexes.matching import Matcher
from indexes.reading import Reader, Reading
from indexes.records import Passage

WEIGHTS: Mapping[str, float] = {
    "lexical": 0.2,
    "dense": 0.4,
    "nearest_sentence": 0.1,
    "fullest_sentence": 0.2,
    "coverage": 0.1,
}
"""What each part of a passage's score weighs: its lexical score (over the best one's), its cosine, its nearest
sentence's cosine, its fullest sentence's coverage and its own coverage. Chosen by hand near the best of 400 random
draws over the development questions, where the optimum is flat; docs/evaluation.md has the ablation."""

HOLLOW = 0.4
"""The share of its score that a passage loses which says nothing; see `indexes.hollow`."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """A passage seen up close: float32 [sentences] each, cosines at least 0, and coverages from 0 to 1.

    coverage: that of the passage as a whole, with its headings.
    """

    cosines: NDArray[np.float32]
    coverages: NDArray[np.float32]
    coverage: float


def look_closer(
    passages: Sequence[Passage], vector: NDArray[np.float32], matcher: Matcher, reader: Reader
) -> list[Closeness]:
    """Compare the sentences of passages with a query, given as its unit vector and its matcher."""
    readings = reader.read(passages)
    return [closeness(*pair, vector, matcher) for pair in zip(passages, readings, strict=True)]


def closeness(passage: Passage, reading: Reading, vector: NDArray[np.float32], matcher: Matcher) -> Closeness:
    """Compare one passage, as it was read."""
    coverages = [matcher.share(terms, passage.language) for terms in reading.sentences]
    return Closeness(
        cosines=np.maximum(reading.vectors @ vector, 0),
        coverages=np.array(coverages, dtype=np.float32),
        coverage=matcher.share(reading.terms, passage.language),
    )


def parts(lexical: float, cosine: float, close: Closeness, hollow: float = 0.0) -> dict[str, float]:
    """What a passage's score is made of, 0 to 1 each, by the names that `WEIGHTS` gives them, and how hollow it is."""
    return {
        "lexical": lexical,
        "dense": max(cosine, 0.0),
        "nearest_sentence": float(close.cosines.max()),
        "fullest_sentence": float(close.coverages.max()),
        "coverage": close.coverage,
        "hollow": hollow,
    }


def rescored(found: Mapping[str, float]) -> float:
    """A passage's score, from 0 to 1: the weighted sum of its parts, less where it is hollow."""
    return (1 - HOLLOW * found["hollow"]) * sum(weight * found[name] for name, weight in WEIGHTS.items())
