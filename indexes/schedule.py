"""How long records are kept: a term such as "P7Y", and the day on which it ends. Pure."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_TERM = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?", re.IGNORECASE)
_PERMANENT = re.compile(r"permanente?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """Years, months and days (an ISO 8601 duration); permanent: for good."""

    years: int = 0
    months: int = 0
    days: int = 0
    permanent: bool = False


def parse(text: str) -> Term:
    """Read a term: "P7Y", "P18M", "P90D", "P1Y6M", "permanent".

    Raises:
        ValueError: it is none.
    """
    if _PERMANENT.fullmatch(text.strip()):
        return Term(permanent=True)
    found = _TERM.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    years, months, days = (int(part or 0) for part in found.groups())
    return Term(years, months, days)


def ends(term: Term, start: date) -> date | None:
    """The first day on which what is kept from `start` on need not be any more; None where it never comes."""
    if term.permanent:
        return None
    year, month = divmod(start.year * 12 + start.month - 1 + 12 * term.years + term.months, 12)
    if year > date.max.year:
        return None
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    try:
        return date(year, month + 1, day) + timedelta(days=term.days)
    except OverflowError:  # later than any calendar goes
        return None
