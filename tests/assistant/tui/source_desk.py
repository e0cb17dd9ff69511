"""A scripted source desk: pages whose letters stand on a grid, pictures of them, and the pane over it."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from textual.pilot import Pilot

from assistant.errors import AssistantError, PictureError
from assistant.tui.source import SourcePane
from assistant.tui.source.desk import never
from assistant.tui.source.matcher import places
from indexes.records import Document, Page, Span

from .driving import ask, settle
from .scripted import DOCUMENTS, EN, FR, PAGES, QUOTED

ACROSS, DOWN, LEFT, TOP, COLUMNS = 6.0, 14.0, 60.0, 70.0, 80
"""Points of a letter's box, of a page's margins, and letters of a line."""


def boxes(text: str) -> NDArray[np.int16]:
    """Where the letters of a text stand on a page of 612 by 792 points: on a grid."""
    rows = []
    for place in range(len(text)):
        row, column = divmod(place, COLUMNS)
        x, y = LEFT + column * ACROSS, TOP + row * DOWN
        rows.append((x, y + 2, x + ACROSS, y + DOWN - 2))
    return (np.array(rows, dtype=np.float32).reshape(-1, 4) * 10).astype(np.int16)


def drawn(page: Page, width: int) -> bytes:
    """A picture of a page: a grey bar for each line of letters."""
    image = Image.new("RGB", (width, round(width * page.height / page.width)), "white")
    draw = ImageDraw.Draw(image)
    scale = width / page.width / 10
    for x0, y0, x1, y1 in page.boxes.tolist():
        draw.rectangle((x0 * scale, (y0 + 20) * scale, x1 * scale, (y1 - 20) * scale), fill=(90, 90, 90))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _laid(pages: Sequence[Page]) -> tuple[Page, ...]:
    return tuple(replace(page, boxes=boxes(page.text)) for page in pages)


@dataclass
class ScriptedSourceDesk:
    """Says what it is told to. refused: what it raises when a page is to be drawn; fails: when anything is."""

    documents: dict[str, Document] = field(default_factory=lambda: dict(DOCUMENTS))
    pages: dict[str, tuple[Page, ...]] = field(default_factory=lambda: {one: _laid(of) for one, of in PAGES.items()})
    twins: dict[str, str] = field(default_factory=lambda: {FR: EN, EN: FR})
    refused: PictureError | None = None
    fails: AssistantError | None = None
    asked: list[tuple[str, int, int]] = field(default_factory=list)
    gate: threading.Event | None = None
    given_up: int = 0

    def document(self, document: str) -> Document | None:
        assert threading.current_thread() is not threading.main_thread()
        if self.fails is not None:
            raise self.fails
        return self.documents.get(document)

    def page(self, document: str, number: int) -> Page | None:
        assert threading.current_thread() is not threading.main_thread()
        pages = self.pages.get(document, ())
        return pages[number - 1] if 0 < number <= len(pages) else None

    def twin(self, document: str) -> Document | None:
        return self.documents.get(self.twins.get(document, ""))

    def counterpart(self, document: str, number: int) -> int:
        return min(number, len(self.pages[self.twins[document]]))

    def matches(self, document: str, words: str) -> Sequence[Span]:
        assert threading.current_thread() is not threading.main_thread()
        return [
            Span(page.number, start, end)
            for page in self.pages.get(document, ())
            for start, end in places(page.text, words)
        ]

    def picture(self, document: str, number: int, width: int, *, given_up: Callable[[], bool] = never) -> bytes:
        assert threading.current_thread() is not threading.main_thread()
        self.asked.append((document, number, width))
        if self.gate is not None:
            while not self.gate.wait(0.005):
                if given_up():
                    self.given_up += 1
                    return b""
        if self.refused is not None:
            raise self.refused
        return drawn(self.pages[document][number - 1], width)

    def close(self) -> None:
        pass


async def opened(pilot: Pilot[None]) -> SourcePane:
    """Ask, and open the first source."""
    await ask(pilot, QUOTED)
    await pilot.press("ctrl+n")
    await settle(pilot)
    return pane(pilot)


def pane(pilot: Pilot[None]) -> SourcePane:
    return pilot.app.screen.query_one(SourcePane)


def colours(pilot: Pilot[None]) -> set[tuple[int, ...]]:
    """The colours of all half blocks on the screen."""
    found = set()
    for strip in pilot.app.screen._compositor.render_strips():
        for segment in strip:
            if "▀" in segment.text and segment.style is not None:
                for colour in (segment.style.color, segment.style.bgcolor):
                    if colour is not None and colour.triplet is not None:
                        found.add(tuple(colour.triplet))
    return found


def over(desk: ScriptedSourceDesk) -> dict[str, Any]:
    return {"desks": {"source": desk}}
