"""Finds the page of a document's twin that says what one of its pages says, by the numbers that stand on both. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from indexes.twins import alike, numbers

_LIKE = 0.2
"""What two pages' numbers must have in common to be taken for the same page; less says nothing."""
_SPREAD = 0.1
"""The share of the twin's pages by which a page may stand earlier or later than its share of the document says."""


def in_proportion(number: int, pages: int, twin_pages: int) -> int:
    """The page that stands as far into the twin as page `number` (1-based) into a document of so many pages."""
    if twin_pages <= 1 or pages <= 1:
        return 1
    return 1 + round((number - 1) * (twin_pages - 1) / (pages - 1))


def counterpart(number: int, pages: int, text: str, twin_pages: int, twin_text: Callable[[int], str]) -> int:
    """The page of the twin that is most like page `number`, among those about as far into it.

    Alike are the numbers on them (of sections, amounts, dates), which are the same in both languages. Where that
    decides nothing, it is the page as far into the twin.
    """
    guess = in_proportion(number, pages, twin_pages)
    wanted = numbers([text])
    if not wanted:
        return guess
    reach = max(2, round(twin_pages * _SPREAD))
    near = range(max(1, guess - reach), min(twin_pages, guess + reach) + 1)
    scores = {page: _score(wanted, twin_text(page)) for page in near}
    best = max(scores, key=lambda page: (scores[page], -abs(page - guess), -page))
    return best if scores[best] >= _LIKE else guess


def _score(wanted: Counter[str], text: str) -> float:
    found = numbers([text])
    return alike(wanted, found) if found else 0.0
