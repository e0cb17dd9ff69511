"""Explains what was found: a query's terms and their translations, and where in each hit they were met."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from indexes.matching import Matcher
from indexes.records import Hit, Language, Lexicon

Where = Literal["title", "heading", "sentence"]

_WORD = re.compile(r"[^\W_]+(?:[-./][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a query.

    word: as it was typed, or the term itself where it has several words; weight: its inverse document frequency;
    translations: into the other language, with their probabilities, the most probable first.
    """

    term: str
    word: str
    weight: float
    translations: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a passage meets a term of a query.

    by: the term that meets it, itself or a translation; word: that, as the passage has it; probability: that of the
    translation, 1 for the term itself; sentence: its place among the passage's, from 1, where it is in one.
    """

    term: str
    by: str
    word: str
    probability: float
    where: Where
    sentence: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A query's terms in their order, and for each hit where it meets them."""

    terms: tuple[Term, ...]
    matches: tuple[tuple[Match, ...], ...]


def explain(query: str, language: Language, matcher: Matcher, hits: Sequence[Hit]) -> Explanation:
    """Explain the hits of a query, given with the matcher that it was searched with."""
    typed = words_of(query, language, matcher.lexicon)
    terms = tuple(
        Term(term, typed.get(term, term), weight, dict(matcher.lexicon.translate(term, language)))
        for term, weight in matcher.weights.items()
    )
    translations = {term.term: term.translations for term in terms}
    return Explanation(terms, tuple(tuple(_matches(hit, language, matcher, translations)) for hit in hits))


def words_of(text: str, language: Language, lexicon: Lexicon) -> dict[str, str]:
    """The first word of a text that each of its terms comes from."""
    found: dict[str, str] = {}
    for word in _WORD.findall(text):
        for term in lexicon.terms(word, language):
            found.setdefault(term, word)
    return found


def _matches(
    hit: Hit, language: Language, matcher: Matcher, translations: Mapping[str, Mapping[str, float]]
) -> Iterator[Match]:
    texts: list[tuple[Where, int | None, str, Language]] = [
        ("title", None, hit.document.title, hit.document.language),
        ("heading", None, hit.passage.heading, hit.passage.language),
    ]
    for number, sentence in enumerate(hit.passage.sentences, start=1):
        texts.append(("sentence", number, sentence.text, hit.passage.language))
    for where, at, text, spoken in texts:
        met = matcher.met(set(matcher.lexicon.terms(text, spoken)), spoken)
        written = words_of(text, spoken, matcher.lexicon) if met else {}
        for term, (by, _) in met.items():
            probability = 1.0 if spoken == language else translations[term].get(by, 1.0)
            yield Match(term, by, written.get(by, by), probability, where, at)
