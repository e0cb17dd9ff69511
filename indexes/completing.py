"""A query as far as it was typed: which language its words belong to, and what its last word may become.

Only what may be found is looked at: no word of another passage is ever offered, or counts.
"""

from __future__ import annotations

import re
import unicodedata

from indexes.lexical import LexicalIndex, Statistics
from indexes.records import LANGUAGES, Language, Lexicon

COMPLETIONS = 3
"""How many terms a word that is being typed may stand for."""

_LEAST = 2
"""Letters from which a word is completed: one begins too many."""

_SHORTER = 6
"""How many letters of a typed word its term may be without: `stationnemen` is on its way to `station`."""

_WORD = re.compile(r"[^\W\d_]+")
_LAST = re.compile(r"[^\W\d_]+$")


def completed(
    query: str,
    language: Language,
    index: LexicalIndex,
    lexicon: Lexicon,
    statistics: Statistics | None = None,
    *,
    typing: bool = True,
) -> str:
    """The query with the terms after it that its last word may become, the most frequent first.

    It stays as it is where a space follows the word, or no other term that begins so is more frequent than it; and
    where nobody is `typing` any more, wherever the word can be found as it is.
    """
    typed = _LAST.search(query)
    if typed is None or len(typed[0]) < _LEAST:
        return query
    word = _folded(typed[0])
    own = set(lexicon.terms(typed[0], language))
    if not own:  # a function word
        return query
    counts = index.starting(word, language, statistics)
    known = max((index.starting(term, language, statistics).get(term, 0) for term in own), default=0)
    if not counts and not known:
        counts = _stem(word, language, index, statistics)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    if not ordered or known >= ordered[0][1] or (known and not typing):
        return query
    return " ".join([query, *(term for term, _ in ordered[:COMPLETIONS] if term not in own)])


def spoken_in(
    query: str, index: LexicalIndex, lexicon: Lexicon, statistics: Statistics | None = None
) -> Language | None:
    """The language in which more of the query's words are, or begin, words that can be found; None where it is even.

    A few words say too little to a model of languages; what is filed says more.
    """
    votes = dict.fromkeys(LANGUAGES, 0)
    sizes = index.sizes(statistics)
    for word in _WORD.findall(query):
        if len(word) < _LEAST:
            continue
        terms = {language: lexicon.terms(word, language) for language in LANGUAGES}
        only = [language for language in LANGUAGES if not terms[language]]  # a function word there
        if len(only) == 1:
            votes[only[0]] += 1
            continue
        shares = {
            language: tuple(met / max(1, sizes[language]) for met in _met(word, own, language, index, statistics))
            for language, own in terms.items()
        }
        for language in LANGUAGES:
            votes[language] += shares[language] == max(shares.values()) > min(shares.values())
    best = max(LANGUAGES, key=lambda language: votes[language])
    return best if votes[best] > min(votes.values()) else None


def _met(
    word: str, terms: list[str], language: Language, index: LexicalIndex, statistics: Statistics | None
) -> tuple[int, int]:
    """In how many passages a word is, and in how many a term is that begins with it."""
    exact = max((index.starting(term, language, statistics).get(term, 0) for term in terms), default=0)
    return exact, sum(index.starting(_folded(word), language, statistics).values())


def _stem(word: str, language: Language, index: LexicalIndex, statistics: Statistics | None) -> dict[str, int]:
    """The longest term that the word goes beyond by a few letters."""
    for length in range(len(word) - 1, max(_LEAST + 1, len(word) - _SHORTER - 1), -1):
        count = index.starting(word[:length], language, statistics).get(word[:length], 0)
        if count:
            return {word[:length]: count}
    return {}


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(one for one in plain if not unicodedata.combining(one))
