"""One page in the source pane: its headings, its text with what is cited lit, or its picture with the same marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.worker import get_current_worker

from assistant.tui.desk import Trouble
from assistant.tui.page_lines import Light, laid_out
from assistant.tui.plain import one_line
from assistant.tui.source.desk import SourceDesk
from assistant.tui.source.terminal import Terminal
from assistant.tui.source.view import PictureView
from assistant.tui.source.wording import Opened, notice, place, standing, troubled
from assistant.tui.spoken import Heading, Spoken
from assistant.tui.work import in_thread

if TYPE_CHECKING:
    from assistant.tui.source.picture import Frame

_CONTEXT = 3
"""Lines kept in sight above what is lit."""


class _Line(Heading):
    """A heading that a function words."""

    def __init__(self, words: Callable[[], Content], classes: str) -> None:
        super().__init__(classes=classes)
        self._words = words

    def words(self) -> Content:
        return self._words()

    def say_again(self) -> None:
        """Paint anew; it takes one line whatever it says."""
        self.refresh()


class _Notice(Spoken):
    def __init__(self, words: Callable[[], Content]) -> None:
        super().__init__(classes="notice")
        self._words = words
        self._said: Content | None = None
        self.display = False

    def words(self) -> Content:
        return self._words()

    def say_again(self) -> None:
        """Make room for what is to be said now, and paint it."""
        words = self.words()
        if words != self._said:
            self._said = words
            self.display = bool(words)
            self.refresh(layout=True)


class PageColumn(Vertical):
    """A page that is read. `ends` are added to the ids of its parts, so that two columns can stand together."""

    DEFAULT_CSS = """
    PageColumn { width: 1fr; height: 1fr; }
    PageColumn .page { height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    PageColumn .page-text { width: 1fr; height: auto; text-wrap: nowrap; }
    """

    def __init__(
        self, open_desk: Callable[[], SourceDesk], *, ends: str = "", above: Callable[[], str] | None = None
    ) -> None:
        super().__init__(id=f"column{ends}")
        self.opened: Opened | None = None
        self.pictured = False
        self._open_desk = open_desk
        self._above = above
        self._lights: tuple[Light, ...] = ()
        self._found: tuple[Light, ...] = ()
        self._terminal = Terminal()
        self._said = Content("")  # of the picture
        self._laid: tuple[object, ...] | None = None  # what the lines shown were made of
        self._first: int | None = None  # the line to be looked at
        self._unseen = False  # whether it is still to be brought in sight
        self._text = Static(id=f"page-text{ends}", classes="page-text", markup=False)
        self._scroller = VerticalScroll(self._text, id=f"page{ends}", classes="page")
        self._view = PictureView()

    def compose(self) -> ComposeResult:
        """Yield the headings over the page."""
        yield _Line(self._title, "source-title")
        yield _Line(lambda: place(self.opened) if self.opened else Content(""), "source-place")
        yield _Line(lambda: standing(self.opened) if self.opened else Content(""), "source-place source-standing")
        yield _Notice(self._notice)
        yield self._scroller
        yield self._view

    @property
    def scroller(self) -> VerticalScroll | PictureView:
        """What scrolls the page."""
        return self._view if self._view.display else self._scroller

    def put(self, opened: Opened, lights: Sequence[Light], found: Sequence[Light], *, scroll: bool) -> None:
        """Show a page, or why there is none."""
        self.opened = opened
        self._lights, self._found = tuple(lights), tuple(found)
        self._said = Content("")
        self.say_again()
        self._show_text(text=True)
        self._lay_out(scroll=scroll)
        self._draw(scroll=scroll)

    def light(self, found: Sequence[Light], *, scroll: bool) -> None:
        """Light words that were found, in place of those before."""
        self._found = tuple(found)
        self._lay_out(scroll=scroll)
        self._draw(scroll=scroll)

    def show_picture(self, terminal: Terminal | None, unless: Content) -> None:
        """Show pages as pictures, as the terminal can; as text where it is None, and say why."""
        self.pictured = terminal is not None
        self._terminal = terminal or self._terminal
        self._say(unless)
        self._draw(scroll=True)

    def say_again(self) -> None:
        """Say the headings as they are now."""
        for heading in self.query(Spoken):
            heading.say_again()

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the page out anew when its width changes."""
        self.call_after_refresh(self._lay_out, scroll=False)
        self.call_after_refresh(self._draw, scroll=False)

    def _title(self) -> Content:
        if self.opened is None:
            return Content("")
        title = one_line(self.opened.title, "bold")
        return title if self._above is None else Content.assemble(one_line(self._above()), " ", title)

    def _notice(self) -> Content:
        if self.opened is None:
            return Content("")
        return Content("\n").join(words for words in (notice(self.opened), self._said) if words)

    def _lay_out(self, *, scroll: bool) -> None:
        """Lay the text out in a thread: a page may be long."""
        self._unseen = self._unseen or scroll  # until it is done: another width may come first
        page = None if self.opened is None else self.opened.page
        if page is None:
            self._laid = None
            self._text.update(Content(""))
            return
        width = self._scroller.scrollable_content_region.width
        if not width:
            return  # it is told its size yet
        lights, found, spaced = self._lights, self._found, self.screen.has_class("-roomy")
        wanted = (page.text, lights, found, width, spaced)
        moved = self._laid is not None and self._laid[3:] != wanted[3:]  # lines are not where they were

        def show(laid: tuple[list[Content], int | None]) -> None:
            lines, self._first = laid
            self._laid = wanted
            self._text.update(Content("\n").join(lines))
            if self._unseen or moved:
                self._scroll()

        if wanted == self._laid:
            self.workers.cancel_group(self, "lines")
            if self._unseen:
                self._scroll()
            return
        in_thread(self, lambda: laid_out(page.text, lights, width, found=found, spaced=spaced), show, group="lines")

    def _scroll(self) -> None:
        """Bring what is to be looked at in sight."""
        self._unseen = False
        self._scroller.scroll_to(y=max(0, (self._first or 0) - _CONTEXT), animate=False, force=True)

    def _draw(self, *, scroll: bool) -> None:
        """Have the page drawn in a thread, by a process; its text stands until then, and where it cannot be drawn."""
        opened, width = self.opened, self.content_size.width - 1  # a column for the scrollbar
        if not self.pictured or opened is None or opened.page is None or opened.document is None or width < 8:
            self.workers.cancel_group(self, "picture")
            self._show_text(text=True)
            return
        document, page, terminal = opened.document.id, opened.page, self._terminal
        lights, found = self._lights, self._found
        if self._view.frame is None:
            self._say(Content(_("Drawing the page…")))

        def drawn() -> Frame | None:
            from assistant.tui.source import picture, sheet  # only now: what draws takes its time to import

            worker = get_current_worker()
            desk = self._open_desk()
            png = desk.picture(
                document, page.number, picture.asked(terminal, width), given_up=lambda: worker.is_cancelled
            )
            if worker.is_cancelled:
                return None
            marks = tuple(sheet.marks_of(page, lights, found))
            frame = picture.frame(sheet.sheet(png, page, marks, picture.across(terminal, width)), terminal, width)
            if worker.is_cancelled:
                frame.release()
                return None
            return frame

        def show(frame: Frame | None) -> None:
            if frame is None or not self.pictured:
                return
            small = _("Too small to read? F9: text") if terminal.way == "blocks" else ""
            self._say(Content(small))
            before = self._view.frame
            self._show_text(text=False)
            self._view.show_frame(frame, scroll=scroll or before is None or before.width != frame.width)

        def failed(trouble: Trouble) -> None:
            self._show_text(text=True)
            self._say(troubled(trouble))

        in_thread(self, drawn, show, group="picture", failed=failed)

    def _say(self, words: Content) -> None:
        self._said = words
        self.say_again()

    def _show_text(self, *, text: bool) -> None:
        if text and not self._scroller.display:
            self.call_after_refresh(self._scroll)  # it forgot where it was
        self._scroller.display = text
        self._view.display = not text
        if text:
            self._view.clear()
