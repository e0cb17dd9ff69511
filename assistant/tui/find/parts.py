"""What stands in the room: the line, the filters, the passages, the documents; and at which of these one is."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from assistant.tui.find.documents import DocumentsTree
from assistant.tui.find.filters import FilterBar
from assistant.tui.find.line import SearchLine
from assistant.tui.find.results import Results
from assistant.tui.find.states import Hint, OnlyLine, Seen, StateLine
from assistant.tui.reading import ReadingRoom
from assistant.tui.services import Rooms


class FindParts(ReadingRoom):
    """The parts of the room, and its state as they show it."""

    def __init__(self, services: Rooms) -> None:
        super().__init__(services)
        self.seen = Seen()

    def main(self) -> ComposeResult:
        """Yield the line, the filters, and what is found or filed."""
        with Vertical(classes="main", id="find"):
            yield SearchLine()
            yield FilterBar()
            yield OnlyLine()
            yield StateLine()
            with Horizontal(id="below"):
                yield DocumentsTree()
                with Vertical(classes="list"):
                    yield Hint()
                    yield Results()

    @property
    def line(self) -> SearchLine:
        """Where one types."""
        return self.query_one(SearchLine)

    @property
    def bar(self) -> FilterBar:
        """What the search is narrowed to."""
        return self.query_one(FilterBar)

    @property
    def results(self) -> Results:
        """What was found."""
        return self.query_one(Results)

    @property
    def shelves(self) -> DocumentsTree:
        """What is filed."""
        return self.query_one(DocumentsTree)

    def document_here(self) -> str | None:
        """The document at which one is, by its identifier; None where one is at none."""
        if self.among_documents():
            return None if self.shelves.chosen is None else self.shelves.chosen.id
        hit = self.results.chosen if self.seen.is_listed else None
        return None if hit is None else hit.document.id

    def among_documents(self) -> bool:
        """Whether one goes about the documents, and not the passages."""
        return self.has_class("-shelves") and (not self.has_class("-wide") or self.shelves.has_focus)

    def is_covered(self) -> bool:
        """Whether a page takes the place of everything else."""
        return self.reading and not self.has_class("-wide")
