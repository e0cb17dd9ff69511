"""Puts a page's lines into the order in which a person reads them: columns, labels in the margin, tables.

PDFium's order, that of the page's content stream, is kept wherever nothing stands side by side. Where something does,
the page is cut into strips (fragments of lines that stand beside one another), and strips that share an empty gutter
are a band, which is one of three: columns of prose, read one after the other (each may be bands again, so that three
columns are found); labels beside what they head; or a table, read row by row. What is none of them stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median

from ingest.lines import LABEL, Line
from ingest.tables import Strip, Table, is_carried, tabulate

Gutter = tuple[float, float]

_GUTTER = 5.0  # points that a gutter is wide at least
_FAR = 5.0  # line heights between two strips, from which they belong to different bands
_PROSE = 5  # lines of a column at least
_ALIKE = 2.6  # times that the widest column is as wide as the narrowest, at most
_NOTE_SIZE, _NOTE_WIDTH = 0.92, 0.35  # of a marginal note, as shares of the body's


@dataclass(frozen=True, slots=True)
class Flow:
    """Lines to be read one after the other.

    `labels` are where those lines begin that stood in the margin; `column` says that other columns stand beside.
    """

    lines: tuple[Line, ...]
    labels: frozenset[int] = frozenset()
    column: bool = False


Part = Flow | Table


@dataclass(frozen=True, slots=True)
class _Band:
    first: int
    last: int
    parts: tuple[Part, ...]


def parts(found: Sequence[Line], cut: Sequence[Sequence[Line]], before: Table | None = None) -> list[Part]:
    """Order one page's lines, given with each one's fragments; `before` is the table that the last page ended with."""
    if before is None and not _side_by_side(found, cut):
        return [Flow(tuple(found))] if found else []
    strips = _strips([fragment for fragments in cut for fragment in fragments])
    bands = list(_bands(strips, before))
    if not bands:
        return [Flow(tuple(found))] if found else []
    whole = {line.start: line for line in found}
    place = {fragment.start: number for number, strip in enumerate(strips) for fragment in strip.fragments}
    ordered: list[Part] = []
    begin = 0
    for band in [*bands, _Band(len(strips), len(strips), ())]:
        plain = tuple(line for line in found if begin <= place[line.start] < band.first)
        if plain:
            ordered.append(Flow(plain))
        ordered += [_rejoined(part, whole) if isinstance(part, Flow) else part for part in band.parts]
        begin = band.last + 1
    return _merged(ordered)


def _rejoined(flow: Flow, found: Mapping[int, Line]) -> Flow:
    """Put fragments of one line together again where nothing came between: the space was no border of columns."""
    joined: list[Line] = []
    for line in flow.lines:
        last = joined[-1] if joined else None
        if last is None or last.start in flow.labels or last.whole != line.whole:
            joined.append(line)
            continue
        whole = found[line.whole]
        joined[-1] = replace(
            last,
            end=line.end,
            text=whole.text[last.start - whole.start : line.end - whole.start],
            y0=min(last.y0, line.y0),
            x1=line.x1,
            y1=max(last.y1, line.y1),
            broken=line.broken,
        )
    return replace(flow, lines=tuple(joined))


def _merged(ordered: Sequence[Part]) -> list[Part]:
    """Make one flow of those that follow one another, so that a paragraph is not cut where a band begins."""
    merged: list[Part] = []
    for part in ordered:
        last = merged[-1] if merged else None
        if isinstance(part, Flow) and isinstance(last, Flow) and not (part.column or last.column):
            merged[-1] = Flow(last.lines + part.lines, last.labels | part.labels)
        else:
            merged.append(part)
    return merged


def _side_by_side(found: Sequence[Line], cut: Sequence[Sequence[Line]]) -> bool:
    """Say whether a line has several fragments, or stands beside another: the cheap test that most pages fail."""
    if any(len(fragments) > 1 for fragments in cut):
        return True
    lowest = float("-inf")
    for line in found:
        if line.y0 < lowest - 0.5 * line.height:
            return True
        lowest = max(lowest, line.y1)
    return False


def _strips(fragments: Sequence[Line]) -> list[Strip]:
    """Gather the fragments that stand beside one another, from the top of the page to its bottom."""
    gathered: list[list[Line]] = []
    top = bottom = float("-inf")
    for fragment in sorted(fragments, key=lambda line: (line.y0 + line.y1, line.x0)):
        overlap = min(bottom, fragment.y1) - max(top, fragment.y0)
        if gathered and overlap > 0.4 * min(fragment.height, bottom - top):
            gathered[-1].append(fragment)
        else:
            gathered.append([fragment])
            top, bottom = fragment.y0, fragment.y1
    return [Strip(tuple(sorted(one, key=lambda line: line.x0))) for one in gathered]


def _bands(strips: Sequence[Strip], before: Table | None) -> Iterator[_Band]:
    if before is not None and strips:
        last, gutter = _grown(strips, 0, before.gutter, 1, len(strips))
        if gutter is not None and is_carried(before, strips[: last + 1]):
            table = tabulate(strips[: last + 1], gutter, before)
            if table is not None:
                yield _Band(0, table[1] - 1, (table[0],))
                yield from _shifted(_bands(strips[table[1] :], None), table[1])
                return
    begin = number = 0
    while number < len(strips):
        band = _band(strips, number, begin)
        if band is None:
            number += 1
            continue
        yield band
        begin = number = band.last + 1


def _shifted(bands: Iterator[_Band], by: int) -> Iterator[_Band]:
    for band in bands:
        yield _Band(band.first + by, band.last + by, band.parts)


def _band(strips: Sequence[Strip], seed: int, begin: int) -> _Band | None:
    """The band that strip `seed` is in, not reaching above `begin`; None where it is in none."""
    best: tuple[int, int, int, Gutter] | None = None
    for gutter in _gaps(strips[seed]):
        last, narrowed = _grown(strips, seed, gutter, 1, len(strips))
        first, narrowed = _grown(strips, seed, narrowed or gutter, -1, begin - 1)
        if narrowed is None:
            continue
        pairs = sum(strip.is_pair(narrowed) for strip in strips[first : last + 1])
        if best is None or pairs > best[0]:
            best = pairs, first, last, narrowed
    if best is None:
        return None
    _, first, last, gutter = best
    within = strips[first : last + 1]
    if (columns := _columns(within, gutter)) is not None:
        return _Band(first, last, columns)
    if (labelled := _labelled(within, gutter)) is not None:
        flow, above = labelled
        return _Band(first + above, last, (flow,))
    table = tabulate(within, gutter, None)
    if table is None:
        return None
    return _Band(first + table[2], first + table[1] - 1, (table[0],))


def _gaps(strip: Strip) -> list[Gutter]:
    """The empty spaces between a strip's fragments."""
    gaps = []
    reach = strip.fragments[0].x1
    for fragment in strip.fragments[1:]:
        if fragment.x0 - reach >= _GUTTER:
            gaps.append((reach, fragment.x0))
        reach = max(reach, fragment.x1)
    return gaps


