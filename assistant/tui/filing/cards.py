"""The cards that lie over the clerk's room: something told, something asked, and what is to be filed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from assistant.tui.keys import key_name
from assistant.tui.plain import N_, one_line
from assistant.tui.spoken import Spoken
from assistant.tui.work import in_thread


class Words(Spoken):
    """Says what it is handed, anew in each language."""

    def __init__(self, said: Callable[[], Iterable[Content]], *, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._said = said

    def words(self) -> Content:
        """The lines."""
        return Content("\n").join(self._said())


class Told(ModalScreen[None]):
    """Something told, until it is dismissed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "dismiss", N_("Close"))]

    def __init__(self, said: Callable[[], Iterable[Content]]) -> None:
        super().__init__(classes="filing-card")
        self._said = said

    def compose(self) -> ComposeResult:
        """Yield the card."""
        with VerticalScroll(classes="card-body"):
            yield Words(self._said)
            yield Words(lambda: [_keys(("escape", _("Close")))], classes="card-keys")


class Asked(ModalScreen[bool]):
    """A question that is answered by yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss(True)", N_("Yes")),
        Binding("escape,q", "dismiss(False)", N_("No")),
    ]

    def __init__(self, said: Callable[[], Iterable[Content]]) -> None:
        super().__init__(classes="filing-card")
        self._said = said

    def compose(self) -> ComposeResult:
        """Yield the question, and the keys that answer it."""
        with VerticalScroll(classes="card-body", can_focus=False):
            yield Words(self._said)
            yield Words(lambda: [_keys(("enter", _("Yes")), ("escape", _("No")))], classes="card-keys")


def _keys(*keys: tuple[str, str]) -> Content:
    """What keys do, in a line."""
    return Content("   ").join(Content.assemble((key_name(key), "bold $accent"), f" {does}") for key, does in keys)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be filed."""

    path: str
    collection: str
    label: str


def problem(path: str) -> str | None:
    """What speaks against filing what lies there; None where nothing does."""
    if not path:
        return _("Say which folder or file is to be filed.")
    place = Path(path).expanduser()
    try:
        found = place.exists()
    except OSError:
        found = False
    return None if found else _("There is no such file or folder: {path}").format(path=path)


class FilingCard(ModalScreen[Wanted | None]):
    """Asks what is to be filed, and where it belongs."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", N_("Cancel"))]

    def __init__(self, path: str = "") -> None:
        super().__init__(classes="filing-card")
        self._path = path
        self._problem: str | None = None

    def compose(self) -> ComposeResult:
        """Yield three lines to fill in."""
        with VerticalGroup(classes="card-body"):
            yield Words(lambda: [Content.styled(_("File a folder"), "bold $accent")], classes="card-title")
            yield Words(lambda: [Content(_("Folder or file"))])
            yield Input(self._path, id="path")
            yield Words(lambda: [Content(_("Collection (may stay empty)"))])
            yield Input(id="collection")
            yield Words(lambda: [Content(_("Label: who may see it (may stay empty)"))])
            yield Input(id="label")
            yield Words(self._trouble, classes="card-problem")
            yield Words(self._does, classes="card-keys")

    def on_mount(self) -> None:
        """Begin with the folder."""
        self.query_one("#path", Input).focus()

    @on(Input.Submitted)
    def submitted(self) -> None:
        """See whether it is there, on whatever disk that may be."""
        path = self.query_one("#path", Input).value.strip()
        in_thread(self, lambda: problem(path), self._seen, group="problem")

    def _seen(self, found: str | None) -> None:
        self._problem = found
        if found is None:
            values = (self.query_one(name, Input).value.strip() for name in ("#path", "#collection", "#label"))
            self.dismiss(Wanted(*values))
            return
        self.query_one(".card-problem", Words).say_again()
        self.query_one("#path", Input).focus()

    def _trouble(self) -> list[Content]:
        return [one_line(f"! {self._problem}", "$warning")] if self._problem else []

    def _does(self) -> list[Content]:
        return [_keys(("enter", _("Begin")), ("tab", _("Next line")), ("escape", _("Cancel")))]
