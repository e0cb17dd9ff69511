"""Metrics by rank, held against their formulas."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest

from assistant.evaluation.metrics import CUTOFFS, NAMES, measured


@pytest.mark.parametrize("rank", [None, 1, 2, 3, 4, 5, 6, 10, 11, 20, 21, 1000])
def test_what_a_rank_is_worth(rank: int | None) -> None:
    (row,) = measured([rank])
    near = rank is not None and rank <= 10
    expected = [
        *(float(rank is not None and rank <= k) for k in CUTOFFS),
        1 / rank if near else 0.0,
        1 / log2(1 + rank) if near else 0.0,
    ]
    assert dict(zip(NAMES, row, strict=True)) == pytest.approx(dict(zip(NAMES, expected, strict=True)))


def test_rows_keep_their_order() -> None:
    ranks = [None, 12, 1, 3, *([2] * 20)]
    values = measured(ranks)
    assert values.shape == (24, len(NAMES))
    np.testing.assert_allclose(values, np.concatenate([measured([rank]) for rank in ranks]))


def test_of_nothing_there_is_nothing() -> None:
    assert measured([]).shape == (0, len(NAMES))
