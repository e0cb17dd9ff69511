"""Hybrid search: the lexical and the dense index asked at once, their scores fused, the best looked at closer."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexes.catalogue import Catalogue
from indexes.generation import Generation
from indexes.matching import Matcher
from indexes.reading import Reader
from indexes.records import Encoder, Hit, Language, Lexicon, Passage
from indexes.rescoring import look_closer, parts, rescored

CANDIDATES = 200
"""How many of the best of each index are looked at."""

RESCORED = 50
"""How many of the best of both together are read, and ranked again by their sentences."""

LEXICAL_SHARE = 0.5
"""What the lexical score weighs in the fused one, the dense score weighing the rest."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to search: one collection or all of them, and the labels that the asker may see."""

    labels: Collection[str]
    collection: str | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows found, best first, with their scores and their 1-based rank in each index (0: not among its best).

    rows: int64 [n]; scores, lexical_scores, cosines: float32 [n], the fused score, the share of the best lexical
    score and the cosine; lexical, dense: int64 [n].
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    lexical_scores: NDArray[np.float32]
    cosines: NDArray[np.float32]
    lexical: NDArray[np.int64]
    dense: NDArray[np.int64]


class Searcher:
    """Searches one open generation of a library."""

    def __init__(self, generation: Generation, catalogue: Catalogue, encoder: Encoder, lexicon: Lexicon) -> None:
        self.generation = generation
        self.catalogue = catalogue
        self.encoder = encoder
        self.lexicon = lexicon
        self.reader = Reader(encoder, lexicon)

    def search(self, query: str, language: Language, scope: Scope, limit: int) -> list[Hit]:
        """Return the best `limit` passages within the scope, best first."""
        allowed = np.isin(self.generation.labels, list(scope.labels))
        if scope.collection is not None:
            allowed &= self.generation.collections == scope.collection
        if not allowed.any():
            return []
        vector = self.encoder.encode_query(query)
        dense_rows, _ = self.generation.dense.search(vector, CANDIDATES, allowed)
        lexical = self.generation.lexical.scores(query, language, self.lexicon)
        lexical[~allowed] = 0
        ranking = fuse(lexical, dense_rows, lambda rows: self.generation.dense.scores(vector, rows))
        matcher = Matcher.of(query, language, self.generation.lexical, self.lexicon)
        return self._closely(ranking, vector, matcher, limit)

    def _closely(self, ranking: Ranking, vector: NDArray[np.float32], matcher: Matcher, limit: int) -> list[Hit]:
        """Rescore the best of a ranking by their sentences; what is asked for beyond them follows as it was ranked."""
        count = max(limit, RESCORED)
        passages = self.catalogue.passages([self.generation.passages[row] for row in ranking.rows[:count]])
        closer = look_closer(passages[:RESCORED], vector, matcher, self.reader)
        scores = [
            rescored(parts(float(ranking.lexical_scores[place]), float(ranking.cosines[place]), close))
            for place, close in enumerate(closer)
        ]
        order = sorted(range(len(scores)), key=lambda place: -scores[place])
        order += range(len(scores), len(passages))
        last = min(scores, default=0.0)
        scores += [min(last, float(score)) for score in ranking.scores[len(scores) : len(passages)]]
        return [
            self._hit(rank, scores[place], passages[place], ranking, place)
            for rank, place in enumerate(order[:limit], start=1)
        ]

    def _hit(self, rank: int, score: float, passage: Passage, ranking: Ranking, place: int) -> Hit:
        document = self.catalogue.document(passage.document)
        assert document is not None  # noqa: S101  # the catalogue's foreign key says so
        ranks = {"lexical": int(ranking.lexical[place]), "dense": int(ranking.dense[place])}
        return Hit(
            rank=rank,
            score=score,
            passage=passage,
            document=document,
            page_label=self.catalogue.page_label(passage.document, passage.page),
            ranks={name: found for name, found in ranks.items() if found},
        )


def fuse(
    lexical: NDArray[np.float32],
    dense_rows: NDArray[np.int64],
    cosines: Callable[[NDArray[np.int64]], NDArray[np.float32]],
) -> Ranking:
    """Fuse two rankings by a weighted sum of their scores over the union of their best.

    The lexical score is divided by the best one; the cosine, of unit vectors, is taken as it is, at least 0.
    `cosines` gives the dense score of any rows, so that a passage that only words found is judged by both.
    """
    best = np.argsort(-lexical, kind="stable")[:CANDIDATES]
    best = best[lexical[best] > 0]
    rows = np.union1d(best, dense_rows)
    top = float(lexical.max()) if lexical.size else 0.0
    words = lexical[rows] / top if top > 0 else np.zeros(len(rows), dtype=np.float32)
    near = cosines(rows)
    scores = LEXICAL_SHARE * words + (1 - LEXICAL_SHARE) * np.maximum(near, 0)
    order = np.argsort(-scores, kind="stable")
    rows = rows[order]
    return Ranking(
        rows=rows,
        scores=scores[order].astype(np.float32),
        lexical_scores=words[order].astype(np.float32),
        cosines=near[order],
        lexical=_ranks(rows, best),
        dense=_ranks(rows, dense_rows),
    )


def _ranks(rows: NDArray[np.int64], ranked: NDArray[np.int64]) -> NDArray[np.int64]:
    places = {int(row): place for place, row in enumerate(ranked, start=1)}
    return np.array([places.get(int(row), 0) for row in rows], dtype=np.int64)
