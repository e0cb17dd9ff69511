"""One room of the program: the tabs above, what the room is for, the keys below."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from assistant.tui.keys import Keys
from assistant.tui.services import Rooms
from assistant.tui.top import TopLine

BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
HEIGHTS = [(0, "-dense"), (36, "-roomy")]


class Room(Screen[None]):
    """A screen that is kept while others are shown. Subclasses say their name and title, and yield what is inside."""

    NAME: ClassVar[str]
    TITLE: ClassVar[str]
    """A text to be translated (N_), as it stands on the tab."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, services: Rooms) -> None:
        super().__init__(name=self.NAME)
        self.services = services

    def compose(self) -> ComposeResult:
        """Yield the top line, the room's own widgets and the keys."""
        yield TopLine()
        with Container(classes="inside"):
            yield from self.inside()
        yield Keys()

    def inside(self) -> ComposeResult:
        """Yield the room's own widgets."""
        raise NotImplementedError
