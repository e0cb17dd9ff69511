"""Shows one question and what became of it: passages found, then an answer, a refusal, a failure or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from gettext import gettext as _
from gettext import ngettext
from time import monotonic

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.widget import Widget

from assistant.answer import Answer, Carried, Statement
from assistant.i18n import number as written
from assistant.render import left_out_line, missing_line, unsupported_line
from assistant.tui.desk import Trouble
from assistant.tui.followed import Followed
from assistant.tui.plain import one_line, plain, quoted, shortened
from assistant.tui.reference import numbered, of_hit
from assistant.tui.spoken import Marked, Spoken
from assistant.tui.statement import ReferenceLine, StatementView
from indexes.records import Hit, Language

NEAREST = 5
"""Passages shown with a refusal: more would read as an answer."""
_EXCERPT = 220
_TITLES = 3


class _Question(Spoken):
    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def words(self) -> Content:
        return one_line(self._question)


def clock(since: float) -> str:
    """The seconds gone by, from the second on, to stand after what is being done."""
    seconds = int(monotonic() - since)
    return " (" + _("{seconds} s").format(seconds=seconds) + ")" if seconds > 1 else ""


class Progress(Spoken):
    """What is being done for the question, and since when."""

    def __init__(self) -> None:
        super().__init__(classes="progress")
        self.hits: tuple[Hit, ...] | None = None
        self.cancelling = False
        self.begun = False
        self._since = monotonic()

    def on_mount(self) -> None:
        """Count the seconds, so that a slow machine is not taken for a dead one."""
        self.set_interval(1.0, self.say_again)

    def words(self) -> Content:
        """The passages found as soon as they are, then what is still to come."""
        if self.cancelling:
            return Content(_("Cancelling…"))
        if self.hits is None:
            return Content(_("Searching the library…") + clock(self._since))
        if self.begun:
            return Content(_("The answer is not complete yet…") + clock(self._since))
        count = len(self.hits)
        found = ngettext("{count} passage found.", "{count} passages found.", count).format(count=written(count))
        parts = [Content(found + " " + _("Preparing the answer…") + clock(self._since))]
        parts.extend(Content.assemble("· ", one_line(title)) for title in _titles(self.hits))
        return Content("\n").join(parts)


class Draft(Spoken):
    """What the model is writing: words that nothing has been held against, and that may go again."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def words(self) -> Content:
        """Say first that it is unchecked, so that it is known for what it is without colour too."""
        return Content.assemble((_("Not checked yet:"), "bold"), " ", one_line(self.text))


class _Refusal(Spoken):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def words(self) -> Content:
        text = self._text or _("Nothing in the library answers this question.")
        return Content.assemble((_("No answer."), "bold"), " ", plain(text))


class _Note(Spoken):
    """A sentence about an answer, which is made anew in the language that is spoken."""

    def __init__(self, say: Callable[[], str]) -> None:
        super().__init__()
        self._say = say

    def words(self) -> Content:
        return plain(self._say())


class _NearestTitle(Spoken):
    def __init__(self) -> None:
        super().__init__(classes="nearest-title")

    def words(self) -> Content:
        return Content(_("Nearest passages (not an answer)"))


class _Excerpt(Spoken):
    def __init__(self, hit: Hit) -> None:
        super().__init__(classes="excerpt")
        self._hit = hit

    def words(self) -> Content:
        return quoted(shortened(self._hit.passage.text, _EXCERPT))


class _Verbatim(Spoken):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = plain(text)

    def words(self) -> Content:
        return self._text


