"""The clerk's room: the job that runs as it goes, those before it with their reports, and the quarantine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from gettext import gettext as _
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer

from assistant.tui.cards import Asked, Told, troubled
from assistant.tui.desk import Trouble
from assistant.tui.filing import words
from assistant.tui.filing.cards import FilingCard, Wanted
from assistant.tui.filing.desk import Aside, Counts, FilingDesk, Job
from assistant.tui.filing.job_part import JobPart
from assistant.tui.lines import Lines
from assistant.tui.parts import PART_KEYS, Head, PartedRoom
from assistant.tui.plain import N_, one_line
from assistant.tui.work import in_thread

EVERY = 1.0  # seconds between two looks at a job that runs
_NOTED = 20  # documents filed between two counts of what the library holds

Seen = tuple[Sequence[Job], Sequence[Aside] | None, Counts | None]
"""What was looked at: jobs; and the quarantine and the counts, where those may have changed."""


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
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "file", N_("File…"), tooltip=N_("File a folder or a file")),
        Binding("g", "resume", N_("Resume"), tooltip=N_("Go on with the jobs that were interrupted or stopped")),
        Binding("s", "stop", N_("Stop"), tooltip=N_("Stop the job that runs; it can be gone on with")),
        Binding("r", "retry", N_("Try again"), tooltip=N_("Try this file of the quarantine again")),
        Binding("a", "retry_all", N_("Try all files of the quarantine again"), show=False),
        Binding("x", "release", N_("Release"), tooltip=N_("Take this file out of the quarantine without filing it")),
        *PART_KEYS,
        Binding("f5", "look", N_("Look again"), show=False),
    ]

    def head(self) -> Head:
        """What the library holds."""
        return _Head(self.PARTS)

    def parts(self) -> ComposeResult:
        """Yield the job on the left, the lists on the right."""
        with Vertical(classes="column"):
            yield JobPart(id="job", classes="part")
        with Vertical(classes="column"):
            yield Lines[Aside](
                "quarantine", lambda one: one.path, words.aside_line, N_("No file is set aside."), classes="part"
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
            in_thread(self, lambda: self._look(known), self._saw, group="look", failed=self._blind)

    def _look(self, known: tuple[object, ...] | None) -> Seen:
        desk = self.services.filing()
        jobs = desk.jobs()
        if _mark(jobs) == known:
            return jobs, None, None
        return jobs, desk.quarantine(), desk.counts()

    async def _saw(self, seen: Seen) -> None:
        self._looking = False
        await self.unseen(None)
        self.jobs, aside, counts = seen
        self._known = _mark(self.jobs)
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

        self._ask(
            lambda: [
                Content.styled(_("Stop this job?"), "bold $accent"),
                words.what(job),
                Content(""),
                Content(_("What was filed is kept. To go on later: {command}").format(command=words.RESUME)),
            ],
            stop,
        )

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

        self._ask(lambda: [Content.styled(_("Try all files of the quarantine again?"), "bold $accent")], retry)

    def action_release(self) -> None:
        """Release the file at which one is, if that is meant."""
        one = self._aside()
        if one is None:
            return

        def release(meant: bool | None) -> None:
            if meant:
                self._do(lambda desk: desk.release([one.name]), _("Releasing…"))

        self._ask(
            lambda: [
                Content.styled(_("Release this file?"), "bold $accent"),
                one_line(one.path),
                Content(""),
                Content(_("It leaves the quarantine without being filed, and is passed over while it stays as it is.")),
                Content(_("That is put on the record.")),
            ],
            release,
        )

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
            self.app.push_screen(Told(lambda: words.report(job)))

    @on(Lines.OptionSelected, "#quarantine")
    def aside_chosen(self) -> None:
        """Show all that is known of a file."""
        one = self._aside()
        if one is not None:
            self.app.push_screen(Told(lambda: words.aside_details(one)))

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


def _mark(jobs: Sequence[Job]) -> tuple[object, ...]:
    """What tells that the quarantine or the counts have changed: how jobs stand, and roughly what they did."""
    told = ((job.told.quarantined, job.told.filed // _NOTED) if job.told is not None else (0, 0) for job in jobs)
    return tuple((job.number, job.standing, *done) for job, done in zip(jobs, told, strict=True))
