"""The part of the clerk's room that tells of the job that runs."""

from __future__ import annotations

from gettext import gettext as _

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from assistant.tui.filing import words
from assistant.tui.filing.desk import Job
from assistant.tui.filing.quarantine import failures
from assistant.tui.filing.report import report
from assistant.tui.keys import key_name
from assistant.tui.spoken import Spoken

_ROOMY = 30
"""Lines from which the chart is tall."""


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
            return Content("\n").join([*head, *report(job)])
        lines = [words.what(job).stylize("bold")]
        if (where := words.destination(job.told)) is not None:
            lines.append(where)
        lines.append(Content(""))
        if self.stopping:
            lines.append(Content.styled(_("Stopping: what is being read is put back…"), "$warning"))
        tall = 6 if self.screen.size.height >= _ROOMY else 3
        lines += words.progress(job.told, self.content_size.width, tall=tall)
        set_aside = list(failures(job.told))
        return Content("\n").join([*lines, *([Content(""), *set_aside] if set_aside else [])])


def _empty() -> list[Content]:
    return [
        Content(_("Nothing was filed here yet.")),
        Content(""),
        Content.assemble(_("Here, this key files a folder:"), " ", (key_name("n"), "bold $accent")),
        Content(_("From a command line:")),
        Content.styled("  greffier ingest run " + _("FOLDER"), "bold"),
        Content(""),
        Content.styled(
            _("Jobs that run in other terminals are seen here too."),
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
