"""Turns a sheet into what the terminal shows: Kitty's graphics or Sixel, by textual-image, or else half blocks.

All is done in worker threads: scaling, encoding, and sending a picture to a terminal that keeps it (Kitty's). The loop
paints finished lines.
"""

from __future__ import annotations

import functools
import io
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from types import ModuleType

import numpy as np
from PIL import Image
from rich.color import Color
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from assistant.tui.source.sheet import PAPER, Sheet
from assistant.tui.source.terminal import Terminal

_HIGHEST = 290
"""Rows of a picture at most: Kitty's placeholders count no further than 297, and a page has some sixty."""
_importing = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A sheet in rows of cells. lines: what is painted, but for Sixel, which is encoded for what is in sight.

    release: has the terminal forget the picture, once it is not shown any more.
    """

    sheet: Sheet
    terminal: Terminal
    width: int
    rows: int
    lines: tuple[Strip, ...]
    release: Callable[[], None]

    @property
    def first(self) -> int | None:
        """The row of the first mark to be looked at."""
        return None if self.sheet.first is None else self.sheet.first // _row(self.terminal)


def across(terminal: Terminal, width: int) -> int:
    """The pixels of a sheet that is `width` cells wide."""
    return width if terminal.way == "blocks" else width * terminal.cell[0]


def asked(terminal: Terminal, width: int) -> int:
    """The width in pixels of the picture to be drawn for a sheet of `width` cells: a few widths, to find them again."""
    return 600 if terminal.way == "blocks" else min(2400, max(400, -(-across(terminal, width) // 200) * 200))


def frame(sheet: Sheet, terminal: Terminal, width: int) -> Frame:
    """Lay a sheet out in rows of `width` cells; it is as many pixels wide as `across` says."""
    row = _row(terminal)
    rows = min(_HIGHEST, -(-sheet.image.height // row))
    image = _padded(sheet.image, rows * row)
    if terminal.way == "sixel":
        return Frame(sheet, terminal, width, rows, (), _nothing)
    if terminal.way == "blocks":
        return Frame(sheet, terminal, width, rows, tuple(_half_blocks(image)), _nothing)
    renderable = _library(terminal).TGPImage(image, width, rows)
    return Frame(sheet, terminal, width, rows, tuple(_strips(renderable, width, rows)), renderable.cleanup)


def sixels(frame: Frame, top: int, height: int) -> str:
    """`height` rows of a frame from row `top` on, as one Sixel sequence."""
    row, whole = _row(frame.terminal), frame.sheet.image
    image = whole.crop((0, top * row, whole.width, min((top + height) * row, whole.height)))
    renderable = _library(frame.terminal).SixelImage(_padded(image, height * row), frame.width, height)
    return next(
        segment.text for segment in _segments(renderable, frame.width, height) if segment.text.startswith("\x1bP")
    )


def _row(terminal: Terminal) -> int:
    return 2 if terminal.way == "blocks" else terminal.cell[1]


def _nothing() -> None:
    pass


def _padded(image: Image.Image, height: int) -> Image.Image:
    """The image on paper of that height."""
    paper = Image.new("RGB", (image.width, height), PAPER)
    paper.paste(image, (0, 0))
    return paper


def _half_blocks(image: Image.Image) -> Iterator[Strip]:
    """Two rows of pixels a line: the upper one in the colour of the block, the lower one in that behind it."""
    pixels = np.asarray(image)
    for above, below in zip(pixels[::2].tolist(), pixels[1::2].tolist(), strict=True):
        runs = groupby(zip(above, below, strict=True))
        yield Strip([_blocks(pair, sum(1 for _cell in cells)) for pair, cells in runs], image.width)


def _blocks(pair: tuple[list[int], list[int]], count: int) -> Segment:
    colours = (Color.from_rgb(*pixel) for pixel in pair)
    return Segment("▀" * count, Style.from_color(*colours))


def _segments(renderable: object, width: int, height: int) -> Iterable[Segment]:
    console = Console(file=io.StringIO(), width=width, height=height, color_system="truecolor", legacy_windows=False)
    options: ConsoleOptions = console.options.update(width=width, height=height)
    return console.render(renderable, options)  # type: ignore[arg-type]


def _strips(renderable: object, width: int, rows: int) -> Iterator[Strip]:
    lines = Segment.split_lines(_segments(renderable, width, rows))
    for _row_number, line in zip(range(rows), lines, strict=False):
        yield Strip(line, width).simplify()


def _library(terminal: Terminal) -> ModuleType:
    with _importing:
        return _imported(terminal.cell)


@functools.cache
def _imported(cell: tuple[int, int]) -> ModuleType:
    """textual-image asks the terminal what it can do while it is imported, and would take the answer from the screens,
    which read the keys by then: it finds no terminal, and is told the size of a cell.
    """
    with _no_terminal(cell):
        import textual_image.renderable
        import textual_image.widget  # which reads the size of a cell, once for all

    return textual_image.renderable


@contextmanager
def _no_terminal(cell: tuple[int, int]) -> Iterator[None]:
    before = sys.__stdout__
    told = {"TEXTUAL_CELL_WIDTH": str(cell[0]), "TEXTUAL_CELL_HEIGHT": str(cell[1])}
    added = [name for name in told if name not in os.environ]
    sys.__stdout__ = io.StringIO()  # type: ignore[misc, assignment]  # what is no terminal is asked nothing
    os.environ.update(told)
    try:
        yield
    finally:
        sys.__stdout__ = before  # type: ignore[misc]
        for name in added:
            del os.environ[name]
