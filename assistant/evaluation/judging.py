"""Judges passages: right is one that holds at least half of the 4-word sequences of a quotation that answers.

So neither the borders of passages nor the numbers of pages matter, nor how a reader of PDF files spaces words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LENGTH, SHARE = 4, 0.5
_UNSEEN = str.maketrans("", "", "\ufffe\x02\u00ad")  # hyphens at the ends of lines, as readers of PDF give them
_THOUSANDS = re.compile(r"(?<=\d)[ ,\u202f](?=\d{3}\b)")
_WORD = re.compile(r"\w+")

Grams = frozenset[tuple[str, ...]]


def words(text: str) -> list[str]:
    """The words of a text in small letters, compatibility forms undone (NFKC), numbers without thousands marks."""
    text = unicodedata.normalize("NFKC", text).translate(_UNSEEN).lower()
    return _WORD.findall(_THOUSANDS.sub("", text))


def grams(text: str, length: int = LENGTH) -> Grams:
    """The sequences of `length` words in a text; of a shorter text, the one sequence that it is."""
    found = words(text)
    length = min(length, len(found)) or 1
    return frozenset(tuple(found[start : start + length]) for start in range(len(found) - length + 1))


class Judge:
    """Judges passages against the quotations that answer one question.

    A quotation of fewer than `LENGTH` words is held by no passage that has more.
    """

    def __init__(self, quotes: Sequence[str]) -> None:
        self._wanted = [grams(quote) for quote in quotes]

    def held(self, text: str) -> list[int]:
        """The places of the quotations that a passage holds."""
        there = grams(text)
        return [
            place for place, wanted in enumerate(self._wanted) if wanted and len(wanted & there) >= SHARE * len(wanted)
        ]

    def agrees(self, text: str) -> bool:
        """Whether a text holds one of the quotations, or is held by one: what is cited may be a part of it."""
        there = grams(text)
        return any(
            bool(wanted and there) and len(wanted & there) >= SHARE * min(len(wanted), len(there))
            for wanted in self._wanted
        )
