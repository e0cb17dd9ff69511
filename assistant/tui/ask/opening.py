"""The desk of the room for asking: opened once painted, again where that failed; sessions begun and gone on with."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.exchange import Exchange
from assistant.tui.answers import AnswerRoom
from assistant.tui.ask.asking import Asking
from assistant.tui.ask.conversation import Conversation
from assistant.tui.ask.question import QuestionLine
from assistant.tui.desk import Desk, Trouble
from assistant.tui.services import Rooms
from assistant.tui.top import Standing
from assistant.tui.work import in_thread


class OpenedRoom(AnswerRoom):
    """A conversation over a question line, with a session behind them."""

    def __init__(self, services: Rooms) -> None:
        super().__init__(services)
        self.asking = Asking(self)
        self.desk: Desk | None = None
        self.opening = False

    @property
    def conversation(self) -> Conversation:
        """The questions and answers."""
        return self.query_one(Conversation)

    @property
    def line(self) -> QuestionLine:
        """Where questions are typed."""
        return self.query_one(QuestionLine)

    def on_mount(self) -> None:
        """Paint first, then open the desk."""
        self.line.focus()
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        self._rest()
        self.opening = True
        in_thread(self, self.services.ask, self._opened, group="open", failed=self._failed)

    async def _opened(self, desk: Desk) -> None:
        self.opening = False
        self.desk = desk
        self._rest()
        self.greffier.stand(Standing(desk.library_name, desk.generation, desk.session, None))
        self.line.stand(self.greffier.standing)
        await self.conversation.welcome.ready(desk.advice)
        self.refresh_bindings()

    def _rest(self) -> None:
        if self.greffier.rest is not None:
            self.greffier.rest.begin()

    async def _failed(self, trouble: Trouble) -> None:
        self.opening = False
        await self.conversation.welcome.failed(trouble)
        self.refresh_bindings()

    async def action_open_again(self) -> None:
        """Try to open the desk again."""
        await self.conversation.welcome.opening()
        self._open()
        self.refresh_bindings()

    async def action_new_conversation(self) -> None:
        """Begin a session of its own; what was said stays on the record."""
        if self.desk is not None and not self.asking.under_way:
            in_thread(self, self.desk.begin, self._begun, group="session")
            self.action_close_source()
            await self.conversation.show_again(())

    async def reopen(self, session: str, exchanges: Sequence[Exchange]) -> None:
        """Show an earlier session, and go on after it: its questions can be followed up."""
        if (desk := self.desk) is not None and not self.asking.under_way:
            in_thread(self, lambda: desk.go_on_after(session), self._begun, group="session")
            self.action_close_source()
            await self.conversation.show_again(exchanges)

    def _begun(self, _done: None) -> None:
        if self.desk is not None:
            standing = self.greffier.standing
            self.greffier.stand(
                Standing(standing.library, standing.generation, self.desk.session, None, standing.verified)
            )
            self.line.stand(self.greffier.standing)
