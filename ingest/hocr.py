"""Makes a page of what a reader of characters found on its picture: words, their boxes, how sure it was. Pure.

The reader's form is hOCR (Breuel 2007): lines with `bbox` and `x_size`, words with `bbox` and `x_wconf`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ingest.pdfium import RawPage

_LINE = re.compile(r"<span class='ocr_(?:line|caption|header|textfloat)'[^>]*? title=\"([^\"]*)\"")
_WORD = re.compile(r"<span class='ocrx_word'[^>]*? title='([^']*)'[^>]*>(.*?)</span>", re.DOTALL)
_BOX = re.compile(r"bbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_SIZE = re.compile(r"x_size (\d+(?:\.\d+)?)")
_ANGLE = re.compile(r"textangle (\d+)")
_SURE = re.compile(r"x_wconf (\d+)")
_TAG = re.compile(r"<[^>]+>")

Box = tuple[int, int, int, int]
_Place = tuple[float, float, float, float]

_RULES = "_|\u00a6 \t\r\n"
"""At the ends of a word, what is left of the rules that the page draws."""
_NOISE = 0.45
"""A line read with less confidence, on the mean of its letters, is a rule, a drawing or a speckle."""
_SAME_SIZE = 0.2
"""A line's size is guessed from the heights of its letters: one that is so near the usual size is the usual size."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a picture: its box (x0, y0, x1, y1) in pixels from the top left, and how sure it is, from 0 to 1."""

    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words that follow one another. `box` and `size`, that of the letters, are in pixels.

    angle: by which the line is turned on the picture, in degrees against the clock: 0, 90, 180 or 270.
    """

    words: tuple[Word, ...]
    box: Box
    size: float
    angle: int = 0

    @property
    def confidence(self) -> float:
        """How sure the line is, letter by letter."""
        return sum(len(word.text) * word.confidence for word in self.words) / sum(len(word.text) for word in self.words)


def lines(document: str) -> list[Line]:
    """Read hOCR: its lines in reading order, noise and all."""
    found = list(_LINE.finditer(document))
    ends = [match.start() for match in found[1:]] + [len(document)]
    read = (_line(match[1], document[match.end() : end]) for match, end in zip(found, ends, strict=False))
    return [line for line in read if line is not None]


def legible(found: Iterable[Line]) -> list[Line]:
    """Leave out the lines that are noise."""
    return [line for line in found if line.confidence >= _NOISE]


def _line(facts: str, content: str) -> Line | None:
    words = []
    for match in _WORD.finditer(content):
        text = html.unescape(_TAG.sub("", match[2])).strip(_RULES)
        if text:
            sure = _SURE.search(match[1])
            words.append(Word(text, _box(match[1]), int(sure[1]) / 100 if sure else 0.0))
    if not words:
        return None
    box = _box(facts)
    size, angle = _SIZE.search(facts), _ANGLE.search(facts)
    return Line(tuple(words), box, float(size[1]) if size else box[3] - box[1], int(angle[1]) if angle else 0)


def _box(facts: str) -> Box:
    found = _BOX.search(facts)
    return (int(found[1]), int(found[2]), int(found[3]), int(found[4])) if found else (0, 0, 0, 0)


def confidence(found: Sequence[Line]) -> float:
    """The mean of the words' confidence; 0 where there is no word."""
    words = [word.confidence for line in found for word in line.words]
    return fmean(words) if words else 0.0


def page(found: Sequence[Line], raw: RawPage, scale: float, turns: int = 0) -> RawPage:
    """Make a page of lines, as if the file had held its text: in place of `raw`, whose measures and number it takes.

    scale: pixels a point. turns: the quarters by which the picture was turned against the clock before it was read.
    A word's width is dealt out evenly among its characters; a line's letters are all as high as the line.
    """
    usual = median([line.size for line in found]) if found else 0.0
    characters: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    sizes: list[float] = []
    for line in found:
        near = abs(line.size - usual) <= _SAME_SIZE * usual
        for character, box in _characters(line):
            characters.append(character)
            boxes.append(box)
            sizes.append(round((usual if near else line.size) / scale, 1))
    placed = np.array(boxes, dtype=np.float32).reshape(len(boxes), 4) / np.float32(scale)
    return replace(
        raw,
        text="".join(characters),
        boxes=_turned_back(placed, turns, raw.width, raw.height),
        sizes=np.array(sizes, dtype=np.float32),
        bold=np.zeros(len(sizes), dtype=np.bool_),
        underlaid=False,
        hidden=0,
    )


def _characters(line: Line) -> Iterator[tuple[str, _Place]]:
    """The characters of a line with their boxes on the picture; the line's end is PDFium's, and has none."""
    upright = line.angle in (0, 180)
    # Across its direction, a word is as wide as its line; of a line that stands askew, each word has its own place.
    low, high = (1, 3) if upright else (0, 2)
    level = line.box[high] - line.box[low] < 1.5 * line.size
    before: Box | None = None
    for word in line.words:
        box = list(word.box)
        if level:
            box[low], box[high] = line.box[low], line.box[high]
        if before is not None:
            yield " ", _between(before, (box[0], box[1], box[2], box[3]), upright=upright)
        before = (box[0], box[1], box[2], box[3])
        length = len(word.text)
        for place, character in enumerate(word.text):
            first, last = place / length, (place + 1) / length
            yield character, _slice(before, first, last, line.angle)
    for character in "\r\n":
        yield character, (0.0, 0.0, 0.0, 0.0)


def _slice(box: Box, first: float, last: float, angle: int) -> _Place:
    """The part of a word's box from `first` to `last`, from 0 to 1 in the direction in which it is written."""
    if angle in (90, 180):  # upwards, or from right to left
        first, last = 1 - last, 1 - first
    x0, y0, x1, y1 = box
    if angle in (0, 180):
        return x0 + first * (x1 - x0), y0, x0 + last * (x1 - x0), y1
    return x0, y0 + first * (y1 - y0), x1, y0 + last * (y1 - y0)


def _between(first: Box, second: Box, *, upright: bool) -> _Place:
    """The gap between two words of a line."""
    if upright:
        inner = sorted((first[0], first[2], second[0], second[2]))[1:3]
        return inner[0], second[1], inner[1], second[3]
    inner = sorted((first[1], first[3], second[1], second[3]))[1:3]
    return second[0], inner[0], second[2], inner[1]


def _turned_back(boxes: NDArray[np.float32], turns: int, width: float, height: float) -> NDArray[np.float32]:
    """Carry boxes of a picture that was turned back to the page that it was, `width` by `height`."""
    x0, y0, x1, y1 = boxes.T
    if turns % 4 == 1:
        x0, y0, x1, y1 = width - y1, x0, width - y0, x1
    elif turns % 4 == 2:
        x0, y0, x1, y1 = width - x1, height - y1, width - x0, height - y0
    elif turns % 4 == 3:
        x0, y0, x1, y1 = y0, height - x1, y1, height - x0
    placed = np.stack([x0, y0, x1, y1], axis=1).astype(np.float32)
    placed[~boxes.any(axis=1)] = 0
    return placed
