"""Reads quantities: a number with its unit, how often it comes, and the bound that it sets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from assistant.checks import numerals
from assistant.checks.bounds import Bound, bound
from indexes.records import Language

_UNITS: tuple[tuple[str, Fraction, str], ...] = (
    ("$", Fraction(1), r"\$(?: CA)?|(?:canadian )?dollars?(?: canadiens)?\b"),
    ("$", Fraction(1, 100), r"¢|cents?\b(?! )"),
    ("€", Fraction(1), r"€|euros?\b"),
    ("part", Fraction(1, 100), r"%|per ?cent\b|percent\b|pour cents?\b|p\. ?(?:100|cent)\b"),
    ("degree", Fraction(1), r"° ?[CF]?|degrees?\b|degrés?\b"),
    ("second", Fraction(1), r"secondes?\b|seconds\b"),
    ("minute", Fraction(1), r"minutes?\b|min\b"),
    ("minute", Fraction(60), r"hours?\b|heures?\b|h\b|hrs?\b"),
    ("working day", Fraction(1), r"(?:working|business|work)[- ]days?\b|(?:jours?|journées?) (?:ouvrables?|ouvrés?)\b"),
    ("clear day", Fraction(1), r"clear days?\b|jours? francs?\b"),
    ("calendar day", Fraction(1), r"calendar days?\b|jours? (?:civils?|de calendrier|calendaires?)\b"),
    ("day", Fraction(1), r"days?\b|jours?\b|journées?\b"),
    ("night", Fraction(1), r"nights?\b|nuits?\b|nuitées?\b"),
    ("week", Fraction(1), r"weeks?\b|semaines?\b"),
    ("month", Fraction(1), r"months?\b|mois\b"),
    ("month", Fraction(3), r"quarters?\b|trimestres?\b"),
    ("month", Fraction(12), r"years?\b|ans?\b|années?\b|(?:fiscal|financial) years?\b|exercices?(?: financiers?)?\b"),
    ("metre", Fraction(1, 1000), r"mm\b|millim(?:et(?:er|re)|ètre)s?\b"),
    ("metre", Fraction(1, 100), r"cm\b|centim(?:et(?:er|re)|ètre)s?\b"),
    ("metre", Fraction(1000), r"km\b|kilom(?:et(?:er|re)|ètre)s?\b"),
    ("square metre", Fraction(1), r"m²|m2\b|square met(?:er|re)s?\b|mètres? carrés?\b"),
    ("metre", Fraction(1), r"m\b|met(?:er|re)s?\b|mètres?\b"),
    ("kilogram", Fraction(1), r"kg\b|kilogram(?:me)?s?\b|kilos?\b"),
    ("kilogram", Fraction(1000), r"tonnes?\b"),
    ("litre", Fraction(1), r"lit(?:er|re)s?\b"),
    ("hectare", Fraction(1), r"ha\b|hectares?\b"),
    ("decibel", Fraction(1), r"dB\b|decibels?\b|décibels?\b"),
)  # fmt: skip
_UNIT = re.compile("|".join(f"(?P<u{place}>{pattern})" for place, (_, _, pattern) in enumerate(_UNITS)), re.IGNORECASE)
TIMES = frozenset(("second", "minute", "working day", "clear day", "calendar day", "day", "night", "week", "month"))
# What may stand between a number and its unit: (30), a hyphen, and at most two words that tell nothing of the measure.
_BETWEEN: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?: ?\(\d[\d ,.]*\))?[ -]*(?:(?:consecutive|full|complete|completed|paid|unpaid|additional|extra|more|further"
        r"|other|equal|whole|entire|first|last|previous|successive|fiscal|financial|(?:an?|of an?)) ){0,2}",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"(?: ?\(\d[\d ,.]*\))?[ -]*(?:(?:premiers?|premières?|derniers?|dernières?|autres|prochaine?s?|pleine?s?"
        r"|de|d') ?){0,2}",
        re.IGNORECASE,
    ),
}
_RANGE = re.compile(r"^ ?(?:to|and|or|à|et|ou|-|a) ?$", re.IGNORECASE)
_DOLLAR = re.compile(r"\$ ?$")
_HALF_AFTER = re.compile(r"^ ?(?:and (?:a |one )?half|et demie?)\b", re.IGNORECASE)
_FOREIGN = re.compile(r"^[ -]*(?:pi2?|lb|po)\b", re.IGNORECASE)

_RATE = re.compile(
    r"\b(?:(?:per|each|every|par|chaque|all|tous les|toutes les|aux?"
    r"|(?<!within )(?<!in )(?<!for )(?<!of )(?<!than )an?)"
    r"(?: full| complete| fiscal| financial| reference| calendar)? "
    r"(?P<each>day|week|month|year|quarter|hour|night|jour|semaine|mois|an|année|trimestre|heure|nuit|exercice)\b"
    r"(?! later)"
    r"|l'(?P<time>heure|an|année)\b(?! suiv| précéd| de)|la (?P<la>nuit)\b"
    r"|(?P<word>daily|weekly|monthly|yearly|annual(?:ly)?|quarterly|hourly|nightly|quotidien\w*|hebdomadaire\w*|"
    r"mensuel\w*|annuel\w*|trimestriel\w*))",
    re.IGNORECASE,
)
_RATES = {
    "day": "day", "daily": "day", "jour": "day", "quotidien": "day", "week": "week", "weekly": "week",
    "semaine": "week", "hebdomadaire": "week", "month": "month", "monthly": "month", "mois": "month",
    "mensuel": "month", "year": "year", "yearly": "year", "annual": "year", "annually": "year", "an": "year",
    "année": "year", "annuel": "year", "exercice": "year", "quarter": "quarter", "quarterly": "quarter",
    "trimestre": "quarter", "trimestriel": "quarter", "hour": "hour", "hourly": "hour", "heure": "hour",
    "night": "night", "nightly": "night", "nuit": "night",
}  # fmt: skip


class Placed(Protocol):
    """What stands at `start` to `end` of a text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of something, at `start` to `end` of a text.

    number: as written; value: in the measure's first unit (minutes, months, metres, dollars, a share of one); unit: the
    measure's name, or nothing where only things are counted. bound: what is said of it. article: it is one because an
    article says so (an hour, l'année).
    """

    number: Fraction
    value: Fraction
    unit: str
    start: int
    end: int
    bound: Bound = ""
    article: bool = False

    def is_as(self, other: Quantity) -> bool:
        """Say whether both are the same quantity, whatever their bounds."""
        if self.value == other.value and self.unit == other.unit:
            return True
        mine, its = _in_days(self), _in_days(other)
        if mine is not None and its is not None:
            return mine == its
        # What stands in a table or in a list may have its unit elsewhere.
        return self.number == other.number and not (self.unit and other.unit)


@dataclass(frozen=True, slots=True)
class Rate:
    """How often: each day, week, month, quarter or year; at `start` to `end` of a text."""

    each: str
    start: int
    end: int


def _in_days(one: Quantity) -> Fraction | None:
    """Days of a duration in days, in calendar days, in weeks or in hours that make whole days."""
    if one.unit == "week":
        return one.value * 7
    if one.unit == "minute" and one.value % 1440 == 0:
        return one.value / 1440
    return one.value if one.unit in ("day", "calendar day") else None


def quantities(text: str, language: Language, taken: Sequence[Placed]) -> list[Quantity]:
    """Find the quantities of a spelled text, outside the dates, times and codes that were read already."""
    read = [
        one
        for one in numerals.numbers(text, language)
        if all(one.end <= other.start or one.start >= other.end for other in taken)
    ]
    found: list[Quantity] = []
    for number in read:
        inside = bool(found) and number.start < found[-1].end
        quantity = None if inside else _quantity(text, language, number)
        if quantity is None:
            continue
        joined = _joined(text, found[-1], number, quantity) if found else None
        found[len(found) - bool(joined) :] = joined or [quantity]
    return [replace(one, bound=bound(text, one.start, one.end)) for one in found]


def _quantity(text: str, language: Language, number: numerals.Number) -> Quantity | None:
    """Give a number its unit; None for an article with no unit of time behind it."""
    start, value = number.start, number.value
    after = _BETWEEN[language].match(text, number.end)
    at = after.end() if after else number.end
    unit = None if _FOREIGN.match(text[at:]) else _UNIT.match(text, at)
    half = _HALF_AFTER.match(text[number.end :])
    if half and not number.part:  # seven and a half hours
        value += Fraction(1, 2)
        unit = _UNIT.match(text, number.end + half.end() + 1) or unit
    if (dollar := _DOLLAR.search(text[:start])) and not number.article:
        return Quantity(value, value, "$", dollar.start(), number.end)
    if unit is not None and unit.lastgroup is not None:
        name, factor, _ = _UNITS[int(unit.lastgroup[1:])]
        end = unit.end()
        if name in TIMES and (late := _HALF_AFTER.match(text[end:])):  # sept heures et demie
            value, end = value + Fraction(1, 2), end + late.end()
        if not (number.article and name not in TIMES) and not (number.ordinal and name != "day"):
            return Quantity(value, value * factor, name, start, end, article=number.article)
    if number.article:
        return None
    return Quantity(value, value, "part" if number.part else "", start, number.end)


def _joined(text: str, before: Quantity, number: numerals.Number, quantity: Quantity) -> list[Quantity] | None:
    """Put together what two numbers say: `thirty (30) days`, `one and a quarter days`, `two to four years`."""
    between = text[before.end : number.start]
    if before.unit in ("", quantity.unit) and between in (" (", "(") and before.value == number.value:
        return [replace(quantity, start=before.start)]
    if not before.unit and number.part and re.fullmatch(r" (?:and|et) ", between):
        factor = Fraction(1) if quantity.unit == "part" else quantity.value / number.value
        unit = "" if quantity.unit == "part" else quantity.unit
        total = before.number + number.value
        return [Quantity(total, total * factor, unit, before.start, quantity.end)]
    if not before.unit and quantity.unit and quantity.unit != "$" and not number.article and _RANGE.match(between):
        return [replace(before, unit=quantity.unit, value=before.value * (quantity.value / number.value)), quantity]
    return None


def rates(text: str) -> list[Rate]:
    """Find what says how often: per week, chaque mois, annuelle."""
    found = []
    for match in _RATE.finditer(text):
        word = next(group for group in match.groups() if group).lower()
        name = next(
            each for form, each in sorted(_RATES.items(), key=lambda pair: -len(pair[0])) if word.startswith(form)
        )
        found.append(Rate(name, match.start(), match.end()))
    return found
