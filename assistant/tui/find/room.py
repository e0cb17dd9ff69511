"""The room in which passages are found without asking: what one types, the filters, the passages, the documents."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widgets import Input

from assistant.tui.desk import Trouble
from assistant.tui.find.desk import Filters, FindDesk, Found
from assistant.tui.find.filters import FilterBar
from assistant.tui.find.keeping import kept, taken_up
from assistant.tui.find.keys import KEYS
from assistant.tui.find.reading import FindReading
from assistant.tui.find.results import Results
from assistant.tui.find.searching import Searching, Wanted
from assistant.tui.find.shelves import chosen, shelves, still_filed
from assistant.tui.find.states import Hint, OnlyLine, Seen, StateLine
from assistant.tui.plain import N_
from assistant.tui.services import Rooms
from assistant.tui.work import in_thread
from indexes.browsing import Listed


class FindRoom(FindReading):
    """Find without asking."""

    NAME = "find"
    TITLE = N_("Find")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, services: Rooms) -> None:
        super().__init__(services)
        self.desk: FindDesk | None = None
        self.documents: tuple[Listed, ...] = ()
        self.searching: Searching | None = None
        self._opening = False

    # The desk

    def on_mount(self) -> None:
        """Paint first, then open the desk."""
        self.set_focus(self.line)
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        self._opening = True
        self.see(replace(self.seen, opened=False, trouble=None))

        def call() -> tuple[FindDesk, tuple[Listed, ...]]:
            desk = self.services.find()
            return desk, desk.documents()

        in_thread(self, call, self._opened, group="open", failed=self._failed)

    def _opened(self, opened: tuple[FindDesk, tuple[Listed, ...]]) -> None:
        self._opening = False
        self.desk, documents = opened
        self.searching = Searching(self, self.desk, self._found, self._failed)
        self.see(replace(self.seen, opened=True))
        self._filed(documents)
        self._search(at_once=True)

    def _filed(self, documents: tuple[Listed, ...]) -> None:
        """Know what is filed; a filter by what is not there any more is taken away."""
        self.documents = documents
        filters = still_filed(documents, self.bar.filters)
        self.bar.offer({one.collection for one in documents})
        if filters != self.bar.filters:
            self.bar.show(filters, self.bar.written)
        self._filter()

    def _failed(self, trouble: Trouble) -> None:
        self._opening = False
        self.see(replace(self.seen, trouble=trouble, ranking=False))

    def action_open_again(self) -> None:
        """Try to open the library again."""
        self._open()

    # Searching

    @on(Input.Changed, "#wanted")
    def typed(self) -> None:
        """Search a moment after the last key."""
        if self.line.has_focus and self.has_class("-shelves") and not self.has_class("-wide"):
            self._show_documents(shown=False)
        self._search(typing=True)

    @on(FilterBar.Changed)
    def filtered(self) -> None:
        """Search within other filters."""
        self._filter()
        self._search()

    def _filter(self) -> None:
        only = next((one for one in self.documents if one.id == self.bar.filters.document), None)
        self.see(replace(self.seen, filters=self.bar.filters, only=only, wrong=self.bar.wrong))
        if self.has_class("-shelves"):
            documents, filters = self.documents, self.bar.filters
            in_thread(self, lambda: shelves(chosen(documents, filters)), self.shelves.show, group="shelves")

    def _search(self, *, typing: bool = False, at_once: bool = False) -> None:
        query = self.line.value
        if self.searching is None or not query.strip():
            if self.searching is not None:
                self.searching.nothing()
            self.see(replace(self.seen, query=query, found=None, ranking=False))
            return
        self.searching.want(Wanted(query, self.bar.filters, typing), at_once=at_once)
        self.see(replace(self.seen, query=query, ranking=False))

    def _found(self, found: Found) -> None:
        ranking = self.searching is not None and self.searching.ranking is not None
        self.see(replace(self.seen, found=found, trouble=None, ranking=ranking))

    @on(Input.Submitted, "#wanted")
    def submitted(self) -> None:
        """Rank closely what was found."""
        query = self.line.value
        if self.searching is not None and query.strip():
            wanted = Wanted(query, self.bar.filters)
            self.searching.want(wanted, at_once=True)
            self.searching.rank(wanted)
            self.see(replace(self.seen, ranking=True))

    def see(self, seen: Seen) -> None:
        """Show the state of the room as it is now. What is the same as before is left alone: each key comes by here."""
        before, self.seen = self.seen, seen
        for widget in (self.query_one(StateLine), self.query_one(OnlyLine), self.query_one(Hint)):
            widget.see(seen)
        self.set_class(seen.is_listed, "-listed")
        self.set_class(seen.only is not None, "-only")
        if seen.found is not self.results.found:
            self.results.show(seen.found)
        if not seen.is_listed and self.results.has_focus:
            self.set_focus(self.line)
        if before.keys != seen.keys:
            self.refresh_bindings()

    def action_ask_this(self) -> None:
        """Ask what was typed, in the room where questions are put."""
        self.run_worker(self.greffier.ask_question(self.line.value.strip()), group="ask")

    # Going about

    def action_search_line(self) -> None:
        """Go back to what is typed."""
        self.set_focus(self.line)

    def action_into_list(self) -> None:
        """Go into what is listed."""
        if self.has_class("-shelves") and not self.has_class("-wide"):
            self.set_focus(self.shelves)
        elif self.seen.is_listed:
            self.set_focus(self.results)

    @on(Results.LeftAbove)
    def left_above(self) -> None:
        """Go back to what is typed."""
        self.set_focus(self.line)

    def action_filters(self) -> None:
        """Go to the first filter, or back from the filters."""
        if self.focused is not None and self.bar in self.focused.ancestors:
            self.set_focus(self.line)
        else:
            self.set_focus(self.query_one("#collection"))

    def action_clear_filters(self) -> None:
        """Search everything again."""
        self.bar.show(Filters())
        self.filtered()

    def action_only_here(self) -> None:
        """Search the document that is chosen alone, or all of them again."""
        filters = self.bar.filters
        document = self.document_here()
        if document is not None and document != filters.document:
            self.bar.show(replace(filters, document=document), self.bar.written)
        elif filters.document is not None:
            self.bar.show(replace(filters, document=None), self.bar.written)
        else:
            return
        self._show_documents(shown=False)
        self.set_focus(self.line)
        self.filtered()

    def action_documents(self) -> None:
        """Show what is filed, or no more."""
        self._show_documents(shown=not self.has_class("-shelves"))

    def _show_documents(self, *, shown: bool) -> None:
        if shown == self.has_class("-shelves"):
            return
        self.set_class(shown, "-shelves")
        if shown:
            self.set_focus(self.shelves)
            self._filter()
            if self.desk is not None:
                in_thread(self, self.desk.documents, self._filed, group="documents", failed=self._failed)
        else:
            self.set_focus(self.line)
        self.refresh_bindings()

    def action_back(self) -> None:
        """Close the documents, or go back to what is typed."""
        if self.has_class("-shelves"):
            self._show_documents(shown=False)
        else:
            self.set_focus(self.line)

    # The screen

    def state(self) -> dict[str, object]:
        """What was typed, what it was narrowed to, and whether the documents were shown."""
        return kept(self.line.value, self.bar.filters, self.bar.written, shelves=self.has_class("-shelves"))

    def restore(self, state: dict[str, object]) -> None:
        """Take it up again."""
        query, filters, written, shown = taken_up(state)
        self.bar.show(filters, written)
        if not self.line.value:
            self.line.value = query
        self._filter()
        if shown:
            self._show_documents(shown=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that do something now."""
        if not self.is_mounted:
            return True
        states = {
            "back": not self.reading and (self.has_class("-shelves") or not self.line.has_focus),
            "open_again": self.seen.trouble is not None and not self._opening,
            "clear_filters": self.bar.filters.count() > 0 or self.bar.wrong is not None,
            "only_here": self.document_here() is not None or self.bar.filters.document is not None,
            "documents": not self.is_covered(),
            "filters": not self.is_covered(),
            "ask_this": bool(self.line.value.strip()),
        }
        return states[action] if action in states else super().check_action(action, parameters)
