"""A page's picture: painted lines that scroll, or for Sixel one sequence for what is in sight, made in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.control import Control
from rich.segment import ControlType, Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from assistant.tui.work import in_thread

if TYPE_CHECKING:
    from assistant.tui.source.picture import Frame

_CONTEXT = 3
"""Rows kept in sight above what is marked."""


class PictureView(ScrollView):
    """The picture of a page, as wide as the view."""

    DEFAULT_CSS = """
    PictureView {
        display: none;
        width: 1fr;
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(self) -> None:
        super().__init__(classes="picture")
        self.frame: Frame | None = None
        self._sixels: tuple[int, int, str] | None = None  # from which row on, how many rows, the sequence

    def show_frame(self, frame: Frame, *, scroll: bool) -> None:
        """Show a picture, from its first mark on where `scroll` says so."""
        self.clear()
        self.frame = frame
        self.virtual_size = Size(frame.width, frame.rows)
        if scroll:
            self.scroll_to(y=max(0, (frame.first or 0) - _CONTEXT), animate=False, force=True)
        self._encode()
        self.refresh()

    def clear(self) -> None:
        """Show nothing, and have the terminal forget the picture."""
        if self.frame is not None:
            self.frame.release()
        self.frame, self._sixels = None, None
        self.refresh()

    def on_unmount(self) -> None:
        """Have the terminal forget the picture."""
        self.clear()

    def on_resize(self, _event: events.Resize) -> None:
        """Encode what is in sight now."""
        self._encode()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Show another part."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._encode()

    def render_line(self, y: int) -> Strip:
        """One line of the picture, or of the paper's end."""
        row = y + self.scroll_offset.y
        if self.frame is None or row >= len(self.frame.lines):
            return Strip.blank(self.size.width, self.rich_style)
        return self.frame.lines[row].adjust_cell_length(self.size.width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines; for Sixel, nothing but the sequence, on the last one, so that nothing is painted over it."""
        if self.frame is None or self.frame.terminal.way != "sixel" or self._sixels is None:
            return super().render_lines(crop)
        top, height, sequence = self._sixels
        if top != self.scroll_offset.y or not self.is_attached or not self.screen.is_active:
            return super().render_lines(crop)
        where = self.region
        rows = min(height, crop.height)
        control = [(ControlType.CURSOR_FORWARD, 0)]  # has it written as it is
        painted = [
            Segment(Control.move_to(where.x, where.y).segment.text, Style.null(), None),
            Segment(sequence, Style.null(), control),
            Segment(Control.move_to(where.x + self.frame.width, where.y + rows - 1).segment.text, Style.null(), None),
        ]
        empty = [Strip([])] * (rows - 1)
        rest = super().render_lines(crop)[rows:]
        return [*empty, Strip(painted, self.frame.width), *rest]

    def _encode(self) -> None:
        """Have what is in sight made into a sequence, where the terminal wants one."""
        frame, height = self.frame, self.scrollable_content_region.height
        if frame is None or frame.terminal.way != "sixel" or not height:
            return
        top = self.scroll_offset.y
        height = min(height, frame.rows - top)
        if height <= 0 or (self._sixels and self._sixels[:2] == (top, height)):
            return

        def encoded(sequence: str) -> None:
            if self.frame is frame:
                self._sixels = top, height, sequence
                self.refresh()

        def encode() -> str:
            from assistant.tui.source.picture import sixels

            return sixels(frame, top, height)

        in_thread(self, encode, encoded, group="sixels")
