"""How passages and documents are read from the room: on a page beside them, one after the other."""

from __future__ import annotations

from textual import on
from textual.widgets import Tree

from assistant.tui.find.documents import of_document
from assistant.tui.find.parts import FindParts
from assistant.tui.find.results import Results
from assistant.tui.find.shelves import Shelf
from assistant.tui.reading import Step
from indexes.browsing import Listed


class FindReading(FindParts):
    """Reads what was found or filed, and goes from one to the next."""

    @on(Results.Opened)
    async def opened(self) -> None:
        """Read the passage on its page."""
        await self._read_hit()

    @on(Results.Moved)
    async def moved(self) -> None:
        """Follow the list in the page that stands beside it."""
        if self.reading and self.results.has_focus:
            await self._read_hit()
        self.refresh_bindings()

    async def _read_hit(self) -> None:
        references, place = self.results.references, self.results.marked
        if references:
            await self.open_source(references[place], references, (place + 1, len(references)))

    @on(Tree.NodeSelected)
    async def selected(self, event: Tree.NodeSelected[Shelf | Listed]) -> None:
        """Read the document; a shelf opens by itself."""
        if isinstance(event.node.data, Listed):
            await self._read_document(event.node.data)

    async def _read_document(self, document: Listed) -> None:
        documents = self.shelves.neighbours()
        await self.open_source(of_document(document), (), (documents.index(document) + 1, len(documents)))

    def has_sources(self) -> bool:
        """Whether there is a passage or a document to go to."""
        return self.reading and (self.seen.is_listed or self.has_class("-shelves"))

    def step(self, by: int) -> Step | None:
        """Go to the next or the previous passage; or document, where those are looked through."""
        if self.has_class("-shelves"):
            documents = self.shelves.neighbours()
            here = self.shelves.chosen
            place = documents.index(here) + by if here in documents else 0
            if not 0 <= place < len(documents):
                return None
            self.shelves.choose(documents[place].id)
            return of_document(documents[place]), (), (place + 1, len(documents))
        references, place = self.results.references, self.results.marked + by
        if not 0 <= place < len(references):
            return None
        self.results.marked = place
        return references[place], references, (place + 1, len(references))

    def left(self) -> None:
        """Go back to what the page was opened from."""
        if self.has_class("-shelves"):
            self.set_focus(self.shelves)
        elif self.seen.is_listed:
            self.set_focus(self.results)
        else:
            self.set_focus(self.line)

    async def action_scroll(self, by: int) -> None:
        """Scroll the page, or go through the passages."""
        if self.reading:
            await super().action_scroll(by)
        elif not self.has_class("-shelves"):
            self.results.action_page(by)
        elif by > 0:
            self.shelves.action_page_down()
        else:
            self.shelves.action_page_up()
