"""Says which words mean the same, in one language or across both, by the bilingual lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice

from assistant.checks.reading import Reading, Word
from indexes.records import Language, Lexicon, other

LEAST_PROBABILITY = 0.03
"""The least probability of a translation that is taken for the same meaning."""

LEAST_PIVOT = 0.03
"""The least probability, over a translation and back, of a synonym (Bannard and Callison-Burch 2005)."""

LEAST_PREFIX, LONGEST_ENDING = 5, 3
"""Letters that two terms of one root share at their beginning, and letters that may follow."""

_WIDEST = 8
_Meanings = tuple[frozenset[str], frozenset[str]]


@lru_cache(maxsize=8192)
def meanings(term: str, language: Language, lexicon: Lexicon) -> _Meanings:
    """What a term may be in French and in English: itself, its translations, and those that share one with it."""
    likely = islice(lexicon.translate(term, language).items(), _WIDEST)
    across = {one: probability for one, probability in likely if probability >= LEAST_PROBABILITY}
    same = {term}
    for translation, probability in across.items():
        for back, again in islice(lexicon.translate(translation, other(language)).items(), _WIDEST):
            if probability * again >= LEAST_PIVOT:
                same.add(back)
    mine, its = frozenset(same), frozenset(across) | {term}
    return (mine, its) if language == "fr" else (its, mine)


def means(term: str, language: Language, wanted: str, of: Language, lexicon: Lexicon) -> bool:
    """Say whether a term may mean what one of the other text does."""
    french, english = meanings(term, language, lexicon)
    if wanted in (french if of == "fr" else english):
        return True
    french, english = meanings(wanted, of, lexicon)
    return term in (french if language == "fr" else english) or _is_akin(term, wanted)


def _is_akin(one: str, two: str) -> bool:
    """Say whether two terms begin alike and end within a few letters: repond and repons."""
    shared = next(
        (at for at, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), min(len(one), len(two))
    )
    return shared >= LEAST_PREFIX and max(len(one), len(two)) - shared <= LONGEST_ENDING


class Alignment:
    """Which words of a claim stand where in the texts that it cites."""

    def __init__(self, claim: Reading, cited: Sequence[Reading], lexicon: Lexicon) -> None:
        self.claim, self.cited = claim, cited
        self._lexicon = lexicon
        known: dict[tuple[str, int], frozenset[str]] = {}
        self.partners: list[list[tuple[int, Word]]] = []
        """For each word of the claim, the words that mean the same, with the number of the text that they stand in."""
        vocabularies = [{word.term for word in text.words} for text in cited]
        for word in claim.words:
            found: list[tuple[int, Word]] = []
            for number, text in enumerate(cited):
                key = word.term, number
                if key not in known:
                    known[key] = frozenset(
                        term for term in vocabularies[number]
                        if means(word.term, claim.language, term, text.language, lexicon)
                    )  # fmt: skip
                found.extend((number, other) for other in text.words if other.term in known[key])
            self.partners.append(found)

    def held(self, places: Iterable[int]) -> float:
        """The share of the claim's words at these places in its list that stand in the cited texts."""
        chosen = list(places)
        return sum(bool(self.partners[place]) for place in chosen) / len(chosen) if chosen else 0.0

    def nearness(self, places: Sequence[int], number: int, start: int, end: int) -> float:
        """The share of the claim's words at these places that stand in a stretch of one cited text."""
        if not places:
            return 0.0
        return sum(
            any(at == number and start <= word.start < end for at, word in self.partners[place]) for place in places
        ) / len(places)

    def nearest(self, places: Sequence[int]) -> tuple[int, int] | None:
        """The sentence that holds most of the claim's words at these places, as (text, sentence)."""
        best, most = None, 0.0
        for number, text in enumerate(self.cited):
            for sentence, (start, end) in enumerate(text.sentences):
                # Of two sentences that hold as much, the shorter one says it more plainly.
                near = self.nearness(places, number, start, end) - 1e-6 * (end - start)
                if near > most:
                    best, most = (number, sentence), near
        return best
