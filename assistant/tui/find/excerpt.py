"""What of a passage is shown in a list: the part in which most words of the query stand, and they stand out. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from textual.content import Content

from assistant.tui.nobreak import held, released
from assistant.tui.plain import plain

LIT = "bold $accent"
_BLANKS = re.compile("[ \t\r\n]+")
_BEFORE = 6
"""What part of an excerpt stands before its first lit word, one in so many."""

Span = tuple[int, int]


def window(text: str, spans: Sequence[Span], longest: int) -> Span:
    """The part of a text, of `longest` characters at most and cut between words, that holds the most of the spans; of
    several the first.
    """
    if len(text) <= longest:
        return 0, len(text)
    best, start = 0, 0
    for first, _end in spans:
        begin = _word_start(text, max(0, min(first - longest // _BEFORE, len(text) - longest)), first)
        inside = sum(1 for low, high in spans if begin <= low and high <= begin + longest)
        if inside > best:
            best, start = inside, begin
    if start + longest >= len(text):
        return start, len(text)
    end = text.rfind(" ", start + longest // 2, start + longest + 1)
    return start, end if end > start else start + longest


def _word_start(text: str, place: int, latest: int) -> int:
    """Where the first word after a place begins, or the place itself where that begins one; `latest` at the latest."""
    if place == 0 or text[place - 1].isspace():
        return place
    space = _BLANKS.search(text, place)
    return space.end() if space and space.end() <= latest else latest


def excerpt(text: str, spans: Sequence[Span], width: int, lines: int) -> list[Content]:
    """The best part of a text on so many lines of `width` cells at most, its spans lit.

    The offsets are into the text as filed: it is cut at them before anything is made visible, which may
    drop characters.
    """
    width = max(8, width)
    start, end = window(text, spans, width * lines - 4)
    cuts = {start, end}
    for low, high in spans:
        cuts.update(place for place in (low, high) if start < place < end)
    parts = [
        plain(_BLANKS.sub(" ", text[low:high]), LIT if any(a <= low < b for a, b in spans) else "")
        for low, high in pairwise(sorted(cuts))
    ]
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    content = Content.assemble(before, *parts, after)
    wrapped = [released(line) for line in held(content).wrap(width)]
    if len(wrapped) <= lines:
        return wrapped
    last = wrapped[lines - 1].rstrip()
    if last.cell_length > width - 2:
        last = last[: max(last.plain.rfind(" ", 0, width - 2), width // 2)]
    return [*wrapped[: lines - 1], Content.assemble(last.truncate(width - 2), " …")]
