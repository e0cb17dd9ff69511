"""Decides whether the library answers a question at all."""

from __future__ import annotations

import math
from collections.abc import Sequence

from indexes.records import Hit

INTERCEPT, BEST_SCORE = -4.87, 11.18
"""Logistic regression by `benchmarks/refusal.py` on the development questions, half the weight to those that a library
answers, half to those that it does not: those written to be near its subjects, and those meant for another library."""


def probability(hits: Sequence[Hit]) -> float:
    """Estimate from 0 to 1 how likely it is that the library answers, from the best passage's score."""
    if not hits:
        return 0.0
    return 1 / (1 + math.exp(-(INTERCEPT + BEST_SCORE * max(hit.score for hit in hits))))
