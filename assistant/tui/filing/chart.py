"""A bar and a small chart of characters: shares and series that can be read in any terminal, at any width. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

_EIGHTHS = " ▁▂▃▄▅▆▇█"
FULL, HALF, REST = "━", "╸", "─"


def bar(share: float, width: int) -> tuple[str, str]:
    """A share from 0 to 1 as what is done and what is left of a line, together `width` cells."""
    halves = round(min(max(share, 0.0), 1.0) * width * 2)
    done = FULL * (halves // 2) + (HALF if halves % 2 else "")
    return done, REST * (width - len(done))


def gathered(values: Sequence[float], columns: int) -> list[float]:
    """At most so many values for a series: the means of neighbours, where it has more."""
    if len(values) <= columns:
        return list(values)
    edges = [round(place * len(values) / columns) for place in range(columns + 1)]
    return [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]


def columns(values: Sequence[float], height: int) -> list[str]:
    """A column for each value, by eighths of a cell, the highest filling `height` lines; the lines from top to bottom.

    What is more than nothing is seen.
    """
    most = max(values, default=0.0)
    tall = [max(1, round(value / most * height * 8)) if value > 0 else 0 for value in values]
    return ["".join(_EIGHTHS[min(8, max(0, one - 8 * line))] for one in tall) for line in reversed(range(height))]


def framed(values: Sequence[float], height: int, most: str) -> Iterator[str]:
    """The columns beside an axis: what the highest comes to at its top, 0 at its foot."""
    margin = max(len(most), 1)
    for place, line in enumerate(columns(values, height)):
        yield f"{most if place == 0 else '':>{margin}} {'┤' if place == 0 else '│'}{line}"
    yield f"{'0':>{margin}} ┼{'─' * len(values)}"
