"""Says how far an estimate can be believed: reliability by bins, Brier score, calibration error, area under the curve.

Brier, "Verification of forecasts expressed in terms of probability" (1950); Naeini, Cooper and Hauskrecht, "Obtaining
well calibrated probabilities using Bayesian binning" (2015), for the expected calibration error; the area under the
curve is that of Mann and Whitney's U.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation import bootstrap

BINS = 5
"""Bins of equal width. With some hundred askings, more of them would hold too few to be read."""

NAMES = ("brier", "ece", "auc")

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """The estimates from `low` up to `high`: how many, their mean, and the share that was so; 0 of none."""

    low: float
    high: float
    asked: int
    estimated: float
    observed: float


def bins(estimates: Array, outcomes: Array) -> tuple[Bin, ...]:
    """Sort estimates, float64 [n], 0 to 1, with their outcomes, float64 [n], 0 or 1, into bins; empty ones too."""
    found = []
    for place, inside in enumerate(_inside(estimates).T.astype(bool)):
        asked = int(inside.sum())
        estimated, observed = (float(one[inside].mean()) if asked else 0.0 for one in (estimates, outcomes))
        found.append(Bin(place / BINS, (place + 1) / BINS, asked, estimated, observed))
    return tuple(found)


def measured(estimates: Array, outcomes: Array, counts: Array | None = None) -> Array:
    """Brier score, expected calibration error and area under the curve: float64 [k, 3], a row a row of `counts`.

    counts: how often each estimate counts, float64 [k, n]; left out, once each. The area is nan where all outcomes are
    alike, and everything where nothing counts.
    """
    counts = np.ones((1, len(estimates))) if counts is None else counts
    total = counts.sum(axis=1)
    with np.errstate(invalid="ignore"):
        brier = counts @ (estimates - outcomes) ** 2 / total
        error = np.abs(counts @ ((estimates - outcomes)[:, None] * _inside(estimates))).sum(axis=1) / total
        so, not_so = outcomes == 1, outcomes == 0
        above = np.sign(estimates[so][:, None] - estimates[not_so][None, :]) / 2 + 0.5
        pairs = counts[:, so].sum(axis=1) * counts[:, not_so].sum(axis=1)
        area = ((counts[:, so] @ above) * counts[:, not_so]).sum(axis=1) / pairs
    return np.stack([brier, error, area], axis=1)


def intervals(estimates: Array, outcomes: Array, questions: Sequence[Hashable]) -> tuple[Array, Array]:
    """The bootstrap intervals of what `measured` gives, by question: low and high, float64 [3], nan where unknown."""
    drawn = np.concatenate([measured(estimates, outcomes, counts) for counts in _draws(questions)])
    known = [column[np.isfinite(column)] for column in drawn.T]
    ends = [bootstrap.ends(column) if len(column) else np.full(2, np.nan) for column in known]
    return np.array([low for low, _ in ends]), np.array([high for _, high in ends])


def _inside(estimates: Array) -> Array:
    """Which bin each estimate is in: float64 [n, BINS], a 1 in each row; an estimate of 1 is in the last."""
    return np.asarray(np.eye(BINS)[np.minimum((estimates * BINS).astype(int), BINS - 1)])


def _draws(questions: Sequence[Hashable]) -> Iterator[Array]:
    """How often each row counts, in each resample of the questions."""
    places: dict[Hashable, int] = {}
    rows = [places.setdefault(question, len(places)) for question in questions]
    for counts in bootstrap.draws(len(places)):
        yield counts[:, rows]
