"""What the screens ask of the assistant: a session over the office's library, closed when the screens are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.advice import composing_advice
from assistant.answer import Event
from assistant.office import Office
from indexes.records import Document, Page


class OfficeDesk:
    """One session, its library and its models; opening it takes the time that loading them takes."""

    def __init__(self, office: Office) -> None:
        self._session = office.session()
        self.library_name = office.settings.library.name
        self.generation = self._session.generation
        self.session = self._session.id
        self._office = office

    def advice(self) -> str | None:
        """What is to be said of a generator that is to word claims."""
        return composing_advice(self._office)

    def ask(self, question: str, *, alone: bool, cancelled: Callable[[], bool]) -> Iterator[Event]:
        """Answer a question; see `Session.ask`."""
        return self._session.ask(question, alone=alone, cancelled=cancelled)

    def page(self, document: str, number: int) -> Page | None:
        """A filed page."""
        return self._session.page(document, number)

    def document(self, document: str) -> Document | None:
        """A filed document."""
        return self._session.document(document)

    def close(self) -> None:
        """Free what the session holds."""
        self._session.close()
