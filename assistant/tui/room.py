"""One room of the program: the tabs above, what the room is for, the keys below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Container
from textual.dom import DOMNode
from textual.screen import Screen

from assistant.tui.footer import Keys
from assistant.tui.services import Rooms
from assistant.tui.top import TopLine

if TYPE_CHECKING:
    from assistant.tui.app import GreffierApp


class Room(Screen[None], inherit_bindings=False):
    """A screen that is kept while others are shown. Subclasses say their name and title, and yield what is inside.

    A room that is to be found again as it was left has `state` and `restore`.
    """

    NAME: ClassVar[str]
    TITLE: ClassVar[str]
    """A text to be translated (N_), as it stands on the tab."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - declared so by Textual
    VERTICAL_BREAKPOINTS = [(0, "-dense"), (36, "-roomy")]  # noqa: RUF012 - declared so by Textual

    def __init__(self, services: Rooms) -> None:
        super().__init__(name=self.NAME)
        self.services = services
        self._styled_in = ""  # the theme in which all was styled last

    @property
    def greffier(self) -> GreffierApp:
        """The program that the room is in."""
        return cast("GreffierApp", self.app)

    def compose(self) -> ComposeResult:
        """Yield the top line, the room's own widgets and the keys."""
        yield TopLine(self.NAME)
        with Container(classes="inside"):
            yield from self.inside()
        yield Keys()

    def inside(self) -> ComposeResult:
        """Yield the room's own widgets."""
        raise NotImplementedError

    def update_node_styles(self, animate: bool = True) -> None:
        """Style anew what the room's classes may change: nothing inside of turns, whose many widgets take long."""
        if not self.is_attached or self._styled_in != self.app.theme:
            self._styled_in = self.app.theme
            super().update_node_styles(animate)
        else:
            self.app.stylesheet.update_nodes(_outside_turns(self), animate=animate)

    def on_mount(self) -> None:
        """Be as one was left."""
        self.restore(self.greffier.kept.rooms.get(self.NAME, {}))

    def state(self) -> dict[str, object]:
        """How the room is left, as JSON values."""
        return {}

    def restore(self, state: dict[str, object]) -> None:
        """Leave the room as it was; what is unknown or no such value is passed over. Called once it is mounted."""


def _outside_turns(node: DOMNode) -> Iterator[DOMNode]:
    """A widget and those inside of it; of a turn, itself alone."""
    yield node
    if not node.has_class("turn"):
        for child in node.children:
            yield from _outside_turns(child)
