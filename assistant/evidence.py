"""Chooses the evidence: in each passage found, the consecutive sentences that say most of what was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.citing import follows
from indexes.matching import Matcher
from indexes.reading import Reader
from indexes.records import Hit, Passage, Sentence
from indexes.rescoring import Closeness, look_closer

LONGEST = 1200
"""Characters that a piece of evidence holds at most, unless its one sentence is longer: about an article with its
conditions and its exceptions, without which its best sentence may mislead. docs/evaluation.md has other lengths."""

SCANT = 150
"""Characters under which what stands at the end of a page is too little to stand alone."""

TEMPERATURE = 0.2
"""How unsure the scores of sentences are: by how much one must be above another to be e times as likely to answer."""

COSINE_SHARE = 0.4
"""What nearness of meaning weighs in a sentence's score, the shared words weighing the rest."""

JUDGED = 5
"""Passages of which a judge reads the sentences: what is quoted is nearly always among them."""

JUDGED_SHARE, JUDGED_ORDER = 0.6, 0.2
"""What a judge's cosine weighs in a sentence's score, and that of a passage's best sentence in the order of the
evidence. docs/evaluation.md has what they bring."""

LIKELIHOOD_SHARE, LIKELIHOOD_TOKENS = 0.05, 200
"""What one nat of query likelihood a token weighs beside a passage's score, and how much of a piece of evidence is read
for it. docs/evaluation.md has what it brings."""

_OPEN = re.compile(r":\s*$")


class Likelihood(Protocol):
    """Scores passages by the probability that a generator gives to the question after them."""

    def likelihoods(
        self, question: str, passages: Sequence[str], *, budget: int, limit: int = ...
    ) -> list[float | None]:
        """The mean log-probability of the question's tokens after each passage; None for those not reached."""


class Judge(Protocol):
    """Reads sentences closer than a search can."""

    def sentences(self, query: str, passage: Passage) -> NDArray[np.float32]:
        """Return how near each sentence of a passage is to the query, from 0 to 1: float32 [sentences]."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Consecutive sentences of a passage found, numbered from 1 in the order of their scores.

    best: the place, among the sentences, of the one that says most; coverage: the share of the question's terms that
    they hold; cosine: to the question; likelihood: the mean log-probability of the question after them, where it was
    computed; judged: how near the judge holds the passage's best sentence to be, where one read it.
    """

    number: int
    hit: Hit
    sentences: tuple[Sentence, ...]
    score: float
    coverage: float
    cosine: float
    likelihood: float | None = None
    best: int = 0
    judged: float | None = None

    @property
    def text(self) -> str:
        """The sentences, as one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)


def choose(
    question: str,
    vector: NDArray[np.float32],
    hits: Sequence[Hit],
    matcher: Matcher,
    reader: Reader,
    judge: Judge | None,
) -> list[Evidence]:
    """Choose one piece of evidence from each hit, best first, for a question, its vector and its matcher.

    The sentences of the first `JUDGED` hits are read by the judge, where there is one; the others stay behind them.
    """
    closer = look_closer([hit.passage for hit in hits], vector, matcher, reader)
    pairs = list(zip(hits, closer, strict=True))
    if judge is None:
        return numbered([_best_of(hit, close, matcher) for hit, close in pairs])
    judged = numbered(
        [_best_of(hit, close, matcher, judge.sentences(question, hit.passage)) for hit, close in pairs[:JUDGED]]
    )
    last = judged[-1].score if judged else 0.0
    rest = numbered([_best_of(hit, close, matcher) for hit, close in pairs[JUDGED:]])
    return numbered([*judged, *(replace(one, score=min(last, one.score)) for one in rest)])


def _best_of(hit: Hit, close: Closeness, matcher: Matcher, judged: NDArray[np.float32] | None = None) -> Evidence:
    sentences = hit.passage.sentences
    scores = COSINE_SHARE * close.cosines + (1 - COSINE_SHARE) * close.coverages
    score = hit.score
    if judged is not None:
        scores = (1 - JUDGED_SHARE) * scores + JUDGED_SHARE * judged
        score = (1 - JUDGED_ORDER) * score + JUDGED_ORDER * float(judged.max())
    start, end = window([one.text for one in sentences], scores.tolist(), joined(sentences))
    held = f"{hit.passage.heading} {' '.join(one.text for one in sentences[start:end])}"
    return Evidence(
        number=0,
        hit=hit,
        sentences=sentences[start:end],
        score=score,
        coverage=matcher.coverage(held, hit.passage.language),
        cosine=float(close.cosines[start:end].max()),
        best=int(np.argmax(scores[start:end])),
        judged=None if judged is None else float(judged.max()),
    )


def joined(sentences: Sequence[Sentence]) -> list[bool]:
    """Whether each sentence but the first is on one stretch of a page with the one before it: one thing to read."""
    return [follows(before.spans[-1], after.spans[0]) for before, after in pairwise(sentences)]


def window(texts: Sequence[str], scores: Sequence[float], joined: Sequence[bool]) -> tuple[int, int]:
    """Choose consecutive sentences, as (first, behind the last): those that most probably hold the one that answers.

    A sentence answers with a probability that grows with its score (softmax). They hold `LONGEST` characters at most,
    unless one is longer by itself, and end where sentences are not `joined`, mostly with the page; but a sentence that
    ends at a colon takes in what follows it, and what is scant before the end of a page may go on.
    """
    likely = np.exp((np.asarray(scores, dtype=np.float64) - max(scores)) / TEMPERATURE)
    found, most, stretch = (0, 1), 0.0, 0
    for start in range(len(texts)):
        if start and not joined[start - 1]:
            stretch = start
        size, held = 0, 0.0
        for end in range(start, len(texts)):
            apart = end > start and not (joined[end - 1] or _OPEN.search(texts[end - 1]))
            size += len(texts[end])
            if end > start and size > LONGEST:
                break
            if apart and (start > stretch or size - len(texts[end]) >= SCANT):
                break
            held += likely[end]
            if held > most + 1e-12:
                found, most = (start, end + 1), held
    return found


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
