"""The passages found, as a list of which only what is in sight is laid out."""

from __future__ import annotations

from gettext import gettext as _
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from assistant.i18n import NO_BREAK
from assistant.tui.find.desk import Found
from assistant.tui.find.excerpt import Span, excerpt
from assistant.tui.nobreak import released_strip
from assistant.tui.plain import N_, one_line
from assistant.tui.reference import Reference, language_name, of_hit, page_name
from indexes.records import Hit

MARK, NO_MARK = "▌ ", "  "
MUTED = "$foreground 70%"  # $text-muted is drawn against the background by widgets, not by lines
_EXCERPT = 2
"""Lines of a passage's text."""


def laid_out(hit: Hit, lit: tuple[Span, ...], width: int) -> list[Content]:
    """One passage in four lines of `width` cells at most: its place, what its document is, and its text."""
    place = Content.assemble(", ", one_line(page_name(hit.passage.page, hit.page_label)))
    number = Content.styled(f"{hit.rank}. ", MUTED)
    title = one_line(hit.document.title or hit.document.file, "bold")
    room = max(8, width - number.cell_length - place.cell_length)
    first = Content.assemble(number, title.truncate(room, ellipsis=True), place)
    return [first, about(hit).truncate(width, ellipsis=True), *excerpt(hit.passage.text, lit, width, _EXCERPT)]


def about(hit: Hit) -> Content:
    """The document's language, date and standing, the heading over the passage, and where else it says the same."""
    document = hit.document
    parts = [Content(_("French") if hit.passage.language == "fr" else _("English"))]
    if document.notes.get("superseded_by"):
        parts.append(Content.assemble(("!", "bold $warning"), NO_BREAK, _("superseded")))
    if document.facts.date:
        parts.append(one_line(document.facts.date))
    twins = [also for also in hit.also if also.kind == "twin"]
    if twins:
        parts.append(Content(_("also {language}").format(language=language_name(twins[0].passage.language))))
    if hit.passage.heading:
        parts.append(one_line(hit.passage.heading.replace(" > ", " › ")))
    return Content(" · ").join(parts).stylize_before(MUTED)


class Results(ScrollView, can_focus=True):
    """A list of passages, each of the same height; one of them is marked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"results--marked"}
    DEFAULT_CSS = """
    Results {
        background: $background;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        & > .results--marked { background: $panel; }
        &:focus > .results--marked { background: $lit-other; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Read the passage on its page"), show=False),
        Binding("up", "go(-1)", N_("Previous passage"), show=False),
        Binding("down", "go(1)", N_("Next passage"), show=False),
        Binding("home", "go_to(0)", N_("First passage"), show=False),
        Binding("end", "go_to(-1)", N_("Last passage"), show=False),
        Binding("pageup", "page(-1)", N_("Scroll up"), show=False),
        Binding("pagedown", "page(1)", N_("Scroll down"), show=False),
    ]

    marked = reactive(0)
    """The place of the passage that is marked, from 0."""

    class Opened(Message):
        """The marked passage is to be read."""

    class Moved(Message):
        """Another passage is marked."""

    class LeftAbove(Message):
        """The list was left upwards."""

    auto_links = False

    def __init__(self) -> None:
        super().__init__(id="results")
        self.found: Found | None = None
        self._laid_out: dict[tuple[int, int], list[Content]] = {}

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages that are listed."""
        return () if self.found is None else self.found.hits

    @property
    def chosen(self) -> Hit | None:
        """The passage that is marked."""
        return self.hits[self.marked] if 0 <= self.marked < len(self.hits) else None

    @property
    def references(self) -> list[Reference]:
        """Where the passages stand."""
        return [of_hit(hit) for hit in self.hits]

    @property
    def tall(self) -> int:
        """The lines of one passage, and of what parts it from the next."""
        return 2 + _EXCERPT + int(self.screen.has_class("-roomy"))

    def show(self, found: Found | None) -> None:
        """List what was found. The mark stays on a passage that is still there, where it was moved at all."""
        before, shown = self.chosen, self.found
        self.found = found
        if shown is not None and found is not None and (shown.hits, shown.lit) == (found.hits, found.lit):
            return
        places = {hit.passage.id: place for place, hit in enumerate(self.hits)}
        kept = places.get(before.passage.id, 0) if before is not None and self.marked else 0
        self.set_reactive(Results.marked, kept)
        self.say_again()
        self._scroll_to_mark()

    def say_again(self) -> None:
        """Lay everything out anew: the words, the language or the width have changed."""
        self._laid_out.clear()
        self.virtual_size = Size(self.scrollable_content_region.width, self.tall * len(self.hits))
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Use the new width."""
        self.say_again()
        self.call_after_refresh(self._scroll_to_mark)

    # Painting

    def render_line(self, y: int) -> Strip:
        """One line of what is in sight."""
        width = self.scrollable_content_region.width
        number, line = divmod(y + self.scroll_offset.y, self.tall)
        here = number == self.marked and self.chosen is not None
        style = self.get_visual_style("results--marked") if here else self.visual_style
        lines = self._lines(number, width - len(MARK) - 1)
        text = lines[line] if line < len(lines) else Content("")
        marked = here and line < 2 + _EXCERPT
        if not marked:
            style = self.visual_style
        content = Content.assemble((MARK if marked else NO_MARK, "bold $accent"), text)
        (strip,) = Visual.to_strips(self, content, width, 1, style, pad=True)[:1] or [Strip([Segment(" " * width)])]
        return released_strip(strip)

    def _lines(self, number: int, width: int) -> list[Content]:
        if self.found is None or not 0 <= number < len(self.hits):
            return []
        if (number, width) not in self._laid_out:
            self._laid_out[number, width] = laid_out(self.hits[number], self.found.lit[number], width)
        return self._laid_out[number, width]

    # Moving

    def watch_marked(self) -> None:
        """Show the mark where it is now."""
        self._scroll_to_mark()
        self.refresh()
        self.post_message(self.Moved())

    def _scroll_to_mark(self) -> None:
        region = Region(0, self.marked * self.tall, self.scrollable_content_region.width, self.tall)
        self.scroll_to_region(region, animate=False, force=True, immediate=True)

    def action_go(self, by: int) -> None:
        """Mark the next (1) or the previous (-1) passage; above the first, leave the list."""
        if self.marked + by < 0:
            self.post_message(self.LeftAbove())
        else:
            self.marked = max(0, min(self.marked + by, len(self.hits) - 1))

    def action_go_to(self, place: int) -> None:
        """Mark the first (0) or the last (-1) passage."""
        self.marked = max(0, place % max(1, len(self.hits)))

    def action_page(self, by: int) -> None:
        """Go down (1) or up (-1) by as many passages as are in sight."""
        count = max(1, self.scrollable_content_region.height // self.tall)
        self.marked = max(0, min(self.marked + by * count, len(self.hits) - 1))

    def action_open(self) -> None:
        """Read the marked passage on its page."""
        if self.chosen is not None:
            self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        """Mark the passage that was clicked; open it with a second click."""
        place = (event.y + self.scroll_offset.y) // self.tall
        if place < len(self.hits):
            again, self.marked = place == self.marked, place
            if again:
                self.action_open()
