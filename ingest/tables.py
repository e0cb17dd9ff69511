"""Finds a table's rows among lines that share a gutter, so that each row is kept whole: its cells from left to right.

A page shows no rules here, only where words stand. Cells wrap, are centred on their row or set at its top, and may be
empty; what tells one row from the next is the space between, and that nearly every row has something on either side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from ingest.lines import Line

Row = tuple[tuple[Line, ...], ...]
"""A row's cells, from left to right; each is its lines, from top to bottom."""

Extent = Callable[[Line], tuple[float, float]]

_WHOLE = 0.7  # the share of rows that must have something on either side of the gutter
_TORN = 2.0  # whole rows that one which is not must be worth
_ALIGNED = 4.0  # points
_WRAPS = 0.4  # line heights between a cell's lines, at most
_LONE = 6  # strips on the left alone, after which a table has ended
_LONGEST_HEADS = 200
_CAPTION = re.compile(r"^(?:tableau|table|annexe|appendix|schedule|grille)\b.{0,160}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Strip:
    """Fragments of lines that stand beside one another, from left to right."""

    fragments: tuple[Line, ...]

    @property
    def top(self) -> float:
        """The highest edge, in points from the page's top."""
        return min(line.y0 for line in self.fragments)

    @property
    def bottom(self) -> float:
        """The lowest edge."""
        return max(line.y1 for line in self.fragments)

    @property
    def height(self) -> float:
        """Of its tallest line, never zero."""
        return max(line.height for line in self.fragments)

    def beside(self, gutter: tuple[float, float], side: int) -> list[Line]:
        """The fragments on the left (0) or on the right (1) of a gutter."""
        return [line for line in self.fragments if (line.x0 >= gutter[1]) == bool(side)]

    def is_pair(self, gutter: tuple[float, float]) -> bool:
        """Say whether something stands on either side of a gutter."""
        return self.fragments[0].x1 <= gutter[0] and self.fragments[-1].x0 >= gutter[1]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that share a gutter, of which the first `heads` name the columns.

    `before` is the part of it on the page before; `continued` says that the first row that names no columns, too,
    began there. Where a table goes on, its heads are those that it says again.
    """

    rows: tuple[Row, ...]
    gutter: tuple[float, float]
    edges: tuple[float, float]
    heads: int
    before: Table | None = None
    continued: bool = False

    @property
    def named(self) -> list[str]:
        """The words that name the columns, wherever the table began."""
        if self.before is not None:
            return self.before.named
        return [word for row in self.rows[: self.heads] for word in text(row).split()]


def text(row: Row) -> str:
    """A row's words, for what is decided by them."""
    return " ".join(line.text for cell in row for line in cell)


def is_caption(words: str) -> bool:
    """Say whether a paragraph reads as a table's own title."""
    return bool(_CAPTION.match(words))


def is_carried(before: Table, strips: Sequence[Strip]) -> bool:
    """Say whether strips at the top of a page stand in the columns of the table that the last page ended with."""
    pairs = [strip for strip in strips if strip.is_pair(before.gutter)]
    return bool(pairs) and all(
        abs(min(line.x0 for strip in pairs for line in strip.beside(before.gutter, side)) - before.edges[side])
        <= _ALIGNED
        for side in (0, 1)
    )


def tabulate(
    strips: Sequence[Strip], gutter: tuple[float, float], before: Table | None
) -> tuple[Table, int, int] | None:
    """Make a table of strips that share a gutter; None where they are none.

    Returns the table, the number of the first strip behind it, and of its own first; strips of prose above and below
    are left out. `before` is the table that these strips go on with, its columns being known.
    """
    first, last = _trimmed(strips, gutter, keep_top=before is not None)
    within = strips[first : last + 1]
    pairs = [strip for strip in within if strip.is_pair(gutter)]
    if not pairs or (before is None and (len(pairs) < 2 or not _is_tabular(pairs, gutter))):
        return None
    said = 0 if before is None else _said_again(within, before)
    rows = _rows(within[said:], gutter, is_open=before is not None) if said < len(within) else []
    if rows is None or (before is None and len(rows) < 2):
        return None
    rows = [*([within[:said]] if said else []), *rows]
    ordered = tuple(_cells([line for strip in row for line in strip.fragments]) for row in rows)
    edges = (
        min(line.x0 for strip in pairs for line in strip.beside(gutter, 0)),
        min(line.x0 for strip in pairs for line in strip.beside(gutter, 1)),
    )
    continued = before is not None and len(rows) > int(said > 0) and _continues(rows[int(said > 0)], gutter)
    table = Table(ordered, gutter, edges, _heads(ordered) if before is None else int(said > 0), before, continued)
    return table, last + 1, first


def _said_again(strips: Sequence[Strip], before: Table) -> int:
    """How many strips at the top of a page only say the heads again of the table that goes on."""
    heads = sorted(before.named)
    found: list[str] = []
    for number, strip in enumerate(strips[:8], 1):
        found += [word for line in strip.fragments for word in line.text.split()]
        if heads and sorted(found) == heads:
            return number
    return 0


def _trimmed(strips: Sequence[Strip], gutter: tuple[float, float], *, keep_top: bool) -> tuple[int, int]:
    """The first and the last strip of a table: its pairs, and what stands so close to them that it belongs to them."""
    pairs = [number for number, strip in enumerate(strips) if strip.is_pair(gutter)]
    if not pairs:
        return 0, -1
    last = pairs[0]
    for number in pairs:  # behind a long run on the left alone, another table begins, if any
        if number - last - 1 > _LONE and not any(strip.beside(gutter, 1) for strip in strips[last + 1 : number]):
            break
        last = number
    first = 0 if keep_top else pairs[0]
    upward, downward = [*reversed(strips[: first + 1])], strips[last:]
    return first - _joined(upward, gutter), last + _joined(downward, gutter)


def _joined(strips: Sequence[Strip], gutter: tuple[float, float]) -> int:
    """How many strips belong to a table, of those that follow its outermost one, which is the first."""
    taken = 0
    while taken + 1 < len(strips):
        end = taken + 1
        while end + 1 < len(strips) and _space(strips[end], strips[end + 1]) <= _WRAPS * strips[end].height:
            end += 1
        close = strips[taken + 1 : end + 1]
        if all(any(strip.beside(gutter, side) for strip in close) for side in (0, 1)):
            taken = end  # a row whose cells are centred, so that none of its strips is a pair
        elif _belongs(strips[taken + 1], strips[taken], gutter):
            taken += 1
        else:
            break
    return taken


def _space(one: Strip, two: Strip) -> float:
    upper, lower = sorted((one, two), key=lambda strip: strip.top)
    return lower.top - upper.bottom


def _belongs(strip: Strip, to: Strip, gutter: tuple[float, float]) -> bool:
    return _space(strip, to) <= (_WRAPS if strip.beside(gutter, 0) else 1.5) * strip.height


def _is_tabular(pairs: Sequence[Strip], gutter: tuple[float, float]) -> bool:
    """Say whether pairs are a table's: aligned on both sides, and no list of words defined in sentences."""
    labels = [strip.beside(gutter, 0)[-1].text for strip in pairs]
    if sum(label.endswith(":") for label in labels) >= 0.5 * len(labels):
        return False
    sides = [[strip.beside(gutter, side) for strip in pairs] for side in (0, 1)]
    return all(_is_aligned([(side[0].x0, side[-1].x1) for side in one]) for one in sides)


def _is_aligned(extents: Sequence[tuple[float, float]]) -> bool:
    """Say whether half of the extents begin, end or are centred at one place: all of them, where they are two."""
    needed = 2 if len(extents) <= 3 else 0.5 * len(extents)
    for places in ([x0 for x0, _ in extents], [x1 for _, x1 in extents], [(x0 + x1) / 2 for x0, x1 in extents]):
        if max(sum(abs(place - other) <= _ALIGNED for other in places) for place in places) >= needed:
            return True
    return False


def _rows(strips: Sequence[Strip], gutter: tuple[float, float], *, is_open: bool) -> list[Sequence[Strip]] | None:
    """Cut strips into rows: of several ways, the one with the most whole rows, which have something on either side.

    The ways are: at each space that is wider than so much; and wherever the first column begins again. `is_open` says
    that the first row may be the rest of one on the page before.
    """
    spaces = [lower.top - upper.bottom for upper, lower in pairwise(strips)]
    ways = [[space > threshold for space in spaces] for threshold in sorted({ceil(2 * space) / 2 for space in spaces})]
    spaced = len(ways)
    ways.append([True] * len(spaces))
    ways.append([bool(strip.beside(gutter, 0)) for strip in strips[1:]])
    best: list[Sequence[Strip]] | None = None
    most = 0.0
    for number, way in enumerate(ways):
        borders = [0, *(place for place, begins in enumerate(way, 1) if begins), len(strips)]
        rows = [strips[begin:end] for begin, end in pairwise(borders)]
        whole = sum(_is_whole(row, gutter) for row in rows)
        whole += is_open and number <= spaced and not _is_whole(rows[0], gutter) and _continues(rows[0], gutter)
        if whole >= _WHOLE * len(rows) and (score := whole - _TORN * (len(rows) - whole)) > most:
            best, most = rows, score
    return best


def _is_whole(row: Sequence[Strip], gutter: tuple[float, float]) -> bool:
    left = [line for strip in row for line in strip.beside(gutter, 0)]
    return bool(left) and not left[0].text[0].islower() and any(strip.beside(gutter, 1) for strip in row)


def _continues(row: Sequence[Strip], gutter: tuple[float, float]) -> bool:
    """Say whether a row at the top of a page is the rest of the row that the last page ended with."""
    left = [line for strip in row for line in strip.beside(gutter, 0)]
    return not left or left[0].text[0].islower()


def _cells(fragments: Sequence[Line]) -> Row:
    """Put a row's fragments into cells: cut where nothing crosses from top to bottom, else where from side to side."""
    columns = _cut(fragments, lambda line: (line.x0, line.x1), 3.0)
    if len(columns) > 1:
        return tuple(cell for column in columns for cell in _cells(column))
    ordered = sorted(fragments, key=lambda line: (line.y0, line.x0))
    stacked = _cut(fragments, lambda line: (line.y0 + 0.2 * line.height, line.y1 - 0.2 * line.height), 0.0)
    # Fragments of one line that is crossed by others are words set wide apart.
    if len(stacked) == 1 or all(len({line.whole for line in one}) == 1 for one in stacked):
        return (tuple(ordered),)
    cells: list[tuple[Line, ...]] = []
    for one in stacked:
        inner = _cells(one)
        if len(inner) == 1 and cells and len(cells[-1]) and _overlap(cells[-1][-1], inner[0][0]):
            cells[-1] += inner[0]
        else:
            cells += inner
    return tuple(cells)


def _overlap(one: Line, two: Line) -> bool:
    return min(one.x1, two.x1) > max(one.x0, two.x0)


def _cut(fragments: Sequence[Line], extent: Extent, space: float) -> list[list[Line]]:
    """Part fragments where their extents leave a space."""
    parted: list[list[Line]] = []
    reach = float("-inf")
    for line in sorted(fragments, key=extent):
        begin, end = extent(line)
        if not parted or begin - reach > space:
            parted.append([])
        parted[-1].append(line)
        reach = max(reach, end)
    return parted


def _heads(rows: Sequence[Row]) -> int:
    """How many rows at the top name the columns: the first of several cells, and what stands above it.

    They are bold, or without the figures that the others end with.
    """
    named = next((number for number, row in enumerate(rows[:3]) if len(row) > 1), None)
    if named is None or named + 1 == len(rows) or sum(len(text(row)) for row in rows[: named + 1]) > _LONGEST_HEADS:
        return 0
    if all(cell[0].bold for cell in rows[named]) and not all(row[0][0].bold for row in rows[named + 1 :]):
        return named + 1
    figures = [_has_figure(row[1:]) for row in rows[named + 1 :]]
    return named + 1 if not _has_figure(rows[named][1:]) and sum(figures) >= 0.5 * len(figures) else 0


def _has_figure(cells: Iterable[Sequence[Line]]) -> bool:
    return any(character.isdigit() for cell in cells for line in cell for character in line.text)
