"""Decides whether the library answers a question at all."""

from __future__ import annotations

import math
from collections.abc import Sequence

from indexes.records import Hit

PLAIN = (-4.71, 10.53)
RANKED_AGAIN = (-6.33, 14.45)
"""Intercept and slope of logistic regressions on the best passage's score, one where nothing but search made it and one
where the contextual encoder had its say: the two are scores of different scales. By `benchmarks/refusal.py` on the
development questions, half the weight to those that a library answers, half to those that it does not: those written to
be near its subjects, and those meant for another library."""


def probability(hits: Sequence[Hit]) -> float:
    """Estimate from 0 to 1 how likely it is that the library answers, from the best passage's score."""
    if not hits:
        return 0.0
    best = max(hits, key=lambda hit: hit.score)
    intercept, slope = RANKED_AGAIN if "nearness" in best.parts else PLAIN
    return 1 / (1 + math.exp(-(intercept + slope * best.score)))
