"""How far chance may carry a mean: bootstrap intervals and permutation tests, by question, with a fixed seed.

A question asked in both languages is drawn, or turned, as a whole: its two rows are not independent (the cluster
bootstrap; Davison and Hinkley 1997, 3.8).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from math import comb

import numpy as np
from numpy.typing import NDArray

SEED = 20_170_612
RESAMPLES = 5000
CONFIDENCE = 0.95
_AT_ONCE = 250

Array = NDArray[np.float64]


def intervals(values: Array, clusters: Sequence[Hashable]) -> tuple[Array, Array]:
    """The percentile intervals of the means of columns: low and high, float64 [m].

    values: float64 [n, m], n at least 1; clusters: the question of each row.
    """
    sums, sizes = _by_cluster(values, clusters)
    drawn = np.concatenate([counts @ sums / (counts @ sizes)[:, None] for counts in draws(len(sizes))])
    return ends(drawn)


def quantile_intervals(values: Array, quantiles: Sequence[float]) -> tuple[Array, Array]:
    """The percentile intervals of quantiles of values: low and high, float64 [len(quantiles)].

    values: float64 [n], n at least 1.
    """
    generator = np.random.default_rng(SEED)
    drawn = [
        np.quantile(generator.choice(values, (_AT_ONCE, len(values))), quantiles, axis=1).T
        for _ in range(RESAMPLES // _AT_ONCE)
    ]
    return ends(np.concatenate(drawn))


def permutation(differences: Array, clusters: Sequence[Hashable]) -> Array:
    """The probability, had nothing changed, of mean differences as large as these, either way: float64 [m].

    The sign of each question's differences is drawn anew (Fisher's randomization test; Smucker, Allan and Carterette
    2007). differences: float64 [n, m].
    """
    sums, _ = _by_cluster(differences, clusters)
    observed = np.abs(sums.sum(axis=0))
    generator = np.random.default_rng(SEED)
    as_large = np.zeros(sums.shape[1])
    for _ in range(RESAMPLES // _AT_ONCE):
        signs = generator.choice((-1.0, 1.0), (_AT_ONCE, len(sums)))
        as_large += (np.abs(signs @ sums) >= observed - 1e-9).sum(axis=0)
    return np.asarray((as_large + 1) / (RESAMPLES + 1))


def sign_test(better: int, worse: int) -> float:
    """The probability of so uneven a split, either way, were better and worse equally likely: exact binomial."""
    total = better + worse
    tail = sum(comb(total, count) for count in range(min(better, worse) + 1))
    return min(1.0, 2 * tail / (1 << total))


def _by_cluster(values: Array, clusters: Sequence[Hashable]) -> tuple[Array, Array]:
    """The sums of each cluster's rows, float64 [c, m], and their number, float64 [c]."""
    places: dict[Hashable, int] = {}
    rows = [places.setdefault(cluster, len(places)) for cluster in clusters]
    sums, sizes = np.zeros((len(places), values.shape[1])), np.zeros(len(places))
    np.add.at(sums, rows, values)
    np.add.at(sizes, rows, 1)
    return sums, sizes


def draws(clusters: int) -> Iterator[Array]:
    """How often each cluster is drawn, in each resample, some resamples at a time: float64 [k, clusters]."""
    generator = np.random.default_rng(SEED)
    share = np.full(clusters, 1 / clusters)
    for _ in range(RESAMPLES // _AT_ONCE):
        yield generator.multinomial(clusters, share, _AT_ONCE).astype(np.float64)


def ends(drawn: Array) -> tuple[Array, Array]:
    """The percentile interval of each column of what resamples gave, float64 [k, …]: low and high, float64 […]."""
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn, (tail, 1 - tail), axis=0)
    return low, high
