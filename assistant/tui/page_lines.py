"""Lays the filed text of a page out in lines, the cited sentences lit and marked in the margin, words found underlined.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from textual.content import Content

from assistant.tui.nobreak import held, released
from assistant.tui.plain import plain

MARK, OTHER_MARK, NO_MARK, FOUND_MARK = "▌ ", "│ ", "  ", "▸ "
LIT, OTHER_LIT = "bold $lit-text on $lit", "$lit-text on $lit-other"
FOUND, AT = "underline", "bold reverse"
"""Words that were looked for, wherever they stand, and where one is: told from what is cited by more than a colour."""


@dataclass(frozen=True, slots=True)
class Light:
    """Characters `start` to `end` (end excluded) of the page's text to be lit. `chosen`: of the source that is open."""

    start: int
    end: int
    chosen: bool


def laid_out(
    text: str, lights: Sequence[Light], width: int, *, found: Sequence[Light] = (), spaced: bool = False
) -> tuple[list[Content], int | None]:
    """The lines of at most `width` cells, margin included, and the index of the one to be looked at (None: none is):
    the first with the chosen of the words found, or else with a chosen light.

    The offsets of `lights`, and of `found`, words that were looked for, are into `text` as filed: it is cut at them
    before anything is made visible, since that may drop characters. `spaced` sets an empty line between paragraphs.
    """
    lines: list[Content] = []
    chosen: int | None = None
    at: int | None = None
    start = 0
    for paragraph in text.split("\n"):
        if spaced and lines:
            lines.append(Content(" "))
        content = held(_lit(paragraph, start, lights, found))
        for line in content.wrap(max(8, width - len(MARK))) or [Content("")]:
            styles = [str(span.style) for span in line.spans]
            if chosen is None and any(style.startswith(LIT) for style in styles):
                chosen = len(lines)
            mark = _mark(styles)
            if mark == FOUND_MARK and at is None:
                at = len(lines)
            lines.append(Content.assemble((mark, "bold $accent"), released(line)))
        start += len(paragraph) + 1
    return lines, chosen if at is None else at


def _mark(styles: Sequence[str]) -> str:
    """What stands in the margin of a line with those styles."""
    if any(style.endswith(AT) for style in styles):
        return FOUND_MARK
    if any(style.startswith(LIT) for style in styles):
        return MARK
    return OTHER_MARK if any(style.startswith(OTHER_LIT) for style in styles) else NO_MARK


def _lit(paragraph: str, start: int, lights: Sequence[Light], found: Sequence[Light]) -> Content:
    end = start + len(paragraph)
    cuts = {start, end}
    for light in (*lights, *found):
        cuts.update(cut for cut in (light.start, light.end) if start < cut < end)
    places = sorted(cuts)
    parts = [
        plain(paragraph[a - start : b - start], f"{_style(a, b, lights)} {_found(a, b, found)}".strip())
        for a, b in pairwise(places)
    ]
    return Content("").join(parts)


def _style(start: int, end: int, lights: Sequence[Light]) -> str:
    over = [light for light in lights if light.start < end and start < light.end]
    if any(light.chosen for light in over):
        return LIT
    return OTHER_LIT if over else ""


def _found(start: int, end: int, found: Sequence[Light]) -> str:
    over = [light for light in found if light.start < end and start < light.end]
    if any(light.chosen for light in over):
        return AT
    return FOUND if over else ""
