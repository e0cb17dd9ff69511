"""Hybrid search: the lexical and the dense index asked at once, their scores fused, the best looked at closer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indexes.catalogue import Catalogue
from indexes.generation import Allowed, Generation
from indexes.grouping import Candidate, Group, group
from indexes.hollow import hollowness
from indexes.lexical import top
from indexes.matching import Matcher
from indexes.reading import Reader
from indexes.records import Also, Document, Encoder, Hit, Language, Lexicon, Passage, Reranker
from indexes.rescoring import closeness, parts, rescored
from indexes.versions import as_day

CANDIDATES = 200
"""How many of the best of each index are looked at."""

RESCORED = 40
"""How many of the best of both together are read, ranked again by their sentences, and grouped. 20 find as much in the
first ten as 50 do, on the development questions; what they leave is room for groups."""

LEXICAL_SHARE = 0.5
"""What the lexical score weighs in the fused one, the dense score weighing the rest."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to search: one collection or all of them, and the labels that the asker may see.

    day: search what was valid on it, in place of what is current; language: passages in it alone; documents: those
    alone, by their ids, of the ones that the labels allow.
    """

    labels: Collection[str]
    collection: str | None = None
    day: date | None = None
    language: Language | None = None
    documents: frozenset[str] | None = None


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


@dataclass(frozen=True, slots=True)
class Reranking:
    """A reranker, how many of the best passages it judges, and what its judgement weighs beside the score so far.

    name: what its judgement is called among the parts of a score.
    """

    name: str
    reranker: Reranker
    first: int = 20
    weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage on its way to becoming a hit; `place` is where the ranking has it."""

    candidate: Candidate
    parts: Mapping[str, float]
    place: int


class Searcher:
    """Searches one open generation of a library."""

    def __init__(
        self,
        generation: Generation,
        catalogue: Catalogue,
        encoder: Encoder,
        lexicon: Lexicon,
        rerankings: Sequence[Reranking] = (),
    ) -> None:
        self.generation = generation
        self.catalogue = catalogue
        self.encoder = encoder
        self.lexicon = lexicon
        self.reader = Reader(encoder, lexicon)
        self.rerankings = tuple(rerankings)

    def search(self, query: str, language: Language, scope: Scope, limit: int) -> list[Hit]:
        """Return the best `limit` passages within the scope, best first, those that say the same as one hit."""
        allowed = self.allowed(scope)
        if not allowed.any:
            return []
        vector = self.encoder.encode_query(query)
        dense_rows, _ = self.generation.dense.search(vector, CANDIDATES, allowed.mask)
        lexical = self.generation.lexical.scores(query, language, self.lexicon, allowed.statistics)
        ranking = fuse(lexical, dense_rows, lambda rows: self.generation.dense.scores(vector, rows))
        matcher = self.matcher(query, language, scope)
        scored = self._closely(ranking, vector, matcher)
        for reranking in self.rerankings:
            scored = reranked(query, scored, reranking)
        groups = group([one.candidate for one in scored], matcher, language)
        hits = [self._hit(one, scored, ranking) for one in groups[:limit]]
        hits += self._beyond(ranking, RESCORED, limit - len(hits), hits[-1].score if hits else 0.0)
        return [replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1)]

    def allowed(self, scope: Scope) -> Allowed:
        """The passages within a scope."""
        day = None if scope.day is None else as_day(scope.day)
        return self.generation.allowed(
            scope.labels, scope.collection, day, language=scope.language, documents=scope.documents
        )

    def matcher(self, query: str, language: Language, scope: Scope) -> Matcher:
        """The query's terms, weighed by what is in the scope: by no passage that the asker may not see."""
        statistics = self.allowed(scope).statistics
        return Matcher.of(query, language, self.generation.lexical, self.lexicon, statistics)

    def _closely(self, ranking: Ranking, vector: NDArray[np.float32], matcher: Matcher) -> list[Scored]:
        """Read the best of a ranking and rank them by their sentences, those behind that say little."""
        places, passages = self._read(ranking, 0, RESCORED)
        readings = self.reader.read(passages)
        documents = {passage.document: self._document(passage) for passage in passages}
        titles = {
            name: frozenset(self.lexicon.terms(document.title, document.language))
            for name, document in documents.items()
        }
        hollow = hollowness(passages, readings, [titles[passage.document] for passage in passages])
        scored = []
        for number, (place, passage, reading) in enumerate(zip(places, passages, readings, strict=True)):
            close = closeness(passage, reading, vector, matcher)
            found = parts(float(ranking.lexical_scores[place]), float(ranking.cosines[place]), close, hollow[number])
            candidate = Candidate(passage, documents[passage.document], reading, rescored(found))
            scored.append(Scored(candidate, found, place))
        return sorted(scored, key=lambda one: -one.candidate.score)

    def _hit(self, together: Group, scored: Sequence[Scored], ranking: Ranking) -> Hit:
        leader = scored[together.leader]
        passage = leader.candidate.passage
        members = (together.leader, *together.others)
        return Hit(
            rank=0,
            score=max(scored[place].candidate.score for place in members),
            passage=passage,
            document=leader.candidate.document,
            page_label=self.catalogue.page_label(passage.document, passage.page),
            ranks=_ranks_at(ranking, leader.place),
            parts=leader.parts,
            also=tuple(self._also(scored[place].candidate, passage.language) for place in together.others),
        )

    def _also(self, candidate: Candidate, language: Language) -> Also:
        passage = candidate.passage
        return Also(
            kind="copy" if passage.language == language else "twin",
            score=candidate.score,
            passage=passage,
            document=candidate.document,
            page_label=self.catalogue.page_label(passage.document, passage.page),
        )

    def _beyond(self, ranking: Ranking, start: int, count: int, most: float) -> list[Hit]:
        """What is asked for beyond what was read, as it was ranked, no score above `most`."""
        places, passages = self._read(ranking, start, start + max(0, count))
        return [
            Hit(
                rank=0,
                score=min(most, float(ranking.scores[place])),
                passage=passage,
                document=self._document(passage),
                page_label=self.catalogue.page_label(passage.document, passage.page),
                ranks=_ranks_at(ranking, place),
            )
            for place, passage in zip(places, passages, strict=True)
        ]

    def _read(self, ranking: Ranking, start: int, end: int) -> tuple[list[int], list[Passage]]:
        """The passages of a part of a ranking, and their places there; those that were destroyed since are left out."""
        names = [self.generation.passages[row] for row in ranking.rows[start:end]]
        passages = self.catalogue.passages(names)
        place = {name: number for number, name in enumerate(names, start=start)}
        return [place[passage.id] for passage in passages], passages

    def _document(self, passage: Passage) -> Document:
        document = self.catalogue.document(passage.document)
        assert document is not None  # noqa: S101  # the catalogue's foreign key says so
        return document


