"""The clerk's room: the job that runs as it goes, those before it with their reports, and the quarantine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from gettext import gettext as _
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer

from assistant.tui.cards import Asked, Told, troubled
from assistant.tui.desk import Trouble
from assistant.tui.filing import words
from assistant.tui.filing.cards import FilingCard, Wanted
from assistant.tui.filing.confirm import releasing, retrying_all, stopping
from assistant.tui.filing.desk import Aside, Counts, FilingDesk, Job
from assistant.tui.filing.job_part import JobPart
from assistant.tui.filing.keys import KEYS
from assistant.tui.filing.looking import Seen, look, mark
from assistant.tui.filing.quarantine import aside_details, aside_line
from assistant.tui.filing.report import report
from assistant.tui.lines import Lines
from assistant.tui.parts import Head, PartedRoom
from assistant.tui.plain import N_
from assistant.tui.work import in_thread

EVERY = 1.0  # seconds between two looks at a job that runs


class _Head(Head):
    found: Counts | None = None

    def told(self) -> Content:
        return words.counts(self.found) if self.found is not None else Content(_("Reading…"))


class FilingRoom(PartedRoom):
    """Looks each second while a job runs, and else when it is entered or something was done."""

    NAME = "filing"
    TITLE = N_("Filing")
    PARTS: ClassVar[Mapping[str, str]] = {
        "job": N_("Job"),
        "quarantine": N_("Quarantine"),
        "past": N_("All jobs"),
    }
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def head(self) -> Head:
        """What the library holds."""
        return _Head(self.PARTS)

    def parts(self) -> ComposeResult:
        """Yield the job on the left, the lists on the right."""
        with Vertical(classes="column"):
            yield JobPart(id="job", classes="part")
        with Vertical(classes="column"):
            yield Lines[Aside](
                "quarantine", lambda one: one.path, aside_line, N_("No file is set aside."), classes="part"
            )
            yield Lines[Job]("past", lambda job: str(job.number), words.job_line, N_("No job yet."), classes="part")

    def on_mount(self) -> None:
        """Look once painted."""
        self.jobs: Sequence[Job] = ()
        self._stopping: int | None = None
        self._looking = False
        self._known: tuple[object, ...] | None = None
        self._timer: Timer = self.set_interval(EVERY, self.action_look, pause=True)

    def on_screen_resume(self) -> None:
        """See what happened meanwhile."""
        self._known = None
        self.action_look()

    def on_screen_suspend(self) -> None:
        """Nobody looks."""
        self._timer.pause()

    # Looking

    @property
    def running(self) -> Job | None:
        """The job that runs."""
        return next((job for job in self.jobs if job.standing == "running"), None)

    def action_look(self) -> None:
        """Look at the jobs, unless that is being done; at the rest where it may have changed."""
        if not self._looking:
            self._looking = True
            known = self._known
            in_thread(self, lambda: look(self.services.filing(), known), self._saw, group="look", failed=self._blind)

    async def _saw(self, seen: Seen) -> None:
        self._looking = False
        await self.unseen(None)
        self.jobs, aside, counts = seen
        self._known = mark(self.jobs)
        running = self.running
        if running is None or running.number != self._stopping:
            self._stopping = None
        self.query_one(JobPart).show(running or next(iter(self.jobs), None), stopping=self._stopping is not None)
        self.query_one("#past", Lines).show(self.jobs)
        if aside is not None:
            self.query_one("#quarantine", Lines).show(aside)
        if counts is not None:
            head = self.query_one(_Head)
            head.found = counts
            head.say_again()
        if running is not None and self.is_current:
            self._timer.resume()
        else:
            self._timer.pause()
        self.refresh_bindings()

    async def _blind(self, trouble: Trouble) -> None:
        self._looking = False
        self._timer.pause()
        await self.unseen(trouble)

    def _told(self, trouble: Trouble) -> None:
        self.app.push_screen(Told(lambda: troubled(trouble)))

    # Doing

    def action_file(self) -> None:
        """Ask what is to be filed, and begin."""

        def begin(wanted: Wanted | None) -> None:
            if wanted is not None:
                self._do(lambda desk: desk.start(wanted.path, wanted.collection, wanted.label), _("The job begins…"))

        self.app.push_screen(FilingCard(), begin)

    def action_resume(self) -> None:
        """Go on with what was interrupted."""
        self._do(lambda desk: desk.resume(), _("The job begins…"))

    def action_stop(self) -> None:
        """Stop the job, if that is meant."""
        job = self.running
        if job is None:
            return

        def stop(meant: bool | None) -> None:
            if meant:
                self._stopping = job.number
                self.query_one(JobPart).show(job, stopping=True)
                self._do(lambda desk: desk.stop(job))

        self._ask(lambda: stopping(job), stop)

    def action_retry(self) -> None:
        """Try the file again at which one is."""
        one = self._aside()
        if one is not None:
            self._do(lambda desk: desk.retry([one.name]), _("The job begins…"))

    def action_retry_all(self) -> None:
        """Try them all again, if that is meant."""

        def retry(meant: bool | None) -> None:
            if meant:
                self._do(lambda desk: desk.retry([]), _("The job begins…"))

        self._ask(retrying_all, retry)

    def action_release(self) -> None:
        """Release the file at which one is, if that is meant."""
        one = self._aside()
        if one is None:
            return

        def release(meant: bool | None) -> None:
            if meant:
                self._do(lambda desk: desk.release([one.name]), _("Releasing…"))

        self._ask(lambda: releasing(one), release)

    def _ask(self, said: Callable[[], list[Content]], then: Callable[[bool | None], None]) -> None:
        self.app.push_screen(Asked(said), then)

    def _do(self, act: Callable[[FilingDesk], None], saying: str = "") -> None:
        """Have the desk do something, and look at what became of it."""
        if saying:
            self.notify(saying, timeout=3, markup=False)
        in_thread(
            self, lambda: act(self.services.filing()), lambda _done: self._done(), group="do", failed=self._refused
        )

    def _done(self, _done: None = None) -> None:
        self._known = None
        self.action_look()

    def _refused(self, trouble: Trouble) -> None:
        self._stopping = None
        self._done()
        self._told(trouble)

    # The screen

    @on(Lines.OptionSelected, "#past")
    def job_chosen(self) -> None:
        """Show a job's report."""
        job: Job | None = self.query_one("#past", Lines).chosen
        if job is not None:
            self.app.push_screen(Told(lambda: report(job)))

    @on(Lines.OptionSelected, "#quarantine")
    def aside_chosen(self) -> None:
        """Show all that is known of a file."""
        one = self._aside()
        if one is not None:
            self.app.push_screen(Told(lambda: aside_details(one)))

    def _aside(self) -> Aside | None:
        found: Aside | None = self.query_one("#quarantine", Lines).chosen
        return found

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that do something now."""
        if not self.is_mounted:
            return True
        idle = self.running is None
        states = {
            "file": idle,
            "resume": idle and any(job.can_be_resumed for job in self.jobs),
            "stop": not idle and self._stopping is None,
            "retry": idle and self.here == "quarantine" and self._aside() is not None,
            "retry_all": idle and self.here == "quarantine" and self._aside() is not None,
            "release": idle and self.here == "quarantine" and self._aside() is not None,
        }
        return states[action] if action in states else super().check_action(action, parameters)
