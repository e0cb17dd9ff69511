"""How long a document must be kept: a term such as "P7Y after date", and the day on which it ends."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Event = Literal["date", "filing"]

_TERM = re.compile(
    r"^P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?\s+(?:after|apr[eè]s)\s+(?:the |la |le )?"
    r"(date|filing|d[eé]p[oô]t)$",
    re.IGNORECASE,
)
_PERMANENT = re.compile(r"^permanente?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """Years, months and days (an ISO 8601 duration) after an event: the document's own date, or its filing.

    permanent: the document is kept for good.
    """

    years: int = 0
    months: int = 0
    days: int = 0
    after: Event = "date"
    permanent: bool = False


def parse(text: str) -> Term:
    """Read a term as a clerk writes it: "P7Y after date", "P18M après dépôt", "permanent".

    Raises:
        ValueError: it is none.
    """
    if _PERMANENT.match(text.strip()):
        return Term(permanent=True)
    found = _TERM.match(text.strip())
    if found is None:
        raise ValueError(text)
    years, months, days = (int(part or 0) for part in found.groups()[:3])
    return Term(years, months, days, "date" if found[4].casefold() == "date" else "filing")


def ends(term: Term, *, dated: str | None, filed: str) -> date | None:
    """The first day on which the document need not be kept any more; None where it is not known, or never comes.

    dated: the document's own date, ISO 8601, of which only the year or the month may be known: then its last day
    counts. filed: when it was filed, ISO 8601.
    """
    if term.permanent:
        return None
    start = filed[:10] if term.after == "filing" else dated
    if not start:
        return None
    begins = _last_day(start)
    months = begins.year * 12 + begins.month - 1 + 12 * term.years + term.months
    year, month = divmod(months, 12)
    day = min(begins.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day) + timedelta(days=term.days)


def _last_day(written: str) -> date:
    year, *rest = map(int, written.split("-"))
    month = rest[0] if rest else 12
    return date(year, month, rest[1] if len(rest) > 1 else calendar.monthrange(year, month)[1])
