"""Reads dates as people write them, in French and in English, and writes them as ISO 8601."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january", "fevrier february", "mars march", "avril april", "mai may", "juin june",
            "juillet july", "aout august", "septembre september", "octobre october", "novembre november",
            "decembre december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = (
    r"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)"
)
_YEAR = r"(?:1[89]|20)\d\d"

DATE = (
    rf"(?:\d{{1,2}}\s?(?:er|re|st|nd|rd|th|e)?\s+(?:day\s+of\s+)?{_MONTH},?\s+{_YEAR}|"
    rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}|"
    rf"{_YEAR}[-/]\d{{2}}[-/]\d{{2}})(?!\d)"
)
"""What matches one date, where the case of letters is ignored. It has no groups."""

_NUMERIC = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})")
_WORDS = re.compile(rf"(\d{{1,2}})\D*?\b({_MONTH})|({_MONTH})\s+(\d{{1,2}})", re.IGNORECASE)
_PLAIN = str.maketrans("éû", "eu")


def iso(written: str) -> str | None:
    """Write a date that `DATE` matched as YYYY-MM-DD; None where there is no such day."""
    numeric = _NUMERIC.search(written)
    if numeric:
        year, month, day = map(int, numeric.groups())
    else:
        words, years = _WORDS.search(written), re.findall(_YEAR, written)
        if words is None or not years:
            return None
        year, day = int(years[-1]), int(words[1] or words[4])
        month = _MONTHS[(words[2] or words[3]).casefold().translate(_PLAIN)]
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
