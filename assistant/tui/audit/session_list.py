"""The sessions on the record, the newest first, of a period, of a person, with words."""

from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from assistant.i18n import number as written
from assistant.tui.audit.desk import SessionLine
from assistant.tui.audit.words import moment
from assistant.tui.desk import Trouble
from assistant.tui.find.dates import period
from assistant.tui.plain import N_, one_line, plain
from assistant.tui.spoken import Heading, Spoken

MOST = 500
"""Sessions that are listed at once; a shorter period shows the others."""

FILTERS = ("since", "until", "by", "words")
_WHEN, _BY, _COUNT = 16, 9, 3  # columns


class Filters(Message):
    """Other sessions are wanted."""


class SessionChosen(Message):
    """A session is to be replayed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class _Head(Heading):
    def words(self) -> Content:
        when, by, count, title = _("Opened (UTC)"), _("By"), _("Q."), _("Session")
        return Content.styled(f"{when[:_WHEN]:<{_WHEN}} {by:<{_BY}} {count:>{_COUNT}} {title}", "bold $text-muted")


class _Tally(Spoken):
    """How many there are, or why none is shown."""

    def __init__(self) -> None:
        super().__init__(classes="tally")
        self.count: int | None = None
        self.progress: tuple[int, int] | None = None
        self.filtered = False
        self.wrong = False
        self.trouble: Trouble | None = None

    def words(self) -> Content:
        if self.wrong:
            return Content.assemble(
                ("! ", "bold $warning"), _("A day is written YYYY-MM-DD; a month or a year will do.")
            )
        if self.trouble is not None:
            return Content.assemble(
                ("! ", "bold $warning"), plain(self.trouble.message), "\n→ ", plain(self.trouble.hint)
            )
        if self.progress is not None:
            read = _("{done} of {total} entries read")
            done, total = map(written, self.progress)
            return Content(_("Reading the record…") + " " + read.format(done=done, total=total))
        if self.count is None:
            return Content(_("Reading the record…"))
        if self.count == 0:
            return Content(
                _("No session on the record is among those asked for.")
                if self.filtered
                else _("No session is on the record.")
            )
        told = ngettext("{n} session", "{n} sessions", self.count).format(n=written(self.count))
        if self.count > MOST:
            told = _("{told}; the newest {n} are listed: give a shorter period").format(told=told, n=written(MOST))
        return Content.styled(told, "$text-muted")


class SessionList(Vertical):
    """Filters over a list. Typing in a filter asks for other sessions; Enter in it goes to the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", N_("Filter"), tooltip=N_("Filter the sessions by words"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="sessions")
        self._lines: tuple[SessionLine, ...] = ()

    def compose(self) -> ComposeResult:
        """Yield the filters, the list and what there is to say of it."""
        with Horizontal(classes="filters"):
            for name in FILTERS[:3]:
                yield Input(id=name, compact=True, select_on_focus=False, max_length=10 if name != "by" else 60)
        yield Input(id="words", compact=True, select_on_focus=False, max_length=200)
        yield _Head(classes="list-head")
        yield OptionList(id="lines", markup=False)
        yield _Tally()

    def on_mount(self) -> None:
        """Say what the parts are."""
        self.say_again()

    def say_again(self) -> None:
        """Say it in the language that is spoken."""
        self.border_title = _("Sessions")
        texts = {
            "since": _("from"),
            "until": _("to"),
            "by": _("person"),
            "words": _("words that were said, or the name"),
        }
        for name, text in texts.items():
            self.query_one(f"#{name}", Input).placeholder = text
        self._list_again()

    @property
    def filters(self) -> dict[str, str]:
        """What is typed in the filters, by their names."""
        return {name: self.query_one(f"#{name}", Input).value.strip() for name in FILTERS}

    def fill(self, filters: dict[str, str]) -> None:
        """Put something in the filters."""
        for name, text in filters.items():
            self.query_one(f"#{name}", Input).value = text

    def wanted(self) -> tuple[str, str, str, str] | None:
        """From which day to which (YYYY-MM-DD, or empty), by whom, with which words; None where a day is none."""
        typed = self.filters
        days = []
        for name, end in (("since", 0), ("until", 1)):
            found = period(typed[name]) if typed[name] else None
            if typed[name] and found is None:
                return None
            days.append("" if found is None else found[end].isoformat())
        return days[0], days[1], typed["by"], typed["words"]

    def show(self, lines: tuple[SessionLine, ...]) -> None:
        """List sessions; the one that was marked stays marked where it is still there."""
        self._lines = lines
        self._tell(count=len(lines))
        self._list_again()

    def show_trouble(self, trouble: Trouble) -> None:
        """Say why there is no list."""
        self._lines = ()
        self._tell(trouble=trouble)
        self._list_again()

    def show_progress(self, done: int, total: int) -> None:
        """Say how much of the record is read."""
        self._tell(count=len(self._lines), progress=(done, total))

    def show_wrong(self) -> None:
        """Say that what is typed as a day is none."""
        self._tell(wrong=True)

    def focus_list(self) -> None:
        """Go to the list."""
        self.query_one("#lines").focus()

    def action_filter(self) -> None:
        """Go to the filters."""
        self.query_one("#words").focus()

    def line(self, name: str) -> SessionLine | None:
        """A session that is listed."""
        return next((one for one in self._lines if one.name == name), None)

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Ask for other sessions."""
        event.stop()
        self.post_message(Filters())

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Go to what was found."""
        event.stop()
        self.focus_list()

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Have the session replayed."""
        event.stop()
        if event.option_id is not None:
            self.post_message(SessionChosen(event.option_id.removeprefix("s-")))

    def on_resize(self, _event: Resize) -> None:
        """Cut the titles to what there is room for."""
        self._list_again()

    def _tell(
        self,
        *,
        count: int | None = None,
        wrong: bool = False,
        trouble: Trouble | None = None,
        progress: tuple[int, int] | None = None,
    ) -> None:
        tally = self.query_one(_Tally)
        tally.count, tally.wrong, tally.trouble, tally.progress = count, wrong, trouble, progress
        tally.filtered = any(self.filters.values())
        tally.say_again()

    def _list_again(self) -> None:
        options = self.query_one("#lines", OptionList)
        marked = options.highlighted_option
        width = max(20, options.scrollable_content_region.width or self.content_size.width)
        options.clear_options()
        options.add_options(Option(_row(one, width), id=f"s-{one.name}") for one in self._lines[:MOST])
        if not self._lines:
            return
        known = marked is not None and any(f"s-{one.name}" == marked.id for one in self._lines[:MOST])
        options.highlighted = options.get_option_index(str(marked.id)) if known and marked is not None else 0


def _row(one: SessionLine, width: int) -> Content:
    """A session on one line of so many columns."""
    by = one_line(one.by or "–").truncate(_BY, ellipsis=True)
    facts = Content.assemble(
        f"{moment(one.opened):<{_WHEN}} ", by.pad_right(max(0, _BY - by.cell_length)), f" {one.questions:>{_COUNT}} "
    )
    return Content.assemble(facts, _title(one)).truncate(width, ellipsis=True)


def _title(one: SessionLine) -> Content:
    if one.destroyed:
        return Content.styled(_("(destroyed)"), "italic")
    if one.withheld:
        return Content.styled(_("(withheld)"), "italic")
    held = Content.styled(_("[held]") + " ", "bold") if one.held else Content("")
    return Content.assemble(held, one_line(one.title) if one.title else one.name)
