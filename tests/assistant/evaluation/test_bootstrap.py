"""Intervals and tests by chance, held against scipy and against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from assistant.evaluation import bootstrap


def column(values: list[float]) -> np.ndarray:
    return np.array(values, dtype=np.float64)[:, None]


def test_the_interval_of_a_share_is_near_scipys() -> None:
    values = column([1.0] * 30 + [0.0] * 20)
    low, high = bootstrap.intervals(values, range(50))
    theirs = stats.bootstrap((values[:, 0],), np.mean, method="percentile", n_resamples=5000, rng=1)
    assert low[0] == pytest.approx(theirs.confidence_interval.low, abs=0.021)
    assert high[0] == pytest.approx(theirs.confidence_interval.high, abs=0.021)


def test_the_same_rows_always_have_the_same_interval() -> None:
    values = column([0.1, 0.5, 0.9, 0.3])
    assert np.array_equal(bootstrap.intervals(values, "abcd"), bootstrap.intervals(values, "abcd"))


def test_rows_of_one_question_are_drawn_together() -> None:
    """Two rows a question that agree say no more than one: the interval stays as wide."""
    once = column([1.0, 0.0] * 10)
    single = bootstrap.intervals(once, range(20))
    double = bootstrap.intervals(np.repeat(once, 2, axis=0), np.repeat(np.arange(20), 2).tolist())
    np.testing.assert_allclose(double, single)


def test_what_never_varies_has_no_width() -> None:
    low, high = bootstrap.intervals(column([1.0] * 5), range(5))
    assert (low[0], high[0]) == (1.0, 1.0)


def test_columns_are_drawn_alike() -> None:
    values = np.array([[0.0, 1.0], [1.0, 2.0], [0.0, 1.0]])
    low, high = bootstrap.intervals(values, range(3))
    assert low[1] - low[0] == pytest.approx(1.0)
    assert high[1] - high[0] == pytest.approx(1.0)


def test_quantiles_lie_in_their_intervals() -> None:
    values = np.linspace(0.01, 1.0, 100)
    low, high = bootstrap.quantile_intervals(values, [0.5, 0.95])
    middle = np.quantile(values, [0.5, 0.95])
    assert (low < middle).all()
    assert (middle < high).all()


def test_a_difference_that_all_questions_share_is_no_chance() -> None:
    assert bootstrap.permutation(column([0.2] * 20), range(20))[0] < 0.001


def test_no_difference_is_all_chance() -> None:
    assert bootstrap.permutation(column([0.0] * 20), range(20))[0] == pytest.approx(1.0)


def test_the_permutation_test_agrees_with_all_permutations() -> None:
    differences = [0.5, 0.3, -0.1, 0.4, 0.2, -0.2, 0.6, 0.1]
    signs = np.array(np.meshgrid(*[[-1, 1]] * len(differences))).reshape(len(differences), -1)
    exact = np.mean(np.abs(signs.T @ differences) >= abs(sum(differences)) - 1e-9)
    assert bootstrap.permutation(column(differences), range(8))[0] == pytest.approx(exact, abs=0.015)


@pytest.mark.parametrize(("better", "worse"), [(0, 0), (1, 0), (3, 3), (9, 1), (0, 12), (40, 25)])
def test_the_sign_test_is_scipys(better: int, worse: int) -> None:
    expected = stats.binomtest(better, better + worse).pvalue if better + worse else 1.0
    assert bootstrap.sign_test(better, worse) == pytest.approx(expected)
