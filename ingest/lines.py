"""A page's lines, with where they stand and how they look: what layout is decided on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ingest.pdfium import RawPage

LINE_END_HYPHENS = "\x02\ufffe\u00ad"
"""What PDFium (the first two) and typesetters (the last) put where a word is broken over a line's end."""

_BREAK = re.compile(rf"(?:[{LINE_END_HYPHENS}](?:\r?\n)?)|\r?\n|\r")


@dataclass(frozen=True, slots=True)
class Line:
    """Characters `start` to `end` of a page's raw text, without the spaces at either end.

    Coordinates are in points from the top left corner of the page; `size` is the font's, in points.
    `broken` says that the line ends in the middle of a word, at a hyphen that the break itself may have put there.
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

    @property
    def height(self) -> float:
        """The line's own height, never zero."""
        return max(self.y1 - self.y0, 1.0)


def lines(page: RawPage) -> Iterator[Line]:
    """Cut a page into its lines, in PDFium's reading order; empty ones are left out."""
    start = 0
    for match in _BREAK.finditer(page.text):
        soft = match[0][0] in LINE_END_HYPHENS
        # A soft hyphen in the middle of a line breaks nothing: it is dropped where the text is filed.
        if match[0] == "\u00ad":
            continue
        if (line := _line(page, start, match.start(), broken=soft)) is not None:
            yield line
        start = match.end()
    if (line := _line(page, start, len(page.text), broken=False)) is not None:
        yield line


def _line(page: RawPage, start: int, end: int, *, broken: bool) -> Line | None:
    raw = page.text[start:end]
    text = raw.strip()
    if not text:
        return None
    start += len(raw) - len(raw.lstrip())
    end = start + len(text)
    boxes = page.boxes[start:end]
    drawn = boxes[boxes.any(axis=1)]
    if drawn.size:
        x0, y0 = drawn[:, :2].min(axis=0)
        x1, y1 = drawn[:, 2:].max(axis=0)
    else:
        x0 = y0 = x1 = y1 = 0.0
    if not broken and len(text) > 1 and text[-1] == "-" and text[-2].isalpha():
        broken = True
    return Line(
        page=page.number,
        start=start,
        end=end,
        text=text,
        x0=float(x0),
        y0=float(y0),
        x1=float(x1),
        y1=float(y1),
        size=float(np.median(page.sizes[start:end])),
        bold=bool(page.bold[start]),
        broken=broken,
    )
