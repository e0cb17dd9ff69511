"""Decides whether the library answers a question at all."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.evidence import Evidence

# Logistic regression on the development questions, by `python -m benchmarks.refusal`; docs/evaluation.md has the rest.
INTERCEPT, COVERAGE, COSINE = -1.2, 2.6, 3.0


def probability(evidence: Sequence[Evidence]) -> float:
    """Estimate from 0 to 1 how likely it is that the evidence answers the question."""
    if not evidence:
        return 0.0
    coverage = max(one.coverage for one in evidence)
    cosine = max(one.cosine for one in evidence)
    return 1 / (1 + math.exp(-(INTERCEPT + COVERAGE * coverage + COSINE * cosine)))
