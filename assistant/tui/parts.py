"""A room of several parts: together on a wide screen, one at a time on a narrow one, with a key to go through them."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalGroup
from textual.content import Content
from textual.widget import Widget

from assistant.tui.desk import Trouble
from assistant.tui.plain import N_
from assistant.tui.room import Room
from assistant.tui.spoken import Heading
from assistant.tui.turn_parts import Failure

PART_KEYS: list[BindingType] = [
    Binding("f4", "part(1)", N_("Next part"), tooltip=N_("Next part of this room")),
    Binding("tab", "part(1)", N_("Next part of this room"), show=False),
    Binding("shift+f4,shift+tab", "part(-1)", N_("Previous part of this room"), show=False),
]


class Head(Heading):
    """What the room has to say in a line; on a narrow screen, which of its parts is shown too."""

    def __init__(self, parts: Mapping[str, str]) -> None:
        super().__init__(classes="parts-head")
        self._parts = parts
        self.here = ""

    def told(self) -> Content:
        """The line."""
        raise NotImplementedError

    def words(self) -> Content:
        """The line, after the names of the parts where only one of them is seen."""
        if self.screen.has_class("-wide"):
            return self.told()
        names = [
            Content.styled("[" + _(title) + "]", "bold $accent") if name == self.here else Content(" " + _(title) + " ")
            for name, title in self._parts.items()
        ]
        return Content.assemble(*names, "  ", self.told().stylize("$text-muted"))


class PartedRoom(Room):
    """PARTS: the parts in the order in which one goes through them, by the ids of what has the focus there.

    What is framed has the class `part`, and stands in columns of the class `column`.
    """

    PARTS: ClassVar[Mapping[str, str]]
    here = ""
    """The part where one is."""

    DEFAULT_CSS = """
    PartedRoom {
        .parts-head { padding: 0 1; }
        .parts { layout: horizontal; height: 1fr; }
        .column { width: 1fr; height: 1fr; }
        .part {
            width: 1fr;
            height: 1fr;
            border: round $border;
            border-title-color: $foreground;
            border-title-style: bold;
            background: $background;
            padding: 0 1;
            scrollbar-size-vertical: 1;
        }
        .part:focus, .part:focus-within {
            border: round $accent;
            border-title-color: $accent;
            background-tint: $foreground 0%;
        }
    }
    PartedRoom.-narrow {
        .column, .part { display: none; }
        .column.-here, .part.-here { display: block; width: 1fr; height: 1fr; }
        .part, .part:focus, .part:focus-within { border: none; }
    }
    """

    def head(self) -> Head:
        """The line above the parts."""
        raise NotImplementedError

    def parts(self) -> ComposeResult:
        """Yield the columns with the parts."""
        raise NotImplementedError

    def inside(self) -> ComposeResult:
        """Yield the line and the parts."""
        yield self.head()
        yield VerticalGroup(classes="unseen")
        with Vertical(classes="parts"):
            yield from self.parts()

    async def unseen(self, trouble: Trouble | None) -> None:
        """Say over the parts why there is nothing to be seen; or nothing, where there is."""
        place = self.query_one(".unseen", VerticalGroup)
        await place.remove_children()
        if trouble is not None:
            await place.mount(Failure(trouble))

    def on_mount(self) -> None:
        """Begin with the first part."""
        self.say_again()
        self.show_part(next(iter(self.PARTS)))

    def say_again(self) -> None:
        """Name the parts in the language that is spoken."""
        for name, title in self.PARTS.items():
            self._frame(name).border_title = _(title)

    def show_part(self, name: str) -> None:
        """Go to a part."""
        self.here = name
        frame = self._frame(name)
        for part in self.query(".part"):
            part.set_class(part is frame, "-here")
        for column in self.query(".column"):
            column.set_class(column in frame.ancestors_with_self, "-here")
        head = self.query_one(Head)
        head.here = name
        head.say_again()
        self.query_one(f"#{name}").focus()
        self.refresh_bindings()

    def _frame(self, name: str) -> Widget:
        """What has the border: a part, or what holds it with something else."""
        return next(
            node
            for node in self.query_one(f"#{name}").ancestors_with_self
            if isinstance(node, Widget) and node.has_class("part")
        )

    def action_part(self, by: int) -> None:
        """Go to the next part, or the one before."""
        names = list(self.PARTS)
        self.show_part(names[(names.index(self.here) + by) % len(names)])

    def on_descendant_focus(self) -> None:
        """The part that was clicked is the one where one is."""
        name = None if self.focused is None else self.focused.id
        if name is not None and name in self.PARTS and name != self.here:
            self.show_part(name)
        self.refresh_bindings()

    def state(self) -> dict[str, object]:
        """The part where one is."""
        return {"part": self.here}

    def restore(self, state: dict[str, object]) -> None:
        """Go there again."""
        name = state.get("part")
        if isinstance(name, str) and name in self.PARTS:
            self.show_part(name)
