"""Holds what is counted in a claim against the source: quantities, bounds, rates, dates and times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from assistant.checks.bounds import are_opposed
from assistant.checks.dates import Date, Time
from assistant.checks.meaning import Alignment
from assistant.checks.quantities import TIMES, Placed, Quantity
from assistant.checks.reading import Reading
from assistant.checks.verdict import Finding

F = TypeVar("F", bound=Placed)
MARGIN = 0.3
"""How much nearer the words around another figure must be to the claim's before that figure is taken to be the one."""

_WEIGHTY_ARTICLE = re.compile(
    r"(?:within|in|for|lasts?|after|one|dans|en|durant|pendant|dure|après|délai d'|d'ici) ?$", re.IGNORECASE
)
_AND = re.compile(r"\b(?:and|but|et|mais)\b", re.IGNORECASE)
_PAIR = re.compile(r"\b(?:ces|les|des|the|these|those|other|autres|both) (?:deux|two)$", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\b(?:articles?|sections?|subsections?|paragraphs?|paragraphes?|alinéas?|règles?|rules?|niveaux?|levels?|parts?|"
    r"parties?|annexes?|schedules?|chapters?|chapitres?|extension|poste|items?|s\.|art\.)(?: (?:no|n°))? ?$",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:by|before|until|till|prior to|no later than|at the latest|avant|jusqu'au|jusqu'à|d'ici|au plus tard)"
    r"(?: (?:the|le|jusqu'au|on|end of|fin))* ?$",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:after|from|since|starting|as of|beginning|following|après|à compter d[ue]|à partir d[ue]|dès|depuis)"
    r"(?: (?:the|le|on))* ?$",
    re.IGNORECASE,
)


def check(found: Alignment) -> Iterator[Finding]:
    """Yield what the source does not hold of the claim's figures."""
    yield from _quantities(found)
    yield from _rates(found)
    yield from _dates(found)
    yield from _times(found)


def _said(text: Reading, one: Placed) -> str:
    return text.text[one.start : one.end].strip()


def _around(claim: Reading, one: Placed) -> list[int]:
    """The places of the claim's words in the sentence of a figure."""
    sentence = claim.sentence_at(one.start)
    return [place for place, word in enumerate(claim.words) if word.sentence == sentence]


def _score(found: Alignment, places: Sequence[int], number: int, one: Placed) -> float:
    """How near the words around a figure of a cited text are to the claim's: in its sentence, and in its part of it."""
    text = found.cited[number]
    sentence = text.sentences[text.sentence_at(one.start)]
    return (found.nearness(places, number, *sentence) + found.nearness(places, number, *_part(text, one))) / 2


def _part(text: Reading, one: Placed) -> tuple[int, int]:
    """The part of a clause that a figure is about: $300 for the leader | and $150 for the others."""
    start, end = text.clauses[text.clause_at(one.start)]
    figures: list[Placed] = [*text.quantities, *text.times, *text.dates]
    for other in figures:
        first, second = sorted((one, other), key=lambda figure: figure.start)
        if type(other) is not type(one) or first is second or not (start <= first.start and second.end <= end):
            continue
        between = [match.start() for match in _AND.finditer(text.text, first.end, second.start)]
        if between and any(first.end <= word.start < between[-1] for word in text.words):
            start, end = (between[-1], end) if one is second else (start, between[-1])
    return start, end


def _quantities(found: Alignment) -> Iterator[Finding]:
    claim = found.claim
    for one in claim.quantities:
        if _PAIR.search(claim.text[: one.end]):
            continue
        if one.article and not _WEIGHTY_ARTICLE.search(claim.text[: one.start]):
            continue
        places = _around(claim, one)
        everything = [(number, other) for number, text in enumerate(found.cited) for other in text.quantities]
        same = [pair for pair in everything if _agrees(claim, one, pair[1])]
        if not same:
            if not _stands_otherwise(one, found.cited):
                yield Finding("number", _said(claim, one), _instead(found, one, everything, places))
            continue
        ranked = sorted(same, key=lambda pair: -_score(found, places, *pair))
        rival = _rival(found, one, ranked[0], everything, places)
        if rival is not None:
            yield Finding("number", _said(claim, one), _said(found.cited[rival[0]], rival[1]))
            continue
        number, other = ranked[0]
        # What may not be done for more than a day may be done for a day at most.
        alike = claim.is_denied(one.start) == found.cited[number].is_denied(other.start)
        if alike and are_opposed(one.bound, other.bound) and not any(one.bound == at.bound for _, at in ranked):
            yield Finding("bound", _bounded(claim, one), _bounded(found.cited[number], other))


def _agrees(claim: Reading, one: Quantity, other: Quantity) -> bool:
    # The number of an article is no number of days.
    return one.is_as(other) and not (_REFERENCE.search(claim.text[: one.start]) and other.unit)


def _stands_otherwise(one: Quantity, cited: Sequence[Reading]) -> bool:
    """Say whether a number stands in a cited text as a year, a day of the month or a time of day."""
    for text in cited:
        if not one.unit and any(one.value in (date.year, date.day) for date in text.dates):
            return True
        if any(one.value == (time.minutes if one.unit == "minute" else time.minutes / 60) for time in text.times):
            return one.unit in ("", "minute")
    return False


def _instead(found: Alignment, one: Quantity, everything: Sequence[tuple[int, Quantity]], places: Sequence[int]) -> str:
    """What the source says in place of a quantity that it does not hold: the same number, or else the same measure."""
    near = [
        (other.unit == one.unit, other.value == one.value, _score(found, places, number, other), -at, number, other)
        for at, (number, other) in enumerate(everything)
        if not other.article and (other.unit == one.unit or other.value == one.value)
    ]
    if not near:
        return ""
    best = max(near, key=lambda row: (row[1] or row[0], row[2], row[3]))
    return _said(found.cited[best[4]], best[5])


