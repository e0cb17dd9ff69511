"""What is done with the session that is stepped through: read, computed again, compared, written into a report."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from gettext import gettext as _
from typing import TYPE_CHECKING, TypeVar

from assistant.tui.audit.confirm import Confirm
from assistant.tui.audit.desk import AuditDesk, Cancelled, Progress, Replayed, Sides
from assistant.tui.audit.jobs import Jobs
from assistant.tui.audit.replay import ReplayPane
from assistant.tui.audit.where import Where
from assistant.tui.desk import Trouble
from assistant.tui.plain import plain
from assistant.tui.work import in_thread

if TYPE_CHECKING:
    from assistant.tui.room import Room

Given = TypeVar("Given")

JOB = "replay"
"""Reading, computing and writing are one job: a later one stops the one before."""


class Replaying:
    """Calls the desk for the room, and has the pane show what comes of it."""

    def __init__(self, room: Room, jobs: Jobs) -> None:
        self._room = room
        self._jobs = jobs

    @property
    def pane(self) -> ReplayPane:
        """Where it is shown."""
        return self._room.query_one(ReplayPane)

    @property
    def under_way(self) -> bool:
        """Whether something is being read, computed or written."""
        return self._jobs.under_way(JOB)

    def read(self, name: str) -> None:
        """Read a session, and show its first step."""
        self._do("reading", lambda progress, cancelled: self._desk().replay(name, progress, cancelled), self._read)

    def recompute(self) -> None:
        """Ask whether computing again is worth its time, and do it."""
        replayed = self.pane.replayed
        if replayed is not None:
            self._room.app.push_screen(Confirm(len(replayed.exchanges)), partial(self._recompute, replayed))

    def compare(self) -> None:
        """Show both sides of the question that the step concerns."""
        replayed, place = self.pane.replayed, self.pane.place
        if replayed is not None and place is not None:
            in_thread(
                self._room, lambda: self._desk().differences(replayed, place), self._compared, group="differences"
            )

    def report(self) -> None:
        """Ask into which file the report is to be written, and write it."""
        replayed = self.pane.replayed
        if replayed is not None:
            proposed = f"~/greffier-{replayed.session}.html"
            self._room.app.push_screen(Where(proposed), partial(self._report, replayed))

    def _desk(self) -> AuditDesk:
        return self._room.services.audit()

    def _do(self, what: str, call: Callable[[Progress, Cancelled], Given], then: Callable[[Given], object]) -> None:
        """Make a call, and say on the way how far it is."""

        def at(done: int, total: int) -> None:
            self.pane.tell((what, done, total))

        async def done(given: Given) -> None:
            self.pane.tell()
            shown = then(given)
            if hasattr(shown, "__await__"):
                await shown
            self._room.refresh_bindings()

        def failed(trouble: Trouble) -> None:
            self.pane.tell(trouble=trouble)
            self._room.refresh_bindings()

        at(0, 0)
        self._jobs.run(JOB, call, done, failed, at)
        self._room.refresh_bindings()

    async def _read(self, replayed: Replayed | None) -> None:
        if replayed is not None:
            await self.pane.show(replayed)

    def _recompute(self, replayed: Replayed, wanted: bool | None) -> None:
        if wanted:
            self._do(
                "computing",
                lambda progress, cancelled: self._desk().recompute(replayed, progress, cancelled),
                self._recomputed,
            )

    async def _recomputed(self, replayed: Replayed | None) -> None:
        if replayed is not None:
            await self.pane.show(replayed, self.pane.at)

    async def _compared(self, sides: Sides | None) -> None:
        if sides is None:
            self._room.notify(_("Nothing of this answer may be shown."), markup=False)
            return
        await self.pane.compare(sides)
        self._room.refresh_bindings()

    def _report(self, replayed: Replayed, file: str | None) -> None:
        if file:
            self._do(
                "writing",
                lambda _progress, cancelled: self._desk().report(replayed, file, cancelled),
                self._reported,
            )

    def _reported(self, file: str | None) -> None:
        if file is not None:
            told = plain(_("The report is in {file}.").format(file=file)).plain
            self._room.notify(told, markup=False, timeout=15)