class Failure(VerticalGroup):
    """What went wrong, and under it what mends it, in the words of the package that raised it."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(classes="failure")
        self._trouble = trouble

    def compose(self) -> ComposeResult:
        """Yield the error and its hint."""
        yield Marked("!", _Verbatim(self._trouble.message), style="bold $warning", classes="failure-message")
        if self._trouble.hint:
            yield Marked("→", _Verbatim(self._trouble.hint))


class _Cancelled(Spoken):
    def words(self) -> Content:
        return Content(_("Cancelled. The question stays on record."))


class _Incomplete(Spoken):
    def words(self) -> Content:
        return Content(_("This answer was broken off, and is not complete. What stands of it is on record."))


class _Colophon(Spoken):
    def __init__(self, answer: Answer) -> None:
        super().__init__(classes="colophon")
        self._answer = answer

    def words(self) -> Content:
        parts = [Content(_("On record: entry {entry}").format(entry=self._answer.entry))]
        if self._answer.model:
            parts.append(one_line(self._answer.model))
        if total := self._answer.timings.get("total"):
            parts.append(Content(_("{seconds} s").format(seconds=written(total, 1))))
        return Content(" · ").join(parts)


class Turn(VerticalGroup):
    """A question and its answer. What is mounted stays: an answer takes the place of the progress line alone."""

    def __init__(self, question: str) -> None:
        super().__init__(classes="turn")
        self.question = question
        self._progress = Progress()
        self._draft = Draft()
        self._drafting = Marked("…", self._draft, style="bold $text-muted", classes="draft")
        self._drafting.display = False
        self._stated: list[Statement] = []
        self._followed: Followed | None = None

    def compose(self) -> ComposeResult:
        """Yield the question and the progress line."""
        yield Marked("›", _Question(self.question), classes="question")
        yield self._drafting
        yield self._progress

    @property
    def follows(self) -> bool:
        """Whether the question took anything over from the conversation."""
        return self._followed is not None

    def passed(self) -> None:
        """Say that another question came after: the keys no longer speak of this one."""
        if self._followed is not None:
            self._followed.latest = False
            self._followed.say_again()

    def found(self, hits: tuple[Hit, ...], carried: Carried | None) -> None:
        """Say what the question took over, and announce the passages found."""
        if carried is not None:
            self._followed = Followed(carried)
            self.mount(self._followed, before=self._drafting)
        self._progress.hits = hits
        self._progress.say_again()

    def drafted(self, text: str) -> None:
        """Show what is being written, marked as unchecked; nothing once the question is being given up."""
        self._draft.text = "" if self._progress.cancelling else text
        self._drafting.display = bool(self._draft.text.strip())
        self._draft.say_again()

    async def stated(self, statement: Statement, reader: Language) -> None:
        """Show a statement in the place of its draft, and that more may come."""
        self.drafted("")
        if self._progress.cancelling:
            return
        self._stated.append(statement)
        await self.mount(StatementView(statement, numbered(self._stated), reader), before=self._drafting)
        self._progress.begun = True
        self._progress.say_again()

    def cancelling(self) -> None:
        """Say that the question is being given up; what was not checked is gone at once."""
        self._progress.cancelling = True
        self.drafted("")
        self._progress.say_again()

    async def ended(self, answer: Answer | None, trouble: Trouble | None) -> None:
        """Show the outcome in the place of the progress line."""
        await self._drafting.remove()
        await self._progress.remove()
        if answer is not None:
            await self.mount_all(_parts(answer, len(self._stated)))
            return
        if trouble is not None:
            await self.mount(Failure(trouble))
        elif not self._stated:
            await self.mount(_Cancelled(classes="cancelled"))
        if self._stated:
            await self.mount(Marked("!", _Incomplete(), style="bold $warning", classes="note"))


def _parts(answer: Answer, shown: int) -> Iterator[Widget]:
    """An answer, without its statements that are `shown` already."""
    numbers = numbered(answer.statements)
    if answer.refused:
        yield Marked("◇", _Refusal(answer.text), style="bold", classes="refusal")
        if answer.missing:
            yield Marked("·", _Note(partial(missing_line, answer)), classes="note")
    for statement in answer.statements[shown:]:
        yield StatementView(statement, numbers, answer.language)
    if answer.left_out and not answer.refused:
        yield Marked("!", _Note(partial(left_out_line, answer)), style="bold $warning", classes="note")
    if answer.unsupported:
        yield Marked("!", _Note(unsupported_line), style="bold $warning", classes="note")
    if (answer.refused or answer.unsupported) and answer.nearest:
        near: list[Widget] = [_NearestTitle()]
        for place, hit in enumerate(answer.nearest[:NEAREST], start=len(numbers) + 1):
            near += [ReferenceLine(place, of_hit(hit), answer.language), _Excerpt(hit)]
        yield VerticalGroup(*near, classes="nearest")
    yield _Colophon(answer)


def _titles(hits: Sequence[Hit]) -> list[str]:
    titles = dict.fromkeys(hit.document.title or hit.document.file for hit in hits)
    return list(titles)[:_TITLES]
