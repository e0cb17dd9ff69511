"""Keeps lines from being broken at no-break spaces: Textual wraps at any white space, and French has « » and « : »."""

from __future__ import annotations

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip

# Unicode noncharacters are for a program's own use, never stand in text, and are no white space to a line breaker.
_HELD = str.maketrans({"\u00a0": "\ufdd0", "\u202f": "\ufdd1"})
_RELEASED = str.maketrans({"\ufdd0": "\u00a0", "\ufdd1": "\u202f"})


def held(content: Content) -> Content:
    """The content with its no-break spaces stood in for, to be wrapped."""
    return Content(content.plain.translate(_HELD), list(content.spans))


def released(content: Content) -> Content:
    """The content with its no-break spaces again."""
    return Content(content.plain.translate(_RELEASED), list(content.spans))


def released_strip(strip: Strip) -> Strip:
    """The painted line with its no-break spaces again."""
    segments = [Segment(text.translate(_RELEASED), style, control) for text, style, control in strip]
    return Strip(segments, strip.cell_length)
