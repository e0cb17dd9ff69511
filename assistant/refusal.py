"""Decides whether the library answers a question at all: a probability, from a few facts of what was found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import amounts
from assistant.evidence import Evidence
from indexes.records import Hit, Language

NEARNESS = "nearness"
"""What the judge's opinion of a passage is called among the parts of its score."""


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for an answer, from 0 to 1 each, and the language asked in.

    score: the best passage's; held: the share of the question's weight (by inverse document frequency, through the
    lexicon) that the best evidence holds; near: how near the judge holds the nearest passage to be; judged: the same of
    the nearest sentence. These two are None without a judge: scores are then on another scale. fits: false where an
    amount of money is asked for and the best evidence holds none.
    """

    score: float
    held: float
    near: float | None
    judged: float | None
    fits: bool
    english: bool


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Of a logistic regression over the features, by their names. english: what is added for a question in English,
    whose sources are found to be a little less near; so that both languages are refused alike.
    """

    intercept: float
    score: float
    held: float
    near: float
    judged: float
    fits: float
    english: float


JUDGED = Coefficients(-7.75, 2.02, 0.79, 4.00, 5.95, 1.79, 0.11)
PLAIN = Coefficients(-5.38, 6.92, 1.33, 0.0, 0.0, 1.87, 0.12)
"""With a judge, and without one. By `benchmarks/refusal.py`, which says how; docs/decisions/0023-refusal.md has what
they do to questions that they were not fitted on."""


def features(question: str, language: Language, hits: Sequence[Hit], evidence: Sequence[Evidence]) -> Features | None:
    """What was found for a question, as passages and as the evidence chosen from them; None where nothing was."""
    if not hits or not evidence:
        return None
    near = [hit.parts[NEARNESS] for hit in hits if NEARNESS in hit.parts]
    judged = [one.judged for one in evidence if one.judged is not None]
    return Features(
        score=max(hit.score for hit in hits),
        held=evidence[0].coverage,
        near=max(near, default=None),
        judged=max(judged, default=None),
        fits=not amounts.asked(question, language) or amounts.held(evidence[0].text),
        english=language == "en",
    )


def probability(found: Features | None, fitted: Coefficients | None = None) -> float:
    """Estimate from 0 to 1 how likely it is that the library answers; fitted: in place of the coefficients above."""
    if found is None:
        return 0.0
    by = fitted or (PLAIN if found.judged is None else JUDGED)
    odds = by.intercept + by.score * found.score + by.held * found.held
    odds += by.near * (found.near or 0.0) + by.judged * (found.judged or 0.0)
    odds += by.fits * found.fits + by.english * found.english
    return 1 / (1 + math.exp(-odds))
