"""Where in a text words of a query stand, or translations of them: what is lit in a passage that was found."""

from __future__ import annotations

import re
from functools import lru_cache

from indexes.matching import Matcher
from indexes.records import Language, Lexicon

_WORD = re.compile(r"[^\W_]+(?:[-./][^\W_]+)*")

_CERTAIN = 0.2
"""How probable a translation must be to be lit, beside the most probable one: others rank, and would puzzle."""

_WORDS_KEPT = 1 << 16


class Lights:
    """Finds words by what a lexicon makes of them. What it made of a word is kept: passages have many in common."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._terms = lru_cache(_WORDS_KEPT)(lambda word, language: tuple(lexicon.terms(word, language)))

    def spans(self, text: str, language: Language, matcher: Matcher) -> tuple[tuple[int, int], ...]:
        """The words of a text that meet a query, as (start, end), ascending."""
        wanted = {
            word
            for alternatives in matcher.alternatives[language].values()
            for word, how_well in alternatives.items()
            if how_well >= _CERTAIN
        }
        if not wanted:
            return ()
        words = _WORD.finditer(text)
        return tuple(word.span() for word in words if not wanted.isdisjoint(self._terms(word[0], language)))
