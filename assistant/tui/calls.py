"""The one place where the desk is called: in worker threads, what it says coming back as messages."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from textual.app import App
from textual.message import Message
from textual.worker import get_current_worker

from assistant.answer import Answer, Answered, Drafting, Retrieved, Stated
from assistant.tui.desk import ERRORS, Desk, Trouble, trouble
from assistant.tui.messages import DeskFailed, DeskOpened, Drafted, Ended, Found, PageRead, StatementMade


class DeskCalls:
    """Opens the desk and asks it; one question at a time. Its methods return at once and are called from the loop."""

    def __init__(self, app: App[None], open_desk: Callable[[], Desk]) -> None:
        self._app = app
        self._open_desk = open_desk
        self._cancel = threading.Event()
        self.desk: Desk | None = None
        self.opening = False
        self.asking = False

    def open(self) -> None:
        """Open the desk; DeskOpened or DeskFailed follows."""
        self.opening = True
        self._app.run_worker(self._open, group="open", thread=True)

    def ask(self, question: str, *, alone: bool = False) -> None:
        """Ask, as a new question where it is to stand `alone`; Ended follows, after what else there is to tell."""
        self.asking = True
        self._cancel = threading.Event()
        self._app.run_worker(partial(self._ask, question, alone, self._cancel), group="ask", thread=True)

    def cancel(self) -> None:
        """Give the question up; Ended follows when the desk has let go of it."""
        self._cancel.set()

    @property
    def cancelling(self) -> bool:
        """Whether the question being asked is being given up."""
        return self.asking and self._cancel.is_set()

    def read(self, document: str, number: int) -> None:
        """Read a page; PageRead follows."""
        self._app.run_worker(partial(self._read, document, number), group="read", thread=True)

    def close(self) -> None:
        """Close the desk, if it was opened."""
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    def _open(self) -> None:
        try:
            self.desk = self._open_desk()
        except ERRORS as error:
            self._app.post_message(DeskFailed(trouble(error)))
        else:
            self._app.post_message(DeskOpened())

    def _ask(self, question: str, alone: bool, cancel: threading.Event) -> None:
        worker = get_current_worker()

        def cancelled() -> bool:
            return cancel.is_set() or worker.is_cancelled

        answer: Answer | None = None
        problem: Trouble | None = None
        try:
            for event in self._opened().ask(question, alone=alone, cancelled=cancelled):
                if isinstance(event, Answered):
                    answer = event.answer
                else:
                    self._app.post_message(_told(event))
        except ERRORS as error:
            problem = trouble(error)
        self._app.post_message(Ended(answer, problem))

    def _read(self, document: str, number: int) -> None:
        wanted = (document, number)
        try:
            desk = self._opened()
            read = PageRead(wanted, desk.document(document), desk.page(document, number))
        except ERRORS as error:
            read = PageRead(wanted, trouble=trouble(error))
        self._app.post_message(read)

    def _opened(self) -> Desk:
        if self.desk is None:
            raise RuntimeError("the desk is called before it is open")
        return self.desk


def _told(event: Retrieved | Drafting | Stated) -> Message:
    """What happens on the way to an answer, as the screen is told of it."""
    if isinstance(event, Retrieved):
        return Found(event.hits, event.carried)
    if isinstance(event, Drafting):
        return Drafted(event.text)
    return StatementMade(event.statement, event.language, event.entry)
