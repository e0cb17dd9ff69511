"""What the conversation asks of the assistant, and the one shape in which errors of the assistant are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Event
from assistant.errors import AssistantError
from indexes.errors import LibraryError
from models.errors import ModelError

ERRORS = (AssistantError, LibraryError, ModelError)
"""The roots of what a desk may raise, each with a hint. Anything else is a fault of the program, and is not hidden."""


class Desk(Protocol):
    """Puts questions; blocking calls, made from worker threads. No two calls of `ask` overlap, and `close` comes from
    the main thread after all others have returned.
    """

    @property
    def library_name(self) -> str:
        """How people call the library."""

    @property
    def generation(self) -> str:
        """The generation that is searched, as hexadecimal digits."""

    @property
    def session(self) -> str:
        """The session under which answers are put on the record."""

    def advice(self) -> str | None:
        """What is to be said before anything is asked, in the language of the screens; None where nothing is."""

    def ask(self, question: str, *, alone: bool, cancelled: Callable[[], bool]) -> Iterator[Event]:
        """Yield Retrieved, perhaps Drafting and Stated, then Answered; end once `cancelled()` is true.

        Nothing is taken over from the questions before where it is asked `alone`.

        Raises:
            AssistantError, LibraryError, ModelError: with a hint.
        """

    def go_on_after(self, session: str) -> None:
        """Begin a session that goes on after an earlier one: its questions can be followed up."""

    def begin(self) -> None:
        """Begin a session that goes on after none."""

    def close(self) -> None:
        """Let go of the library and the model."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong, and what mends it, in the words of the package that raised it."""

    message: str
    hint: str


def trouble(error: AssistantError | LibraryError | ModelError) -> Trouble:
    """Say an error as the screens show it."""
    return Trouble(str(error), error.hint)
