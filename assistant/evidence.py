"""Chooses the evidence: in each passage found, the consecutive sentences that say most of what was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexes.matching import Matcher
from indexes.reading import Reader
from indexes.records import Hit, Sentence
from indexes.rescoring import Closeness, look_closer

LONGEST = 700
"""Characters that a piece of evidence holds at most, unless its one sentence is longer."""

READABLE = 350
"""Characters under which neighbours are taken in whatever they say, so that what is quoted can be understood."""

RELATED = 0.3
"""The share of the best sentence's score that a neighbour must have to be taken in beyond that."""

COSINE_SHARE = 0.4
"""What nearness of meaning weighs in a sentence's score, the shared words weighing the rest."""

LIKELIHOOD_SHARE, LIKELIHOOD_TOKENS = 0.05, 200
"""What one nat of query likelihood a token weighs beside a passage's score, and how much of a piece of evidence is read
for it. docs/evaluation.md has what it brings."""

_OPEN = re.compile(r":\s*$")
_ARTICLE = re.compile(r"(?:\d{1,3}(?:\.\d+)*\.?|\(\d+\)|Article \d+)\s")


class Likelihood(Protocol):
    """Scores passages by the probability that a generator gives to the question after them."""

    def likelihoods(
        self, question: str, passages: Sequence[str], *, budget: int, limit: int = ...
    ) -> list[float | None]:
        """The mean log-probability of the question's tokens after each passage; None for those not reached."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Consecutive sentences of a passage found, numbered from 1 in the order of their scores.

    coverage: the share of the question's terms that they hold; cosine: to the question; likelihood: the mean
    log-probability of the question after them, where it was computed.
    """

    number: int
    hit: Hit
    sentences: tuple[Sentence, ...]
    score: float
    coverage: float
    cosine: float
    likelihood: float | None = None

    @property
    def text(self) -> str:
        """The sentences, as one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)


def choose(vector: NDArray[np.float32], hits: Sequence[Hit], matcher: Matcher, reader: Reader) -> list[Evidence]:
    """Choose one piece of evidence from each hit, best first, for a question given as its vector and its matcher."""
    closer = look_closer([hit.passage for hit in hits], vector, matcher, reader)
    return numbered([_best_of(hit, close, matcher) for hit, close in zip(hits, closer, strict=True)])


def _best_of(hit: Hit, close: Closeness, matcher: Matcher) -> Evidence:
    sentences = hit.passage.sentences
    scores = COSINE_SHARE * close.cosines + (1 - COSINE_SHARE) * close.coverages
    start, end = window([one.text for one in sentences], scores.tolist())
    held = f"{hit.passage.heading} {' '.join(one.text for one in sentences[start:end])}"
    return Evidence(
        number=0,
        hit=hit,
        sentences=sentences[start:end],
        score=hit.score,
        coverage=matcher.coverage(held, hit.passage.language),
        cosine=float(close.cosines[start:end].max()),
    )


def window(texts: Sequence[str], scores: Sequence[float]) -> tuple[int, int]:
    """Choose consecutive sentences, as (first, behind the last): the best, and neighbours, the better side first.

    Up to `READABLE` characters all neighbours come along; beyond, up to `LONGEST`, only those that say something of
    what was asked and do not belong to another article. A sentence that ends at a colon takes in what follows it.
    """
    best = int(np.argmax(scores))
    start, end = best, best + 1
    size = len(texts[best])

    def fits(inside: int, outside: int) -> bool:
        if not 0 <= outside < len(texts) or size + len(texts[outside]) > LONGEST:
            return False
        upper, lower = min(inside, outside), max(inside, outside)
        if _OPEN.search(texts[upper]) or size < READABLE:
            return True
        return scores[outside] >= RELATED * scores[best] and not _ARTICLE.match(texts[lower])

    while True:
        after, before = fits(end - 1, end), fits(start, start - 1)
        if after and (_OPEN.search(texts[end - 1]) or not before or scores[end] >= scores[start - 1]):
            size += len(texts[end])
            end += 1
        elif before:
            start -= 1
            size += len(texts[start])
        else:
            return start, end


def rank_by_likelihood(
    question: str, evidence: Sequence[Evidence], generator: Likelihood, budget: int
) -> list[Evidence]:
    """Order evidence anew by its score and the generator's query likelihood together.

    What the budget does not reach is taken to be as unlikely as the least likely of what it does.
    """
    scores = generator.likelihoods(question, [one.text for one in evidence], budget=budget, limit=LIKELIHOOD_TOKENS)
    known = [score for score in scores if score is not None]
    if len(known) < 2:
        return list(evidence)
    best, worst = max(known), min(known)
    ranked = [
        replace(
            one, score=one.score + LIKELIHOOD_SHARE * ((worst if score is None else score) - best), likelihood=score
        )
        for one, score in zip(evidence, scores, strict=True)
    ]
    return numbered(ranked)


def numbered(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Order evidence by its scores, equal ones as they stand, and number it from 1."""
    ordered = sorted(evidence, key=lambda one: -one.score)
    return [replace(one, number=number) for number, one in enumerate(ordered, start=1)]
