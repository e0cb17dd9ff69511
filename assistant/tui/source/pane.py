"""The source pane: the page that a statement rests on, as filed, with the cited sentences lit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from gettext import gettext as _
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from assistant.marks import marks
from assistant.recognised import caution, mark
from assistant.tui.desk import Trouble
from assistant.tui.page_lines import Light, laid_out
from assistant.tui.plain import one_line, plain
from assistant.tui.reference import Reference, page_name
from assistant.tui.spoken import Heading, Spoken
from assistant.tui.work import in_thread
from indexes.records import Document, Page

_CONTEXT = 3
"""Lines kept in sight above the cited sentence."""


class _Title(Heading):
    pane: SourcePane

    def words(self) -> Content:
        reference = self.pane.reference
        return one_line(reference.title, "bold") if reference else Content("")


class _Place(Heading):
    pane: SourcePane

    def words(self) -> Content:
        pane = self.pane
        if pane.reference is None:
            return Content("")
        language = _("French") if pane.reference.language == "fr" else _("English")
        parts = [one_line(page_name(pane.number, None))]
        if pane.page is not None and pane.page.number == pane.number and pane.page.label:
            parts = [one_line(_("p. {page}").format(page=pane.page.label))]
        if pane.document is not None:
            parts.append(Content(_("page {page} / {pages}").format(page=pane.number, pages=pane.document.pages)))
        parts.append(Content(language))
        if pane.page is not None and pane.page.number == pane.number and pane.page.confidence is not None:
            parts.append(Content(mark(pane.page.confidence)))
        if pane.document is not None:
            parts.append(one_line(pane.document.file))
            parts += [one_line(mark) for mark in marks(pane.document)]
        return Content(" · ").join(parts)


class _Notice(Spoken):
    """Said over the page, or in its place: that it is not there, not the cited one, or read by a machine."""

    pane: SourcePane

    def words(self) -> Content:
        pane = self.pane
        if pane.trouble is not None:
            return Content.assemble(
                ("! ", "bold $warning"), one_line(pane.trouble.message), "\n→ ", plain(pane.trouble.hint)
            )
        if pane.missing:
            return Content.assemble(("! ", "bold $warning"), _("This page is no longer in the library."))
        if pane.reference is not None and pane.number not in {span.page for span in pane.reference.spans}:
            place = page_name(pane.reference.page, pane.reference.page_label)
            return Content.assemble(_("The cited sentence is on another page:"), " ", one_line(place))
        if pane.page is not None and pane.page.confidence is not None:
            return Content(caution(pane.page.confidence))
        return Content("")


class SourcePane(Vertical):
    """One page of one document, opened at a reference."""

    def __init__(self, open_desk: Callable[[], Any]) -> None:
        super().__init__(id="source")
        self._open_desk = open_desk
        self.reference: Reference | None = None
        self.number = 1
        self.document: Document | None = None
        self.page: Page | None = None
        self.trouble: Trouble | None = None
        self.missing = False
        self._beside: tuple[Reference, ...] = ()
        self._place = (0, 0)
        self._text = Static(id="page-text", markup=False)

    def compose(self) -> ComposeResult:
        """Yield the heading over the page."""
        for heading in (_Title(classes="source-title"), _Place(classes="source-place"), _Notice(classes="notice")):
            heading.pane = self
            heading.display = not isinstance(heading, _Notice)
            yield heading
        with VerticalScroll(id="page"):
            yield self._text

    def open_at(self, reference: Reference, beside: Sequence[Reference], place: tuple[int, int]) -> None:
        """Open the page of a reference; `beside` is what the answer cites, `place` its rank in that, of how many."""
        self.reference = reference
        self._beside = tuple(beside)
        self._place = place
        if self.document is not None and self.document.id != reference.document:
            self.document = None
        self._want(reference.page)

    def close_search(self) -> bool:
        """Close the search."""
        return False

    def turn_page(self, by: int) -> None:
        """Show another page of the same document."""
        last = self.document.pages if self.document is not None else self.number
        number = min(max(1, self.number + by), last)
        if number != self.number:
            self._want(number)

    def _want(self, number: int) -> None:
        assert self.reference is not None  # noqa: S101 - nothing is wanted before something was opened
        self.number = number
        document = self.reference.document

        def read() -> tuple[Document | None, Page | None]:
            desk = self._open_desk()
            return desk.document(document), desk.page(document, number)

        in_thread(self, read, self._receive, group="page", failed=self._troubled)
        self.say_again()

    def _troubled(self, trouble: Trouble) -> None:
        self.trouble = trouble
        self._receive((None, None))

    def _receive(self, read: tuple[Document | None, Page | None]) -> None:
        self.document, self.page = read
        self.missing = self.page is None and self.trouble is None
        for heading in self.query(Spoken):
            heading.say_again()
        notice = self.query_one(_Notice)
        notice.display = bool(notice.words())
        self._lay_out(scroll=True)

    def say_again(self) -> None:
        """Write the pane's number in its frame, in the language that is spoken."""
        number, count = self._place
        self.border_title = Content(_("Source {number} of {count}").format(number=number, count=count)).markup

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the page out anew when its width changes."""
        self.call_after_refresh(self._lay_out, scroll=False)

    def _lay_out(self, *, scroll: bool) -> None:
        if self.page is None:
            self._text.update(Content(""))
            return
        scroller = self.query_one("#page", VerticalScroll)
        lines, first = laid_out(
            self.page.text,
            self._lights(self.page),
            scroller.scrollable_content_region.width,
            spaced=self.screen.has_class("-roomy"),
        )
        self._text.update(Content("\n").join(lines))
        if scroll:
            scroller.scroll_to(y=max(0, (first or 0) - _CONTEXT), animate=False, force=True)

    def _lights(self, page: Page) -> list[Light]:
        if self.reference is None:
            return []
        return [
            Light(span.start, span.end, reference == self.reference)
            for reference in (self.reference, *self._beside)
            if reference.document == self.reference.document
            for span in reference.spans
            if span.page == page.number
        ]
