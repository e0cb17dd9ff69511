"""The command palette: whatever can be done now, found by a few letters of its name."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from assistant.tui.plain import N_, one_line


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done: its name and its keys as they are shown, and what does it."""

    name: str
    keys: str
    run: Callable[[], object]


def folded(text: str) -> str:
    """The text in small letters and without accents."""
    return "".join(one for one in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(one))


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """The commands in whose names all that is typed stands, word by word; those that begin with it come first."""
    words = folded(typed).split()
    found = [one for one in commands if all(word in folded(one.name) for word in words)]
    return sorted(found, key=lambda one: not folded(one.name).startswith(tuple(words[:1]) or ("",)))


class Palette(ModalScreen[Command | None]):
    """A line to type in, and under it what it finds. It is dismissed with the command that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("Close")),
        Binding("ctrl+k", "dismiss(None)", show=False, priority=True),
        Binding("down", "step(1)", show=False, priority=True),
        Binding("up", "step(-1)", show=False, priority=True),
    ]

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = commands
        self._found: list[Command] = []

    def compose(self) -> ComposeResult:
        """Yield the line and the list."""
        with Vertical(id="palette"):
            yield Input(placeholder=_("What do you want to do?"), id="wanted")
            choices = OptionList(id="choices", markup=False)
            choices.can_focus = False
            yield choices

    def on_mount(self) -> None:
        """Offer everything."""
        self._offer("")

    @on(Input.Changed)
    def typed(self, changed: Input.Changed) -> None:
        """Offer what is typed."""
        self._offer(changed.value)

    def _offer(self, typed: str) -> None:
        self._found = matching(self._commands, typed)
        choices = self.query_one(OptionList)
        choices.clear_options()
        width = max((len(one.name) for one in self._found), default=0) + 2
        for one in self._found:
            choices.add_option(
                Option(
                    Content.assemble(one_line(f"{one.name}"), " " * (width - len(one.name)), (one.keys, "$text-muted"))
                )
            )
        if self._found:
            choices.highlighted = 0
        else:
            choices.add_option(Option(Content(_("Nothing is called so here.")), disabled=True))

    def action_step(self, by: int) -> None:
        """Go down (1) or up (-1) the list."""
        choices = self.query_one(OptionList)
        if by > 0:
            choices.action_cursor_down()
        else:
            choices.action_cursor_up()

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Choose what is marked."""
        highlighted = self.query_one(OptionList).highlighted
        if self._found and highlighted is not None:
            self.dismiss(self._found[highlighted])

    @on(OptionList.OptionSelected)
    def clicked(self, selected: OptionList.OptionSelected) -> None:
        """Choose what was clicked."""
        self.dismiss(self._found[selected.option_index])
