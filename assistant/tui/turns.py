"""Questions with their answers, one after the other, and which of their sources is open.

However many there are, no more than a window of them is made of widgets: the rest is kept as data, a key away.
"""

from __future__ import annotations

from collections.abc import Callable
from gettext import ngettext

from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message

from assistant.i18n import number as written
from assistant.tui.keys import key_name
from assistant.tui.spoken import Spoken
from assistant.tui.statement import ReferenceLine
from assistant.tui.turn import Turn

WINDOW = 6
"""Turns that are made of widgets: more at once would be felt."""


class Beyond(Spoken):
    """Says how many questions lie before or after what is shown, and goes there."""

    class Wanted(Message):
        """Whoever clicked wants to see them."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, by: int, count: Callable[[], int]) -> None:
        super().__init__(classes="beyond")
        self._by = by
        self._count = count

    def words(self) -> Content:
        """How many, and the key."""
        count = self._count()
        if self._by < 0:
            said = ngettext("▲ {count} earlier question ({key})", "▲ {count} earlier questions ({key})", count)
        else:
            said = ngettext("▼ {count} later question ({key})", "▼ {count} later questions ({key})", count)
        key = key_name("pageup" if self._by < 0 else "pagedown")
        return Content(said.format(count=written(count), key=key))

    def say_again(self) -> None:
        """Say the count as it is now, or nothing where there is none."""
        self.display = bool(self._count())
        super().say_again()

    def on_click(self) -> None:
        """Go there."""
        self.post_message(self.Wanted(self._by))


class Turns(VerticalScroll):
    """A window over `count` turns, each made by `made` when it comes into it."""

    def __init__(self, name: str) -> None:
        super().__init__(id=name, classes="main")
        self.first = 0
        self.shown: list[Turn] = []
        """The turns that are widgets, from `first` on."""
        self.selected: ReferenceLine | None = None
        self.before = Beyond(-1, lambda: self.first)
        self.after = Beyond(1, lambda: self.count() - self.first - len(self.shown))

    def count(self) -> int:
        """How many turns there are."""
        raise NotImplementedError

    def made(self, index: int) -> Turn:
        """One of them, as a widget."""
        raise NotImplementedError

    def starting(self, lines: list[ReferenceLine]) -> list[ReferenceLine]:
        """Of all the sources, those to begin with: where none is open yet."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """There is nothing before nor after yet."""
        self.tell()

    def tell(self) -> None:
        """Say what lies before and after."""
        self.before.say_again()
        self.after.say_again()

    async def window(self, first: int) -> None:
        """Have the turns from `first` on be widgets, and no others; those that are stay as they are."""
        wanted = range(first, min(first + WINDOW, self.count()))
        here = {self.first + place: turn for place, turn in enumerate(self.shown)}
        gone = [turn for index, turn in here.items() if index not in wanted]
        if self.selected is not None and any(turn in gone for turn in self.selected.ancestors):
            self.selected = None
        await self.remove_children(gone)
        self.first = first
        self.shown = [here.get(index) or self.made(index) for index in wanted]
        previous: Spoken | Turn = self.before
        for turn in self.shown:
            if not turn.is_attached:
                await self.mount(turn, after=previous)
            previous = turn
        self.tell()

    # Sources

    def has_references(self) -> bool:
        """Whether there is a source to open."""
        return bool(self.query(ReferenceLine))

    def step(self, by: int) -> ReferenceLine | None:
        """Select the next (1) or the previous (-1) source."""
        lines = list(self.query(ReferenceLine))
        if not lines:
            return None
        if self.selected in lines:
            place = lines.index(self.selected) + by
            if not 0 <= place < len(lines):
                return None
        else:
            own = self.starting(lines) or lines
            place = lines.index(own[0] if by > 0 else own[-1])
        self.select(lines[place])
        return lines[place]

    def select(self, line: ReferenceLine | None) -> None:
        """Mark one source line as the open one, and bring it in sight."""
        if self.selected is not None:
            self.selected.selected = False
        self.selected = line
        if line is not None:
            line.selected = True
            line.scroll_visible(animate=False)

    def neighbours(self, line: ReferenceLine) -> list[ReferenceLine]:
        """The source lines of the same answer, in order."""
        return list(turn_of(line).query(ReferenceLine))


def turn_of(line: ReferenceLine) -> Turn:
    """The turn that a source line stands in."""
    return next(node for node in line.ancestors if isinstance(node, Turn))
