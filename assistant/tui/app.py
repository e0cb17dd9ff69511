"""Composes the screen and binds the keys; what is shown and what is decided stands in the modules beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from assistant.i18n import speak, spoken
from assistant.tui.calls import DeskCalls
from assistant.tui.conversation import Conversation
from assistant.tui.desk import Desk
from assistant.tui.help import Help
from assistant.tui.keys import BINDINGS, Keys, key_name
from assistant.tui.leaving import while_running
from assistant.tui.messages import (
    DeskFailed,
    DeskOpened,
    Drafted,
    Ended,
    Found,
    PageRead,
    PageWanted,
    ReferenceChosen,
    StatementMade,
)
from assistant.tui.question import QuestionLine
from assistant.tui.source import SourcePane
from assistant.tui.spoken import say_all_again
from assistant.tui.statement import ReferenceLine
from assistant.tui.status import StatusLine
from assistant.tui.theme import DARK, LIGHT
from assistant.tui.turn import Turn
from indexes.records import other


class GreffierApp(App[None], inherit_bindings=False):
    """The terminal UI. `open_desk` is called in a worker thread after the first paint."""

    TITLE = "Greffier"
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - declared so by Textual
    VERTICAL_BREAKPOINTS = [(0, "-dense"), (36, "-roomy")]  # noqa: RUF012 - declared so by Textual

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name
        self.calls = DeskCalls(self, open_desk)
        self.turn: Turn | None = None

    def compose(self) -> ComposeResult:
        """Yield the status line, the conversation beside the source, the question line and the keys."""
        yield StatusLine()
        with Horizontal(id="desk"):
            yield Conversation()
            yield SourcePane()
        yield QuestionLine()
        yield Keys()

    def on_mount(self) -> None:
        """Paint first, then open the desk."""
        self.query_one(QuestionLine).focus()
        self.call_after_refresh(self.calls.open)

    def close_desk(self) -> None:
        """Let go of the library and the model, once the screens are gone."""
        self.calls.close()

    def get_key_display(self, binding: Binding) -> str:
        """The keys as they are written on a keyboard."""
        return binding.key_display or key_name(binding.key)

    # Asking

    @on(Input.Submitted)
    async def ask(self, submitted: Input.Submitted) -> None:
        """Ask what was typed, if nothing else is being answered; what was typed stays otherwise."""
        question = submitted.value.strip()
        if not question or self.calls.desk is None or self.calls.asking:
            return
        self.query_one(QuestionLine).asked(question)
        await self._begin(question)

    async def action_ask_anew(self) -> None:
        """Ask the latest question again, with nothing taken over from those before it."""
        if self.turn is not None:
            await self._begin(self.turn.question, alone=True)

    async def _begin(self, question: str, *, alone: bool = False) -> None:
        if not self.screen.has_class("-wide"):
            self.action_close_source()
        self.calls.asking = True
        if self.turn is not None:
            self.turn.passed()
        self.turn = await self.query_one(Conversation).begin(question)
        self.calls.ask(question, alone=alone)
        self.refresh_bindings()

    @on(Found)
    @while_running
    def found(self, message: Found) -> None:
        """Announce the passages at once."""
        if self.turn is not None:
            self.turn.found(message.hits, message.carried)

    @on(Drafted)
    @while_running
    def drafted(self, message: Drafted) -> None:
        """Show what is being written, as what it is."""
        if self.turn is not None:
            self.turn.drafted(message.text)

    @on(StatementMade)
    @while_running
    async def stated(self, message: StatementMade) -> None:
        """Show a statement as soon as it is on the record."""
        self._recorded(message.entry)
        if self.turn is not None:
            await self.turn.stated(message.statement, message.reader)
            self.refresh_bindings()

    @on(Ended)
    @while_running
    async def ended(self, message: Ended) -> None:
        """Show the outcome, and be ready for the next question."""
        self.calls.asking = False
        if message.answer is not None:
            self._recorded(message.answer.entry)
        if self.turn is not None:
            await self.turn.ended(message.answer, message.trouble)
            self.query_one(Conversation).show_turn(self.turn)
        self.refresh_bindings()

    def _recorded(self, entry: int | None) -> None:
        """Say how far the record goes."""
        status = self.query_one(StatusLine)
        status.entry = status.entry if entry is None else entry
        status.say_again()

    def action_cancel(self) -> None:
        """Give the question up."""
        self.calls.cancel()
        if self.turn is not None:
            self.turn.cancelling()
        self.refresh_bindings()

    # The desk

    @on(DeskOpened)
    @while_running
    async def opened(self) -> None:
        """Say which library is open."""
        self.calls.opening = False
        desk = self.calls.desk
        if desk is not None:
            status = self.query_one(StatusLine)
            status.library_name, status.generation, status.session = desk.library_name, desk.generation, desk.session
            status.say_again()
            await self.query_one(Conversation).welcome.ready(desk.advice)
        self.refresh_bindings()

    @on(DeskFailed)
    @while_running
    async def failed(self, message: DeskFailed) -> None:
        """Say what is missing."""
        self.calls.opening = False
        await self.query_one(Conversation).welcome.failed(message.trouble)
        self.refresh_bindings()

    async def action_reopen(self) -> None:
        """Try to open the desk again."""
        await self.query_one(Conversation).welcome.opening()
        self.calls.open()
        self.refresh_bindings()

    # Sources

    @property
    def reading(self) -> bool:
        """Whether the source pane is open."""
        return self.screen.has_class("-reading")

    def action_step_source(self, by: int) -> None:
        """Open the next or the previous source."""
        line = self.query_one(Conversation).step(by)
        if line is not None:
            self._open_source(line)

    @on(ReferenceChosen)
    def chosen(self, message: ReferenceChosen) -> None:
        """Open the source that was clicked."""
        if isinstance(line := message.control, ReferenceLine):
            self.query_one(Conversation).select(line)
            self._open_source(line)

    def _open_source(self, line: ReferenceLine) -> None:
        lines = self.query_one(Conversation).neighbours(line)
        place = (lines.index(line) + 1, len(lines))
        self.query_one(SourcePane).open_at(line.reference, [each.reference for each in lines], place)
        self.screen.add_class("-reading")
        self.refresh_bindings()

    def action_close_source(self) -> None:
        """Go back to the conversation."""
        self.screen.remove_class("-reading")
        self.query_one(Conversation).select(None)
        self.query_one(QuestionLine).focus()
        self.refresh_bindings()

    def action_turn_page(self, by: int) -> None:
        """Show another page of the document that is open."""
        self.query_one(SourcePane).turn_page(by)

    @on(PageWanted)
    def wanted(self, message: PageWanted) -> None:
        """Have a page read."""
        self.calls.read(message.document, message.number)

    @on(PageRead)
    @while_running
    def page_read(self, message: PageRead) -> None:
        """Show a page that was read."""
        self.query_one(SourcePane).receive(message)

    # The screen

    def action_scroll(self, by: int) -> None:
        """Scroll the source, or the conversation where no source is open."""
        scroller = self.query_one("#page" if self.reading else "#conversation", VerticalScroll)
        if by > 0:
            scroller.scroll_page_down(animate=False)
        else:
            scroller.scroll_page_up(animate=False)

    def action_help(self) -> None:
        """Show the keys and the marks."""
        self.push_screen(Help())

    def action_switch_language(self) -> None:
        """Say everything in the other language."""
        speak(other(spoken()))
        say_all_again(self)
        self.screen_stack[0].query_one(QuestionLine).say_again()
        self.screen_stack[0].query_one(SourcePane).say_title()
        self.refresh_bindings()

    def action_switch_theme(self) -> None:
        """Change between dark and light."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Offer the keys that do something now."""
        if not self.screen_stack or not self.screen.query(Conversation):
            return action in {"quit", "switch_language", "switch_theme"}  # a card lies over the rest
        states = {
            "cancel": self.calls.asking and not self.calls.cancelling,
            "ask_anew": self.turn is not None and self.turn.follows and not self.calls.asking,
            "close_source": self.reading,
            "turn_page": self.reading,
            "step_source": self.query_one(Conversation).has_references(),
            "reopen": self.calls.desk is None and not self.calls.opening,
        }
        return states.get(action, True)
