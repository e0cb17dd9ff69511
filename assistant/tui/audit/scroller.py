"""What scrolls up and down in the audit room: the arrows to the left and right are left to whoever steps."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from assistant.tui.plain import N_


class Scroller(VerticalScroll, inherit_bindings=False):
    """Scrolls with the arrows up and down, and by pages."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", N_("Scroll up"), show=False),
        Binding("down", "scroll_down", N_("Scroll down"), show=False),
        Binding("pageup", "page_up", N_("Scroll up"), show=False),
        Binding("pagedown", "page_down", N_("Scroll down"), show=False),
    ]
