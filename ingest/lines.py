"""A page's lines, with where they stand and how they look: what layout is decided on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.pdfium import RawPage

LINE_END_HYPHENS = "\x02\ufffe\u00ad"
"""What PDFium (the first two) and typesetters (the last) put where a word is broken over a line's end."""

_BREAK = re.compile(rf"(?:[{LINE_END_HYPHENS}](?:\r?\n)?)|\r?\n|\r")
_WIDE = 1.3  # line heights between two characters of a line, from which they may stand in two columns
_LABEL_WIDE = 0.4  # and from which a label stands beside what it labels
_FEWEST = 20  # characters by which one can say how a page's text is turned
# What stands before a hanging paragraph: the space behind it is no border between columns.
_MARKER = re.compile(
    r"[•·▪◦‣–—\uf000-\uf0ff-]|\(?(?:[a-zA-Z]|[ivxIVX]{1,5}|\d{1,4}(?:\.\d+)*)[.)°]{0,2}\.?|\d{1,3}\s?°"
)
_NAME = r"(?:article|art\.|section|clause|rule|règle)\s+(?:\d+(?:\.\d+)*|[IVXLC]+)"
_NAMED = re.compile(rf"{_NAME}\b\s*[.:–—-]?", re.IGNORECASE)
LABEL = re.compile(rf"(?:{_NAME}|§\s*\d+(?:\.\d+)*)\s*[.:–—-]?|\d+(?:\.\d+)*\.", re.IGNORECASE)
"""What stands in the margin beside an article: its number, with or without its name, and nothing else."""


@dataclass(frozen=True, slots=True)
class Line:
    """Characters `start` to `end` of a page's raw text, without the spaces at either end.

    Coordinates are in points from the top left corner of the page; `size` is the font's, in points.
    `broken` says that the line ends in the middle of a word, at a hyphen that the break itself may have put there.
    `whole` is where the line begins that this is a fragment of; its own start, where it is no fragment.
    """

    page: int
    start: int
    end: int
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    broken: bool
    whole: int = -1

    @property
    def height(self) -> float:
        """The line's own height, never zero."""
        return max(self.y1 - self.y0, 1.0)


def lines(page: RawPage) -> Iterator[Line]:
    """Cut a page into its lines, in PDFium's reading order; empty ones are left out."""
    cuts: list[tuple[int, int, bool]] = []
    start = 0
    for match in _BREAK.finditer(page.text):
        # A soft hyphen in the middle of a line breaks nothing: it is dropped where the text is filed.
        if match[0] == "\u00ad":
            continue
        cuts.append((start, match.start(), match[0][0] in LINE_END_HYPHENS))
        start = match.end()
    cuts.append((start, len(page.text), False))
    return _made(page, [trimmed for cut in cuts if (trimmed := _trimmed(page.text, *cut))])


def fragments(page: RawPage, found: Sequence[Line]) -> list[list[Line]]:
    """Cut each line where a space is so wide that another column may begin; most lines are one fragment.

    Raises nothing; the fragments of a line keep its order, and only the last can be broken.
    """
    drawn = np.flatnonzero(_seen(page))
    x0, x1 = page.boxes[drawn, 0], page.boxes[drawn, 2]
    heights = page.boxes[drawn, 3] - page.boxes[drawn, 1]
    spaces_between = np.maximum(x0[1:] - x1[:-1], x0[:-1] - x1[1:])  # a line may also go on further left
    shares = spaces_between / np.maximum(np.maximum(heights[1:], heights[:-1]), 1)
    wide = shares > _LABEL_WIDE
    places = drawn[1:][wide].tolist()
    spaces = list(zip(places, shares[wide].tolist(), strict=True))
    if not spaces:
        return [[line] for line in found]
    cut: list[list[Line]] = []
    for line in found:
        begin, parts = line.start, []
        for place, share in spaces[bisect_right(places, line.start) : bisect_left(places, line.end)]:
            words = page.text[begin:place].strip()
            if (share > _WIDE and not _MARKER.fullmatch(words)) or (begin == line.start and _NAMED.fullmatch(words)):
                parts.append((begin, place, False))
                begin = place
        if not parts:
            cut.append([line])
            continue
        ends = [*parts, (begin, line.end, False)]
        made = list(_made(page, [trimmed for part in ends if (trimmed := _trimmed(page.text, *part))]))
        made[-1] = replace(made[-1], broken=line.broken)
        cut.append([replace(fragment, whole=line.start) for fragment in made])
    return cut


