"""A list of rows that are told in a line or two, and that can be told again in the other language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from gettext import gettext as _
from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.tui.plain import N_

Row = TypeVar("Row")


class Lines(OptionList, Generic[Row]):
    """A list that stays at the row where one was when it changes.

    name_of: what tells a row from others; line: how it is told, in the language that is spoken; nothing: a text to be
    translated (N_) that stands there while there is no row.
    """

    DEFAULT_CSS = """
    Lines {
        text-wrap: nowrap;
        text-overflow: ellipsis;
        background: $background;
        scrollbar-size-vertical: 1;
    }
    Lines:focus { background-tint: $foreground 0%; }
    Lines > .option-list--option-disabled { color: $text-muted; }
    Lines > .option-list--option-highlighted { background: $lit-other; color: $foreground; text-style: none; }
    Lines:focus > .option-list--option-highlighted { background: $lit; color: $lit-text; text-style: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", N_("One line up"), show=False),
        Binding("down", "cursor_down", N_("One line down"), show=False),
        Binding("home", "first", N_("First line"), show=False),
        Binding("end", "last", N_("Last line"), show=False),
        Binding("pageup", "page_up", N_("A page up"), show=False),
        Binding("pagedown", "page_down", N_("A page down"), show=False),
        Binding("enter", "select", N_("Details")),
    ]

    def __init__(
        self,
        id: str,  # noqa: A002 - Textual's word
        name_of: Callable[[Row], str],
        line: Callable[[Row], Content],
        nothing: str,
        *,
        classes: str = "",
    ) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._name_of, self._line, self._nothing = name_of, line, nothing
        self._rows: Sequence[Row] = ()
        self._shown: list[Content] | None = None

    @property
    def chosen(self) -> Row | None:
        """The row at which one is."""
        place = self.highlighted
        return self._rows[place] if place is not None and place < len(self._rows) else None

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        before = self.chosen
        self._rows = rows
        lines = [self._line(row) for row in rows]
        if lines == self._shown:
            return
        self._shown = lines
        self.clear_options()
        if not rows:
            self.add_option(Option(Content.styled(_(self._nothing), "$text-muted"), disabled=True))
            return
        self.add_options(Option(line) for line in lines)
        names = [self._name_of(row) for row in rows]
        name = None if before is None else self._name_of(before)
        self.highlighted = names.index(name) if name in names else 0

    def say_again(self) -> None:
        """Say the rows in the language that is spoken now."""
        self._shown = None
        self.show(self._rows)
