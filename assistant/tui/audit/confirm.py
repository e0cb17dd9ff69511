"""Asks before something that takes time and memory is begun."""

from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from assistant.tui.footer import Keys
from assistant.tui.plain import N_
from assistant.tui.spoken import Spoken


class _Words(Spoken):
    def __init__(self, questions: int) -> None:
        super().__init__()
        self._questions = questions

    def words(self) -> Content:
        asked = ngettext("Ask the {n} question again?", "Ask all {n} questions again?", self._questions)
        return Content("\n").join(
            (
                Content.styled(asked.format(n=self._questions), "bold $accent"),
                Content(
                    _(
                        "The models are loaded once more, in a process of its own, and take memory and time while it "
                        "runs. Nothing is put on the record. It can be stopped at any time."
                    )
                ),
            )
        )


class Confirm(ModalScreen[bool]):
    """A card that is dismissed with yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss(True)", N_("Compute again")),
        Binding("escape", "dismiss(False)", N_("Leave it")),
    ]

    def __init__(self, questions: int) -> None:
        super().__init__()
        self._questions = questions

    def compose(self) -> ComposeResult:
        """Yield what is asked, and the keys that answer."""
        with Vertical(id="confirm"):
            yield _Words(self._questions)
            yield Keys()
