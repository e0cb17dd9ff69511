"""The line in which one types what one looks for."""

from __future__ import annotations

from gettext import gettext as _
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from assistant.tui.plain import N_, one_line


class SearchLine(Input):
    """One line. Down goes into what was found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Rank the passages closely, which takes longer"), show=False),
        Binding("down", "screen.into_list", N_("Go to the passages"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="wanted", select_on_focus=False, max_length=2000)

    def on_mount(self) -> None:
        """Say what the line is for."""
        self.say_again()

    def say_again(self) -> None:
        """Say what the line is for, in the language that is spoken."""
        self.placeholder = _("What do you look for? In French or in English")

    def validate_value(self, value: str) -> str:
        """Keep what is pasted to what can be shown on one line."""
        ends = value[len(value.rstrip(" ")) :]  # a space just typed is not to be taken away
        return one_line(value).plain + ends if value.strip() else ""