def _grown(strips: Sequence[Strip], seed: int, gutter: Gutter, step: int, stop: int) -> tuple[int, Gutter | None]:
    """Go from strip to strip as long as they leave a gutter: the last one that does, and the gutter left by all."""
    here, left = seed, _narrowed(gutter, strips[seed])
    if left is None:
        return seed, None
    while here + step != stop:
        following = strips[here + step]
        upper, lower = (strips[here], following) if step > 0 else (following, strips[here])
        if lower.top - upper.bottom > _FAR * following.height:
            break
        narrowed = _narrowed(left, following)
        if narrowed is None:
            break
        here, left = here + step, narrowed
    return here, left


def _narrowed(gutter: Gutter, strip: Strip) -> Gutter | None:
    left, right = gutter
    for fragment in strip.fragments:
        if fragment.x1 <= left or fragment.x0 >= right:
            continue
        left, right = (left, fragment.x0) if fragment.x0 - left >= right - fragment.x1 else (fragment.x1, right)
        if right - left < _GUTTER:
            return None
    return left, right


def _columns(strips: Sequence[Strip], gutter: Gutter) -> tuple[Part, ...] | None:
    """Columns of prose, the left before the right; each may itself be columns."""
    columns: list[Part] = []
    for side in ([line for strip in strips for line in strip.beside(gutter, one)] for one in (0, 1)):
        inner = parts(side, [[line] for line in side]) if side else []
        if not (len(inner) > 1 and all(isinstance(part, Flow) and part.column for part in inner)):
            if not _is_prose(side, strips):
                return None
            inner = [replace(part, column=True) if isinstance(part, Flow) else part for part in inner]
        columns += inner
    widths = sorted(_width(part.lines) for part in columns if isinstance(part, Flow) and len(part.lines) >= _PROSE)
    return tuple(columns) if widths and widths[-1] <= _ALIKE * widths[0] else None


