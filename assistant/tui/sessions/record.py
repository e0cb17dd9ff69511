"""The card of an answer's record: where it stands, verified now, what people said of it, and a judgement to add."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from assistant.audit.validation import VERDICTS, Verdict
from assistant.exchange import Exchange
from assistant.tui.desk import Trouble
from assistant.tui.plain import N_, one_line
from assistant.tui.sessions.cards import Opener, Problem
from assistant.tui.sessions.desk import Standing
from assistant.tui.sessions.fields import Choice, Line, Words, keys_line
from assistant.tui.sessions.record_lines import judged_lines, standing_lines
from assistant.tui.work import in_thread

_SAYS: dict[Verdict, str] = {"validated": N_("validate"), "corrected": N_("correct"), "rejected": N_("reject")}


@dataclass(frozen=True, slots=True)
class Said:
    """A judgement that was put on the record as an entry, of the answer of another."""

    answer: int
    entry: int
    verdict: Verdict
    note: str


class RecordCard(ModalScreen[Said | None]):
    """Shown over a room. It is dismissed with the judgement, where one was made."""

    CSS_PATH = "cards.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("Close"))]

    def __init__(self, opener: Opener, exchange: Exchange) -> None:
        super().__init__(classes="session-card")
        self._opener = opener
        self._exchange = exchange
        self._entry = exchange.answer.entry if exchange.answer is not None else exchange.entry
        self._stands: Standing | None = None

    def compose(self) -> ComposeResult:
        """Yield where it stands, what was said of it, and what can be."""
        with VerticalScroll(classes="card-body", can_focus=False):
            yield Words(lambda: Content.styled(_("On the record"), "bold $accent"))
            yield Words(lambda: one_line(self._exchange.question, "bold"), classes="card-question")
            yield Words(self._standing, classes="card-standing")
            if self._exchange.answer is None:
                yield Words(self._none, classes="card-note")
                yield Problem()
                yield Words(lambda: keys_line(("escape", N_("Close"))))
                return
            yield Words(lambda: Content("\n").join(judged_lines(self._exchange.judgements)), classes="card-judged")
            yield Choice(N_("Judge"), [(one, _SAYS[one]) for one in VERDICTS], id="verdict")
            yield Line(says=N_("A note: why, or what it should have said"), longest=2000, id="note")
            yield Problem()
            yield Words(
                lambda: keys_line(
                    ("left,right", N_("Choose")),
                    ("tab", N_("Note")),
                    ("enter", N_("Put it on the record")),
                    ("escape", N_("Close")),
                )
            )

    def on_mount(self) -> None:
        """Verify it, now."""
        in_thread(
            self,
            lambda: self._opener().standing(self._entry),
            self._verified,
            group="standing",
            failed=self.query_one(Problem).tell,
        )
        for choice in self.query(Choice):
            choice.focus()

    def _verified(self, stands: Standing) -> None:
        self._stands = stands
        for words in self.query(".card-standing"):
            words.refresh(layout=True)

    def _standing(self) -> Content:
        if self._stands is None:
            return Content(_("Entry {entry}: it is being verified…").format(entry=self._entry))
        return Content("\n").join(standing_lines(self._stands))

    def _none(self) -> Content:
        told = {
            "destroyed": _("What it said is destroyed; that it stood there is proven all the same."),
            "withheld": _("What it says is withheld from you; that it stands there is proven all the same."),
        }
        other = _("There is no answer to judge: it was broken off.")
        return Content.styled(told.get(self._exchange.outcome, other), "$text-muted")

    @on(Choice.Done)
    @on(Input.Submitted)
    def submitted(self) -> None:
        """Put the judgement on the record, once one is chosen."""
        problem, chosen = self.query_one(Problem), self.query_one("#verdict", Choice).chosen
        note = " ".join(self.query_one("#note", Line).value.split())
        verdict: Verdict | None = next((one for one in VERDICTS if one == chosen), None)
        if verdict is None:
            problem.tell(Trouble(_("Nothing is chosen yet."), _("Choose with ← and →: validate, correct or reject.")))
            return
        if verdict == "corrected" and not note:
            problem.tell(
                Trouble(_("A correction says what is right."), _("Write in the note what it should have said."))
            )
            self.query_one("#note", Line).focus()
            return
        problem.tell(busy=N_("Putting it on the record…"))
        in_thread(
            self,
            lambda: Said(self._entry, self._opener().judge(self._entry, verdict, note), verdict, note),
            self._done,
            group="judge",
            failed=problem.tell,
        )

    def _done(self, said: Said) -> None:
        self.dismiss(said)
