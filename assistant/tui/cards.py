"""The cards that lie over a room: something told, or something asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from gettext import gettext as _
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from assistant.safe import visible
from assistant.tui.desk import Trouble
from assistant.tui.keys import key_name
from assistant.tui.plain import N_, one_line
from assistant.tui.spoken import Spoken


class Words(Spoken):
    """Says what it is handed, anew in each language."""

    def __init__(self, said: Callable[[], Iterable[Content]], *, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._said = said

    def words(self) -> Content:
        """The lines."""
        return Content("\n").join(self._said())


Answer = TypeVar("Answer")
_BREAKS = str.maketrans("\n\t", "  ")


class Card(ModalScreen[Answer]):
    """What lies over a room until it is answered or dismissed; its body is a container of the class `card-body`."""

    DEFAULT_CSS = """
    Card {
        align: center middle;
        background: $background 60%;
        .card-body {
            width: 84;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            border: round $accent;
            background: $background;
            padding: 0 2;
            scrollbar-size-vertical: 1;
        }
        .card-title { margin: 0 0 1 0; }
        .card-keys { margin: 1 0 0 0; color: $text-muted; }
        .card-problem { min-height: 1; }
        Input { height: 3; border: round $border; background: $background; padding: 0 1; }
        Input:focus { border: round $accent; }
    }
    """


class Told(Card[None]):
    """Something told, until it is dismissed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "dismiss", N_("Close"))]

    def __init__(self, said: Callable[[], Iterable[Content]]) -> None:
        super().__init__()
        self._said = said

    def compose(self) -> ComposeResult:
        """Yield the card."""
        with VerticalScroll(classes="card-body"):
            yield Words(self._said)
            yield Words(lambda: [keys_line(("escape", _("Close")))], classes="card-keys")


class Asked(Card[bool]):
    """A question that is answered by yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss(True)", N_("Yes")),
        Binding("escape,q", "dismiss(False)", N_("No")),
    ]

    def __init__(self, said: Callable[[], Iterable[Content]]) -> None:
        super().__init__()
        self._said = said

    def compose(self) -> ComposeResult:
        """Yield the question, and the keys that answer it."""
        with VerticalScroll(classes="card-body", can_focus=False):
            yield Words(self._said)
            yield Words(lambda: [keys_line(("enter", _("Yes")), ("escape", _("No")))], classes="card-keys")


class Field(Input):
    """A line to be filled in, that shows what is pasted and does nothing of what that would do to a terminal."""

    def validate_value(self, value: str) -> str:
        """Keep to what can be shown on one line."""
        return visible(value.translate(_BREAKS))


def keys_line(*keys: tuple[str, str]) -> Content:
    """What keys do, in a line."""
    return Content("   ").join(Content.assemble((key_name(key), "bold $accent"), f" {does}") for key, does in keys)


def troubled(trouble: Trouble) -> list[Content]:
    """What went wrong, and what mends it."""
    return [
        one_line(trouble.message, "bold $warning"),
        Content(""),
        Content.assemble(("→ ", "$accent"), one_line(trouble.hint)),
    ]