def reranked(query: str, scored: Sequence[Scored], reranking: Reranking) -> list[Scored]:
    """Rank the first again by the reranker's judgement, given best first; the others stay behind them."""
    first, rest = scored[: reranking.first], scored[reranking.first :]
    if not first:
        return []
    judged = reranking.reranker.rerank(query, [one.candidate.passage for one in first]).tolist()
    again = []
    for one, judgement in zip(first, judged, strict=True):
        score = (1 - reranking.weight) * one.candidate.score + reranking.weight * judgement
        again.append(_with_score(replace(one, parts={**one.parts, reranking.name: judgement}), score))
    again.sort(key=lambda one: -one.candidate.score)
    last = again[-1].candidate.score
    return again + [_with_score(one, min(last, one.candidate.score)) for one in rest]


def _with_score(scored: Scored, score: float) -> Scored:
    return replace(scored, candidate=replace(scored.candidate, score=score))


def fuse(
    lexical: NDArray[np.float32],
    dense_rows: NDArray[np.int64],
    cosines: Callable[[NDArray[np.int64]], NDArray[np.float32]],
) -> Ranking:
    """Fuse two rankings by a weighted sum of their scores over the union of their best.

    The lexical score is divided by the best one; the cosine, of unit vectors, is taken as it is, at least 0.
    `cosines` gives the dense score of any rows, so that a passage that only words found is judged by both.
    """
    best, highest = top(lexical, CANDIDATES)
    rows = np.union1d(best, dense_rows)
    words = lexical[rows] / highest[0] if len(highest) else np.zeros(len(rows), dtype=np.float32)
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


def _ranks_at(ranking: Ranking, place: int) -> dict[str, int]:
    ranks = {"lexical": int(ranking.lexical[place]), "dense": int(ranking.dense[place])}
    return {name: found for name, found in ranks.items() if found}
