"""The filters over the passages: which collection, which language, which dates, as of which day, which document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from gettext import gettext as _
from typing import cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, HorizontalGroup
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Select

from assistant.tui.find.dates import period
from assistant.tui.find.desk import Filters
from assistant.tui.plain import N_, one_line
from assistant.tui.spoken import Spoken
from indexes.records import LANGUAGES, Language

_ONE_LINE = 130
"""Columns from which all filters stand on one line."""


class _Label(Spoken):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._says = text

    def words(self) -> Content:
        return Content(_(self._says))


class DateLine(Input):
    """A date as people write it: a year, a month or a day."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, restrict=r"[0-9-]*", max_length=10, compact=True, classes="date")

    def on_mount(self) -> None:
        """Say how it is written."""
        self.say_again()

    def say_again(self) -> None:
        """Say how it is written, in the language that is spoken."""
        self.placeholder = _("yyyy-mm-dd")

    @property
    def period(self) -> tuple[date, date] | None:
        """Its first and its last day; None where nothing is written that says so."""
        return period(self.value)

    @property
    def wrong(self) -> bool:
        """Whether what is written is no date."""
        return bool(self.value.strip()) and self.period is None


class FilterBar(Container):
    """What the passages are narrowed to; it takes hold as it is chosen."""

    class Changed(Message):
        """Other filters are set; or what is written as a date is none."""

    def __init__(self) -> None:
        super().__init__(id="filters")
        self.filters = Filters()
        self._collections: list[str] = []
        self._since, self._until = DateLine("since"), DateLine("until")
        self._as_of = DateLine("as_of")
        self._collection: Select[str] = Select((), id="collection", compact=True)
        self._language: Select[Language] = Select((), id="language", compact=True)

    def compose(self) -> ComposeResult:
        """Yield the filters: two lines of them where the screen is narrow."""
        with HorizontalGroup(classes="chosen"):
            yield _Label(N_("Collection"))
            yield self._collection
            yield _Label(N_("Language"))
            yield self._language
        with HorizontalGroup():
            yield _Label(N_("Dated from"))
            yield self._since
            yield _Label(N_("until"))
            yield self._until
            yield _Label(N_("In force on"))
            yield self._as_of

    def on_mount(self) -> None:
        """Say what may be chosen."""
        self.say_again()

    def on_resize(self, event: events.Resize) -> None:
        """Stand on one line where there is room for all."""
        self.set_class(event.size.width >= _ONE_LINE, "-one")

    @property
    def dates(self) -> tuple[DateLine, ...]:
        """What dates are written in."""
        return self._since, self._until, self._as_of

    @property
    def wrong(self) -> str | None:
        """What is written as a date and is none."""
        return next((line.value for line in self.dates if line.wrong), None)

    @property
    def written(self) -> dict[str, str]:
        """The dates as they are written, by name."""
        return {str(line.name): line.value for line in self.dates}

    def offer(self, collections: Iterable[str]) -> None:
        """Say which collections there are."""
        self._collections = sorted(collections)
        self.say_again()

    def say_again(self) -> None:
        """Offer the choices, in the language that is spoken."""
        filters = self.filters
        known = [*self._collections]
        if filters.collection is not None and filters.collection not in known:
            known.append(filters.collection)
        self._collection.prompt = self._language.prompt = _("all")
        self._collection.set_options([(cast("str", one_line(name)), name) for name in known])
        names = {"fr": _("French"), "en": _("English")}
        self._language.set_options([(names[language], language) for language in LANGUAGES])
        self._choose()

    def show(self, filters: Filters, written: dict[str, str] | None = None) -> None:
        """Set the filters; `written` are the dates as they were written."""
        self.filters = filters
        for line, day in zip(self.dates, (filters.since, filters.until, filters.as_of), strict=True):
            text = (written or {}).get(str(line.name), "")
            line.value = text or ("" if day is None else day.isoformat())
        self.say_again()

    def _choose(self) -> None:
        for select, value in ((self._collection, self.filters.collection), (self._language, self.filters.language)):
            if value is None:
                select.clear()
            else:
                select.value = value

    @on(Select.Changed)
    def picked(self, changed: Select.Changed) -> None:
        """Take what was chosen."""
        changed.stop()
        if changed.select is self._collection:
            self._take(replace(self.filters, collection=self._collection.selection))
        else:
            self._take(replace(self.filters, language=self._language.selection))

    @on(Input.Changed)
    def dated(self, changed: Input.Changed) -> None:
        """Take what was written; what is no date yet filters nothing."""
        changed.stop()
        for line in self.dates:
            line.set_class(line.wrong, "-wrong")
        since, until, as_of = (line.period for line in self.dates)
        self._take(
            replace(
                self.filters,
                since=since and since[0],
                until=until and until[1],
                as_of=as_of and as_of[1],
            ),
            anyway=True,
        )

    def _take(self, filters: Filters, *, anyway: bool = False) -> None:
        if anyway or filters != self.filters:
            self.filters = filters
            self.post_message(self.Changed())
