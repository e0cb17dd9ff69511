"""Which segments are merged: few are left, nothing is written over too often, what is gone does not pile up."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexes.tiers import LARGEST, RATIO, SMALL, Size, chosen

_SIZES = st.lists(st.builds(Size, st.integers(1, 10**6), st.integers(0, 10**6)), max_size=12)


@pytest.mark.parametrize(
    ("live", "new", "taken"),
    [
        ([], 5, []),
        ([100], 5, [0]),  # small: always
        ([SMALL], 5, []),
        ([SMALL, 2 * SMALL], SMALL, [0, 1]),
        ([SMALL, 50 * SMALL], SMALL, [0]),
        ([SMALL, SMALL - 1, 100 * SMALL], 5, [0, 1]),  # with the small one, what is merged is large enough
        ([100, 200], 0, [0, 1]),
    ],
)
def test_a_segment_goes_with_what_is_as_large(live: list[int], new: int, taken: list[int]) -> None:
    sizes = [Size(one, 0) for one in live]
    if not new:
        sizes[taken[-1]] = Size(live[taken[-1]], live[taken[-1]])
    assert chosen(sizes, new) == taken


def test_everything_is_merged_on_demand_and_one_whole_segment_is_left_alone() -> None:
    assert chosen([Size(10**6, 0), Size(5, 0)], 0, everything=True) == [0, 1]
    assert chosen([Size(10**6, 0)], 0, everything=True) == []
    assert chosen([Size(10**6, 1)], 0, everything=True) == [0]
    assert chosen([Size(LARGEST, 0), Size(5, 0)], 0, everything=True) == [], "none grows beyond the largest"


def test_a_worn_segment_is_written_anew() -> None:
    assert chosen([Size(10**5, 10**5), Size(10**6, 0)], 0) == [0]
    assert chosen([Size(10**6, 1)], 0) == []
    assert chosen([Size(SMALL, 0), Size(SMALL, SMALL), Size(SMALL, 0)], 1) == [0, 1, 2], "and takes others with it"
    assert chosen([Size(3 * LARGEST, 3 * LARGEST)], 0) == [0], "even where it is larger than merging makes"


@given(_SIZES, st.integers(0, 10**6))
def test_what_is_left_grows_by_more_than_the_ratio(sizes: list[Size], new: int) -> None:
    taken = chosen(sizes, new)
    assert taken == sorted(set(taken))
    if new:
        gathered = new + sum(sizes[place].live for place in taken)
        left = [size.live for place, size in enumerate(sizes) if place not in taken]
        assert all(one >= SMALL for one in left if one + gathered <= LARGEST)
        if left and gathered + min(left) <= LARGEST:
            assert min(left) > RATIO * gathered


def test_a_library_filed_a_little_at_a_time_has_few_segments_and_is_seldom_written_over() -> None:
    sizes: list[Size] = []
    written = 0
    for _ in range(1000):
        taken = chosen(sizes, 1000)
        merged = 1000 + sum(sizes[place].live for place in taken)
        sizes = [size for place, size in enumerate(sizes) if place not in taken] + [Size(merged, 0)]
        written += merged
        assert len(sizes) <= 2 + math.log2(10**6 / SMALL)
    assert sum(size.live for size in sizes) == 10**6
    assert written <= 12 * 10**6
