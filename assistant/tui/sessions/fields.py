"""What the cards ask with: a choice of a few words, and a line whose text can be shown whatever was pasted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from gettext import gettext as _
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from assistant.tui.keys import key_name
from assistant.tui.plain import N_, one_line
from assistant.tui.spoken import Spoken

_LABEL = 8
"""Columns of a label, so that what is chosen stands in one column."""


class Words(Spoken):
    """Says what it is handed, anew in each language."""

    def __init__(self, said: Callable[[], Content], *, classes: str = "", id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(classes=classes, id=id)
        self._said = said

    def words(self) -> Content:
        """The words."""
        return self._said()


class Choice(Spoken, can_focus=True):
    """A few words of which one is chosen; it stands in brackets, so that it is known without colour too."""

    DEFAULT_CSS = """
    Choice { height: 1; &:focus { background: $accent 20%; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "choose(1)", N_("Next choice"), show=False),
        Binding("left", "choose(-1)", N_("Previous choice"), show=False),
        Binding("enter", "done", N_("Go on"), show=False),
    ]

    class Chosen(Message):
        """Another was chosen."""

    class Done(Message):
        """Enter was pressed."""

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[str, str]],
        *,
        chosen: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._label = label
        self._options = tuple(options)
        self.chosen = chosen

    def words(self) -> Content:
        """The label, then all of them."""
        label = _(self._label)
        parts = [Content.styled(f"{label:<{_LABEL}} ", "$text-muted")]
        for value, says in self._options:
            said = _(says)
            parts.append(Content.styled(f"[{said}]", "bold $accent") if value == self.chosen else Content(f" {said} "))
            parts.append(Content(" "))
        return Content("").join(parts)

    def action_choose(self, by: int) -> None:
        """Choose the next (1) or the one before (-1); the first where none is."""
        values = [value for value, _says in self._options]
        place = values.index(self.chosen) + by if self.chosen in values else (0 if by > 0 else len(values) - 1)
        self.chosen = values[place % len(values)]
        self.say_again()
        self.post_message(self.Chosen())

    def action_done(self) -> None:
        """Say that all is chosen."""
        self.post_message(self.Done())

    def on_click(self) -> None:
        """Choose the next, for those who have a mouse at hand."""
        self.focus()
        self.action_choose(1)


class Line(Input):
    """One line of text; what is pasted is kept to what can be shown."""

    def __init__(self, value: str = "", *, says: str = "", longest: int = 500, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        self._says = says
        super().__init__(value, id=id, select_on_focus=False, max_length=longest)

    def on_mount(self) -> None:
        """Say what the line is for."""
        self.say_again()

    def say_again(self) -> None:
        """Say what the line is for, in the language that is spoken."""
        self.placeholder = _(self._says) if self._says else ""

    def validate_value(self, value: str) -> str:
        """Keep what can be shown on one line."""
        ends = value[len(value.rstrip(" ")) :]  # a space just typed is not to be taken away
        starts = value[: len(value) - len(value.lstrip(" "))]
        return starts + one_line(value).plain + ends if value.strip() else value.replace("\n", " ")


def keys_line(*keys: tuple[str, str]) -> Content:
    """What keys do, on a line: keys as Textual calls them, with commas between, and texts to be translated."""
    parts = [
        Content.assemble((" ".join(map(key_name, names.split(","))), "bold $accent"), " ", _(does))
        for names, does in keys
    ]
    return Content("   ").join(parts)
