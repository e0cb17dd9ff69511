"""What the parts of the screen say to each other, and what the worker threads say to the screen."""

from __future__ import annotations

from textual.message import Message

from assistant.answer import Answer, Carried, Statement
from assistant.tui.desk import Trouble
from indexes.records import Document, Hit, Language, Page


class DeskOpened(Message):
    """The library and the model are ready."""


class DeskFailed(Message):
    """The library or the model could not be opened."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__()
        self.trouble = trouble


class Found(Message):
    """Passages were found for the question being answered, understood with what it took over."""

    def __init__(self, hits: tuple[Hit, ...], carried: Carried | None = None) -> None:
        super().__init__()
        self.hits = hits
        self.carried = carried


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


class PageWanted(Message):
    """The source pane wants a page of a document."""

    def __init__(self, document: str, number: int) -> None:
        super().__init__()
        self.document = document
        self.number = number


class PageRead(Message):
    """A page that was wanted, or why there is none. `wanted` is the (document, number) that was asked for."""

    def __init__(
        self,
        wanted: tuple[str, int],
        document: Document | None = None,
        page: Page | None = None,
        trouble: Trouble | None = None,
    ) -> None:
        super().__init__()
        self.wanted = wanted
        self.document = document
        self.page = page
        self.trouble = trouble


class ReferenceChosen(Message):
    """A source line was clicked: the line is the message's sender."""
