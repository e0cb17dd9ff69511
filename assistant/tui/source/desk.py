"""What the source pane asks of the library; blocking calls, made from worker threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from indexes.records import Document, Page, Span


def never() -> bool:
    """Give nothing up."""
    return False


class SourceDesk(Protocol):
    """Where filed pages are read. Its methods may be called from several threads at once, `close` after all others.

    Documents for which whoever reads is not cleared are as if they were not filed. Each method may raise one of ERRORS,
    with a hint.
    """

    def document(self, document: str) -> Document | None:
        """The document with this SHA-256, with how it stands among its notes (assistant.marks); None: not filed."""

    def page(self, document: str, number: int) -> Page | None:
        """The page `number` (1-based) of a document, as filed; None where there is none."""

    def twin(self, document: str) -> Document | None:
        """The document that says the same in the other language, likewise; None where none is known."""

    def counterpart(self, document: str, number: int) -> int:
        """The page of the twin that says what page `number` says, as well as can be told; 1 where there is no twin."""

    def matches(self, document: str, words: str) -> Sequence[Span]:
        """Where words stand in a document, in order, whatever their accents and capitals; at most `MOST`."""

    def picture(self, document: str, number: int, width: int, *, given_up: Callable[[], bool] = never) -> bytes:
        """A page as it is displayed: a PNG about `width` pixels wide; b"" once `given_up()` is true.

        Raises:
            AssistantError: it cannot be drawn, with why.
        """

    def close(self) -> None:
        """Let go of the library, and of what is still being drawn."""


MOST = 2000
"""Places of words that are found in one document at most."""
