"""The line in which words are looked for in the document that is open."""

from __future__ import annotations

from gettext import gettext as _
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from assistant.tui.plain import N_, one_line
from assistant.tui.source.desk import MOST
from assistant.tui.spoken import Spoken


class Looked(Message):
    """Words were typed that are to be found."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class Stepped(Message):
    """The next match (1) or the one before (-1) is wanted."""

    def __init__(self, by: int) -> None:
        super().__init__()
        self.by = by


class _Words(Input):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "step(1)", N_("Next place found"), show=False),
        Binding("up", "step(-1)", N_("Place found before"), show=False),
    ]

    def validate_value(self, value: str) -> str:
        """Keep what is pasted to what can be shown on one line; a space just typed is not taken away."""
        ends = value[len(value.rstrip(" ")) :]
        return one_line(value).plain + ends if value.strip() else ""

    def action_step(self, by: int) -> None:
        """Go on to another place."""
        self.post_message(Stepped(by))


class _Count(Spoken):
    DEFAULT_CSS = """
    _Count { width: auto; height: 1; padding: 0 1; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.at: int | None = None
        self.count: int | None = None

    def words(self) -> Content:
        if self.count is None:
            return Content("")
        if not self.count:
            return Content(_("not found"))
        count = f"{self.count}+" if self.count >= MOST else str(self.count)
        return Content(_("{n} / {count}").format(n=(self.at or 0) + 1, count=count))


class FindLine(Horizontal):
    """Shown while words are looked for. Says `Looked` and `Stepped`."""

    DEFAULT_CSS = """
    FindLine {
        display: none;
        height: 1;
        & Input { width: 1fr; }
        & .label { width: auto; height: 1; padding: 0 1 0 0; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._count = _Count()

    def compose(self) -> ComposeResult:
        """Yield the line and the count beside it."""
        yield _Label(classes="label")
        yield _Words(max_length=200, select_on_focus=True, compact=True)
        yield self._count

    @property
    def words(self) -> str:
        """What is looked for."""
        return self.query_one(_Words).value.strip()

    def open(self) -> None:
        """Show the line, and take what is typed."""
        self.display = True
        self.query_one(_Words).focus()

    def close(self) -> None:
        """Hide the line, and forget what was looked for."""
        self.display = False
        with self.prevent(Input.Changed):
            self.query_one(_Words).value = ""
        self.say(None, None)

    def say(self, at: int | None, count: int | None) -> None:
        """Say which of how many places is shown, the first being 0; nothing, before anything was looked for."""
        self._count.at, self._count.count = at, count
        self._count.say_again()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(Looked(event.value.strip()))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()


class _Label(Spoken):
    def words(self) -> Content:
        return Content(_("Find in the document:"))
