"""A room with sources: what cites them on one side, the page that is read on the other, and the keys that turn it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import AwaitMount

from assistant.tui.plain import N_
from assistant.tui.reference import Reference
from assistant.tui.room import Room
from assistant.tui.services import Rooms

if TYPE_CHECKING:
    from assistant.tui.source import SourcePane

Step = tuple[Reference, Sequence[Reference], tuple[int, int]]
"""A reference to be opened, those that stand beside it, and its rank among them, of how many."""

_SOURCES = Binding.Group(N_("Source"), compact=True)


class ReadingRoom(Room):
    """Where the screen is narrow, the page takes the place of the main part; else it stands beside it."""

    # Those with priority work wherever the focus is: a scrolling pane would keep Ctrl+Page Up for itself.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "step_source(1)", N_("Next source"), group=_SOURCES, priority=True),
        Binding("ctrl+p", "step_source(-1)", N_("Previous source"), key_display="/P", group=_SOURCES, priority=True),
        Binding("f7,ctrl+pageup", "turn_page(-1)", N_("Previous page"), show=False, priority=True),
        Binding("f8,ctrl+pagedown", "turn_page(1)", N_("Next page"), show=False, priority=True),
        Binding("ctrl+f", "find_in_document", N_("Find in the document"), show=False, priority=True),
        Binding("f9", "show_picture", N_("Page as a picture or as text"), show=False, priority=True),
        Binding("ctrl+t", "show_twin", N_("The same in the other language"), show=False, priority=True),
        Binding("escape", "close_source", N_("Close")),
        Binding("pageup", "scroll(-1)", N_("Scroll up"), show=False),
        Binding("pagedown", "scroll(1)", N_("Scroll down"), show=False),
    ]

    def __init__(self, services: Rooms) -> None:
        super().__init__(services)
        self._pane: AwaitMount | None = None

    def inside(self) -> ComposeResult:
        """Yield the main part; the source comes beside it."""
        with Horizontal(classes="beside"):
            yield from self.main()
        yield from self.under()

    def on_mount(self) -> None:
        """Paint first, then make the pane for sources."""
        self.call_after_refresh(self._furnish)

    async def _furnish(self) -> None:
        if self._pane is None:
            from assistant.tui.source import SourcePane

            self._pane = self.query_one(".beside").mount(SourcePane(self.services.source))
        if not self.source.is_mounted:
            await self._pane

    def main(self) -> ComposeResult:
        """Yield what the sources are opened from; the widget that scrolls has the class `main`."""
        raise NotImplementedError

    def under(self) -> ComposeResult:
        """Yield what stands under both."""
        yield from ()

    def step(self, by: int) -> Step | None:
        """Go to the next (1) or the previous (-1) reference; None where there is none."""
        raise NotImplementedError

    def has_sources(self) -> bool:
        """Whether there is a reference to go to."""
        raise NotImplementedError

    def left(self) -> None:
        """What else is to be done when the source was closed: set the focus, take marks away."""

    @property
    def reading(self) -> bool:
        """Whether a source is open."""
        return self.has_class("-reading")

    @property
    def source(self) -> SourcePane:
        """The pane in which a page is read, once one was opened."""
        return cast("SourcePane", self.query_one("#source"))

    async def open_source(self, reference: Reference, beside: Sequence[Reference], place: tuple[int, int]) -> None:
        """Open a reference; `beside` is what else is cited with it, `place` its rank in that, of how many."""
        await self._furnish()
        self.source.open_at(reference, beside, place)
        self.add_class("-reading")
        self.refresh_bindings()

    async def action_step_source(self, by: int) -> None:
        """Open the next or the previous source."""
        step = self.step(by)
        if step is not None:
            await self.open_source(*step)

    def action_close_source(self) -> None:
        """Close the search in the document, or else the source."""
        if self.reading and self.source.close_search():
            return
        self.remove_class("-reading")
        self.left()
        self.refresh_bindings()

    def action_turn_page(self, by: int) -> None:
        """Show another page of the document that is open."""
        self.source.turn_page(by)

    def action_find_in_document(self) -> None:
        """Ask for words, and go to where they stand."""
        self.source.find_in_document()

    def action_show_picture(self) -> None:
        """Show the page as a picture, or as text again."""
        self.source.show_picture()

    def action_show_twin(self) -> None:
        """Show the document's version in the other language beside it, or no more."""
        self.source.show_twin()

    async def action_scroll(self, by: int) -> None:
        """Scroll the source, or the main part where no source is open."""
        if self.reading:
            self.source.scroll_by_page(by)
            return
        scroller = self.query_one(".main", VerticalScroll)
        if by > 0:
            scroller.scroll_page_down(animate=False)
        else:
            scroller.scroll_page_up(animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Offer the keys that do something now."""
        if action in ("close_source", "turn_page", "find_in_document", "show_picture", "show_twin"):
            return self.reading
        if action == "step_source":
            return self.is_mounted and self.has_sources()
        return True
