"""Dates as people type them in a filter, a year, a month or a day, and as documents bear them. Pure."""

from __future__ import annotations

import calendar
import re
from datetime import date

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def period(written: str) -> tuple[date, date] | None:
    """The first and the last day of 2019, 2019-06 or 2019-06-30; None of anything else."""
    match = _WRITTEN.fullmatch(written.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year is None or month is None:
            return date(year or 0, 1, 1), date(year or 0, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def dated_within(written: str | None, since: date | None, until: date | None) -> bool:
    """Whether a document's date may lie between two days; one that bears none, or no date, does not."""
    if since is None and until is None:
        return True
    said = period(written or "")
    if said is None:
        return False
    first, last = said
    return (since is None or last >= since) and (until is None or first <= until)
