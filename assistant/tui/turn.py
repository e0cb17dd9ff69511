"""Shows one question and what became of it: passages found, then an answer, a refusal, a failure or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.widget import Widget

from assistant.answer import Answer, Retrieved, Statement
from assistant.exchange import Exchange
from assistant.i18n import spoken
from assistant.render import left_out_line, missing_line, unsupported_line
from assistant.tui.ask.followed import Followed
from assistant.tui.desk import Trouble
from assistant.tui.reference import numbered, of_hit
from assistant.tui.spoken import Marked
from assistant.tui.statement import ReferenceLine, StatementView
from assistant.tui.turn_parts import (
    Colophon,
    Draft,
    Excerpt,
    Failure,
    Note,
    Progress,
    Question,
    Refusal,
    cancelled,
    destroyed,
    found_title,
    incomplete,
    nearest_title,
    withheld,
)
from indexes.records import Language

NEAREST = 5
"""Passages shown with a refusal: more would read as an answer."""

_SHOWN, _LINE = 3, 110  # passages shown while an answer is made of them, and characters of each


class Turn(VerticalGroup):
    """A question and its answer. What is mounted stays: an answer takes the place of the progress line alone."""

    def __init__(self, question: str) -> None:
        super().__init__(classes="turn")
        self.question = question
        self.exchange: Exchange | None = None
        """What is shown, once it is whole."""
        self._trouble: Trouble | None = None
        self._progress = Progress()
        self._found: VerticalGroup | None = None
        self._draft = Draft()
        self._drafting = Marked("…", self._draft, style="bold $text-muted", classes="draft")
        self._drafting.display = False
        self.stated_so_far: list[Statement] = []
        self._followed: Followed | None = None

    @classmethod
    def of(cls, exchange: Exchange, trouble: Trouble | None = None) -> Turn:
        """What stands of an exchange, and what went wrong with it, as it is shown again."""
        turn = cls(exchange.question)
        turn.exchange, turn._trouble = exchange, trouble
        return turn

    def compose(self) -> ComposeResult:
        """Yield the question, and the progress line or what became of it."""
        yield Marked("›", Question(self.question), classes="question")
        if self.exchange is not None:
            yield from _recorded(self.exchange, self._trouble)
            return
        yield self._drafting
        yield self._progress

    def update_node_styles(self, animate: bool = True) -> None:
        """Style the turn anew, and nothing inside of it: no rule there asks for a class of the turn."""
        if self.is_attached:
            self.app.stylesheet.update_nodes((self,), animate=animate)

    @property
    def follows(self) -> bool:
        """Whether the question took anything over from the conversation."""
        return self._followed is not None

    def passed(self) -> None:
        """Say that another question came after: the keys no longer speak of this one."""
        if self._followed is not None:
            self._followed.latest = False
            self._followed.say_again()

    def found(self, found: Retrieved) -> None:
        """Say what the question took over, and show the first passages found: they can be read at once."""
        if found.carried is not None:
            self._followed = Followed(found.carried)
            self.mount(self._followed, before=self._drafting)
        self._progress.count = len(found.hits)
        self._progress.say_again()
        if found.hits:
            shown: list[Widget] = [Note(found_title, classes="nearest-title")]
            for place, hit in enumerate(found.hits[:_SHOWN], start=1):
                shown += [ReferenceLine(place, of_hit(hit), found.language or spoken()), Excerpt(hit, _LINE)]
            self._found = VerticalGroup(*shown, classes="found")
            self.mount(self._found, after=self._progress)

    def drafted(self, text: str) -> None:
        """Show what is being written, marked as unchecked; nothing once the question is being given up."""
        self._draft.text = "" if self._progress.cancelling else text
        self._drafting.display = bool(self._draft.text.strip())
        self._drafting.say_again()

    async def stated(self, statement: Statement, reader: Language) -> None:
        """Show a statement in the place of its draft, and that more may come."""
        self.drafted("")
        if self._progress.cancelling:
            return
        await self._lay_aside()
        self.stated_so_far.append(statement)
        await self.mount(StatementView(statement, numbered(self.stated_so_far), reader), before=self._drafting)
        self._progress.begun = True
        self._progress.say_again()

    def cancelling(self) -> None:
        """Say that the question is being given up; what was not checked is gone at once."""
        self._progress.cancelling = True
        self.drafted("")
        self._progress.say_again()

    async def ended(self, answer: Answer | None, trouble: Trouble | None) -> None:
        """Show the outcome in the place of the progress line."""
        await self._lay_aside()
        await self._drafting.remove()
        await self._progress.remove()
        if answer is not None:
            await self.mount_all(_answered(answer, len(self.stated_so_far)))
            return
        await self.mount_all(_stopped(trouble, stated=bool(self.stated_so_far)))

    async def _lay_aside(self) -> None:
        """Take away what was found: what was made of it takes its place."""
        if self._found is not None:
            await self._found.remove()
            self._found = None

    def judged(self, verdict: str) -> None:
        """Say what somebody said of the answer."""
        for colophon in self.query(Colophon):
            colophon.verdict = verdict
            colophon.say_again()


def _recorded(exchange: Exchange, trouble: Trouble | None) -> Iterator[Widget]:
    """What became of a question, as the record tells it."""
    if exchange.carried is not None:
        followed = Followed(exchange.carried)
        followed.latest = False
        yield followed
    if exchange.outcome in ("destroyed", "withheld"):
        gone = destroyed if exchange.outcome == "destroyed" else withheld
        yield Marked("!", Note(gone), style="bold $warning", classes="note")
    elif exchange.answer is not None:
        verdict = exchange.judgements[-1].verdict if exchange.judgements else ""
        yield from _answered(exchange.answer, 0, verdict)
    else:
        yield from _statements(exchange.stated, exchange.language)
        yield from _stopped(trouble, stated=bool(exchange.stated))


def _stopped(trouble: Trouble | None, *, stated: bool) -> Iterator[Widget]:
    """Why there is no whole answer, and what that means for what stands of it."""
    if trouble is not None:
        yield Failure(trouble)
    elif not stated:
        yield Note(cancelled, classes="cancelled")
    if stated:
        yield Marked("!", Note(incomplete), style="bold $warning", classes="note")


def _statements(statements: Sequence[Statement], reader: Language) -> Iterator[Widget]:
    numbers = numbered(statements)
    return (StatementView(statement, numbers, reader) for statement in statements)


def _answered(answer: Answer, shown: int, verdict: str = "") -> Iterator[Widget]:
    """An answer, without its statements that are `shown` already."""
    numbers = numbered(answer.statements)
    if answer.refused:
        yield Marked("◇", Refusal(answer.text), style="bold", classes="refusal")
        if answer.missing:
            yield Marked("·", Note(partial(missing_line, answer)), classes="note")
    for statement in answer.statements[shown:]:
        yield StatementView(statement, numbers, answer.language)
    if answer.left_out and not answer.refused:
        yield Marked("!", Note(partial(left_out_line, answer)), style="bold $warning", classes="note")
    if answer.unsupported:
        yield Marked("!", Note(unsupported_line), style="bold $warning", classes="note")
    if (answer.refused or answer.unsupported) and answer.nearest:
        near: list[Widget] = [Note(nearest_title, classes="nearest-title")]
        for place, hit in enumerate(answer.nearest[:NEAREST], start=len(numbers) + 1):
            near += [ReferenceLine(place, of_hit(hit), answer.language), Excerpt(hit)]
        yield VerticalGroup(*near, classes="nearest")
    colophon = Colophon(answer)
    colophon.verdict = verdict
    yield colophon
