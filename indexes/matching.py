"""How much of a query a text holds, in either language: what ranks the sentences inside a passage."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from indexes.lexical import LexicalIndex, Statistics
from indexes.records import LANGUAGES, Language, Lexicon


@dataclass(frozen=True, slots=True)
class Matcher:
    """A query's terms with their weights, and by what each can be met in either language.

    weights: the inverse document frequency of each term; alternatives: for each language and term, the terms that
    meet it and how well (the term itself 1, a translation its probability over the most probable one's), the best
    first.
    """

    weights: Mapping[str, float]
    alternatives: Mapping[Language, Mapping[str, Mapping[str, float]]]
    lexicon: Lexicon

    @classmethod
    def of(
        cls,
        query: str,
        language: Language,
        index: LexicalIndex,
        lexicon: Lexicon,
        statistics: Statistics | None = None,
    ) -> Matcher:
        """Prepare a query against the statistics of an index, or of the part of it that may be searched."""
        weights = index.term_weights(query, language, lexicon, statistics)
        alternatives = {
            target: {term: {term: 1.0} if target == language else _met_by(term, language, lexicon) for term in weights}
            for target in LANGUAGES
        }
        return cls(weights, alternatives, lexicon)

    def coverage(self, text: str, language: Language) -> float:
        """The share of the query's weight that the text's terms meet, from 0 to 1."""
        return self.share(set(self.lexicon.terms(text, language)), language)

    def share(self, present: Collection[str], language: Language) -> float:
        """The same, of a text's terms: a set of them."""
        total = sum(self.weights.values())
        if not total:
            return 0.0
        return sum(self.weights[term] * how_well for term, (_, how_well) in self.met(present, language).items()) / total

    def met(self, present: Collection[str], language: Language) -> dict[str, tuple[str, float]]:
        """Each of the query's terms that a text's terms meet: by which one, and how well (0 to 1)."""
        found = {}
        for term, alternatives in self.alternatives[language].items():
            for word, how_well in alternatives.items():
                if word in present:
                    found[term] = (word, how_well)
                    break
        return found


def _met_by(term: str, language: Language, lexicon: Lexicon) -> dict[str, float]:
    translations = lexicon.translate(term, language)
    best = max(translations.values(), default=1.0)
    ordered = sorted(translations.items(), key=lambda pair: -pair[1])
    return {word: probability / best for word, probability in ordered}
