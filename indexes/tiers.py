"""Decides which segments are merged: few enough to search, and no passage written over too often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SMALL = 10_000
"""Passages under which a segment is merged whenever something is published."""

RATIO = 2
"""A segment is taken in when it is at most so many times as large as all that is merged with it already."""

GONE = 0.25
"""The share of a segment's passages that may be gone before it is written anew without them."""

LARGEST = 2_000_000
"""Passages of the largest segment that merging makes."""


@dataclass(frozen=True, slots=True)
class Size:
    """A segment's passages: those that can still be found, and those that are gone."""

    live: int
    gone: int


def chosen(sizes: Sequence[Size], new: int, *, everything: bool = False) -> list[int]:
    """The places of the segments that are merged with `new` new passages into one; none where none are.

    A segment with too much gone is written anew, alone or with the others. Of these, smallest first, one is taken in
    while it is small or no more than RATIO times what was taken in before it. So segments that are left grow in size by
    more than RATIO each: there are at most some log(passages / SMALL) of them, and a passage is written over about as
    often.
    """
    taken: list[int] = []
    gathered = new
    worn = [size.gone > GONE * (size.live + size.gone) for size in sizes]
    for place in sorted(range(len(sizes)), key=lambda place: (not worn[place], sizes[place].live, place)):
        size = sizes[place]
        fits = size.live < SMALL or size.live <= RATIO * gathered
        if everything or worn[place] or (fits and (new or taken)):
            if gathered + size.live > LARGEST and (gathered or not worn[place]):
                continue
            taken.append(place)
            gathered += size.live
    if len(taken) == 1 and not new and not sizes[taken[0]].gone:
        return []
    return sorted(taken)
