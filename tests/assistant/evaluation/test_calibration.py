"""How far an estimate can be believed: by numbers that can be checked by hand, and by what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.calibration import BINS, bins, intervals, measured

ASKINGS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30)


def of(*pairs: tuple[float, int]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([one for one, _ in pairs]), np.array([float(so) for _, so in pairs])


def test_measures_of_a_few() -> None:
    estimates, outcomes = of((0.1, 0), (0.3, 1), (0.9, 1), (0.9, 0))
    ((brier, error, area),) = measured(estimates, outcomes)
    assert brier == pytest.approx((0.01 + 0.49 + 0.01 + 0.81) / 4)
    assert error == pytest.approx((0.1 + 0.7 + 0.8) / 4)
    assert area == pytest.approx((1 + 0 + 1 + 0.5) / 4)


def test_bins_hold_all_and_say_their_means() -> None:
    found = bins(*of((0.0, 0), (0.1, 1), (1.0, 1)))
    assert [one.asked for one in found] == [2, 0, 0, 0, 1]
    assert (found[0].estimated, found[0].observed) == (0.05, 0.5)
    assert (found[1].estimated, found[1].observed) == (0.0, 0.0)
    assert (found[-1].low, found[-1].high, found[-1].observed) == (0.8, 1.0, 1.0)


def test_a_perfect_estimate_has_no_error() -> None:
    (values,) = measured(*of((1.0, 1), (0.0, 0)))
    assert values.tolist() == [0.0, 0.0, 1.0]


def test_the_area_is_unknown_where_all_are_alike() -> None:
    ((brier, error, area),) = measured(*of((0.5, 1), (0.6, 1)))
    assert np.isnan(area)
    assert np.isfinite([brier, error]).all()


def test_counts_weigh_as_copies_would() -> None:
    estimates, outcomes = of((0.1, 0), (0.3, 1), (0.9, 1), (0.8, 0))
    counts = np.array([[2.0, 0.0, 3.0, 1.0]])
    copied = np.repeat([0, 1, 2, 3], [2, 0, 3, 1])
    assert measured(estimates, outcomes, counts) == pytest.approx(measured(estimates[copied], outcomes[copied]))


@given(ASKINGS)
def test_measures_stay_within_their_bounds(askings: list[tuple[float, bool]]) -> None:
    estimates, outcomes = of(*((one, int(so)) for one, so in askings))
    (values,) = measured(estimates, outcomes)
    known = values[np.isfinite(values)]
    assert ((known >= 0) & (known <= 1)).all()
    found = bins(estimates, outcomes)
    assert len(found) == BINS
    assert sum(one.asked for one in found) == len(askings)


def test_intervals_hold_the_value_and_draw_whole_questions() -> None:
    estimates, outcomes = of(*[(0.2 + 0.02 * n, n % 3 != 0) for n in range(30)])
    (values,) = measured(estimates, outcomes)
    low, high = intervals(estimates, outcomes, list(range(30)))
    assert (low <= values).all()
    assert (values <= high).all()
    paired = intervals(np.tile(estimates, 2), np.tile(outcomes, 2), [*range(30), *range(30)])
    assert paired[0] == pytest.approx(low)
    assert paired[1] == pytest.approx(high)


def test_intervals_of_what_cannot_be_known_are_unknown() -> None:
    low, high = intervals(*of((0.5, 1), (0.6, 1)), ["a", "b"])
    assert np.isnan([low[2], high[2]]).all()
