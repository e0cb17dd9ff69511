"""The source pane: the page that a statement rests on, as text or as a picture, with the cited sentences lit; its twin
in the other language beside it; and the words that are looked for in its document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from gettext import gettext as _

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.theme import Theme
from textual.widget import Widget

from assistant.tui.desk import Trouble
from assistant.tui.page_lines import Light
from assistant.tui.reference import Reference
from assistant.tui.source.column import PageColumn
from assistant.tui.source.desk import SourceDesk
from assistant.tui.source.find_line import FindLine, Looked, Stepped
from assistant.tui.source.lights import cited, same_section
from assistant.tui.source.matches import Matches
from assistant.tui.source.reading import Read, read
from assistant.tui.source.terminal import Terminal, terminal
from assistant.tui.source.wording import Opened
from assistant.tui.theme import MONOCHROME
from assistant.tui.work import in_thread
from indexes.records import Document, Span, other


class SourcePane(Vertical):
    """One page of one document, opened at a reference. `open_desk` may take its time: it is called in threads."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    SourcePane #column-twin { display: none; }
    SourcePane.-twin #column-twin { display: block; }
    SourcePane.-twin #column { display: none; }
    .-wide SourcePane.-twin #column { display: block; }
    .-wide SourcePane.-twin #column-twin { border-left: solid $border; padding: 0 0 0 1; }
    """

    def __init__(self, open_desk: Callable[[], SourceDesk]) -> None:
        super().__init__(id="source")
        self.reference: Reference | None = None
        self.number = 1
        self._open_desk = open_desk
        self._document: Document | None = None
        self._beside: tuple[Reference, ...] = ()
        self._place = (0, 0)
        self._matches = Matches()
        self._back: Widget | None = None  # what had the focus before words were looked for
        self._main = PageColumn(open_desk)
        self._twin = PageColumn(open_desk, ends="-twin", above=self._twin_said)
        self._line = FindLine()

    def compose(self) -> ComposeResult:
        """Yield the page, its twin beside it, and the line for words under both."""
        with Horizontal():
            yield self._main
            yield self._twin
        yield self._line

    def on_mount(self) -> None:
        """Heed the colours: one of them shows no picture."""
        self.app.theme_changed_signal.subscribe(self, self._recoloured)

    # What rooms ask of it

    def open_at(self, reference: Reference, beside: Sequence[Reference], place: tuple[int, int]) -> None:
        """Open the page of a reference; `beside` is what the answer cites, `place` its rank in that, of how many."""
        if self.reference is not None and self.reference.document != reference.document:
            self._document = None
            self.close_search()
        self.reference = reference
        self._beside = tuple(beside)
        self._place = place
        self._want(reference.page)

    def turn_page(self, by: int) -> None:
        """Show another page of the same document."""
        last = self._document.pages if self._document is not None else self.number
        number = min(max(1, self.number + by), last)
        if self.reference is not None and number != self.number:
            self._want(number)

    def find_in_document(self) -> None:
        """Ask for words, and show where they stand in the document."""
        if not self._line.display:
            self._back = self.screen.focused
        self._line.open()

    def close_search(self) -> bool:
        """Look for words no more; False where none were looked for."""
        if not self._line.display:
            return False
        had_focus = self._line.has_focus_within
        self._line.close()
        self._matches = Matches()
        self._main.light((), scroll=False)
        if had_focus:
            self.screen.set_focus(self._back)
        return True

    def show_picture(self, shown: bool | None = None) -> None:
        """Show the page as a picture, or as text (None: the other of the two)."""
        wanted = not self.pictured if shown is None else shown
        way, unless = self._terminal() if wanted else (None, Content(""))
        for column in (self._main, self._twin):
            column.show_picture(way, unless)

    def show_twin(self, shown: bool | None = None) -> None:
        """Show the document's twin in the other language beside it, or in its place where the screen is narrow."""
        self.set_class(not self.has_class("-twin") if shown is None else shown, "-twin")
        self.styles.width = "2fr" if self.has_class("-twin") else None
        if self.reference is not None:
            self._want(self.number, scroll=False)

    def scroll_by_page(self, by: int) -> None:
        """Scroll what is read by as much as is in sight."""
        for column in (self._main, self._twin):
            if column.display and by > 0:
                column.scroller.scroll_page_down(animate=False)
            elif column.display:
                column.scroller.scroll_page_up(animate=False)

    @property
    def page_shown(self) -> int | None:
        """The page that is shown, 1-based; None while none is."""
        opened = self._main.opened
        return opened.number if opened is not None and opened.page is not None else None

    @property
    def pictured(self) -> bool:
        """Whether pages are shown as pictures."""
        return self._main.pictured

    def say_again(self) -> None:
        """Write the pane's number in its frame, and its headings, in the language that is spoken."""
        number, count = self._place
        self.border_title = Content(_("Source {number} of {count}").format(number=number, count=count)).markup
        for column in (self._main, self._twin):
            column.say_again()

    # Reading

    def _want(self, number: int, *, scroll: bool = True) -> None:
        """Have a page read, and its counterpart where the twin is shown; the heading changes at once."""
        reference = self.reference
        assert reference is not None  # noqa: S101 - nothing is wanted before something was opened
        self.number = number
        opened = Opened(reference.title, reference.language, number, self._document)
        twin_wanted = self.has_class("-twin")
        self._main.opened = opened
        self.say_again()

        def call() -> Read:
            return read(self._open_desk(), reference.document, number, twin=twin_wanted)

        def failed(trouble: Trouble) -> None:
            self._main.put(replace(opened, trouble=trouble, ready=True), (), (), scroll=scroll)

        in_thread(self, call, lambda was: self._show(opened, was, scroll=scroll), group="page", failed=failed)

    def _show(self, opened: Opened, was: Read, *, scroll: bool) -> None:
        reference = self.reference
        assert reference is not None  # noqa: S101 - a page was read of it
        self._document = was.document
        elsewhere = None
        if opened.number not in {span.page for span in reference.spans}:
            elsewhere = reference.page, reference.page_label
        opened = replace(opened, document=was.document, page=was.page, cited=elsewhere, ready=True)
        lights = cited(reference, self._beside, opened.number)
        self._main.put(opened, lights, self._matches.lights(opened.number), scroll=scroll)
        if self.has_class("-twin"):
            self._put_twin(reference, was)

    def _put_twin(self, reference: Reference, was: Read) -> None:
        language = other(reference.language)
        if was.twin is None:
            none = Trouble(
                _("No document is known that says the same in the other language."),
                _("Ctrl+T shows this one alone again."),
            )
            self._twin.put(Opened("", language, 1, trouble=none, ready=True), (), (), scroll=True)
            return
        number = was.twin_page.number if was.twin_page is not None else 1
        title = was.twin.title or was.twin.file
        same = None
        if was.page is not None and was.twin_page is not None:
            starts = [span.start for span in reference.spans if span.page == was.page.number]
            same = same_section(was.page.text, starts[0], was.twin_page.text) if starts else None
        found = [] if same is None else [Light(*same, chosen=True)]
        self._twin.put(Opened(title, language, number, was.twin, was.twin_page, ready=True), (), found, scroll=True)

    def _twin_said(self) -> str:
        """What stands over the twin, so that it is not taken for the source."""
        return _("In English:") if self._twin.opened and self._twin.opened.language == "en" else _("In French:")

    # Looking for words

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        message.stop()
        reference, words = self.reference, message.words
        if reference is None or not words:
            self._matches = Matches()
            self._line.say(None, None)
            self._main.light((), scroll=False)
            return
        in_thread(self, lambda: self._open_desk().matches(reference.document, words), self._matched, group="matches")

    def _matched(self, places: Sequence[Span]) -> None:
        if self._line.display:
            self._matches = Matches(places, self.number)
            self._go_to_match()

    @on(Stepped)
    def _stepped(self, message: Stepped) -> None:
        message.stop()
        self._matches.step(message.by)
        if self._matches:
            self._go_to_match()

    def _go_to_match(self) -> None:
        self._line.say(self._matches.at, len(self._matches))
        page = self._matches.page or self.number
        if page != self.number:
            self._want(page)
        else:
            self._main.light(self._matches.lights(page), scroll=bool(self._matches))

    # Pictures

    def _recoloured(self, _theme: Theme) -> None:
        if self.pictured and self._terminal()[0] is None:
            self.show_picture(shown=True)

    def _terminal(self) -> tuple[Terminal | None, Content]:
        """How pictures are shown here; or None, and why they are not."""
        if self.app.theme == MONOCHROME.name or self.app.no_color:
            return None, Content(_("Pictures need colours, and there are none now: this is the page's text."))
        return terminal(), Content("")
