"""The question line: what is typed is made safe to show, and earlier questions are taken up again with the arrows."""

from __future__ import annotations

from gettext import gettext as _
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from assistant.tui.ask.welcome import examples
from assistant.tui.kept import QUESTIONS
from assistant.tui.plain import N_, one_line
from assistant.tui.top import Standing


class QuestionLine(Input):
    """One line. The arrows go through the questions asked, and before those through the examples."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Ask"), show=False),
        Binding("up", "recall(-1)", N_("Earlier question"), show=False),
        Binding("down", "recall(1)", N_("Later question"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="question", select_on_focus=False, max_length=2000)
        self._standing = Standing()
        self._asked: list[str] = []
        self._back = 0  # how many questions back the one recalled is; 0: none is
        self._draft = ""

    def on_mount(self) -> None:
        """Say what the line is for."""
        self.say_again()

    def say_again(self) -> None:
        """Say what the line is for, in the language that is spoken; and of what, in its frame."""
        self.placeholder = _("Your question, in French or in English, then Enter")
        standing = self._standing
        self.border_title = one_line(standing.library).markup
        facts = (
            _("generation {generation}").format(generation=standing.generation[:8]),
            _("session {session}").format(session=standing.session[:8]),
        )
        self.border_subtitle = one_line(" · ".join(facts)).markup if standing.library else ""

    def stand(self, standing: Standing) -> None:
        """Say which library is asked, and under which session."""
        self._standing = standing
        self.say_again()

    @property
    def remembered(self) -> list[str]:
        """The questions that the arrows take up."""
        return self._asked[-QUESTIONS:]

    def remember(self, asked: list[str]) -> None:
        """Take up those of an earlier time too."""
        self._asked = [*asked, *self._asked]

    def validate_value(self, value: str) -> str:
        """Keep what is pasted to what can be shown on one line."""
        ends = value[len(value.rstrip(" ")) :]  # a space just typed is not to be taken away
        starts = value[: len(value) - len(value.lstrip(" "))]
        return starts + one_line(value).plain + ends if value.strip() else value.replace("\n", " ")

    def asked(self, question: str) -> None:
        """Remember a question, and empty the line."""
        self._asked.append(question)
        self._back = 0
        self.value = ""

    def action_recall(self, by: int) -> None:
        """Take up an earlier (-1) or a later (1) question; after the latest, what was being typed."""
        known = [*reversed(examples()), *self._asked]
        back = min(max(0, self._back - by), len(known))
        if back == self._back:
            return
        if self._back == 0:
            self._draft = self.value
        self._back = back
        self.value = known[-back] if back else self._draft
        self.cursor_position = len(self.value)
