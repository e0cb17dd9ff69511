"""What the conversation asks of the assistant: a session over the office's library."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.advice import composing_advice
from assistant.answer import Event
from assistant.office import Office


class OfficeDesk:
    """A session at a time, over one library and its models; opening it takes the time that loading them takes."""

    def __init__(self, office: Office) -> None:
        self._session = office.session()
        self._office = office
        self.library_name = office.settings.library.name
        self.generation = self._session.generation

    @property
    def session(self) -> str:
        """The session under which answers are put on the record."""
        return self._session.id

    def advice(self) -> str | None:
        """What is to be said of a generator that is to word claims."""
        return composing_advice(self._office)

    def ask(self, question: str, *, alone: bool, cancelled: Callable[[], bool]) -> Iterator[Event]:
        """Answer a question; see `Session.ask`."""
        return self._session.ask(question, alone=alone, cancelled=cancelled)

    def go_on_after(self, session: str) -> None:
        """Begin a session that goes on after an earlier one."""
        before = self._office.earlier(session)
        self._session = self._session.another(continues=None if before.lost else before.session, asked=before.asked)

    def begin(self) -> None:
        """Begin a session that goes on after none."""
        self._session = self._session.another()

    def close(self) -> None:
        """Free what the session holds."""
        self._session.close()
