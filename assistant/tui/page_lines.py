"""Lays the filed text of a page out in lines, the cited sentences lit and marked in the margin. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from textual.content import Content

from assistant.tui.nobreak import held, released
from assistant.tui.plain import plain

MARK, OTHER_MARK, NO_MARK = "▌ ", "│ ", "  "
LIT, OTHER_LIT = "bold $lit-text on $lit", "$lit-text on $lit-other"


@dataclass(frozen=True, slots=True)
class Light:
    """Characters `start` to `end` (end excluded) of the page's text to be lit. `chosen`: of the source that is open."""

    start: int
    end: int
    chosen: bool


def laid_out(
    text: str, lights: Sequence[Light], width: int, *, spaced: bool = False
) -> tuple[list[Content], int | None]:
    """The lines of at most `width` cells, margin included, and the index of the first chosen one (None: none is).

    The offsets of `lights` are into `text` as filed: it is cut at them before anything is made visible, since that
    may drop characters. `spaced` sets an empty line between paragraphs.
    """
    lines: list[Content] = []
    first: int | None = None
    start = 0
    for paragraph in text.split("\n"):
        if spaced and lines:
            lines.append(Content(" "))
        content = held(_lit(paragraph, start, lights))
        for line in content.wrap(max(8, width - len(MARK))) or [Content("")]:
            styles = {span.style for span in line.spans}
            mark = MARK if LIT in styles else OTHER_MARK if OTHER_LIT in styles else NO_MARK
            if mark == MARK and first is None:
                first = len(lines)
            lines.append(Content.assemble((mark, "bold $accent"), released(line)))
        start += len(paragraph) + 1
    return lines, first


def _lit(paragraph: str, start: int, lights: Sequence[Light]) -> Content:
    end = start + len(paragraph)
    cuts = {start, end}
    for light in lights:
        cuts.update(cut for cut in (light.start, light.end) if start < cut < end)
    places = sorted(cuts)
    parts = [plain(paragraph[a - start : b - start], _style(a, b, lights)) for a, b in pairwise(places)]
    return Content("").join(parts)


def _style(start: int, end: int, lights: Sequence[Light]) -> str:
    over = [light for light in lights if light.start < end and start < light.end]
    if any(light.chosen for light in over):
        return LIT
    return OTHER_LIT if over else ""
