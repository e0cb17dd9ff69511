"""Reads dates, months, days of the week and times of day, in both languages, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = {
    name: place % 12 + 1
    for place, name in enumerate(
        "january february march april may june july august september october november december "
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    )
} | {"fevrier": 2, "aout": 8, "decembre": 12, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12, "jan": 1, "feb": 2}
_WEEKDAYS = {
    name: place % 7 + 1
    for place, name in enumerate(
        "monday tuesday wednesday thursday friday saturday sunday "
        "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
    )
}
_EN = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Sept?|Oct|Nov|Dec)\b\.?"
)
_FR = r"(?P<month>janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre)\b"
_DAY = r"(?P<day>\d{1,2})(?: ?er|re|st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[6-9]|20|21)\d\d)\b"
_FORMS: tuple[re.Pattern[str], ...] = (
    re.compile(r"(?<![\w-])" + _YEAR + r"-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])"),
    re.compile(rf"\b{_DAY}\s+{_FR}(?:\s+{_YEAR})?", re.IGNORECASE),
    re.compile(rf"\b(?P<first>premier|first)\s+(?:day of\s+)?(?:{_FR})(?:\s+{_YEAR})?", re.IGNORECASE),
    re.compile(rf"\b{_EN}\s+{_DAY}\b(?!:)(?:,?\s+{_YEAR})?"),
    re.compile(rf"\b{_DAY}\s+(?:day\s+)?(?:of\s+)?{_EN}(?:,?\s+{_YEAR})?"),
    re.compile(rf"\b{_EN},?\s+{_YEAR}"),
    re.compile(rf"\b{_FR}\s+{_YEAR}", re.IGNORECASE),
    re.compile(rf"\b(?:en|mois de|mois d'|début|fin|dès|d'ici) ?{_FR}", re.IGNORECASE),
    re.compile(
        r"\b(?P<month>January|February|March(?! (?:on|to))|April|June|July|August|September|October"
        r"|November|December)\b"
    ),
    re.compile(r"(?<=\bin )(?P<month>May)\b"),
)  # fmt: skip
_WEEKDAY = re.compile(rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)})s?\b", re.IGNORECASE)
_TIMES: tuple[re.Pattern[str], ...] = (
    re.compile(r"\b(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>[ap])\.?\s?m\b\.?", re.IGNORECASE),
    re.compile(r"\b(?P<hour>\d{1,2})\s?h(?:\s?(?P<minute>[0-5]\d)\b|\b(?!-))"),
    re.compile(r"\b(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)\b"),
    re.compile(r"\b(?P<word>noon|midnight|midi|minuit)\b", re.IGNORECASE),
)
_NAMED = {"noon": 720, "midi": 720, "midnight": 0, "minuit": 0}


@dataclass(frozen=True, slots=True)
class Date:
    """A date at `start` to `end` of a text, as far as it is said; a month is 1 to 12, a day of the week 1 to 7."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def within(self, other: Date) -> bool:
        """Say whether the other date says all that this one does."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )
        return all(mine is None or mine == its for mine, its in pairs)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day at `start` to `end` of a text, in minutes from midnight."""

    start: int
    end: int
    minutes: int


def dates(text: str) -> list[Date]:
    """Find the dates of a spelled text; none overlaps another, the fuller one is taken."""
    found: list[Date] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if all(match.end() <= one.start or match.start() >= one.end for one in found):
                found.append(_date(match))
    found.extend(
        Date(match.start(), match.end(), weekday=_WEEKDAYS[match["weekday"].lower()])
        for match in _WEEKDAY.finditer(text)
    )
    return sorted(found, key=lambda one: one.start)


def _date(match: re.Match[str]) -> Date:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    month = next(value for name, value in groups.items() if name == "month").lower().rstrip(".")
    return Date(
        match.start(),
        match.end(),
        int(groups["year"]) if "year" in groups else None,
        int(month) if month.isdigit() else _MONTHS[month],
        1 if "first" in groups else int(groups["day"]) if "day" in groups else None,
    )


def times(text: str) -> list[Time]:
    """Find the times of day of a spelled text. In French, `22 h` may also be a duration."""
    found: list[Time] = []
    for form in _TIMES:
        for match in form.finditer(text):
            if all(match.end() <= one.start or match.start() >= one.end for one in found):
                found.extend(_time(match))
    return sorted(found, key=lambda one: one.start)


def _time(match: re.Match[str]) -> Iterator[Time]:
    groups = match.groupdict()
    if word := groups.get("word"):
        yield Time(match.start(), match.end(), _NAMED[word.lower()])
        return
    hour, minute = int(groups["hour"]), int(groups.get("minute") or 0)
    if half := groups.get("half"):
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    if hour <= 24:
        yield Time(match.start(), match.end(), (hour % 24) * 60 + minute)
