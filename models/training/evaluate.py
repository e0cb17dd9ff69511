"""Measures an encoder and a lexicon on sections of documents that neither was trained on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.lexicon import BilingualLexicon
from models.training import everyday
from models.training.corpus import Language, Section

Floats = NDArray[np.float32]


class Encoder(Protocol):
    """What turns texts into unit vectors."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return float32 [len(texts), dimension]."""


def dense(encoder: Encoder, queries: Sequence[str], texts: Sequence[str]) -> Floats:
    """Return the cosines, float32 [queries, texts]."""
    return encoder.encode(queries) @ encoder.encode(texts).T


def lexical(
    lexicon: BilingualLexicon,
    queries: Sequence[str],
    asked: Language,
    texts: Sequence[str],
    written: Language,
    k1: float = 1.2,
    b: float = 0.75,
) -> Floats:
    """Return BM25 scores, float32 [queries, texts]: through the lexicon where the languages differ.

    A query term's frequency in a text, and in how many texts it stands, are the means of its translations', by their
    probabilities (probabilistic structured queries, Darwish and Oard 2003).
    """
    columns: dict[str, int] = {}
    counts = _counts([lexicon.terms(text, written) for text in texts], columns)
    rows: dict[str, int] = {}
    asked_terms = _counts([sorted(set(lexicon.terms(query, asked))) for query in queries], rows)
    entries = [
        (row, columns[target], p)
        for term, row in rows.items()
        for target, p in (lexicon.translate(term, asked) if asked != written else {term: 1.0}).items()
        if target in columns
    ]
    row, column, p = zip(*entries, strict=True)
    carry = sparse.csr_array((np.array(p, np.float32), (row, column)), shape=(len(rows), len(columns)))
    held = carry @ np.bincount(counts.indices, minlength=len(columns))
    idf = np.log1p((len(texts) - held + 0.5) / (held + 0.5))
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    frequency = sparse.coo_array(counts @ carry.T)
    norm = k1 * (1 - b + b * lengths / lengths.mean())
    weights = idf[frequency.col] * frequency.data * (k1 + 1) / (frequency.data + norm[frequency.row])
    scores = sparse.csr_array((weights.astype(np.float32), (frequency.row, frequency.col)), shape=frequency.shape)
    return np.asarray((asked_terms @ scores.T).toarray(), dtype=np.float32)


def _counts(texts: Sequence[Sequence[str]], place: dict[str, int]) -> sparse.csr_array:
    flat = np.array([place.setdefault(term, len(place)) for terms in texts for term in terms], dtype=np.int64)
    ends = np.cumsum([0, *map(len, texts)])
    counts = sparse.csr_array((np.ones(len(flat), np.float32), flat, ends), shape=(len(texts), len(place)))
    counts.sum_duplicates()
    return counts


def ranks(scores: Floats, right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each query's rank of its right text, 1-based; of equals, the right one comes last."""
    return np.asarray((scores >= scores[np.arange(len(right)), right][:, None]).sum(axis=1))


def fused(one: Floats, two: Floats, k: int = 60) -> Floats:
    """Return reciprocal rank fusion scores (Cormack et al. 2009)."""
    places = [np.argsort(np.argsort(-scores, axis=1), axis=1) + 1 for scores in (one, two)]
    return np.asarray(sum(1 / (k + place) for place in places), dtype=np.float32)


def recall(found: NDArray[np.int64]) -> dict[str, float]:
    """Return the shares of queries whose right text is first, and among the first ten; and the mean 1/rank."""
    return {"1": float((found <= 1).mean()), "10": float((found <= 10).mean()), "mrr": float((1 / found).mean())}


TASKS = ("section", "words", "note", "filed", "question")
Task = tuple[list[str], list[str], NDArray[np.int64]]
"""Queries, the texts to find them in, and the place of each query's right text, int64 [queries]."""


def _tasks(sections: Sequence[Section], asked: Language, written: Language) -> dict[str, Task]:
    """What is measured from one language into the other.

    `section`: the body in one language finds the body in the other. `words`: its first twelve words do. `note`: the
    marginal note with its document's title, as notes repeat, finds the body that stands under title and headings.
    `filed`: the same, where the note stands over the body too, as it does in print. `question`: what people ask, kept
    from training, finds the provision that answers it among all that were written.
    """

    def under(one: Section, *parts: str) -> str:
        return ". ".join(text for part in parts if (text := getattr(getattr(one, part), written)))

    everything = np.arange(len(sections), dtype=np.int64)
    noted = [k for k, section in enumerate(sections) if all(section.note)]
    notes = [f"{getattr(sections[k].note, asked)}. {getattr(sections[k].title, asked)}" for k in noted]
    bodies = [getattr(section.body, written) for section in sections]
    lives = everyday.asked()
    kept = [k for k, one in enumerate(lives) if one.measured]
    return {
        "section": ([getattr(section.body, asked) for section in sections], bodies, everything),
        "words": ([" ".join(getattr(one.body, asked).split()[:12]) for one in sections], bodies, everything),
        "note": (notes, [under(one, "title", "heading", "body") for one in sections], np.array(noted, dtype=np.int64)),
        "filed": (
            notes,
            [under(one, "title", "heading", "note", "body") for one in sections],
            np.array(noted, dtype=np.int64),
        ),
        "question": (
            [getattr(lives[k].question, asked) for k in kept],
            [getattr(one.provision, written) for one in lives],
            np.array(kept, dtype=np.int64),
        ),
    }


def measure(
    sections: Sequence[Section],
    encoder: Encoder | None,
    lexicon: BilingualLexicon | None,
    tasks: Collection[str] = TASKS,
) -> dict[str, dict[str, float]]:
    """Return recall by task and search, over both directions. The substantial sections are all candidates."""
    chosen = [section for section in sections if section.substantial]
    results: dict[str, list[dict[str, float]]] = {}
    pairs: tuple[tuple[Language, Language], ...] = (("fr", "en"), ("en", "fr"))
    for asked, written in pairs:
        for task, (queries, texts, right) in _tasks(chosen, asked, written).items():
            if not queries or task not in tasks:
                continue
            found: dict[str, Floats] = {}
            if encoder:
                found["dense"] = dense(encoder, queries, texts)
            if lexicon:
                found["lexical"] = lexical(lexicon, queries, asked, texts, written)
            if len(found) == 2:
                found["fused"] = fused(found["dense"], found["lexical"])
            for search, scores in found.items():
                results.setdefault(f"{task} {search}", []).append(recall(ranks(scores, right)))
    return {
        name: {key: float(np.mean([one[key] for one in both])) for key in both[0]} for name, both in results.items()
    }
