"""Tells text from the garbage that some files hold in its place: wrong character maps, old recognition. Pure.

What it measures is how many words no dictionary knows, and how many characters no typist types. Names, numbers, tables
and terms of art are no garbage: a page is doubted when much of it is. A text that a machine once read on a picture is
doubted at its first doubtful word, since the picture is there to be read again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

_FLUENT = 0.25
"""A page has so many small words among its words where it is prose; it needs no dictionary."""
_DOUBTFUL, _AT_LEAST = 0.25, 6
"""The share of doubtful words, and their number, from which a page is doubted: by-laws and statutes stay under .12."""
_NAMES, _FEWEST_KNOWN = 15, 0.05
"""From so many words on, a page on which next to none is known is doubted, though all of them may be names."""
_ODD = 0.05
"""The share of characters from which a page is doubted whatever its words."""
_SAME = 0.7
"""The share of words that two readings of a page have in common where they say the same."""

_SMALL = frozenset(
    "a à au aux ce ces cette d dans de des doit du elle en est et il ils l la le les leur lui ne ou où par pas pour "
    "qu que qui s sa se ses si son sont sous sur tout toute un une an and any are as at be been by for from has have "
    "he if in is it its may must no not of on or shall such that the their this to under was which who will "
    "with".split()
)
_HYPHEN = re.compile(r"[\x02\ufffe\u00ad]\r?\n?|(?<=[^\W\d_])-\r?\n(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
_ODD_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
_BULLET = re.compile(r"(?<!\S)[\ue000-\uf8ff\ufffd](?!\S)")
_SYMBOL = re.compile(r"[!\"#&*+<=>?@\[\\\]^`{|}~¡¢£¤¥¦¨¬¯±´¶·¸¿]")
_AMID = re.compile(r"(?<=[^\W\d_])[!\"#*+<=>?\\^`{|}~¡¢£¤¥¦¨¬¯±´¶·¸¿]+(?=[^\W\d_])")
_CASE = re.compile(r"[a-zà-öø-ÿ][A-ZÀ-ÖØ-Þ]")
_LONGEST_UNIT = 3  # letters of “kWh”, “NO”: too short to be judged


@dataclass(frozen=True, slots=True)
class Quality:
    """What a text is made of: its words of more than three letters, those of them that are known, those that are
    doubtful (names are neither), its characters but spaces, and those of them that no typist types.
    """

    words: int
    known: int
    doubtful: int
    characters: int
    odd: int

    @property
    def worth(self) -> int:
        """What the text is good for, to compare two readings of a page."""
        return self.known - 2 * self.doubtful - self.odd


def measure(text: str, known: Callable[[str], bool]) -> Quality:
    """Look at every word of a page. `known` says whether a word, as written, is one of the two languages'."""
    text = _HYPHEN.sub("", text)
    characters = sum(1 for character in text if not character.isspace())
    odd = len(_ODD_CHARACTER.findall(text)) - len(_BULLET.findall(text))
    odd += max(0, len(_SYMBOL.findall(text)) - characters // 10)
    words = [word for word in _WORD.findall(text) if len(word) > _LONGEST_UNIT]
    unknown = [word for word in words if not known(word)]
    doubtful = sum(1 for word in unknown if word[0].islower() or word.isupper() or _CASE.search(word))
    return Quality(len(words), len(words) - len(unknown), doubtful + len(_AMID.findall(text)), characters, odd)


def is_fluent(text: str) -> bool:
    """Say whether a text is prose beyond doubt: cheaply, by its small words, before a dictionary is opened."""
    words = text.lower().split()
    small = sum(map(_SMALL.__contains__, words))
    return bool(words) and small >= _FLUENT * len(words) and len(_ODD_CHARACTER.findall(text)) < _ODD * len(text)


def is_doubted(quality: Quality, *, underlaid: bool = False) -> bool:
    """Say whether a page's text fails. `underlaid`: it is what a machine read on a picture, which is still there."""
    if underlaid and quality.doubtful + quality.odd:
        return True
    return (
        quality.doubtful >= max(_AT_LEAST, _DOUBTFUL * (quality.known + quality.doubtful))
        or quality.odd >= max(_AT_LEAST, _ODD * quality.characters)
        or (quality.words >= _NAMES and quality.known < _FEWEST_KNOWN * quality.words)
    )


def agree(first: str, second: str) -> bool:
    """Say whether two readings of a page have most of their words in common, wherever they stand."""
    one, other = (Counter(_WORD.findall(_HYPHEN.sub("", text).lower())) for text in (first, second))
    return (one & other).total() >= _SAME * max(one.total(), other.total(), 1)
