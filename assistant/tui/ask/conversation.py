"""The questions and answers of the room for asking: the live one, and before it those that are done with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from textual.app import ComposeResult

from assistant.audit.validation import Judgement
from assistant.exchange import Exchange
from assistant.tui.ask.welcome import Welcome
from assistant.tui.desk import Trouble
from assistant.tui.statement import ReferenceLine
from assistant.tui.turn import Turn
from assistant.tui.turns import WINDOW, Turns, turn_of


@dataclass(frozen=True, slots=True)
class Past:
    """A question that is done with: what stands of it, and what went wrong with it, if anything did."""

    exchange: Exchange
    trouble: Trouble | None = None


class Conversation(Turns):
    """Turns are appended, and never redrawn. Until there is one, the welcome stands in their place."""

    def __init__(self) -> None:
        super().__init__("conversation")
        self.past: list[Past] = []
        self.live: Turn | None = None

    def compose(self) -> ComposeResult:
        """Yield the welcome; turns are mounted between what lies before and after."""
        yield Welcome()
        yield self.before
        yield self.after

    def count(self) -> int:
        """Those that are done with."""
        return len(self.past)

    def made(self, index: int) -> Turn:
        """One of them, as it was."""
        return Turn.of(self.past[index].exchange, self.past[index].trouble)

    def starting(self, lines: list[ReferenceLine]) -> list[ReferenceLine]:
        """Those of the last turn that has any."""
        return [line for line in lines if turn_of(line) is turn_of(lines[-1])]

    @property
    def welcome(self) -> Welcome:
        """What is shown before the first question."""
        return self.query_one(Welcome)

    @property
    def latest(self) -> Turn | None:
        """The turn that is being made, or the last that was."""
        return self.live or (self.shown[-1] if self.shown and not self.after.display else None)

    @property
    def chosen(self) -> Turn | None:
        """The turn that keys speak of: that of the source that is open, or the latest."""
        return turn_of(self.selected) if self.selected is not None and self.selected.is_attached else self.latest

    async def begin(self, question: str) -> Turn:
        """Append a question."""
        self.welcome.display = False
        await self.window(max(0, len(self.past) - WINDOW + 1))
        self.live = Turn(question)
        await self.mount(self.live, before=self.after)
        self.show_turn(self.live)
        return self.live

    def ended(self, past: Past) -> None:
        """The live turn is whole, and counts among those of the past."""
        if self.live is not None:
            self.live.exchange = past.exchange
            self.shown.append(self.live)
            self.past.append(past)
            self.live = None

    async def show_again(self, exchanges: Iterable[Exchange]) -> None:
        """Put an earlier session in the place of what is shown, or nothing."""
        self.select(None)
        await self.remove_children([*self.shown, *([self.live] if self.live is not None else [])])
        self.shown, self.first, self.live = [], 0, None
        self.past = [Past(one) for one in exchanges]
        self.welcome.display = not self.past
        await self.window(max(0, len(self.past) - WINDOW))
        if self.shown:
            self.show_turn(self.shown[-1])

    async def go(self, by: int) -> bool:
        """Show what lies before (-1) or after (1) the window, if anything does."""
        if self.live is not None or not (self.before.display if by < 0 else self.after.display):
            return False
        anchor = self.first if by < 0 else self.first + len(self.shown) - 1
        await self.window(min(max(0, self.first + by * (WINDOW // 2)), max(0, len(self.past) - WINDOW)))
        self.call_after_refresh(self.scroll_to_widget, self.shown[anchor - self.first], animate=False, top=by < 0)
        return True

    def judged(self, judgement: Judgement) -> None:
        """Keep what was said of an answer, and show it."""
        for place, past in enumerate(self.past):
            answer = past.exchange.answer
            if answer is not None and answer.entry == judgement.answer:
                said = (*past.exchange.judgements, judgement)
                self.past[place] = replace(past, exchange=replace(past.exchange, judgements=said))
                if 0 <= (here := place - self.first) < len(self.shown):
                    self.shown[here].exchange = self.past[place].exchange
                    self.shown[here].judged(judgement.verdict)

    def show_turn(self, turn: Turn) -> None:
        """Scroll a turn's question to the top, so that an answer is read from its beginning."""
        self.call_after_refresh(self.scroll_to_widget, turn, animate=False, top=True)
