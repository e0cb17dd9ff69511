"""A session as it was shown: its head, then question by question, of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from gettext import gettext as _
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from assistant.exchange import Exchange
from assistant.tui.plain import N_, one_line
from assistant.tui.sessions import listing
from assistant.tui.sessions.desk import SessionLine
from assistant.tui.spoken import Spoken
from assistant.tui.statement import ReferenceLine
from assistant.tui.turn import Turn
from assistant.tui.turns import WINDOW, Beyond, Turns, turn_of


class Head(Spoken):
    """What the session is called, and what the record says of it as a whole."""

    def __init__(self) -> None:
        super().__init__(classes="session-head")
        self.line: SessionLine | None = None

    def words(self) -> Content:
        """The title; then when, by whom and under which name it stands on the record."""
        one = self.line
        if one is None:
            return Content(_("Choose a session on the left, then press Enter: it is shown here as it was."))
        opened = listing.local(one.opened)
        facts = [
            f"{opened:%Y-%m-%d %H:%M}",
            *listing.marks(one),
            _("session {session}").format(session=one.name),
            *([_("goes on after session {session}").format(session=one.continues)] if one.continues else []),
        ]
        return Content.assemble(one_line(listing.called(one), "bold"), "\n", one_line(" · ".join(facts), "$text-muted"))


class SessionView(Turns, inherit_bindings=False):
    """However long a session is, no more than a window of it is made of widgets."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "choose(1)", N_("Next question"), show=False),
        Binding("up", "choose(-1)", N_("Previous question"), show=False),
        Binding("home", "choose_end(-1)", N_("First question"), show=False),
        Binding("end", "choose_end(1)", N_("Last question"), show=False),
    ]

    class Moved(Message):
        """Another question is chosen."""

    def __init__(self) -> None:
        super().__init__("session")
        self.head = Head()
        self.exchanges: tuple[Exchange, ...] = ()
        self._at = 0

    def compose(self) -> ComposeResult:
        """Yield the head; what was asked is mounted between what lies before and after."""
        yield self.head
        yield self.before
        yield self.after

    def count(self) -> int:
        """Its questions."""
        return len(self.exchanges)

    def made(self, index: int) -> Turn:
        """One of them, as it was shown."""
        return Turn.of(self.exchanges[index])

    def starting(self, lines: list[ReferenceLine]) -> list[ReferenceLine]:
        """Those of the chosen question."""
        return [line for line in lines if turn_of(line) is self.turn]

    @property
    def line(self) -> SessionLine | None:
        """The session that is shown."""
        return self.head.line

    @property
    def chosen(self) -> Exchange | None:
        """The question that keys speak of, with what became of it."""
        return self.exchanges[self._at] if self.exchanges else None

    @property
    def turn(self) -> Turn | None:
        """The same, as it is shown."""
        place = self._at - self.first
        return self.shown[place] if 0 <= place < len(self.shown) else None

    async def show(self, line: SessionLine, exchanges: Sequence[Exchange], at: int = 0) -> None:
        """Show a session, from its beginning or from a question on."""
        await self.remove_children(self.shown)
        self.selected, self.shown = None, []
        self.head.line, self.exchanges = line, tuple(exchanges)
        self.head.say_again()
        await self.window(max(0, min(at, len(self.exchanges) - WINDOW)))
        await self._choose(at, scroll=at > 0)
        if not at:
            self.scroll_home(animate=False)

    async def show_again(self, line: SessionLine, exchanges: Sequence[Exchange]) -> None:
        """Show the same session as it is now; the question that is chosen stays, and so does what did not change."""
        before = {one.entry: one for one in self.exchanges}
        same = [one for one in exchanges if one.entry in before and _alike(one, before[one.entry])]
        if len(same) != len(exchanges) or len(before) != len(exchanges):
            entry = self.chosen.entry if self.chosen is not None else -1
            await self.show(line, exchanges, next((n for n, one in enumerate(exchanges) if one.entry == entry), 0))
            return
        self.head.line, self.exchanges = line, tuple(exchanges)
        self.head.say_again()
        for turn, exchange in zip(self.shown, self.exchanges[self.first :], strict=False):
            turn.exchange = exchange
            if exchange.judgements:
                turn.judged(exchange.judgements[-1].verdict)

    async def action_choose(self, by: int) -> None:
        """Go to the next question or the one before."""
        await self._choose(self._at + by)

    async def action_choose_end(self, by: int) -> None:
        """Go to the first question or the last."""
        await self._choose(0 if by < 0 else len(self.exchanges) - 1)

    async def go(self, by: int) -> bool:
        """Show what lies before (-1) or after (1) the window, if anything does."""
        if not (self.before.display if by < 0 else self.after.display):
            return False
        await self._choose(self.first - 1 if by < 0 else self.first + len(self.shown))
        return True

    @on(Beyond.Wanted)
    async def beyond(self, message: Beyond.Wanted) -> None:
        """Show what lies before or after."""
        await self.go(message.by)

    async def _choose(self, at: int, *, scroll: bool = True) -> None:
        if not self.exchanges:
            return
        at = min(max(0, at), len(self.exchanges) - 1)
        if not self.first <= at < self.first + len(self.shown):
            await self.window(min(max(0, at - WINDOW // 2), max(0, len(self.exchanges) - WINDOW)))
        self._mark(at)
        if scroll and self.turn is not None:
            self.call_after_refresh(self.scroll_to_widget, self.turn, animate=False, top=True)

    def _mark(self, at: int) -> None:
        """Choose a question of the window."""
        if self.turn is not None:
            self.turn.remove_class("-chosen")
        self._at = at
        if self.turn is not None:
            self.turn.add_class("-chosen")
        self.post_message(self.Moved())

    def select(self, line: ReferenceLine | None) -> None:
        """Mark one source line as the open one, bring it in sight, and choose its question."""
        super().select(line)
        if line is not None:
            self._mark(self.first + self.shown.index(turn_of(line)))


def _alike(one: Exchange, other: Exchange) -> bool:
    """Whether nothing but what people said of the answer is another."""
    return replace(one, judgements=()) == replace(other, judgements=())
