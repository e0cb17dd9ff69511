"""The room in which the record is verified, sessions are found, and stepped through as they were shown."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.widgets import Input

from assistant.tui.audit.desk import SessionLine, Verified
from assistant.tui.audit.jobs import Jobs
from assistant.tui.audit.replay import ReplayPane
from assistant.tui.audit.replaying import JOB, Replaying
from assistant.tui.audit.session_list import FILTERS, Filters, SessionChosen, SessionList
from assistant.tui.audit.then import Then
from assistant.tui.audit.verification import Verification
from assistant.tui.audit.words import hour
from assistant.tui.desk import Trouble
from assistant.tui.plain import N_
from assistant.tui.room import Room
from assistant.tui.services import Rooms
from assistant.tui.work import in_thread

VERIFY = "verify"
_PARTS = ("verification", "sessions", "replay")
_BROAD = 150
"""Columns from which the screen of then stands beside the record of the step."""
_STEPS = Binding.Group(N_("Step"), compact=True)


class AuditRoom(Room):
    """Verification, sessions and replay: side by side where there is room, else one at a time."""

    NAME = "audit"
    TITLE = N_("Audit")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Step"), tooltip=N_("One step back"), group=_STEPS),
        Binding("right", "step(1)", N_("Step"), tooltip=N_("One step on"), key_display="/→", group=_STEPS),
        Binding("p", "step(-1)", N_("Step"), tooltip=N_("One step back"), show=False),
        Binding("n", "step(1)", N_("Step"), tooltip=N_("One step on"), show=False),
        Binding("home", "step_to(0)", N_("First step"), show=False),
        Binding("end", "step_to(-1)", N_("Last step"), show=False),
        Binding("r", "recompute", N_("Again"), tooltip=N_("Ask the session’s questions again, and compare")),
        Binding("d", "differences", N_("Differences"), tooltip=N_("What stood then beside what comes out now")),
        Binding("ctrl+s", "report", N_("Report"), tooltip=N_("Write the report of the replay to a file"), show=False),
        Binding("escape", "stop", N_("Stop"), tooltip=N_("Stop what is being done")),
        Binding("escape", "close_differences", N_("Close"), tooltip=N_("Close the differences")),
        Binding("escape", "back", N_("Back"), tooltip=N_("Back to the list of sessions")),
        Binding("f5", "verify", N_("Verify"), tooltip=N_("Verify the whole record")),
        Binding("1", "part('verification')", N_("Verification"), show=False),
        Binding("2", "part('sessions')", N_("Sessions"), show=False),
        Binding("3", "part('replay')", N_("Replay"), show=False),
    ]

    def __init__(self, services: Rooms) -> None:
        super().__init__(services)
        self._jobs = Jobs(self)
        self._replaying = Replaying(self, self._jobs)

    def inside(self) -> ComposeResult:
        """Yield the three parts."""
        with Horizontal(id="audit"):
            with Vertical(id="left"):
                yield Verification()
                yield SessionList()
            yield ReplayPane()

    @property
    def sessions(self) -> SessionList:
        """The sessions."""
        return self.query_one(SessionList)

    @property
    def replay(self) -> ReplayPane:
        """The session that is stepped through."""
        return self.query_one(ReplayPane)

    # The room

    def on_mount(self) -> None:
        """Begin at the list; it is read when the room is shown."""
        self.add_class("-at-sessions")
        self.sessions.focus_list()

    def on_resize(self, event: Resize) -> None:
        """Put the screen of then beside the record of the step, or over it."""
        self.set_class(event.size.width >= _BROAD, "-broad")

    def on_screen_resume(self) -> None:
        """Paint first, then read the record: it may have grown since one was here."""
        self.call_after_refresh(self._list)

    def on_unmount(self) -> None:
        """Have nobody wait for what is still being done."""
        self._jobs.stop_all()

    def state(self) -> dict[str, object]:
        """What is typed in the filters."""
        return dict(self.sessions.filters)

    def restore(self, state: dict[str, object]) -> None:
        """Type it again."""
        self.sessions.fill({name: said for name in FILTERS if isinstance(said := state.get(name), str)})

    def action_part(self, name: str) -> None:
        """Go to one of the parts."""
        for part in _PARTS:
            self.set_class(part == name, f"-at-{part}")
        if name == "sessions":
            self.sessions.focus_list()
        elif name == "verification":
            self.query_one(Verification).focus()
        elif not self.replay.comparing:
            self.query_one(Then).focus()
        self.refresh_bindings()

    def action_back(self) -> None:
        """Go back to the list."""
        self.action_part("sessions")

    # Verifying

    def action_verify(self) -> None:
        """Verify the record."""
        card = self.query_one(Verification)
        card.show(progress=(0, 0))
        if not self.has_class("-wide"):
            self.action_part("verification")
        self._jobs.run(
            VERIFY,
            lambda progress, cancelled: self.services.audit().verify(progress, cancelled),
            self._verified,
            self._not_verified,
            lambda done, total: card.show(progress=(done, total)),
        )
        self.refresh_bindings()

    def _verified(self, verified: Verified | None) -> None:
        self.query_one(Verification).show(verified or self.services.audit().verified)
        if verified is not None:
            self.greffier.told_verified(hour(verified.when), held=verified.holds)
        self.refresh_bindings()

    def _not_verified(self, trouble: Trouble) -> None:
        self.query_one(Verification).show(trouble=trouble)
        self.refresh_bindings()

    # Sessions

    @on(Filters)
    def filtered(self) -> None:
        """List other sessions."""
        self._list()

    def _list(self) -> None:
        wanted = self.sessions.wanted()
        if wanted is None:
            self.sessions.show_wrong()
            return

        def told(done: int, total: int) -> None:
            self.call_later(self.sessions.show_progress, done, total)

        def read() -> tuple[SessionLine, ...]:
            return self.services.audit().sessions(*wanted, told)

        in_thread(self, read, self.sessions.show, group="list", failed=self.sessions.show_trouble)

    # Replaying

    @on(SessionChosen)
    def chosen(self, message: SessionChosen) -> None:
        """Read a session, and go to its first step."""
        self.action_part("replay")
        self._replaying.read(message.name)

    async def action_step(self, by: int) -> None:
        """Go on or back."""
        await self.replay.go(self.replay.at + by)
        self.refresh_bindings()

    async def action_step_to(self, at: int) -> None:
        """Go to the first step, or to the last."""
        steps = len(self.replay.replayed.steps) if self.replay.replayed is not None else 0
        await self.replay.go(at if at >= 0 else steps - 1)
        self.refresh_bindings()

    def action_recompute(self) -> None:
        """Ask the questions again, once it is said to be wanted."""
        self._replaying.recompute()

    def action_differences(self) -> None:
        """Show both sides, or the screen of then again."""
        if self.replay.comparing:
            self.action_close_differences()
        else:
            self._replaying.compare()

    def action_close_differences(self) -> None:
        """Show the screen of then again."""
        self.replay.close_sides()
        self.refresh_bindings()

    def action_report(self) -> None:
        """Write the report, once it is said where."""
        self._replaying.report()

    def action_stop(self) -> None:
        """Stop what is being read, computed or written, or else the verifying."""
        self._jobs.stop(JOB if self._replaying.under_way else VERIFY)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that do something now."""
        if not self.is_mounted:
            return True
        typing = isinstance(self.focused, Input)
        seen = self.has_class("-wide") or self.has_class("-at-replay")
        replayed, place = (self.replay.replayed, self.replay.place) if seen and not typing else (None, None)
        idle = not self._replaying.under_way
        states = {
            "step": replayed is not None,
            "step_to": replayed is not None,
            "recompute": replayed is not None and bool(replayed.exchanges) and idle,
            "differences": replayed is not None and place is not None and replayed.recomputed[place] is not None,
            "report": replayed is not None and idle,
            "stop": not idle or self._jobs.under_way(VERIFY),
            "close_differences": seen and self.replay.comparing,
            "back": typing or not self.has_class("-at-sessions"),
        }
        return states.get(action, super().check_action(action, parameters))
