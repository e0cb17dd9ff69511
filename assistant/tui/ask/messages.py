"""What the worker thread that asks says to the room."""

from __future__ import annotations

from textual.message import Message

from assistant.answer import Answer, Retrieved, Statement
from assistant.tui.desk import Trouble
from indexes.records import Language


class Found(Message):
    """Passages were found for the question being answered, understood with what it took over."""

    def __init__(self, found: Retrieved) -> None:
        super().__init__()
        self.found = found


class Drafted(Message):
    """The model has written so much of the statement that it is at, and nothing of it is checked."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class StatementMade(Message):
    """A statement of the answer is checked and on the record, as `entry`; `reader` is the question's language."""

    def __init__(self, statement: Statement, reader: Language, entry: int | None) -> None:
        super().__init__()
        self.entry = entry
        self.statement = statement
        self.reader = reader


class Ended(Message):
    """The question is done with: answered, or in trouble, or (neither) cancelled."""

    def __init__(self, answer: Answer | None = None, trouble: Trouble | None = None) -> None:
        super().__init__()
        self.answer = answer
        self.trouble = trouble
