"""The parts of the clerk's room: the job that runs, the jobs before it, the quarantine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from gettext import gettext as _
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.tui.filing import words
from assistant.tui.filing.desk import Job
from assistant.tui.keys import key_name
from assistant.tui.plain import N_
from assistant.tui.spoken import Spoken

Row = TypeVar("Row")

_ROOMY = 30
"""Lines from which the chart is tall."""


class Lines(OptionList, Generic[Row]):
    """A list of rows of two lines, kept at the row where one was when it changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("enter", "select", N_("Details")),
    ]

    def __init__(
        self, id: str, name_of: Callable[[Row], str], line: Callable[[Row], Content], nothing: str  # noqa: A002
    ) -> None:  # fmt: skip
        super().__init__(id=id, markup=False)
        self._name_of, self._line, self._nothing = name_of, line, nothing
        self._rows: Sequence[Row] = ()
        self._shown: list[Content] | None = None

    @property
    def chosen(self) -> Row | None:
        """The row at which one is."""
        place = self.highlighted
        return self._rows[place] if place is not None and place < len(self._rows) else None

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        before = self.chosen
        self._rows = rows
        lines = [self._line(row) for row in rows]
        if lines == self._shown:
            return
        self._shown = lines
        self.clear_options()
        if not rows:
            self.add_option(Option(Content.styled(_(self._nothing), words.MUTED), disabled=True))
            return
        self.add_options(Option(line) for line in lines)
        names = [self._name_of(row) for row in rows]
        name = None if before is None else self._name_of(before)
        self.highlighted = names.index(name) if name in names else 0

    def say_again(self) -> None:
        """Say the rows in the language that is spoken now."""
        self._shown = None
        self.show(self._rows)


class _View(Spoken):
    """A job under way; else what the last one came to; else how documents are filed."""

    def __init__(self) -> None:
        super().__init__()
        self.job: Job | None = None
        self.stopping = False
        self.known = False

    def words(self) -> Content:
        if not self.known:
            return Content.styled(_("Reading…"), words.MUTED)
        job = self.job
        if job is None:
            return Content("\n").join(_empty())
        if job.standing != "running" or job.told is None:
            head = [Content(_("No job is running.")), Content(""), Content.styled(_("The last one:"), words.MUTED)]
            return Content("\n").join([*head, *words.report(job)])
        lines = [words.what(job).stylize("bold")]
        if (where := words.destination(job.told)) is not None:
            lines.append(where)
        lines.append(Content(""))
        if self.stopping:
            lines.append(Content.styled(_("Stopping: what is being read is put back…"), "$warning"))
        tall = 6 if self.screen.size.height >= _ROOMY else 3
        lines += words.progress(job.told, self.content_size.width, tall=tall)
        set_aside = list(words.failures(job.told))
        return Content("\n").join([*lines, *([Content(""), *set_aside] if set_aside else [])])


def _empty() -> list[Content]:
    return [
        Content(_("Nothing was filed here yet.")),
        Content(""),
        Content.assemble(_("Here, this key files a folder:"), " ", (key_name("n"), "bold $accent")),
        Content(_("From a command line:")),
        Content.styled(f"  greffier ingest run {_('FOLDER')}", "bold"),
        Content(""),
        Content.styled(
            _("A job goes on when the screens are closed, and is seen here from whatever terminal it runs."),
            words.MUTED,
        ),
    ]


class JobPart(VerticalScroll):
    """The job that runs, scrolled where it is long."""

    def compose(self) -> ComposeResult:
        """Yield what is told of it."""
        yield _View()

    def show(self, job: Job | None, *, stopping: bool) -> None:
        """Tell of a job, or of none."""
        view = self.query_one(_View)
        if (view.known, view.job, view.stopping) != (True, job, stopping):
            view.known, view.job, view.stopping = True, job, stopping
            view.say_again()
