"""Finds where a document's twin says what a document says: the page, by the numbers that stand on both, and on it the
section with the same number. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from indexes.twins import alike, numbers

_LIKE = 0.2
"""What two pages' numbers must have in common to be taken for the same page; less says nothing."""
_SPREAD = 0.1
"""The share of the twin's pages by which a page may stand earlier or later than its share of the document says."""

_SECTION = re.compile(
    r"^[ \t]*(?:§ ?|art(?:icle)?\.? )?(\d+(?:\.\d+)*)(?=[.)]?(?:\s|[-–—]))", re.MULTILINE | re.IGNORECASE
)
"""The number at the beginning of a line, as sections are numbered in both languages."""


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


def same_section(text: str, at: int, twin_text: str) -> tuple[int, int] | None:
    """Where the number of the section that character `at` of a page is in stands on the twin's page: (start, end).

    None where the page shows no number before, or the twin's page has it not once at the beginning of a line.
    """
    before = [match[1] for match in _SECTION.finditer(text) if match.start() <= at]
    if not before:
        return None
    there = [match.span(1) for match in _SECTION.finditer(twin_text) if match[1] == before[-1]]
    return there[0] if len(there) == 1 else None
