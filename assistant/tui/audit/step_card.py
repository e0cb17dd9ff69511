"""The record of a step: its entry, what it holds that was not on the screen, and what was checked of it."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _

from textual.app import ComposeResult
from textual.content import Content

from assistant.audit.replay import wording
from assistant.exchange import Exchange
from assistant.i18n import number as written
from assistant.tui.audit.desk import Opened, Replayed, Step
from assistant.tui.audit.scroller import Scroller
from assistant.tui.audit.words import checks, instant, sign, state_of, step_name
from assistant.tui.plain import one_line, shortened
from assistant.tui.reference import page_name
from assistant.tui.spoken import Spoken

_TITLE = 60


class StepWords(Spoken):
    """What the record says of a step."""

    def __init__(self) -> None:
        super().__init__()
        self.replayed: Replayed | None = None
        self.at = 0

    def words(self) -> Content:
        """The entry first, then what it holds, then the checks, and its hash in the tree last."""
        if self.replayed is None or not self.replayed.steps:
            return Content("")
        return Content("\n").join(self._lines(self.replayed, self.replayed.steps[self.at]))

    def _lines(self, replayed: Replayed, step: Step) -> Iterator[Content]:
        place = _("Step {n} of {total}").format(n=self.at + 1, total=len(replayed.steps))
        yield Content.assemble((place, "bold $accent"), ": ", (step_name(step.kind), "bold"))
        entry = _("Entry {n}").format(n=step.entry)
        yield one_line(f"{entry} · {instant(step.time)}")
        yield from _held(replayed, step)
        if step.findings:
            yield Content("")
            yield Content.styled(_("What was checked"), "bold $accent")
            yield from checks(step.findings, bare=step.kind == "withheld")
        yield from _again(replayed, step)
        yield Content("")
        yield fact(_("Leaf hash"), step.leaf)


class StepCard(Scroller):
    """The record beside the screen of then."""

    def __init__(self) -> None:
        super().__init__(id="step")

    def compose(self) -> ComposeResult:
        """Yield the words."""
        yield StepWords()

    def on_mount(self) -> None:
        """Say what this is."""
        self.say_again()

    def say_again(self) -> None:
        """Say it in the language that is spoken."""
        self.border_title = _("On the record")

    def show(self, replayed: Replayed, at: int) -> None:
        """Tell of a step, from 0."""
        words = self.query_one(StepWords)
        words.replayed, words.at = replayed, at
        words.say_again()
        self.scroll_home(animate=False)


def fact(name: str, value: str) -> Content:
    """A name with its value."""
    return Content.assemble((_("{name}:").format(name=name), "$text-muted"), " ", one_line(value))


def _held(replayed: Replayed, step: Step) -> Iterator[Content]:
    if step.kind == "opened":
        yield from _opened(replayed.opened, replayed.by)
        return
    if step.place is None:
        if step.by:
            yield fact(_("By"), step.by)
        return
    exchange = replayed.exchanges[step.place]
    if step.kind == "carried":
        yield from _carried(exchange)
    elif step.kind == "found":
        yield from _found(exchange)
    elif step.kind in ("answer", "refusal") and exchange.answer is not None:
        if exchange.answer.model:
            yield fact(_("Model"), exchange.answer.model)
        if exchange.answer.left_out:
            yield fact(_("Left out"), written(exchange.answer.left_out))
    elif step.kind == "judgement":
        yield from _judged(exchange, step)


def _opened(opened: Opened, by: str) -> Iterator[Content]:
    yield fact(_("Asked by"), by or _("not recorded"))
    if opened.generation:
        yield fact(_("Search index"), opened.generation[:16] + "…")
    if opened.version:
        yield fact(_("Model"), opened.model or _("none: only the record’s own words"))
        yield fact(_("Greffier, version"), opened.version)
    if opened.labels:
        yield fact(_("Cleared for"), ", ".join(opened.labels))


def _carried(exchange: Exchange) -> Iterator[Content]:
    if exchange.carried is not None:
        for word in exchange.carried.words:
            yield Content.assemble(
                "· ", one_line(word.text), " ", (_("(entry {n})").format(n=word.entry), "$text-muted")
            )
        yield fact(_("Searched as"), exchange.carried.searched)


def _found(exchange: Exchange) -> Iterator[Content]:
    for hit in exchange.answer.nearest if exchange.answer is not None else ():
        title = shortened(hit.document.title or hit.document.file, _TITLE)
        where = page_name(hit.passage.page, hit.page_label)
        score = _("score {score}").format(score=written(hit.score, 2))
        yield Content.assemble(f"{hit.rank}. ", one_line(f"{title}, {where}"), " ", (score, "$text-muted"))


def _judged(exchange: Exchange, step: Step) -> Iterator[Content]:
    for one in exchange.judgements:
        if one.entry == step.entry:
            yield fact(_("Judgement"), wording.verdict(one.verdict))
            yield fact(_("By"), one.by)
            if one.note:
                yield fact(_("Note"), one.note)


def _again(replayed: Replayed, step: Step) -> Iterator[Content]:
    again = None if step.place is None else replayed.recomputed[step.place]
    if again is not None and step.kind in ("answer", "refusal", "broken off", "destroyed", "withheld", "unread"):
        yield Content("")
        yield Content.styled(_("Computed again"), "bold $accent")
        yield Content.assemble(sign(state_of(again)), " ", one_line(wording.recomputed(again)))
