"""Asks into which file a report is written."""

from __future__ import annotations

from gettext import gettext as _
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from assistant.tui.footer import Keys
from assistant.tui.plain import N_
from assistant.tui.spoken import Spoken


class _Words(Spoken):
    def words(self) -> Content:
        return Content("\n").join(
            (
                Content.styled(_("Write the report of this replay to which file?"), "bold $accent"),
                Content(
                    _(
                        "It is an HTML page that stands alone, in French and in English, with what was checked. It "
                        "holds what was asked and answered: keep it as you keep the record."
                    )
                ),
            )
        )


class Where(ModalScreen[str | None]):
    """A card that is dismissed with the file, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write", N_("Write"), priority=True),
        Binding("escape", "dismiss(None)", N_("Leave it")),
    ]

    def __init__(self, proposed: str) -> None:
        super().__init__()
        self._proposed = proposed

    def compose(self) -> ComposeResult:
        """Yield what is asked, and the line in which it is answered."""
        with Vertical(id="where"):
            yield _Words()
            yield Input(self._proposed, id="file", compact=True, select_on_focus=False, max_length=1000)
            yield Keys()

    def action_write(self) -> None:
        """Take what stands in the line; nothing is no file."""
        file = self.query_one("#file", Input).value.strip()
        self.dismiss(file or None)
