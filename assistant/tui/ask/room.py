"""The room where questions are put: the conversation beside the source that is read, over the question line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input

from assistant.audit.validation import Judgement
from assistant.exchange import Exchange
from assistant.tui.ask.conversation import Conversation, Past
from assistant.tui.ask.messages import Drafted, Ended, Found, StatementMade
from assistant.tui.ask.opening import OpenedRoom
from assistant.tui.ask.question import QuestionLine
from assistant.tui.ask.shown import broken_off, now, whole
from assistant.tui.desk import Desk
from assistant.tui.leaving import while_running
from assistant.tui.plain import N_
from assistant.tui.reading import Step
from assistant.tui.services import Rooms
from assistant.tui.statement import ReferenceChosen, ReferenceLine
from assistant.tui.turns import Beyond

if TYPE_CHECKING:
    from assistant.tui.sessions.record import Said


class AskRoom(OpenedRoom):
    """Ask and read."""

    NAME = "ask"
    TITLE = N_("Ask")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", N_("Cancel"), tooltip=N_("Give the question up")),
        Binding("escape", "close_source", N_("Close")),  # said again: the keys of a subclass take the place of the same
        Binding("f4", "ask_anew", N_("As a new question"), tooltip=N_("Ask a follow-up again as a new question")),
        Binding("f5", "open_again", N_("Try again"), tooltip=N_("Try to open the library again")),
        Binding("ctrl+o", "new_conversation", N_("New conversation"), show=False, priority=True),
    ]

    def __init__(self, services: Rooms) -> None:
        super().__init__(services)
        self._found: Found | None = None

    def main(self) -> ComposeResult:
        """Yield the conversation."""
        yield Conversation()

    def under(self) -> ComposeResult:
        """Yield the question line."""
        yield QuestionLine()

    def _recorded(self, entry: int | None) -> None:
        """Say how far the record goes."""
        if entry is not None:
            self.greffier.recorded(entry)

    # Asking

    @on(Input.Submitted, "#question")
    async def submitted(self, submitted: Input.Submitted) -> None:
        """Ask what was typed, if nothing else is being answered; what was typed stays otherwise."""
        if await self.ask(submitted.value):
            self.line.asked(submitted.value.strip())

    async def ask(self, question: str) -> bool:
        """Ask, if that can be done now."""
        question = question.strip()
        if not question or self.desk is None or self.asking.under_way:
            return False
        await self._begin(self.desk, question)
        return True

    async def action_ask_anew(self) -> None:
        """Ask the latest question again, with nothing taken over from those before it."""
        latest = self.conversation.latest
        if latest is not None and self.desk is not None:
            await self._begin(self.desk, latest.question, alone=True)

    async def _begin(self, desk: Desk, question: str, *, alone: bool = False) -> None:
        if not self.has_class("-wide"):
            self.action_close_source()
        self._found = None
        if self.greffier.rest is not None:
            self.greffier.rest.not_now()
        if self.conversation.latest is not None:
            self.conversation.latest.passed()
        await self.conversation.begin(question)
        self.asking.ask(desk, question, alone=alone)
        self.refresh_bindings()

    @on(Found)
    @while_running
    def found(self, message: Found) -> None:
        """Show the first passages at once."""
        self._found = message
        if (turn := self.conversation.live) is not None:
            turn.found(message.found)
            self.refresh_bindings()

    @on(Drafted)
    @while_running
    def drafted(self, message: Drafted) -> None:
        """Show what is being written, as what it is."""
        if (turn := self.conversation.live) is not None:
            turn.drafted(message.text)

    @on(StatementMade)
    @while_running
    async def stated(self, message: StatementMade) -> None:
        """Show a statement as soon as it is on the record."""
        self._recorded(message.entry)
        if (turn := self.conversation.live) is not None:
            await turn.stated(message.statement, message.reader)
            self.refresh_bindings()

    @on(Ended)
    @while_running
    async def ended(self, message: Ended) -> None:
        """Show the outcome, and be ready for the next question."""
        answer, turn = message.answer, self.conversation.live
        if answer is not None:
            self._recorded(answer.entry)
        if turn is not None and self.desk is not None:
            await turn.ended(answer, message.trouble)
            found = None if self._found is None else self._found.found
            if answer is not None:
                exchange = whole(answer, found)
            else:
                exchange = broken_off(turn.question, turn.stated_so_far, self.desk.session, found)
            self.conversation.ended(Past(exchange, message.trouble))
            self.conversation.show_turn(turn)
        self.asking.under_way = False
        self.refresh_bindings()
        if self.greffier.rest is not None:
            self.greffier.rest.soon()

    def action_cancel(self) -> None:
        """Give the question up."""
        self.asking.cancel()
        if (turn := self.conversation.live) is not None:
            turn.cancelling()
        self.refresh_bindings()

    # Answers

    def chosen_exchange(self) -> Exchange | None:
        """That of the source that is open, or the latest."""
        turn = self.conversation.chosen
        return None if turn is None else turn.exchange

    def judged(self, said: Said) -> None:
        """Show it under the answer."""
        self.conversation.judged(Judgement(said.entry, now(), said.answer, said.verdict, "", said.note))

    # Sources

    def has_sources(self) -> bool:
        """Whether there is a source to open."""
        return self.conversation.has_references()

    def step(self, by: int) -> Step | None:
        """Go to the next or the previous source of the conversation."""
        line = self.conversation.step(by)
        return None if line is None else self._place(line)

    @on(ReferenceChosen)
    async def chosen(self, message: ReferenceChosen) -> None:
        """Open the source that was clicked."""
        if isinstance(line := message.control, ReferenceLine):
            self.conversation.select(line)
            await self.open_source(*self._place(line))

    def _place(self, line: ReferenceLine) -> Step:
        lines = self.conversation.neighbours(line)
        return line.reference, [each.reference for each in lines], (lines.index(line) + 1, len(lines))

    def left(self) -> None:
        """Go back to the question."""
        self.conversation.select(None)
        self.line.focus()

    async def action_scroll(self, by: int) -> None:
        """Scroll; over the ends of the conversation, on to what lies before or after."""
        scroller: VerticalScroll = self.conversation
        at_end = scroller.scroll_y <= 0 if by < 0 else scroller.scroll_y >= scroller.max_scroll_y
        if self.reading or not (at_end and await self.conversation.go(by)):
            await super().action_scroll(by)

    @on(Beyond.Wanted)
    async def beyond(self, message: Beyond.Wanted) -> None:
        """Show what lies before or after."""
        await self.conversation.go(message.by)

    # The screen

    def state(self) -> dict[str, object]:
        """What was typed and not asked, and what was asked."""
        return {"typed": self.line.value, "asked": self.line.remembered}

    def restore(self, state: dict[str, object]) -> None:
        """Type it again."""
        asked, typed = state.get("asked"), state.get("typed")
        if isinstance(asked, list):
            self.line.remember([one for one in asked if isinstance(one, str)])
        if isinstance(typed, str) and not self.line.value:
            self.line.value = typed

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that do something now."""
        if not self.is_mounted:
            return True
        latest = self.conversation.latest
        states = {
            "cancel": self.asking.under_way and not self.asking.cancelling,
            "ask_anew": latest is not None and latest.follows and not self.asking.under_way,
            "open_again": self.desk is None and not self.opening,
            "new_conversation": bool(self.conversation.past) and not self.asking.under_way,
        }
        return states[action] if action in states else super().check_action(action, parameters)
