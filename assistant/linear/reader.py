"""Reads the sources that were said last: the page of one, the pages around it, and one to be copied."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING, Protocol

from assistant.i18n import spoken
from assistant.linear import lines
from assistant.linear.commands import number
from assistant.linear.lines import Source, Sources

if TYPE_CHECKING:
    from assistant.linear.terminal import Terminal
    from indexes.records import Document, Page


class Shelf(Protocol):
    """Where pages are read: a session."""

    def page(self, document: str, number: int) -> Page | None:
        """A filed page."""

    def document(self, document: str) -> Document | None:
        """A filed document, with how it stands among its notes."""


class Reader:
    """The sources as they are numbered, and the page that is read."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._say = terminal.say
        self._sources = Sources()
        self._reading: tuple[Source, int] | None = None

    def begin(self, sources: Sources) -> Sources:
        """Go by other sources from now on; they are given back."""
        self._sources, self._reading = sources, None
        return sources

    def read(self, shelf: Shelf, rest: str) -> None:
        """Read the page of a source, what is cited first."""
        from assistant.marks import marks

        source = self._called(rest)
        if source is None:
            return
        self._reading = (source, source.page)
        document, page = shelf.document(source.document), shelf.page(source.document, source.page)
        pages = None if document is None else document.pages
        standing = [] if document is None else list(marks(document))
        self._terminal.tell(lines.read_lines(number(rest) or 1, source, page, pages, standing))

    def turn(self, shelf: Shelf, by: int) -> None:
        """Read the page that lies so many pages on."""
        self.page(shelf, "" if self._reading is None else str(self._reading[1] + by))

    def page(self, shelf: Shelf, rest: str) -> None:
        """Read another page of the same document."""
        if self._reading is None:
            self._say(_("No source is read. /source 1 reads the first."))
            return
        source, _before = self._reading
        wanted = number(rest)
        page = None if wanted is None else shelf.page(source.document, wanted)
        if wanted is None or page is None:
            self._say(_("There is no such page in this document."))
            return
        self._reading = (source, wanted)
        document = shelf.document(source.document)
        self._terminal.tell(lines.page_lines(page, None if document is None else document.pages))

    def copy(self, shelf: Shelf, rest: str, answer: int | None) -> None:
        """Say a citation with where it is from; answer: the entry of the answer that cites it."""
        from assistant.exports.copying import copied

        source = self._called(rest)
        if source is not None and source.citation is not None:
            self._say(copied(source.citation, answer, spoken(), shelf.document))
        elif source is not None:
            self._say(_("This is a passage that was found, and no citation of an answer."))

    def _called(self, rest: str) -> Source | None:
        found = self._sources.called(number(rest))
        if found is None:
            count = len(self._sources.listed)
            told = _("Name a source by its number, from 1 to {count}.")
            self._say(told.format(count=count) if count else _("There are no sources yet: ask a question first."))
        return found
