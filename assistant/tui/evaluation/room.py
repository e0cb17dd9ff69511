"""The room of the evaluations: the runs that are kept, what each came to, plots, and question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from gettext import gettext as _
from gettext import ngettext
from importlib import import_module
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from assistant.evaluation.comparing import Comparison
from assistant.evaluation.saved import Saved, SavedRow
from assistant.i18n import number
from assistant.tui.cards import Field, Told, troubled
from assistant.tui.desk import Trouble
from assistant.tui.evaluation import words
from assistant.tui.evaluation.desk import Run
from assistant.tui.evaluation.keys import KEYS
from assistant.tui.evaluation.parts import Metrics, Plots
from assistant.tui.lines import Lines
from assistant.tui.parts import Head, PartedRoom
from assistant.tui.plain import N_
from assistant.tui.work import in_thread


class _Head(Head):
    runs: int | None = None

    def told(self) -> Content:
        n = self.runs
        if n is None:
            return Content(_("Reading…"))
        return Content(ngettext("{n} evaluation kept", "{n} evaluations kept", n).format(n=number(n)))


class EvaluationRoom(PartedRoom):
    """Reads the runs each time it is entered; a run's questions when one comes to it."""

    NAME = "evaluation"
    TITLE = N_("Evaluation")
    CSS_PATH = "styles.tcss"
    PARTS: ClassVar[Mapping[str, str]] = {
        "runs": N_("Runs"),
        "metrics": N_("Metrics"),
        "plots": N_("Plots"),
        "questions": N_("Questions"),
    }
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def head(self) -> Head:
        """How many runs there are."""
        return _Head(self.PARTS)

    def parts(self) -> ComposeResult:
        """Yield the runs over their questions on the left, numbers over plots on the right."""
        with Vertical(classes="column"):
            yield Lines[Run](
                "runs", lambda run: run.name, self._run_line, N_("No evaluation is kept yet."), classes="part"
            )
            with Vertical(id="asked", classes="part"):
                yield Field(id="filter", compact=True)
                yield Lines[SavedRow](
                    "questions", lambda row: f"{row.id} {row.language}", words.question_line, N_("No such question.")
                )
        with Vertical(id="told", classes="column"):
            yield Metrics(id="metrics", classes="part")
            yield Plots(id="plots", classes="part")

    def on_mount(self) -> None:
        """Begin with the runs."""
        self.runs: Sequence[Run] = ()
        self.saved: Saved | None = None
        self._marked: list[str] = []
        self._reading: str | None = None

    def say_again(self) -> None:
        """Say what is to be typed, in the language that is spoken."""
        super().say_again()
        self.query_one("#filter", Input).placeholder = _("Filter: words of the question, fr, en")

    def on_screen_resume(self) -> None:
        """See what was evaluated meanwhile."""
        self.action_look()

    # Looking

    def action_look(self) -> None:
        """Read the runs; with them, what draws: it takes its time to load."""

        def look() -> Sequence[Run]:
            import_module("assistant.tui.evaluation.plot")
            return self.services.evaluation().runs()

        in_thread(self, look, self._saw, group="look", failed=self.unseen)

    async def _saw(self, runs: Sequence[Run]) -> None:
        await self.unseen(None)
        self.runs = runs
        names = {run.name for run in runs}
        self._marked = [name for name in self._marked if name in names]
        head = self.query_one(_Head)
        head.runs = len(runs)
        head.say_again()
        await self.query_one(Plots).ready()
        self.query_one("#runs", Lines).show(runs)
        self._run_chosen()

    def _run_chosen(self) -> None:
        """Show what the run at which one is came to; its questions follow."""
        run: Run | None = self.query_one("#runs", Lines).chosen
        saved = None if run is None else run.saved
        self.query_one(Metrics).show(saved, empty=not self.runs)
        self.query_one(Plots).show(saved, [one.saved for one in self.runs if one.saved is not None])
        self.refresh_bindings()
        if run is None or saved is None:
            self.saved = self._reading = None
            self._show_questions()
        elif run.name != self._reading:
            self._reading = name = run.name
            in_thread(self, lambda: self.services.evaluation().run(name), self._read, group="run", failed=self._told)

    def _read(self, saved: Saved) -> None:
        self.saved = saved
        self._show_questions()

    def _show_questions(self) -> None:
        rows = () if self.saved is None else self.saved.rows
        typed = self.query_one("#filter", Input).value
        self.query_one("#questions", Lines).show(words.worst_first(words.matching(rows, typed)))

    def _told(self, trouble: Trouble) -> None:
        self.app.push_screen(Told(lambda: troubled(trouble)))

    # Doing

    def action_mark(self) -> None:
        """Mark the run at which one is, or no longer; of three, the first mark goes."""
        run: Run | None = self.query_one("#runs", Lines).chosen
        if run is None or run.saved is None:
            return
        if run.name in self._marked:
            self._marked.remove(run.name)
        else:
            self._marked = [*self._marked, run.name][-2:]
        self.query_one("#runs", Lines).say_again()
        self.refresh_bindings()

    def action_compare(self) -> None:
        """Compare the marked runs, the older first; without two marks, this run with the one before it."""
        pair = self._pair()
        if pair is not None:
            before, after = pair
            in_thread(
                self,
                lambda: self.services.evaluation().compare(before, after),
                self._compared,
                group="compare",
                failed=self._told,
            )

    def _pair(self) -> tuple[str, str] | None:
        names = [run.name for run in reversed(self.runs) if run.name in self._marked]
        if len(names) == 2:
            return names[0], names[1]
        run: Run | None = self.query_one("#runs", Lines).chosen
        if run is None or run.saved is None:
            return None
        older = self.runs[self.runs.index(run) + 1 :]
        alike = (one.name for one in older if one.saved is not None and one.saved.sha256 == run.saved.sha256)
        before = next(alike, None)
        return None if before is None else (before, run.name)

    def _compared(self, found: Comparison) -> None:
        self.app.push_screen(Told(lambda: words.comparison(found)))

    def action_plot(self) -> None:
        """Show the next plot."""
        self.query_one(Plots).step()

    def action_metric(self) -> None:
        """Plot another metric."""
        self.query_one(Plots).next_metric()

    def action_filter(self) -> None:
        """Go to the line that filters the questions."""
        self.show_part("questions")
        self.query_one("#filter", Input).focus()

    def action_unfilter(self) -> None:
        """Show all questions."""
        self.query_one("#filter", Input).value = ""
        self.show_part("questions")

    # The screen

    @on(Lines.OptionHighlighted, "#runs")
    def run_highlighted(self) -> None:
        """Show what this run came to."""
        self._run_chosen()

    @on(Lines.OptionSelected, "#runs")
    def run_selected(self) -> None:
        """Go to what this run came to."""
        self.show_part("metrics")

    @on(Lines.OptionSelected, "#questions")
    def question_chosen(self) -> None:
        """Show what was found for a question."""
        row: SavedRow | None = self.query_one("#questions", Lines).chosen
        if row is not None:
            self.app.push_screen(Told(lambda: words.question_details(row)))

    @on(Input.Changed, "#filter")
    def filtered(self) -> None:
        """Show the questions in which the words stand."""
        self._show_questions()

    @on(Input.Submitted, "#filter")
    def to_questions(self) -> None:
        """Go to what was found."""
        self.show_part("questions")

    def _run_line(self, run: Run) -> Content:
        return words.run_line(run, marked=run.name in self._marked)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that do something now."""
        if not self.is_mounted:
            return True
        plots = self.query_one(Plots)
        states = {
            "mark": self.here == "runs" and bool(self.runs),
            "compare": self._pair() is not None,
            "plot": plots.picture is not None,
            "metric": plots.picture is not None and self.here == "plots",
            "filter": self.saved is not None,
            "unfilter": bool(self.query_one("#filter", Input).value) or isinstance(self.focused, Input),
        }
        return states[action] if action in states else super().check_action(action, parameters)
