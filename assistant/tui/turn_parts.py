"""What a turn is made of beside its statements: what is being done, found and written, notes, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _
from gettext import ngettext
from time import monotonic

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content

from assistant.answer import Answer
from assistant.i18n import number as written
from assistant.tui.desk import Trouble
from assistant.tui.plain import one_line, plain, quoted, shortened
from assistant.tui.spoken import Marked, Spoken
from indexes.records import Hit

_EXCERPT = 220


class Question(Spoken):
    """The question as it was put."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def words(self) -> Content:
        """The question, on as many lines as it takes."""
        return one_line(self._question)


def clock(since: float) -> str:
    """The seconds gone by, from the second on, to stand after what is being done."""
    seconds = int(monotonic() - since)
    return " (" + _("{seconds} s").format(seconds=seconds) + ")" if seconds > 1 else ""


class Progress(Spoken):
    """What is being done for the question, and since when."""

    def __init__(self) -> None:
        super().__init__(classes="progress")
        self.count: int | None = None
        self.cancelling = False
        self.begun = False
        self._since = monotonic()

    def on_mount(self) -> None:
        """Count the seconds, so that a slow machine is not taken for a dead one."""
        self.set_interval(1.0, self.say_again)

    def words(self) -> Content:
        """How many passages were found as soon as they are, then what is still to come."""
        if self.cancelling:
            return Content(_("Cancelling…"))
        if self.count is None:
            return Content(_("Searching the library…") + clock(self._since))
        if self.begun:
            return Content(_("The answer is not complete yet…") + clock(self._since))
        found = ngettext("{count} passage found.", "{count} passages found.", self.count)
        said = found.format(count=written(self.count)) + " " + _("Preparing the answer…")
        return Content(said + clock(self._since))


class Draft(Spoken):
    """What the model is writing: words that nothing has been held against, and that may go again."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def words(self) -> Content:
        """Say first that it is unchecked, so that it is known for what it is without colour too."""
        return Content.assemble((_("Not checked yet:"), "bold"), " ", one_line(self.text))


class Refusal(Spoken):
    """That the library does not answer."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def words(self) -> Content:
        """First that there is no answer, then the words in which it was said."""
        text = self._text or _("Nothing in the library answers this question.")
        return Content.assemble((_("No answer."), "bold"), " ", plain(text))


class Note(Spoken):
    """A sentence about an answer, which is made anew in the language that is spoken."""

    def __init__(self, say: Callable[[], str], classes: str = "") -> None:
        super().__init__(classes=classes)
        self._say = say

    def words(self) -> Content:
        """The sentence."""
        return plain(self._say())


def cancelled() -> str:
    """Said where nothing of an answer stands."""
    return _("Cancelled. The question stays on record.")


def incomplete() -> str:
    """Said under what stands of an answer."""
    return _("This answer was broken off, and is not complete. What stands of it is on record.")


def destroyed() -> str:
    """Said in the place of what is no more."""
    return _("What was said here was destroyed, as the record tells.")


def withheld() -> str:
    """Said in the place of what this reader may not see."""
    return _("What was said here is withheld: it rests on documents that you are not cleared for.")


def found_title() -> str:
    """Said over passages that were found, while the answer is being made."""
    return _("Found, and being read:")


def nearest_title() -> str:
    """Said over passages that are no answer."""
    return _("Nearest passages (not an answer)")


class Excerpt(Spoken):
    """A passage, as far as two lines go."""

    def __init__(self, hit: Hit, longest: int = _EXCERPT) -> None:
        super().__init__(classes="excerpt")
        self._hit = hit
        self._longest = longest

    def words(self) -> Content:
        """Its beginning, in quotation marks."""
        return quoted(shortened(self._hit.passage.text, self._longest))


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


class Colophon(Spoken):
    """The entry of the record, the model, and the time that it took; what people said of the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(classes="colophon")
        self._answer = answer
        self.verdict = ""

    def words(self) -> Content:
        """One line."""
        parts = [Content(_("On record: entry {entry}").format(entry=self._answer.entry))]
        if self._answer.model:
            parts.append(one_line(self._answer.model))
        if total := self._answer.timings.get("total"):
            parts.append(Content(_("{seconds} s").format(seconds=written(total, 1))))
        if self.verdict:
            said = {"validated": _("✓ validated"), "corrected": _("± corrected"), "rejected": _("✗ rejected")}
            parts.append(Content.styled(said[self.verdict], "bold"))
        return Content(" · ").join(parts)
