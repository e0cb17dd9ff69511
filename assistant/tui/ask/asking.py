"""Asks the desk in a worker thread, one question at a time; what it says comes back to the room as messages."""

from __future__ import annotations

import threading
from functools import partial

from textual.message import Message
from textual.screen import Screen
from textual.worker import get_current_worker

from assistant.answer import Answer, Answered, Drafting, Retrieved, Stated
from assistant.tui.ask.messages import Drafted, Ended, Found, StatementMade
from assistant.tui.desk import ERRORS, Desk, Trouble, trouble


class Asking:
    """Its methods return at once, and are called from the loop."""

    def __init__(self, room: Screen[None]) -> None:
        self._room = room
        self._cancel = threading.Event()
        self.under_way = False

    def ask(self, desk: Desk, question: str, *, alone: bool = False) -> None:
        """Ask, as a new question where it is to stand `alone`; Ended follows, after what else there is to tell."""
        self.under_way = True
        self._cancel = threading.Event()
        self._room.run_worker(partial(self._ask, desk, question, alone, self._cancel), group="ask", thread=True)

    def cancel(self) -> None:
        """Give the question up; Ended follows when the desk has let go of it."""
        self._cancel.set()

    @property
    def cancelling(self) -> bool:
        """Whether the question being asked is being given up."""
        return self.under_way and self._cancel.is_set()

    def _ask(self, desk: Desk, question: str, alone: bool, cancel: threading.Event) -> None:
        worker = get_current_worker()

        def cancelled() -> bool:
            return cancel.is_set() or worker.is_cancelled

        answer: Answer | None = None
        problem: Trouble | None = None
        try:
            for event in desk.ask(question, alone=alone, cancelled=cancelled):
                if isinstance(event, Answered):
                    answer = event.answer
                else:
                    self._room.post_message(_told(event))
        except ERRORS as error:
            problem = trouble(error)
        self._room.post_message(Ended(answer, problem))


def _told(event: Retrieved | Drafting | Stated) -> Message:
    """What happens on the way to an answer, as the screen is told of it."""
    if isinstance(event, Retrieved):
        return Found(event)
    if isinstance(event, Drafting):
        return Drafted(event.text)
    return StatementMade(event.statement, event.language, event.entry)
