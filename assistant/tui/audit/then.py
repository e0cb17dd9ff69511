"""The screen of then: a session as it had been shown when a step was reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from gettext import gettext as _
from gettext import ngettext

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.widget import Widget

from assistant.answer import Statement
from assistant.exchange import Exchange
from assistant.i18n import number as written
from assistant.tui.ask.followed import Followed
from assistant.tui.audit.desk import Replayed
from assistant.tui.audit.scroller import Scroller
from assistant.tui.audit.shown import Item, unchanged
from assistant.tui.audit.words import event
from assistant.tui.plain import one_line, plain
from assistant.tui.reference import numbered, of_hit
from assistant.tui.spoken import Marked, Spoken
from assistant.tui.statement import ReferenceLine, StatementView
from assistant.tui.turn import Turn
from assistant.tui.turn_parts import Excerpt, Note, Question, destroyed, found_title, withheld

_SHOWN = 5
"""Passages found that are shown in full; of the others, how many."""
_EXCERPT = 120


class Then(Scroller):
    """What a person saw."""

    def __init__(self) -> None:
        super().__init__(id="then")
        self._items: list[Item] = []
        self._replayed: Replayed | None = None

    async def show(self, replayed: Replayed, items: list[Item]) -> None:
        """Show items; those at the beginning that are there already stay."""
        same = replayed.session == (self._replayed.session if self._replayed else None)
        kept = unchanged(self._items, items) if same else 0
        self._replayed, self._items = replayed, items
        async with self.batch():
            if len(self.children) > kept:
                await self.remove_children(list(self.children)[kept:])
            await self.mount_all(widget(item, replayed) for item in items[kept:])
        self.call_after_refresh(self.scroll_end, animate=False)


class Part(VerticalGroup):
    """A question while it was being answered."""

    def __init__(self, exchange: Exchange, item: Item) -> None:
        super().__init__(classes="turn")
        self._exchange = exchange
        self._item = item

    def compose(self) -> ComposeResult:
        """Yield what there was by then: the question, what it took over, what was found or stated."""
        exchange, item = self._exchange, self._item
        yield Marked("›", Question(exchange.question), classes="question")
        if exchange.carried is not None and item.reached != "question":
            followed = Followed(exchange.carried)
            followed.latest = False
            yield followed
        if item.reached == "found":
            yield from self._found()
        stated = _stated(exchange)[: item.stated]
        numbers = numbered(stated)
        for statement in stated:
            yield StatementView(statement, numbers, exchange.language)
        yield Note(_not_yet, classes="progress")

    def _found(self) -> Iterator[Widget]:
        hits = self._exchange.answer.nearest if self._exchange.answer is not None else ()
        yield Note(lambda: _count(len(hits)), classes="progress")
        if hits:
            rows: list[Widget] = [Note(found_title, classes="nearest-title")]
            for place, hit in enumerate(hits[:_SHOWN], start=1):
                rows += [ReferenceLine(place, of_hit(hit), self._exchange.language), Excerpt(hit, _EXCERPT)]
            yield VerticalGroup(*rows, classes="found")


class _Notice(Spoken):
    """The notice in the words in which it was shown."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def words(self) -> Content:
        return plain(self._text) if self._text else Content(_("No notice is on the record."))


class _Event(Spoken):
    def __init__(self, kind: str, by: str) -> None:
        super().__init__()
        self._kind = kind
        self._by = by

    def words(self) -> Content:
        told = event(self._kind)
        return one_line(_("{told} By {name}.").format(told=told, name=self._by) if self._by else told)


def widget(item: Item, replayed: Replayed) -> Widget:
    """An item as it is shown."""
    if item.kind == "notice":
        return Marked("i", _Notice(replayed.opened.notice), classes="opened")
    if item.kind == "event":
        step = replayed.steps[item.step]
        return Marked("·", _Event(step.event, step.by), style="bold $text-muted", classes="event")
    if item.kind == "closed" or item.place is None:
        said = {"destroyed": destroyed, "withheld": withheld}.get(item.reached, _unread)
        return Marked("!", Note(said), style="bold $warning", classes="note")
    exchange = replayed.exchanges[item.place]
    if item.kind == "part":
        return Part(exchange, item)
    return Turn.of(replace(exchange, judgements=exchange.judgements[: item.judged]))


def _stated(exchange: Exchange) -> tuple[Statement, ...]:
    """What was stated one by one; an answer begins with it."""
    return exchange.stated if exchange.answer is None else exchange.answer.statements


def _count(found: int) -> str:
    return ngettext("{count} passage found.", "{count} passages found.", found).format(count=written(found))


def _not_yet() -> str:
    return _("Here, the answer was not complete yet.")


def _unread() -> str:
    return _("What stands on the record here cannot be read as what it should be.")
