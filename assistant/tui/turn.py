"""Shows one question and what became of it: passages found, then an answer, a refusal, a failure or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import gettext as _
from gettext import ngettext
from time import monotonic

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.widget import Widget

from assistant.answer import Answer, Carried
from assistant.i18n import number as written
from assistant.tui.desk import Trouble
from assistant.tui.followed import Followed
from assistant.tui.plain import one_line, plain, quoted, shortened
from assistant.tui.reference import numbered, of_hit
from assistant.tui.spoken import Marked, Spoken
from assistant.tui.statement import ReferenceLine, StatementView
from indexes.records import Hit

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
        count = len(self.hits)
        found = ngettext("{count} passage found.", "{count} passages found.", count).format(count=written(count))
        parts = [Content(found + " " + _("Preparing the answer…") + clock(self._since))]
        parts.extend(Content.assemble("· ", one_line(title)) for title in _titles(self.hits))
        return Content("\n").join(parts)


class _Refusal(Spoken):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def words(self) -> Content:
        text = self._text or _("Nothing in the library answers this question.")
        return Content.assemble((_("No answer."), "bold"), " ", plain(text))


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
        self._followed: Followed | None = None

    def compose(self) -> ComposeResult:
        """Yield the question and the progress line."""
        yield Marked("›", _Question(self.question), classes="question")
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
            self.mount(self._followed, before=self._progress)
        self._progress.hits = hits
        self._progress.say_again()

    def cancelling(self) -> None:
        """Say that the question is being given up."""
        self._progress.cancelling = True
        self._progress.say_again()

    async def ended(self, answer: Answer | None, trouble: Trouble | None) -> None:
        """Show the outcome in the place of the progress line."""
        await self._progress.remove()
        if answer is not None:
            await self.mount_all(_parts(answer))
        elif trouble is not None:
            await self.mount(Failure(trouble))
        else:
            await self.mount(_Cancelled(classes="cancelled"))


def _parts(answer: Answer) -> Iterator[Widget]:
    numbers = numbered(answer.statements)
    if answer.refused:
        yield Marked("◇", _Refusal(answer.text), style="bold", classes="refusal")
    for statement in answer.statements:
        yield StatementView(statement, numbers, answer.language)
    if answer.refused and answer.nearest:
        near: list[Widget] = [_NearestTitle()]
        for place, hit in enumerate(answer.nearest[:NEAREST], start=len(numbers) + 1):
            near += [ReferenceLine(place, of_hit(hit), answer.language), _Excerpt(hit)]
        yield VerticalGroup(*near, classes="nearest")
    yield _Colophon(answer)


def _titles(hits: Sequence[Hit]) -> list[str]:
    titles = dict.fromkeys(hit.document.title or hit.document.file for hit in hits)
    return list(titles)[:_TITLES]
