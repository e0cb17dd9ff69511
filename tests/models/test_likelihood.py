import numpy as np
import pytest

from models.likelihood import mean_log_probability, reached


def test_as_many_are_reached_as_the_budget_pays_for():
    assert [reached([3, 4, 5], budget=budget) for budget in (0, 2, 3, 7, 11, 12, 99)] == [0, 0, 1, 2, 2, 3, 3]
    assert reached([], budget=5) == 0


def test_a_short_passage_after_one_that_does_not_fit_is_not_reached():
    assert reached([3, 9, 1], budget=5) == 1


def test_the_mean_log_probability_is_that_of_the_softmax():
    logits = np.random.default_rng(0).normal(0, 20, (5, 1000)).astype(np.float32)
    targets = np.array([0, 999, 5, 5, 7], np.int32)
    wide = logits.astype(np.float64)
    expected = np.mean(wide[np.arange(5), targets] - np.log(np.exp(wide).sum(axis=1)))
    assert mean_log_probability(logits, targets) == pytest.approx(expected, rel=1e-6)
