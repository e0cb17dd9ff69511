"""Joins a page's lines, in reading order, into headings, paragraphs and list items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from ingest import headings
from ingest.lines import LABEL, Line
from ingest.order import Flow

Kind = Literal["heading", "text", "item"]

TERMINAL = re.compile(r"[.;:!?…]['’”»)\]]*$")
"""How a paragraph ends that does not go on."""
CONTINUES = re.compile(r"^[a-zà-öø-ÿœ(«,]")
"""How a line begins that goes on with the one before."""

_ITEM = re.compile(
    r"^(?:[•·▪◦‣–—-]\s|(?:note|remarque|n\.\s?b\.)\s*\d*\s?:\s|"
    r"\(?(?:[a-zA-Z]|[ivxIVX]{1,5}|\d{1,3}(?:\.\d+)*)[.)°]\)?\s|\d{1,3}\s?°\s)",
    re.IGNORECASE,
)
_NOTE = 7  # the level of a marginal note that is no number


@dataclass(frozen=True, slots=True)
class Measure:
    """How lines are set, in points: the usual step from one to the next, the right edge, the text's width."""

    leading: float
    right: float
    width: float

    @classmethod
    def of(cls, found: Sequence[Line]) -> Measure:
        """Measure lines, as they stand on the page."""
        steps = [below.y0 - above.y0 for above, below in pairwise(found) if 0 < below.y0 - above.y0 < 3 * above.height]
        right = max((line.x1 for line in found), default=0.0)
        left = min((line.x0 for line in found), default=0.0)
        return cls(median(steps) if steps else 12.0, right, right - left)

    def within(self, found: Sequence[Line]) -> Measure:
        """The measure of some of a page's lines: their own where they are a narrow column, else the page's."""
        own = Measure.of(found)
        return own if len(found) > 4 and own.width < 0.55 * self.width else self


def groups(flow: Flow, body_size: float, page: Measure) -> Iterator[tuple[Kind, int, list[Line]]]:
    """Cut a flow into blocks, as (kind, heading level or 0, lines). `page` is the measure of all the page's body."""
    measure = page.within(flow.lines)
    group: list[Line] = []
    group_kind: Kind = "text"
    group_level = 0
    for number, line in enumerate(flow.lines):
        following = flow.lines[number + 1] if number + 1 < len(flow.lines) else None
        kind: Kind
        if line.start in flow.labels:
            kind, level = "heading", headings.ARTICLE if LABEL.fullmatch(line.text) else _NOTE
        else:
            kind, level = _kind(line, flow.lines[number - 1] if number else None, following, body_size, measure)
        joins = bool(group) and (
            _goes_on(group, group_level, line, level, measure, labels=flow.labels)
            if group_kind == kind == "heading"
            else group_kind in ("text", "item") and kind == "text" and not _breaks(group[-1], line, measure)
        )
        if joins:
            group.append(line)
            continue
        if group:
            yield group_kind, group_level, group
        group, group_kind, group_level = [line], kind, level
    if group:
        yield group_kind, group_level, group


def _kind(
    line: Line, before: Line | None, following: Line | None, body_size: float, measure: Measure
) -> tuple[Kind, int]:
    alone = following is None or following.bold != line.bold or not _wraps(line, following, measure)
    level = headings.level(line, body_size, alone=alone)
    if level is not None and not (before is not None and _is_amid(before, line, measure)):
        return "heading", level
    return ("item" if _ITEM.match(line.text) else "text"), 0


def _is_amid(before: Line, line: Line, measure: Measure) -> bool:
    """Say whether a line that looks like a heading only begins with a number to which its sentence refers.

    "… determined in accordance with / Schedule 3, is equivalent to …"
    """
    if line.bold or line.bold != before.bold or abs(line.size - before.size) > 0.5 or TERMINAL.search(before.text):
        return False
    close = 0 < line.y0 - before.y0 <= 1.2 * measure.leading
    full = before.x1 > measure.right - 0.2 * measure.width
    return close and full and before.text[-1] not in "–—" and before.x0 <= line.x1 and not before.text.isupper()


def _wraps(line: Line, following: Line, measure: Measure) -> bool:
    """Say whether the next line goes on with this one: by its small letter, or, below a full line, its closeness."""
    if CONTINUES.match(following.text):
        return True
    close = 0 < following.y0 - line.y0 <= 1.2 * measure.leading
    return not line.bold and close and line.x1 > measure.right - 0.2 * measure.width and not _ITEM.match(following.text)


def _goes_on(
    group: Sequence[Line], group_level: int, line: Line, level: int, measure: Measure, *, labels: frozenset[int]
) -> bool:
    """Say whether a heading's line goes on with the heading above it, or stands beside the label that it belongs to."""
    last = group[-1]
    step = line.y0 - last.y0
    if last.start in labels:
        beside = line.start not in labels and abs(step) < 0.5 * last.height
        return beside or (line.start in labels and level == group_level == _NOTE and 0 < step < 1.6 * last.height)
    same = abs(line.size - last.size) < 0.5 and line.bold == last.bold
    if not same or _ITEM.match(line.text) or len(group) >= 4:
        return False
    if not 0 <= step < 1.4 * measure.leading * max(1.0, line.size / 10):
        return False
    if level != group_level and not headings.is_numbered(line.text):
        # A title set larger, or one that fills its line, runs on: "CHAPITRE 4 … AUX PERMIS DE / CONSTRUCTION".
        return last.x1 > measure.right - 0.3 * measure.width and (line.bold or line.text.isupper())
    return level == group_level and last.x1 - last.x0 > 180


def _breaks(last: Line, line: Line, measure: Measure) -> bool:
    """Say whether a new paragraph begins at `line`."""
    if last.broken:
        return False
    step = line.y0 - last.y0
    ended = bool(TERMINAL.search(last.text)) or not CONTINUES.match(line.text)
    if step < -1 or step > 1.35 * measure.leading:  # another column, or a space between
        return ended
    if line.bold != last.bold or abs(line.size - last.size) > 0.15 * last.size:
        return not CONTINUES.match(line.text)
    if step <= 1:  # beside it, in the same row
        return False
    return last.x1 < measure.right - 0.15 * measure.width and ended
