"""Knows the words of both languages, as far as the bundled lexicon does: those of federal law, and everyday ones."""

from __future__ import annotations

import functools
from pathlib import Path

import models
from models.lexicon import BilingualLexicon

_FOLDER = Path(models.__file__).parent / "bilingual-lexicon"


@functools.lru_cache(maxsize=50_000)
def is_known(word: str) -> bool:
    """Say whether French or English has a word, in whatever form; accents and capitals do not count.

    Raises a ModelError where the lexicon is not what its manifest says.
    """
    lexicon = _lexicon()
    for language in ("fr", "en"):
        terms = lexicon.terms(word.lower(), language)
        # A small word is no term, and a number in words is digits.
        if not terms or terms[0].isdigit() or lexicon.knows(terms[0], language):
            return True
    return False


@functools.cache
def _lexicon() -> BilingualLexicon:
    return BilingualLexicon.load(_FOLDER)
