"""The parts of the room of the evaluations that scroll: what a run came to, and the plots beside their tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from assistant.evaluation.saved import Saved
from assistant.tui.cards import Words
from assistant.tui.evaluation import words
from assistant.tui.evaluation.pictures import Picture, pictures

if TYPE_CHECKING:
    from assistant.tui.evaluation.plot import Plot

METRICS = ("recall@5", "recall@1", "recall@10", "mrr@10", "ndcg@10")
"""What is plotted over the last runs, in the order in which a key goes through them."""


class Metrics(VerticalScroll):
    """What a run came to, in numbers."""

    def compose(self) -> ComposeResult:
        """Yield the numbers."""
        self._saved: Saved | None = None
        self._empty = False
        yield Words(self._lines)

    def show(self, saved: Saved | None, *, empty: bool) -> None:
        """Show a run; `empty`: there is none at all."""
        self._saved, self._empty = saved, empty
        self.query_one(Words).say_again()
        self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Lay the numbers out anew for the room that there is."""
        self.query_one(Words).say_again()

    def _lines(self) -> Iterable[Content]:
        if self._saved is not None:
            return words.metrics(self._saved, self.scrollable_content_region.width)
        if not self._empty:
            return [Content.styled(_("Reading…"), words.MUTED)]
        return [
            Content(_("No evaluation of this library is kept yet.")),
            Content(""),
            Content(_("From a command line, over a file of questions whose sources are known:")),
            Content.styled("  greffier eval run QUESTIONS.jsonl", "bold"),
            Content(""),
            Content(_("With --answers, the answers are judged too. Each result is kept, and seen here.")),
            Content.styled(_("docs/eval.md says how such a file is written."), words.MUTED),
        ]


class Plots(Vertical, can_focus=True):
    """One plot at a time, and what it says as a table."""

    def compose(self) -> ComposeResult:
        """Yield the title, the table, and room for the plot."""
        self._pictures: Sequence[Picture] = ()
        self._plot: Plot | None = None
        self._runs: tuple[Saved | None, Sequence[Saved]] = (None, ())
        self.place, self.metric = 0, 0
        yield Words(self._title, classes="plot-title")
        yield Words(self._table, classes="plot-table")

    async def ready(self) -> None:
        """Make room for the plot, once what draws it is loaded."""
        if self._plot is None:
            from assistant.tui.evaluation.plot import Plot

            self._plot = Plot()
            await self.mount(self._plot, after=self.query_one(".plot-title"))

    def show(self, saved: Saved | None, runs: Sequence[Saved]) -> None:
        """Draw a run, and those before it."""
        self._runs = saved, runs
        self.draw()

    def step(self) -> None:
        """Go to the next plot."""
        if self._pictures:
            self.place = (self.place + 1) % len(self._pictures)
            self.draw()

    def next_metric(self) -> None:
        """Plot another metric over the last runs."""
        self.metric = (self.metric + 1) % len(METRICS)
        self.draw()

    def draw(self) -> None:
        """Draw the plot anew."""
        saved, runs = self._runs
        self._pictures = [] if saved is None else pictures(saved, runs, METRICS[self.metric])
        self.place = min(self.place, max(0, len(self._pictures) - 1))
        for said in self.query(Words):
            said.say_again()
        if self._plot is not None:
            self._plot.draw(self.picture)

    def say_again(self) -> None:
        """Name the lines and the axes in the language that is spoken."""
        self.draw()

    @property
    def picture(self) -> Picture | None:
        """What is drawn."""
        return self._pictures[self.place] if self._pictures else None

    def _title(self) -> Iterable[Content]:
        picture = self.picture
        if picture is None:
            return [Content.styled(_("There is nothing to draw."), words.MUTED)]
        n = len(self._pictures)
        told = ngettext("plot {place} of {n}", "plot {place} of {n}", n).format(place=self.place + 1, n=n)
        return [Content.assemble((picture.title, "bold"), (f"  {told}", words.MUTED))]

    def _table(self) -> Iterable[Content]:
        return map(Content, self.picture.table()) if self.picture is not None else []
