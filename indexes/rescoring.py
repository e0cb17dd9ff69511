"""Looks closer at the best passages: how near each of their sentences is to a query, and how much of it it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexes.matching import Matcher
from indexes.records import Encoder, Passage

LEXICAL, DENSE, NEAREST_SENTENCE, FULLEST_SENTENCE, COVERAGE = 0.2, 0.4, 0.1, 0.2, 0.1
"""What a passage's lexical score (over the best one's), its cosine, its nearest sentence's cosine, its fullest
sentence's coverage and its own coverage weigh. Chosen by hand near the best of 400 random draws over the development
questions, where the optimum is flat; docs/evaluation.md has the ablation."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """A passage seen up close: float32 [sentences] each, cosines at least 0, and coverages from 0 to 1.

    coverage: that of the passage as a whole, with its headings.
    """

    cosines: NDArray[np.float32]
    coverages: NDArray[np.float32]
    coverage: float


def look_closer(
    passages: Sequence[Passage], vector: NDArray[np.float32], matcher: Matcher, encoder: Encoder
) -> list[Closeness]:
    """Compare the sentences of passages with a query, given as its unit vector and its matcher."""
    texts = [sentence.text for passage in passages for sentence in passage.sentences]
    if not texts:
        return []
    cosines = np.maximum(encoder.encode(texts) @ vector, 0)
    found = []
    start = 0
    for passage in passages:
        end = start + len(passage.sentences)
        coverages = [matcher.coverage(sentence.text, passage.language) for sentence in passage.sentences]
        whole = matcher.coverage(f"{passage.heading} {passage.text}", passage.language)
        found.append(Closeness(cosines[start:end], np.array(coverages, dtype=np.float32), whole))
        start = end
    return found


def rescored(lexical: float, cosine: float, close: Closeness) -> float:
    """A passage's score, from 0 to 1, from its share of the best lexical score, its cosine and its closeness."""
    return float(
        LEXICAL * lexical
        + DENSE * max(cosine, 0.0)
        + NEAREST_SENTENCE * close.cosines.max()
        + FULLEST_SENTENCE * close.coverages.max()
        + COVERAGE * close.coverage
    )
