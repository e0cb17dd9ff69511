"""Lines that hang from a sign in their margin, painted as one."""

from __future__ import annotations

from rich.segment import Segment
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

INDENT = 2
"""Cells of the margin, in which the sign stands."""


class Hanging(Visual):
    """A sign of one cell before the first line of `body`; what is selected is of the body alone."""

    def __init__(self, sign: Content, body: Content) -> None:
        self.sign = sign
        self.body = body

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """Paint the body beside its margin."""
        lines = self.body.render_strips(max(0, width - INDENT), height, style, options)
        blank = Segment(" " * INDENT, style.rich_style)
        strips = [Strip([blank, *line], INDENT + line.cell_length) for line in lines or [Strip([])]]
        sign = [Segment(text, (style + own).rich_style) for text, own in self.sign.render(style, "", options.get_style)]
        rest = INDENT - self.sign.cell_length
        strips[0] = Strip([*sign, Segment(" " * rest, style.rich_style), *list(strips[0])[1:]], strips[0].cell_length)
        return strips

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Cells that the longest line takes, with the margin."""
        return INDENT + self.body.get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Lines that the body takes beside the margin; one at least, for the sign."""
        return max(1, self.body.get_height(rules, width - INDENT)) if width > INDENT else 1
