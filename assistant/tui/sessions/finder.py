"""The list of sessions under its search line: it reads what is new on the record, and says how far it came."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from assistant.i18n import number as written
from assistant.tui.desk import Trouble
from assistant.tui.plain import N_, one_line, plain
from assistant.tui.sessions import listing
from assistant.tui.sessions.desk import SessionLine, SessionsDesk
from assistant.tui.sessions.fields import Line, Words
from assistant.tui.sessions.listed import MOST, SessionList
from assistant.tui.work import in_thread

_EMPTY = N_("Nothing is on the record yet: ask a first question in the room Ask.")
_NONE = N_("No session has all these words in it.")


class Finder(Vertical):
    """Finds sessions. `opener` is called in a thread."""

    class Listed(Message):
        """The sessions are read, or read again."""

    class Wanted(Message):
        """The session under the cursor is to be shown."""

    def __init__(self, opener: Callable[[], SessionsDesk]) -> None:
        super().__init__(id="found")
        self._opener = opener
        self.lines: tuple[SessionLine, ...] | None = None
        self._trouble: Trouble | None = None
        self._progress: tuple[int, int] | None = None
        self._told: str | None = None

    def compose(self) -> ComposeResult:
        """Yield the line to type in, what is to be said, and the list."""
        yield Line(says=N_("Words of a title, a question, an answer"), id="seek")
        yield Words(self._state, id="reading-state")
        yield SessionList()

    @property
    def seek(self) -> Line:
        """Where words are typed."""
        return self.query_one("#seek", Line)

    @property
    def list(self) -> SessionList:
        """The sessions found."""
        return self.query_one(SessionList)

    @property
    def marked(self) -> SessionLine | None:
        """The session under the cursor."""
        return self.called(self.list.marked or "")

    def called(self, name: str) -> SessionLine | None:
        """The session of that name."""
        return listing.neighbour(self.lines or (), name)

    def read(self) -> None:
        """Read what is new on the record; Listed follows."""
        in_thread(self, lambda: self._opener().sessions(self._came), self._listed, group="list", failed=self._failed)

    def step(self, by: int) -> None:
        """Go down (1) or up (-1) the list."""
        if by > 0:
            self.list.action_cursor_down()
        else:
            self.list.action_cursor_up()

    def _came(self, done: int, total: int) -> None:
        """How far the record is read, told by the thread that reads it."""
        self.call_later(self._tell, (done, total))

    def _listed(self, lines: tuple[SessionLine, ...]) -> None:
        self.lines, self._trouble = lines, None
        self._show()
        self.post_message(self.Listed())

    def _failed(self, trouble: Trouble) -> None:
        self._trouble = trouble
        self._tell(None)

    @on(Input.Changed, "#seek")
    def typed(self) -> None:
        """Narrow the list to what is typed."""
        self._show()

    @on(Input.Submitted, "#seek")
    @on(SessionList.OptionSelected)
    def chosen(self) -> None:
        """Show the session under the cursor."""
        self.post_message(self.Wanted())

    def _show(self) -> None:
        if self.lines is not None:
            self.list.show(listing.found(self.lines, self.seek.value), _NONE if self.lines else _EMPTY)
            self._tell(None)

    def _tell(self, progress: tuple[int, int] | None) -> None:
        self._progress = progress
        state = self.query_one("#reading-state", Words)
        if (told := state.words().plain) != self._told:  # laying the room out anew at each letter would be felt
            self._told = told
            state.display = bool(told)
            state.say_again()

    def _state(self) -> Content:
        if self._trouble is not None:
            said = Content.assemble(("! ", "bold $warning"), one_line(self._trouble.message, "$warning"))
            return Content.assemble(said, "\n→ ", plain(self._trouble.hint))
        if self._progress is not None:
            done, total = map(written, self._progress)
            return Content(_("Reading the record: {done} of {total} entries…").format(done=done, total=total))
        if self.lines is None:
            return Content(_("Reading the record…"))
        if self.list.count > MOST:
            told = _("{count} sessions: the {most} newest are listed. Type a word to find others.")
            return Content(told.format(count=written(self.list.count), most=written(MOST)))
        return Content("")
