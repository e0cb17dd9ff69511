"""Which sessions are listed for what is typed, and under which days. Pure: it has no clock and no record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from gettext import gettext as _
from gettext import ngettext
from itertools import groupby

from assistant.audit.gist import folded
from assistant.audit.keeping import SERIES
from assistant.i18n import number as written
from assistant.tui.plain import N_
from assistant.tui.sessions.desk import SessionLine

_DAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
_SLUG = 8
"""Words of a title that make the name of a file."""


def found(lines: Iterable[SessionLine], typed: str) -> list[SessionLine]:
    """The sessions in which all words stand that are typed, each from its beginning; the newest first.

    The start of a session's name finds it, too.
    """
    words = folded(typed)
    return sorted(
        (one for one in lines if all(_has(one, word) for word in words)), key=lambda one: one.opened, reverse=True
    )


def _has(one: SessionLine, word: str) -> bool:
    return f" {word}" in one.words or one.name.startswith(word)


def local(time: str, zone: tzinfo | None = None) -> datetime:
    """A time of the record (UTC, ISO 8601) as the clock on the wall had it."""
    return datetime.fromisoformat(time).astimezone(zone)


def by_day(
    lines: Iterable[SessionLine], zone: tzinfo | None = None
) -> Iterator[tuple[date, list[tuple[datetime, SessionLine]]]]:
    """The sessions under the days on which they were opened, in the order given."""
    timed = ((local(one.opened, zone), one) for one in lines)
    for day, together in groupby(timed, key=lambda pair: pair[0].date()):
        yield day, list(together)


def day_name(day: date, today: date) -> str:
    """A day as people speak of it."""
    ago = (today - day).days
    if ago in (0, 1):
        return _("Today") if ago == 0 else _("Yesterday")
    return _("{weekday} {day}").format(weekday=_(_DAYS[day.weekday()]), day=day.isoformat())


def called(one: SessionLine) -> str:
    """What stands for a session: its title, else its first question, else why there is none."""
    if one.destroyed is not None:
        return _("(destroyed)")
    if one.withheld:
        return _("(withheld from you)")
    return one.title or one.first or _("(nothing was asked)")


def marks(one: SessionLine) -> list[str]:
    """What else is to be known of a session in a list."""
    count = ngettext("{count} question", "{count} questions", one.questions).format(count=written(one.questions))
    return [
        count,
        *([_("held")] if one.holds else []),
        *([one.series] if one.series != SERIES else []),
        *([one.by] if one.by else []),
    ]


def file_name(one: SessionLine | None, question: str, ending: str) -> str:
    """What a file is called that a session, or the answer to a question of it, is exported to."""
    named = question or (one.title or one.first if one is not None else "")
    slug = "-".join(folded(named)[:_SLUG]) or (one.name if one is not None else _("session"))
    return f"{slug}.{ending}"


def neighbour(lines: Sequence[SessionLine], name: str) -> SessionLine | None:
    """The session of that name."""
    return next((one for one in lines if one.name == name), None)
