"""The questions and answers, one after the other; knows which of their sources is open.

However long a conversation grows, no more than a window of it is made of widgets: what lies before it is kept as data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from gettext import ngettext

from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message

from assistant.audit.validation import Judgement
from assistant.exchange import Exchange
from assistant.i18n import number as written
from assistant.tui.ask.welcome import Welcome
from assistant.tui.desk import Trouble
from assistant.tui.keys import key_name
from assistant.tui.spoken import Spoken
from assistant.tui.statement import ReferenceLine
from assistant.tui.turn import Turn

WINDOW = 6
"""Turns that are made of widgets."""


@dataclass(frozen=True, slots=True)
class Past:
    """A question that is done with: what stands of it, and what went wrong with it, if anything did."""

    exchange: Exchange
    trouble: Trouble | None = None


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


class Conversation(VerticalScroll):
    """Turns are appended, and never redrawn. Until there is one, the welcome stands in their place."""

    def __init__(self) -> None:
        self._before = Beyond(-1, lambda: self.first)
        self._after = Beyond(1, lambda: len(self.past) - self.first - len(self._turns) if self.live is None else 0)
        super().__init__(Welcome(), self._before, self._after, id="conversation", classes="main")
        self.past: list[Past] = []
        self.first = 0
        self.live: Turn | None = None
        self._turns: list[Turn] = []  # those of `past` that are widgets, from `first` on
        self.selected: ReferenceLine | None = None

    def on_mount(self) -> None:
        """There is nothing before nor after yet."""
        self._tell()

    @property
    def welcome(self) -> Welcome:
        """What is shown before the first question."""
        return self.query_one(Welcome)

    @property
    def latest(self) -> Turn | None:
        """The turn that is being made, or the last that was."""
        return self.live or (self._turns[-1] if self._turns and not self._after.display else None)

    async def begin(self, question: str) -> Turn:
        """Append a question."""
        self.welcome.display = False
        await self._show(max(0, len(self.past) - WINDOW + 1))
        self.live = Turn(question)
        await self.mount(self.live, before=self._after)
        self.show_turn(self.live)
        return self.live

    def ended(self, past: Past) -> None:
        """The live turn is whole, and counts among those of the past."""
        if self.live is not None:
            self.live.exchange = past.exchange
            self._turns.append(self.live)
            self.past.append(past)
            self.live = None

    async def show_again(self, exchanges: Iterable[Exchange]) -> None:
        """Put an earlier session in the place of what is shown, or nothing."""
        await self._clear()
        self.past = [Past(one) for one in exchanges]
        self.welcome.display = not self.past
        await self._show(max(0, len(self.past) - WINDOW))
        if self._turns:
            self.show_turn(self._turns[-1])

    async def go(self, by: int) -> bool:
        """Show what lies before (-1) or after (1) the window, if anything does."""
        if self.live is not None or not (self._before.display if by < 0 else self._after.display):
            return False
        last = self.first + len(self._turns) - 1
        anchor = self.first if by < 0 else last
        await self._show(min(max(0, self.first + by * (WINDOW // 2)), max(0, len(self.past) - WINDOW)))
        self.call_after_refresh(self.scroll_to_widget, self._turns[anchor - self.first], animate=False, top=by < 0)
        return True

    async def _show(self, first: int) -> None:
        """Have the turns from `first` on be widgets, and no others."""
        wanted = range(first, min(first + WINDOW, len(self.past)))
        here = {self.first + place: turn for place, turn in enumerate(self._turns)}
        gone = [turn for index, turn in here.items() if index not in wanted]
        if self.selected is not None and any(turn in gone for turn in self.selected.ancestors):
            self.selected = None
        await self.remove_children(gone)
        self._turns = [
            here.get(index) or Turn.of(self.past[index].exchange, self.past[index].trouble) for index in wanted
        ]
        previous: Spoken | Turn = self._before
        for turn in self._turns:
            if not turn.is_attached:
                await self.mount(turn, after=previous)
            previous = turn
        self.first = first
        self._tell()

    def judged(self, judgement: Judgement) -> None:
        """Keep what was said of an answer, and show it."""
        for place, past in enumerate(self.past):
            answer = past.exchange.answer
            if answer is not None and answer.entry == judgement.answer:
                said = (*past.exchange.judgements, judgement)
                self.past[place] = replace(past, exchange=replace(past.exchange, judgements=said))
                if 0 <= (shown := place - self.first) < len(self._turns):
                    self._turns[shown].exchange = self.past[place].exchange
                    self._turns[shown].judged(judgement.verdict)

    async def _clear(self) -> None:
        self.select(None)
        await self.remove_children([*self._turns, *([self.live] if self.live is not None else [])])
        self._turns, self.past, self.first, self.live = [], [], 0, None

    def _tell(self) -> None:
        self._before.say_again()
        self._after.say_again()

    def show_turn(self, turn: Turn) -> None:
        """Scroll a turn's question to the top, so that an answer is read from its beginning."""
        self.call_after_refresh(self.scroll_to_widget, turn, animate=False, top=True)

    def has_references(self) -> bool:
        """Whether there is a source to open."""
        return bool(self.query(ReferenceLine))

    def step(self, by: int) -> ReferenceLine | None:
        """Select the next (1) or the previous (-1) source; begin with the last turn that has any."""
        lines = list(self.query(ReferenceLine))
        if not lines:
            return None
        if self.selected in lines:
            place = lines.index(self.selected) + by
            if not 0 <= place < len(lines):
                return None
        else:
            last = [line for line in lines if turn_of(line) is turn_of(lines[-1])]
            place = lines.index(last[0] if by > 0 else last[-1])
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

    @property
    def chosen(self) -> Turn | None:
        """The turn that keys speak of: that of the source that is open, or the latest."""
        return turn_of(self.selected) if self.selected is not None and self.selected.is_attached else self.latest


def turn_of(line: ReferenceLine) -> Turn:
    """The turn that a source line stands in."""
    return next(node for node in line.ancestors if isinstance(node, Turn))