def upright(page: RawPage) -> RawPage:
    """Turn a page whose text is displayed sideways or upside down, so that its lines run from left to right.

    A page whose text is displayed upright, as nearly all are, is returned as it is.
    """
    drawn = page.boxes[_seen(page)]
    if len(drawn) < _FEWEST:
        return page
    x, y = drawn[:, 0] + drawn[:, 2], drawn[:, 1] + drawn[:, 3]
    near = 3 * np.maximum(drawn[1:, 2] - drawn[1:, 0], drawn[1:, 3] - drawn[1:, 1])
    dx, dy = np.diff(x), np.diff(y)
    steps = (np.abs(dx) < near) & (np.abs(dy) < near)
    right, left = int((dx[steps] > np.abs(dy[steps])).sum()), int((-dx[steps] > np.abs(dy[steps])).sum())
    down, up = int((dy[steps] > np.abs(dx[steps])).sum()), int((-dy[steps] > np.abs(dx[steps])).sum())
    most = max(right, left, down, up)
    if most == right:
        return page
    old, width, height = page.boxes, page.width, page.height
    if most == left:
        boxes = np.stack([width - old[:, 2], height - old[:, 3], width - old[:, 0], height - old[:, 1]], axis=1)
    elif most == down:
        boxes = np.stack([old[:, 1], width - old[:, 2], old[:, 3], width - old[:, 0]], axis=1)
    else:
        boxes = np.stack([height - old[:, 3], old[:, 0], height - old[:, 1], old[:, 2]], axis=1)
    boxes[~old.any(axis=1)] = 0
    if most != left:
        width, height = height, width
    return replace(page, boxes=boxes.astype(np.float32), width=width, height=height)


def _seen(page: RawPage) -> NDArray[np.bool_]:
    """Which characters are drawn and are no spaces."""
    codes = np.frombuffer(page.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    seen: NDArray[np.bool_] = (codes > 32) & (codes != 0xA0) & page.boxes.any(axis=1)
    return seen


def _trimmed(text: str, start: int, end: int, broken: bool) -> tuple[int, int, bool] | None:
    raw = text[start:end]
    stripped = raw.strip()
    if not stripped:
        return None
    start += len(raw) - len(raw.lstrip())
    return start, start + len(stripped), broken


def _made(page: RawPage, cuts: Sequence[tuple[int, int, bool]]) -> Iterator[Line]:
    """Make the lines that stand between (start, end), all of a page's at once."""
    if not cuts:
        return
    bounds = np.array([cut[:2] for cut in cuts]).ravel()
    drawn = page.boxes.any(axis=1, keepdims=True)
    # One more of each, for the bound that is the text's own end.
    low = np.minimum.reduceat(np.append(np.where(drawn, page.boxes[:, :2], np.inf), [[0, 0]], axis=0), bounds)[::2]
    high = np.maximum.reduceat(np.append(np.where(drawn, page.boxes[:, 2:], -np.inf), [[0, 0]], axis=0), bounds)[::2]
    smallest = np.minimum.reduceat(np.append(page.sizes, 0), bounds)[::2].tolist()
    largest = np.maximum.reduceat(np.append(page.sizes, 0), bounds)[::2].tolist()
    corners = np.concatenate([low, high], axis=1)
    corners[~np.isfinite(corners).all(axis=1)] = 0
    for (start, end, broken), (x0, y0, x1, y1), small, large in zip(
        cuts, corners.tolist(), smallest, largest, strict=True
    ):
        text = page.text[start:end]
        yield Line(
            page=page.number,
            start=start,
            end=end,
            text=text,
            x0=x0,
            y0=y0,
            x1=x1,
            y1=y1,
            size=large if small == large else float(np.median(page.sizes[start:end])),
            bold=bool(page.bold[start]),
            broken=broken or (len(text) > 1 and text[-1] == "-" and text[-2].isalpha()),
            whole=start,
        )
