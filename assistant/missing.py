"""Says what a refusal missed: the words of the question that nothing found holds, in either language."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.ellipsis import subjects
from indexes.explaining import words_of
from indexes.matching import Matcher
from indexes.records import LANGUAGES, Hit, Language, Passage

MOST = 5
"""Words that are named at most: more would be the question over again."""

MEANT = 0.2
"""How well a term must be met, over its most probable translation, to be held: rarer translations are other words."""


def words(question: str, language: Language, hits: Sequence[Hit], matcher: Matcher) -> tuple[str, ...]:
    """The question's content words, as written, that no passage found holds, itself or in translation.

    The most telling come first: those that say what the question is about before those that name a side of any matter
    (a price, a delay), then by the inverse document frequency of their terms; `MOST` at most. matcher: the question's,
    as it was searched. A word of several parts (Saint-Jérôme) is held where all of its parts are.
    """
    held = _held(hits, matcher)
    about = set(subjects(question, language))
    missed = []
    for word, terms in _terms_of_words(question, language, matcher).items():
        whole, *pieces = terms
        if whole in held or (pieces and held.issuperset(pieces)):
            continue
        missed.append((not about.isdisjoint(terms), max(matcher.weights[term] for term in terms), word))
    missed.sort(key=lambda one: (-one[0], -one[1]))
    return tuple(word for _, _, word in missed[:MOST])


def _held(hits: Sequence[Hit], matcher: Matcher) -> set[str]:
    """The question's terms that something found holds: in its text, above it, or in its document's title."""
    present: dict[Language, set[str]] = {language: set() for language in LANGUAGES}
    for hit in hits:
        for passage in (hit.passage, *(one.passage for one in hit.also)):
            present[passage.language].update(_terms(passage, matcher))
        present[hit.document.language].update(matcher.lexicon.terms(hit.document.title, hit.document.language))
    return {
        term
        for language in LANGUAGES
        for term, (_, how_well) in matcher.met(present[language], language).items()
        if how_well >= MEANT
    }


def _terms(passage: Passage, matcher: Matcher) -> list[str]:
    return matcher.lexicon.terms(f"{passage.heading}\n{passage.text}", passage.language)


def _terms_of_words(question: str, language: Language, matcher: Matcher) -> dict[str, list[str]]:
    """The question's words in their order, each with its terms: of several, the first is the word as a whole.

    A term that comes of several words (5 308 $) stands for itself; signs are no words.
    """
    typed = words_of(question, language, matcher.lexicon)
    found: dict[str, list[str]] = {}
    for term in matcher.weights:
        word = typed.get(term, term)
        if any(char.isalnum() for char in word):
            found.setdefault(word, []).append(term)
    return found
