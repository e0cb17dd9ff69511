"""The room of earlier sessions: found by words, read again as they were shown, gone on with, judged and exported."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from assistant.exchange import Exchange
from assistant.tui.answers import AnswerRoom
from assistant.tui.plain import N_
from assistant.tui.reading import Step
from assistant.tui.services import Rooms
from assistant.tui.sessions.cards import TitleCard
from assistant.tui.sessions.desk import SessionLine
from assistant.tui.sessions.fields import Line
from assistant.tui.sessions.finder import Finder
from assistant.tui.sessions.keys import KEYS
from assistant.tui.sessions.listed import SessionList
from assistant.tui.sessions.record import Said
from assistant.tui.sessions.view import SessionView
from assistant.tui.statement import ReferenceChosen, ReferenceLine
from assistant.tui.work import in_thread


class SessionsRoom(AnswerRoom):
    """Earlier sessions."""

    NAME = "sessions"
    TITLE = N_("Sessions")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, services: Rooms) -> None:
        super().__init__(services)
        self._wanted = ""

    def main(self) -> ComposeResult:
        """Yield the list under its search line, and the session."""
        yield Finder(self.services.sessions)
        yield SessionView()

    @property
    def finder(self) -> Finder:
        """The list under its search line."""
        return self.query_one(Finder)

    @property
    def seek(self) -> Line:
        """Where words are typed."""
        return self.finder.seek

    @property
    def list(self) -> SessionList:
        """The sessions found."""
        return self.finder.list

    @property
    def view(self) -> SessionView:
        """The session that is shown."""
        return self.query_one(SessionView)

    @property
    def _in_view(self) -> bool:
        """Whether keys speak of the session that is shown, and not of the one under the cursor of the list."""
        return self.view.has_focus_within or self.view.has_focus

    # The list

    def on_mount(self) -> None:
        """Paint first, then read the record."""
        self.seek.focus()
        self.call_after_refresh(self.action_refresh)

    @on(events.ScreenResume)
    def resumed(self) -> None:
        """Something may have been asked meanwhile."""
        if self.finder.lines is not None:
            self.action_refresh()

    def action_refresh(self) -> None:
        """Read what is new on the record."""
        self.finder.read()

    @on(Finder.Listed)
    def listed(self) -> None:
        """Show what is shown as it is now, or what was shown the last time."""
        if (shown := self.view.line) is not None:
            now = self.finder.called(shown.name)
            if now is not None and now != shown:
                self._open(now, keep=True)
        elif self._wanted and (line := self.finder.called(self._wanted)) is not None:
            self._wanted = ""
            self.list.mark(line.name)
            self._open(line, keep=False)
        self.refresh_bindings()

    def action_mark(self, by: int) -> None:
        """Go down (1) or up (-1) the list."""
        self.finder.step(by)

    # One session

    @on(Finder.Wanted)
    def action_open(self) -> None:
        """Show the session under the cursor as it was."""
        if (line := self.finder.marked) is not None:
            self._open(line, keep=False)

    def _open(self, line: SessionLine, *, keep: bool) -> None:
        """Read a session; `keep` to the question that is chosen, where it is read again."""
        in_thread(
            self,
            lambda: self.services.sessions().told(line.name),
            partial(self._opened, line, keep=keep),
            group="told",
        )

    async def _opened(self, line: SessionLine, exchanges: tuple[Exchange, ...], *, keep: bool) -> None:
        if keep:
            await self.view.show_again(line, exchanges)
        else:
            self.remove_class("-reading")
            await self.view.show(line, exchanges)
            self.add_class("-open")
            if self.is_current:
                self.view.focus()
        self.refresh_bindings()

    def action_back(self) -> None:
        """Go back to the list; from there, empty the search."""
        if self.has_class("-open") and (self._in_view or not self.has_class("-wide")):
            self.remove_class("-open")
            self.seek.focus()
        elif self.seek.value:
            self.seek.value = ""
        else:
            self.seek.focus()
        self.refresh_bindings()

    async def action_go_on(self) -> None:
        """Go on with this session, where questions are put."""
        if (line := self.view.line) is not None:
            await self.greffier.reopen(line.name, self.view.exchanges)

    @on(SessionView.Moved)
    def moved(self) -> None:
        """Offer what can be done with the question that is chosen."""
        self.refresh_bindings()

    # What is done with it

    def action_rename(self) -> None:
        """Give the session a title."""
        line = self.view.line if self._in_view else self.finder.marked
        if line is not None and line.destroyed is None and not line.withheld:
            self.app.push_screen(TitleCard(self.services.sessions, line), self._renamed)

    def _renamed(self, entry: int | None) -> None:
        if entry is not None:
            self.on_record(entry)
            self.action_refresh()

    def chosen_exchange(self) -> Exchange | None:
        """The question that is chosen in the session that is shown."""
        return self.view.chosen

    def chosen_session(self) -> SessionLine | None:
        """The session that is shown."""
        return self.view.line

    def judged(self, said: Said) -> None:  # noqa: ARG002 - it is read with the rest
        """Read the session again, with what was said."""
        self.action_refresh()
        if (line := self.view.line) is not None:
            self._open(line, keep=True)

    # Sources

    def has_sources(self) -> bool:
        """Whether there is a source to open."""
        return self.view.has_references()

    def step(self, by: int) -> Step | None:
        """Go to the next or the previous source of the session."""
        line = self.view.step(by)
        return None if line is None else self._place(line)

    @on(ReferenceChosen)
    async def chosen(self, message: ReferenceChosen) -> None:
        """Open the source that was clicked."""
        if isinstance(line := message.control, ReferenceLine):
            self.view.select(line)
            await self.open_source(*self._place(line))

    def _place(self, line: ReferenceLine) -> Step:
        lines = self.view.neighbours(line)
        return line.reference, [each.reference for each in lines], (lines.index(line) + 1, len(lines))

    def left(self) -> None:
        """Go back to the session."""
        self.view.select(None)
        self.view.focus()

    async def action_scroll(self, by: int) -> None:
        """Scroll; over the ends of what is shown of the session, on to what lies before or after."""
        view = self.view
        at_end = view.scroll_y <= 0 if by < 0 else view.scroll_y >= view.max_scroll_y
        if self.reading or not (at_end and await view.go(by)):
            await super().action_scroll(by)

    # The screen

    def state(self) -> dict[str, object]:
        """What was typed, and which session was shown."""
        line = self.view.line
        return {"typed": self.seek.value, "session": line.name if line is not None else self._wanted}

    def restore(self, state: dict[str, object]) -> None:
        """Type it again, and show the session once it is known."""
        typed, wanted = state.get("typed"), state.get("session")
        if isinstance(typed, str):
            self.seek.value = typed
        if isinstance(wanted, str):
            self._wanted = wanted

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that do something now."""
        if not self.is_mounted:
            return True
        line, chosen = self.view.line, self.view.chosen
        open_ = line is not None and (self.has_class("-open") or self.has_class("-wide"))
        states = {
            "go_on": open_ and line is not None and line.destroyed is None and not line.withheld,
            "rename": bool(self.finder.lines),
            "export": open_ and bool(self.view.exchanges),
            "copy": open_ and chosen is not None,
            "record": open_ and chosen is not None,
            "back": not self.reading and (self._in_view or self.has_class("-open") or bool(self.seek.value)),
            "mark": not isinstance(self.focused, SessionView),
        }
        return states[action] if action in states else super().check_action(action, parameters)
