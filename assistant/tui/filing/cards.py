"""The card on which the clerk says what is to be filed."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from assistant.tui.cards import Card, Field, Words, keys_line
from assistant.tui.plain import N_, one_line
from assistant.tui.work import in_thread


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


class FilingCard(Card[Wanted | None]):
    """Asks what is to be filed, and where it belongs."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", N_("Cancel"))]

    def __init__(self, path: str = "") -> None:
        super().__init__()
        self._path = path
        self._problem: str | None = None

    def compose(self) -> ComposeResult:
        """Yield three lines to fill in."""
        with VerticalScroll(classes="card-body", can_focus=False):
            yield Words(lambda: [Content.styled(_("File a folder"), "bold $accent")], classes="card-title")
            yield Words(lambda: [Content(_("Folder or file"))])
            yield Field(self._path, id="path")
            yield Words(lambda: [Content(_("Collection (may stay empty)"))])
            yield Field(id="collection")
            yield Words(lambda: [Content(_("Label: who may see it (may stay empty)"))])
            yield Field(id="label")
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
        return [keys_line(("enter", _("Begin")), ("tab", _("Next line")), ("escape", _("Cancel")))]
