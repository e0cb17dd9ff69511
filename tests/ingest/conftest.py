"""Raw pages made without a PDF, for the parts of ingest that only look at lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from ingest.pdfium import RawPage

STEP = 14.0
CHARACTER = 5.0


@dataclass(frozen=True)
class Row:
    """A line as it is set: where it begins, in points from the page's top left corner, and how it looks."""

    text: str
    x: float = 72.0
    y: float | None = None
    size: float = 10.0
    bold: bool = False


MakePage = Callable[..., RawPage]


@pytest.fixture
def row() -> type[Row]:
    return Row


@pytest.fixture
def raw_page() -> MakePage:
    """Makes a RawPage of rows (or plain texts) set below one another; a row's end is PDFium's CR LF."""

    def make(*rows: Row | str, number: int = 1, height: float = 792.0, top: float = 150.0) -> RawPage:
        text = ""
        boxes: list[tuple[float, float, float, float]] = []
        sizes: list[float] = []
        bold: list[bool] = []
        y = top
        for one in rows:
            placed = Row(one) if isinstance(one, str) else one
            y = y if placed.y is None else placed.y
            for place, character in enumerate(placed.text):
                x = placed.x + place * CHARACTER
                boxes.append((x, y, x + CHARACTER, y + placed.size) if character.strip() else (0, 0, 0, 0))
            end = "" if placed.text.endswith("\x02") else "\r\n"
            text += placed.text + end
            boxes += [(0, 0, 0, 0)] * len(end)
            sizes += [placed.size] * len(placed.text) + [0.0] * len(end)
            bold += [placed.bold] * len(placed.text) + [False] * len(end)
            y += STEP
        return RawPage(
            number=number,
            label=None,
            width=612.0,
            height=height,
            text=text,
            boxes=np.array(boxes, dtype=np.float32).reshape(len(text), 4),
            sizes=np.array(sizes, dtype=np.float32),
            bold=np.array(bold, dtype=np.bool_),
            has_drawing=bool(text),
        )

    return make
