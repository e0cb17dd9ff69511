"""Decides whether the library answers a question at all: a probability, from a few facts of what was found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence import Evidence
from indexes.records import Hit

NEXT = 5
"""Passages behind the best one that it is compared with."""


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for an answer, from 0 to 1 each.

    score: the best passage's; judged: how near the judge holds the best sentence to be, None without a judge, since
    scores are then on another scale; held: the share of the question's weight (by inverse document frequency, through
    the lexicon) that the best evidence holds; ahead: by how much the best passage is ahead of the next ones.
    """

    score: float
    judged: float | None
    held: float
    ahead: float


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Of a logistic regression over the features, by their names."""

    intercept: float
    score: float
    judged: float
    held: float
    ahead: float


JUDGED = Coefficients(-6.33, 14.45, 0.0, 0.0, 0.0)
PLAIN = Coefficients(-4.71, 10.53, 0.0, 0.0, 0.0)
"""With a judge, and without."""


SEARCHED = (-4.71, 10.53)
RANKED_AGAIN = (-6.33, 14.45)
"""Intercept and slope on the best passage's score alone, without a reranker and with one."""


def features(hits: Sequence[Hit], evidence: Sequence[Evidence]) -> Features | None:
    """What was found for a question, as passages and as the evidence chosen from them; None where nothing was."""
    if not hits or not evidence:
        return None
    scores = sorted((hit.score for hit in hits), reverse=True)
    behind = scores[1 : 1 + NEXT]
    judged = [one for one in map(_judged, evidence) if one is not None]
    return Features(
        score=scores[0],
        judged=max(judged, default=None),
        held=evidence[0].coverage,
        ahead=scores[0] - sum(behind) / len(behind) if behind else 0.0,
    )


def probability(found: Features | Sequence[Hit] | None, fitted: Coefficients | None = None) -> float:
    """Estimate from 0 to 1 how likely it is that the library answers; fitted: other coefficients than those above.

    Of passages without evidence, the best score alone decides.
    """
    if not found:
        return 0.0
    if not isinstance(found, Features):
        best = max(found, key=lambda hit: hit.score)
        intercept, slope = RANKED_AGAIN if "nearness" in best.parts else SEARCHED
        return 1 / (1 + math.exp(-(intercept + slope * best.score)))
    by = fitted or (PLAIN if found.judged is None else JUDGED)
    odds = by.intercept + by.score * found.score + by.held * found.held + by.ahead * found.ahead
    return 1 / (1 + math.exp(-(odds + by.judged * (found.judged or 0.0))))


def _judged(one: Evidence) -> float | None:
    found: float | None = getattr(one, "judged", None)
    return found
