"""How long a document must be kept: a term such as "P7Y after date", and the day on which it ends."""

from __future__ import annotations

import calendar
import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from indexes import schedule

Event = Literal["date", "filing"]

_AFTER = re.compile(r"(\S+)\s+(?:after|apr[eè]s)\s+(?:the |la |le )?(date|filing|d[eé]p[oô]t)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term(schedule.Term):
    """A term after an event: the document's own date, or its filing."""

    after: Event = "date"


def parse(text: str) -> Term:
    """Read a term as a clerk writes it: "P7Y after date", "P18M après dépôt", "permanent".

    Raises:
        ValueError: it is none.
    """
    found = _AFTER.fullmatch(text.strip())
    try:
        term = schedule.parse(found[1] if found else text)
    except ValueError as error:
        raise ValueError(text) from error
    if term.permanent == bool(found):  # what is kept for good has no event to be counted from; all else has
        raise ValueError(text)
    return Term(**asdict(term), after="filing" if found and found[2].casefold() != "date" else "date")


def ends(term: Term, *, dated: str | None, filed: str) -> date | None:
    """The first day on which the document need not be kept any more; None where it is not known, or never comes.

    dated: the document's own date, ISO 8601, of which only the year or the month may be known: then its last day
    counts. filed: when it was filed, ISO 8601.
    """
    start = filed[:10] if term.after == "filing" else dated
    return schedule.ends(term, _last_day(start)) if start else None


def _last_day(written: str) -> date:
    year, *rest = map(int, written.split("-"))
    month = rest[0] if rest else 12
    return date(year, month, rest[1] if len(rest) > 1 else calendar.monthrange(year, month)[1])