def _rival(
    found: Alignment,
    one: Quantity,
    same: tuple[int, Quantity],
    everything: Sequence[tuple[int, Quantity]],
    places: Sequence[int],
) -> tuple[int, Quantity] | None:
    """The quantity of the same measure whose surroundings are much nearer to the claim's than those of the same one."""
    others = [
        (number, other)
        for number, other in everything
        if one.unit
        and (other.unit == one.unit or {other.unit, one.unit} <= TIMES)
        and not other.article
        and not one.is_as(other)
        and not any(other.is_as(said) for said in found.claim.quantities)
    ]
    return _nearer(found, places, same, others)


def _nearer(
    found: Alignment, places: Sequence[int], same: tuple[int, F], others: Sequence[tuple[int, F]]
) -> tuple[int, F] | None:
    """Of other figures, the one whose surroundings are much nearer to the claim's than those of the same one."""
    if not others or len(places) < 2:
        return None
    best = max(others, key=lambda pair: _score(found, places, *pair))
    return best if _score(found, places, *best) >= _score(found, places, *same) + MARGIN else None


def _bounded(text: Reading, one: Quantity) -> str:
    """A quantity with the words around it in its clause, among which are those that bound it."""
    clause = text.clauses[text.clause_at(one.start)]
    before = text.text[clause[0] : one.start].split()[-4:]
    after = text.text[one.end : clause[1]].split()[:2]
    return " ".join([*before, _said(text, one), *after]).strip(" ,;.")


def _rates(found: Alignment) -> Iterator[Finding]:
    said = {rate.each for text in found.cited for rate in text.rates}
    for rate in found.claim.rates:
        if rate.each in said or not said or _has_period(found.cited, rate.each):
            continue
        number, other = next((number, one) for number, text in enumerate(found.cited) for one in text.rates)
        yield Finding("rate", _said(found.claim, rate), _said(found.cited[number], other))


_PERIODS = {
    "hour": ("minute", 60),
    "day": ("minute", 1440),
    "week": ("day", 7),
    "month": ("month", 1),
    "quarter": ("month", 3),
    "year": ("month", 12),
    "night": ("night", 1),
}


def _has_period(cited: Sequence[Reading], each: str) -> bool:
    """Say whether a cited text has a period of one such unit: 12 months for a year, 24 hours for a day."""
    unit, value = _PERIODS[each]
    return any(one.unit == unit and one.value == value for text in cited for one in text.quantities)


def _dates(found: Alignment) -> Iterator[Finding]:
    claim = found.claim
    for one in claim.dates:
        places = _around(claim, one)
        everything = [(number, other) for number, text in enumerate(found.cited) for other in text.dates]
        same = [pair for pair in everything if _is_date(one, pair[1], found.cited[pair[0]])]
        kin = [pair for pair in everything if _is_alike(one, pair[1])]
        ranked = sorted(same or kin, key=lambda pair: -_score(found, places, *pair))
        if not same:
            yield Finding("date", _said(claim, one), _said(found.cited[ranked[0][0]], ranked[0][1]) if ranked else "")
            continue
        others = [pair for pair in kin if not any(said.within(pair[1]) for said in claim.dates)]
        if (rival := _nearer(found, places, ranked[0], others)) is not None:
            yield Finding("date", _said(claim, one), _said(found.cited[rival[0]], rival[1]))
            continue
        number, other = ranked[0]
        if _turned(claim.text[: one.start], found.cited[number].text[: other.start]):
            yield Finding("bound", _bounded_date(claim, one), _bounded_date(found.cited[number], other))


def _is_date(one: Date, other: Date, text: Reading) -> bool:
    if one.within(other):
        return True
    # The year may stand elsewhere in the text.
    bare = Date(one.start, one.end, None, one.month, one.day, one.weekday)
    years = {date.year for date in text.dates} | {quantity.value for quantity in text.quantities}
    return other.year is None and one.year in years and one.month is not None and bare.within(other)


def _is_alike(one: Date, other: Date) -> bool:
    return (one.weekday is None) == (other.weekday is None)


def _turned(claim: str, source: str) -> bool:
    return bool(
        (_EARLIER.search(claim) and _LATER.search(source)) or (_LATER.search(claim) and _EARLIER.search(source))
    )


def _bounded_date(text: Reading, one: Date) -> str:
    return " ".join([*text.text[: one.start].split()[-3:], _said(text, one)])


def _times(found: Alignment) -> Iterator[Finding]:
    claim = found.claim
    for one in claim.times:
        places = _around(claim, one)
        everything = [(number, time) for number, text in enumerate(found.cited) for time in text.times]
        ranked = sorted(everything, key=lambda pair: -_score(found, places, *pair))
        same = [pair for pair in ranked if pair[1].minutes == one.minutes]
        others = [pair for pair in ranked if all(pair[1].minutes != said.minutes for said in claim.times)]
        rival = _nearer(found, places, same[0], others) if same else None
        if not same and not any(_is_hour(one, amount) for text in found.cited for amount in text.quantities):
            rival = ranked[0] if ranked else None
        elif rival is None:
            continue
        yield Finding("date", _said(claim, one), _said(found.cited[rival[0]], rival[1]) if rival else "")


def _is_hour(one: Time, amount: Quantity) -> bool:
    """Say whether a quantity may be a time of day: 22 hours, from 7 to 22 h."""
    return amount.unit in ("minute", "") and amount.value * (1 if amount.unit else 60) == one.minutes
