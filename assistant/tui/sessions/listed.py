"""The sessions under their days: what is typed narrows them, the newest stand first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from gettext import gettext as _

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.tui.plain import one_line, shortened
from assistant.tui.sessions import listing
from assistant.tui.sessions.desk import SessionLine

MOST = 100
"""Sessions that are listed at once: whoever looks for another types a word of it."""

_LONGEST = 160
"""Characters of a title that no list is wider than."""


class SessionList(OptionList):
    """A line for each session, and one under it that says what else is to be known."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        super().__init__(id="sessions", markup=False)
        self._zone = zone
        self._found: Sequence[SessionLine] = ()
        self._empty = ""

    @property
    def count(self) -> int:
        """How many were found."""
        return len(self._found)

    @property
    def marked(self) -> str | None:
        """The name of the session under the cursor."""
        return self.highlighted_option.id if self.highlighted_option is not None else None

    def show(self, found: Sequence[SessionLine], empty: str) -> None:
        """List these; `empty` is said where there are none. The cursor stays on its session where that is listed."""
        if (found, empty) != (self._found, self._empty):
            self._found, self._empty = found, empty
            self._fill()

    def _fill(self) -> None:
        found, marked = self._found, self.marked
        self.clear_options()
        self.add_options(self._made())
        if marked is not None and any(one.name == marked for one in found[:MOST]):
            self.highlighted = self.get_option_index(marked)
        else:
            self.action_first()

    def say_again(self) -> None:
        """Say the days and the counts in the language that is spoken."""
        self._fill()

    def mark(self, name: str) -> None:
        """Set the cursor on a session, where it is listed."""
        if any(one.name == name for one in self._found[:MOST]):
            self.highlighted = self.get_option_index(name)

    def _made(self) -> list[Option]:
        if not self._found:
            return [Option(one_line(_(self._empty)), disabled=True)] if self._empty else []
        today = date.today()
        options: list[Option] = []
        for day, sessions in listing.by_day(self._found[:MOST], self._zone):
            heading = Content.styled(listing.day_name(day, today), "bold $accent")
            options.append(Option(heading, disabled=True))
            for time, one in sessions:
                title = one_line(shortened(listing.called(one), _LONGEST), "bold" if one.title else "")
                marks = one_line(" · ".join(listing.marks(one)), "$text-muted")
                options.append(Option(Content.assemble(f"{time:%H:%M} ", title, "\n      ", marks), id=one.name))
        return options