def _is_prose(side: Sequence[Line], strips: Sequence[Strip]) -> bool:
    """Say whether a column's lines are many, fill it from edge to edge, and follow one another closely."""
    if len(side) < _PROSE:
        return False
    left, right = min(line.x0 for line in side), max(line.x1 for line in side)
    full = sum(line.x1 >= left + 0.75 * (right - left) for line in side)
    covered = sum(line.height for line in side) / (max(line.y1 for line in side) - min(line.y0 for line in side))
    shared = min(line.y0 for line in side) < strips[len(strips) // 2].top
    return full >= 0.55 * len(side) and covered >= 0.6 and fmean(len(line.text) for line in side) >= 18 and shared


def _labelled(strips: Sequence[Strip], gutter: Gutter) -> tuple[Flow, int] | None:
    """Labels in the margin and the body beside them, as one flow: each label before the line that it stands beside.

    Also returns how many strips stand above the first label, on its own side: they are left out.
    """
    above = 0
    while above < len(strips) and (left := strips[above].beside(gutter, 0)) and not LABEL.fullmatch(left[0].text):
        above += 1
    if above < len(strips) and any(LABEL.fullmatch(line.text) for line in strips[above].beside(gutter, 0)):
        strips = strips[above:]
    else:
        above = 0
    sides = [[fragment for strip in strips for fragment in strip.beside(gutter, side)] for side in (0, 1)]
    if not all(sides):
        return None
    if all(LABEL.fullmatch(line.text) for line in sides[0]):
        if len(strips) == 1 and sides[0][0].bold and sides[1][0].bold:
            return None  # "SECTION 2   ADMINISTRATION": one line, set with a wide space
        margin = 0
    elif len(strips) > 2 * _PROSE:
        margin = int(_width(sides[1]) < _width(sides[0]))
        if not _are_notes(sides[margin], sides[1 - margin]):
            return None
    else:
        return None
    ordered: list[Line] = []
    waiting: list[Line] = []
    for strip in strips:
        waiting += strip.beside(gutter, margin)
        body = strip.beside(gutter, 1 - margin)
        # A note that begins a little lower than its paragraph, or runs on beside it, does not cut a sentence in two.
        if body and waiting and (not body[0].text[0].islower() or LABEL.fullmatch(waiting[0].text)):
            ordered += waiting
            waiting = []
        ordered += body
    ordered += waiting
    return Flow(tuple(ordered), frozenset(line.start for line in sides[margin])), above


def _width(side: Sequence[Line]) -> float:
    return max(line.x1 for line in side) - min(line.x0 for line in side)


def _are_notes(margin: Sequence[Line], body: Sequence[Line]) -> bool:
    """Say whether the narrow side is set as marginal notes are: smaller than the body, and far less of it."""
    return (
        median(line.size for line in margin) <= _NOTE_SIZE * median(line.size for line in body)
        and _width(margin) <= _NOTE_WIDTH * _width(body)
        and len(margin) <= 0.5 * len(body)
        and not any(line.text[0].isdigit() for line in margin)
    )
