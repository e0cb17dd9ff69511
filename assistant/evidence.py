"""Chooses the evidence: in each passage found, the consecutive sentences that say most of what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from indexes.matching import Matcher
from indexes.records import Encoder, Hit, Sentence

LONGEST = 480
"""Characters that a piece of evidence holds at most, unless its one sentence is longer."""

COSINE_SHARE = 0.4
"""What nearness of meaning weighs in a sentence's score, the shared words weighing the rest."""

LIKELIHOOD_SHARE = 0.12
"""What one standard deviation of query likelihood weighs beside the passage's and the sentences' scores."""


class Likelihood(Protocol):
    """Scores passages by the probability that a generator gives to the question after them."""

    def likelihoods(self, question: str, passages: Sequence[str], *, budget: int) -> list[float | None]:
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


def choose(question: str, hits: Sequence[Hit], matcher: Matcher, encoder: Encoder) -> list[Evidence]:
    """Choose one piece of evidence from each hit, best first."""
    if not hits:
        return []
    texts = [sentence.text for hit in hits for sentence in hit.passage.sentences]
    vectors = encoder.encode([question, *texts])
    cosines = np.maximum(vectors[1:] @ vectors[0], 0)
    found = []
    offset = 0
    for hit in hits:
        sentences = hit.passage.sentences
        near = cosines[offset : offset + len(sentences)]
        offset += len(sentences)
        held = np.array([matcher.coverage(sentence.text, hit.passage.language) for sentence in sentences])
        scores = COSINE_SHARE * near + (1 - COSINE_SHARE) * held
        start, end = window([len(sentence.text) for sentence in sentences], scores.tolist(), texts_end(sentences))
        chosen = sentences[start:end]
        coverage = matcher.coverage(
            " ".join(one.text for one in (*chosen,)) + " " + hit.passage.heading, hit.passage.language
        )
        score = hit.score + float(scores[start:end].max()) / 2 + coverage / 2
        found.append(Evidence(0, hit, chosen, score, coverage, float(near[start:end].max())))
    return numbered(found)


def texts_end(sentences: Sequence[Sentence]) -> list[bool]:
    """For each sentence, whether it ends itself, rather than at a colon that what follows completes."""
    return [not sentence.text.rstrip().endswith(":") for sentence in sentences]


def window(lengths: Sequence[int], scores: Sequence[float], closed: Sequence[bool]) -> tuple[int, int]:
    """Choose consecutive sentences: the best, and neighbours while they fit, the better side first.

    One that ends at a colon takes in what follows it before anything else.
    """
    best = int(np.argmax(scores))
    start, end = best, best + 1
    size = lengths[best]
    while True:
        after = end < len(lengths) and size + lengths[end] <= LONGEST
        before = start > 0 and size + lengths[start - 1] <= LONGEST
        if after and (not closed[end - 1] or not before or scores[end] >= scores[start - 1]):
            size += lengths[end]
            end += 1
        elif before:
            start -= 1
            size += lengths[start]
        else:
            return start, end


def rank_by_likelihood(
    question: str, evidence: Sequence[Evidence], generator: Likelihood, budget: int
) -> list[Evidence]:
    """Order evidence anew by its score and the generator's query likelihood together, as far as the budget goes."""
    texts = [
        f"{one.hit.document.title}. {one.hit.passage.heading.rpartition(' > ')[2]}\n{one.text}" for one in evidence
    ]
    scores = generator.likelihoods(question, texts, budget=budget)
    known = [score for score in scores if score is not None]
    if len(known) < 2:
        return list(evidence)
    mean, deviation = float(np.mean(known)), float(np.std(known)) or 1.0
    ranked = [
        one
        if score is None
        else replace(one, score=one.score + LIKELIHOOD_SHARE * (score - mean) / deviation, likelihood=score)
        for one, score in zip(evidence, scores, strict=True)
    ]
    return numbered(ranked)


def numbered(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Order evidence by its scores, equal ones as they stand, and number it from 1."""
    ordered = sorted(evidence, key=lambda one: -one.score)
    return [replace(one, number=number) for number, one in enumerate(ordered, start=1)]
