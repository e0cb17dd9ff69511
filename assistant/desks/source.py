"""Where filed pages are read: the library in use, and pictures of its pages, each drawn by a process of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from assistant.desks.drawing import Drawings
from assistant.marks import noted
from assistant.office import Office
from assistant.tui.source.counterpart import counterpart
from assistant.tui.source.desk import MOST, never
from assistant.tui.source.matcher import places
from indexes.records import Document, Page, Span
from indexes.twins import Twins


class OfficeSourceDesk:
    """Reads over a connection of its own to the library; may be called from several threads at once."""

    def __init__(self, office: Office) -> None:
        self._library = office.library()
        self._labels = office.labels
        self._reading = threading.Lock()  # over the one connection
        self._drawings = Drawings(office)
        self._texts: tuple[str, tuple[str, ...]] = "", ()

    def document(self, document: str) -> Document | None:
        """A filed document, with how it stands among its notes."""
        with self._reading:
            found = self._cleared(document)
            return None if found is None else noted(self._library.catalogue, found)

    def page(self, document: str, number: int) -> Page | None:
        """A filed page."""
        with self._reading:
            return None if self._cleared(document) is None else self._library.catalogue.page(document, number)

    def twin(self, document: str) -> Document | None:
        """The document that says the same in the other language."""
        with self._reading:
            found = self._twin(document)
            return None if found is None else noted(self._library.catalogue, found)

    def counterpart(self, document: str, number: int) -> int:
        """The page of the twin that says what a page says."""
        with self._reading:
            found, twin = self._cleared(document), self._twin(document)
            page = self._library.catalogue.page(document, number)
            if found is None or twin is None or page is None:
                return 1
            return counterpart(number, found.pages, page.text, twin.pages, lambda one: self._text(twin.id, one))

    def matches(self, document: str, words: str) -> Sequence[Span]:
        """Where words stand in a document; its text is kept for the next words."""
        found: list[Span] = []
        for number, text in enumerate(self._pages(document), start=1):
            found += [Span(number, start, end) for start, end in places(text, words)]
            if len(found) >= MOST:
                break
        return found[:MOST]

    def picture(self, document: str, number: int, width: int, *, given_up: Callable[[], bool] = never) -> bytes:
        """A page as it is displayed; see `Drawings.png`."""
        return self._drawings.png(document, number, width, given_up)

    def close(self) -> None:
        """Give up what is being drawn, and close the library."""
        self._drawings.close()
        self._library.close()

    def _cleared(self, document: str) -> Document | None:
        found = self._library.catalogue.document(document)
        return found if found is not None and found.label in self._labels else None

    def _twin(self, document: str) -> Document | None:
        name = None if self._cleared(document) is None else Twins(self._library.catalogue).of(document)
        return None if name is None else self._cleared(name)

    def _text(self, document: str, number: int) -> str:
        page = self._library.catalogue.page(document, number)
        return "" if page is None else page.text

    def _pages(self, document: str) -> tuple[str, ...]:
        """The texts of a document's pages; none where whoever reads is not cleared for it."""
        if self._texts[0] != document:
            found = self.document(document)
            texts = []
            for number in range(1, (found.pages if found is not None else 0) + 1):
                with self._reading:  # page by page: others read meanwhile
                    texts.append(self._text(document, number))
            self._texts = document, tuple(texts)
        return self._texts[1]
