"""Groups candidates that say the same: copies of a text, and twins, its versions in the two languages.

A wrong group hides a source behind another, so every rule here is strict, and what is in doubt stays apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from indexes.matching import Matcher
from indexes.reading import Reading
from indexes.records import Document, Language, Passage

SHINGLE, COPIED = 5, 0.8
"""Words of a shingle, and the share of their shingles that two copies have in common (Jaccard; Broder 1997)."""

NEAR, NEARER = 0.55, 0.7
"""The least cosine of two twins, and of those with less else to show for it. Of 79,833 pairs of candidates over the
development questions, twins that begin with the same section number are above the first 19 times in 20, and no two
passages of other documents with the same numbers reach the second."""

SHARED_NUMBERS, MORE_SHARED = 0.6, 0.8
"""The share of their numbers that two twins have in common (Jaccard), and those with less else to show for it."""

SHORTEST = 0.6
"""The length of the shorter twin over that of the longer, at least. French takes a fifth more characters."""

APART = 0.08
"""How far apart twins stand in their documents at most, as a share of these; a page is always near enough."""

NEARLY = 0.9
"""The share of the best score in a group from which a passage in the asker's language speaks for the group."""

_MARKS = (("fr", "en"), ("fra", "eng"), ("f", "e"), ("français", "anglais"), ("francais", "anglais"),
          ("french", "english"), ("français", "english"), ("francais", "english"))  # fmt: skip
_LABEL = re.compile(r"\s*(?:article|section)?\s*(\d+(?:\.\d+)*)", re.IGNORECASE)
_TURNS = re.compile(r"\b(?:ne|not?|nor|never|pas|aucune?|jamais|sans|without|except|sauf|unless|hors)\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may become a hit, with its score."""

    passage: Passage
    document: Document
    reading: Reading
    score: float


@dataclass(frozen=True, slots=True)
class Group:
    """Places of candidates that say the same: the one that speaks for the others, and these, best first."""

    leader: int
    others: tuple[int, ...]


def group(candidates: Sequence[Candidate], matcher: Matcher, language: Language) -> list[Group]:
    """Group candidates, given best first, for an asker of a language; groups come in the order of their best."""
    groups = []
    for places in _joined(len(candidates), [*copies(candidates, matcher), *twins(candidates)]):
        enough = NEARLY * candidates[places[0]].score
        spoken = (p for p in places if candidates[p].passage.language == language and candidates[p].score >= enough)
        leader = next(spoken, places[0])
        groups.append(Group(leader, tuple(place for place in places if place != leader)))
    return groups


def _joined(count: int, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The connected components of the numbers below `count`, each in order, in the order of their first."""
    root = list(range(count))

    def top(place: int) -> int:
        while root[place] != place:
            place = root[place]
        return place

    for one, two in pairs:
        first, second = sorted((top(one), top(two)))
        root[second] = first
    members: dict[int, list[int]] = {}
    for place in range(count):
        members.setdefault(top(place), []).append(place)
    return list(members.values())


def copies(candidates: Sequence[Candidate], matcher: Matcher) -> list[tuple[int, int]]:
    """Pairs of candidates of one language with all but the same words.

    Two by-laws that differ in a number, in a "not" or in what was asked about are two things, however alike.
    """
    alike: dict[object, list[int]] = {}
    for place, one in enumerate(candidates):
        met = frozenset(matcher.met(one.reading.terms, one.passage.language))
        alike.setdefault((one.passage.language, _decisive(one), met), []).append(place)
    pairs = []
    for places in alike.values():
        shingles = {place: _shingles(candidates[place].passage.text) for place in places if len(places) > 1}
        pairs += [pair for pair in combinations(shingles, 2) if _jaccard(*(shingles[one] for one in pair)) >= COPIED]
    return pairs


def twins(candidates: Sequence[Candidate]) -> list[tuple[int, int]]:
    """Pairs of candidates of both languages, each the nearest to the other of those that could be its version."""
    french = [place for place, one in enumerate(candidates) if one.passage.language == "fr"]
    english = [place for place, one in enumerate(candidates) if one.passage.language == "en"]
    if not french or not english:
        return []
    vectors = np.stack([_vector(one.reading) for one in candidates])
    cosines = vectors[french] @ vectors[english].T
    near = np.zeros_like(cosines)
    for row, column in np.argwhere(cosines >= NEAR):
        if could_be_twins(candidates[french[row]], candidates[english[column]], float(cosines[row, column])):
            near[row, column] = cosines[row, column]
    return [
        (french[row], english[column])
        for row, column in enumerate(near.argmax(axis=1))
        if near[row, column] and near[:, column].argmax() == row
    ]


def could_be_twins(one: Candidate, two: Candidate, cosine: float) -> bool:
    """Say whether nothing speaks against it that two passages of both languages are versions of each other."""
    lengths = sorted((len(one.passage.text), len(two.passage.text)))
    if lengths[0] < SHORTEST * lengths[1] or not _stand_alike(one, two):
        return False
    labels = [found[1] if (found := _LABEL.match(each.passage.text)) else "" for each in (one, two)]
    numbers = [_numbers(each.reading) for each in (one, two)]
    shared = _jaccard(*numbers)
    if labels[0] != labels[1] or shared < SHARED_NUMBERS:
        return False
    surely = cosine >= NEARER and shared >= MORE_SHARED
    if one.document.id == two.document.id or are_versions(one.document, two.document):
        return bool(labels[0]) or surely
    return bool(labels[0]) and surely and len(numbers[0] & numbers[1]) > 1


def are_versions(one: Document, two: Document) -> bool:
    """Say whether two documents' files are named alike but for one mark of their languages: a.fr.pdf, a.en.pdf."""
    if one.language == two.language:
        return False
    french, english = (one, two) if one.language == "fr" else (two, one)
    words = [re.findall(r"[^\W_]+", each.file.casefold()) for each in (french, english)]
    if len(words[0]) != len(words[1]):
        return False
    differing = [pair for pair in zip(*words, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and differing[0] in _MARKS


def _stand_alike(one: Candidate, two: Candidate) -> bool:
    pages = max(one.document.pages, two.document.pages)
    places = [each.passage.page / each.document.pages * pages for each in (one, two)]
    return abs(places[0] - places[1]) <= max(1.0, APART * pages)


def _vector(reading: Reading) -> NDArray[np.float32]:
    total: NDArray[np.float32] = reading.vectors.sum(axis=0)
    return total / max(float(np.linalg.norm(total)), 1e-9)


def _numbers(reading: Reading) -> frozenset[str]:
    """The numbers of the sentences, which terms have in one form in both languages."""
    return frozenset(term for terms in reading.sentences for term in terms if term[0].isdigit())


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return frozenset(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))


def _decisive(candidate: Candidate) -> tuple[object, ...]:
    """What two copies must have the same of: their numbers, and the words that turn a rule around."""
    return _numbers(candidate.reading), tuple(sorted(_TURNS.findall(candidate.passage.text.casefold())))


def _jaccard(one: AbstractSet[object], two: AbstractSet[object]) -> float:
    return len(one & two) / len(one | two) if one or two else 1.0
