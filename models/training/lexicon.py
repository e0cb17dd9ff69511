"""Learns the bilingual lexicon: IBM model 1 in both directions over aligned clauses, then their agreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.analysis import terms
from models.training.corpus import Both

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Parameters:
    """How the lexicon is learned and what of it is kept."""

    rarest: int = 2
    """A term is learned when at least so many clauses hold it."""
    longest: int = 80
    """Clauses with more different terms than this, on either side, say too little and are passed over."""
    candidates: int = 40
    """For each term, only so many of the other language's terms, by their association, enter the model."""
    iterations: int = 8
    kept: int = 12
    floor: float = 0.01
    """Translations kept for a term, and the least probability of one."""


class Table(NamedTuple):
    """Translation probabilities. `vocabulary`: the terms; `probability`: CSR float32 [French terms, English terms]
    and the converse, whose rows sum to at most 1."""

    vocabulary: tuple[list[str], list[str]]
    probability: tuple[sparse.csr_array, sparse.csr_array]


def analysed(pairs: Iterable[Both]) -> list[tuple[list[str], list[str]]]:
    """Return the different terms of each pair of clauses, in their order."""
    return [(list(dict.fromkeys(terms(pair.fr, "fr"))), list(dict.fromkeys(terms(pair.en, "en")))) for pair in pairs]


def _learnable(term: str) -> bool:
    # Numbers, provisions and marks translate to themselves; learning them would only blur the words beside them.
    return not any(char.isdigit() for char in term) and term not in "$%"


def _incidence(
    pairs: Sequence[tuple[list[str], list[str]]], side: int, parameters: Parameters
) -> tuple[list[str], sparse.csr_array]:
    """Return the vocabulary of a side and the clauses' terms, float32 CSR [clauses, terms] of ones."""
    counts = Counter(term for pair in pairs for term in pair[side])
    vocabulary = sorted(term for term, n in counts.items() if n >= parameters.rarest and _learnable(term))
    place = {term: k for k, term in enumerate(vocabulary)}
    rows = [[place[term] for term in pair[side] if term in place] for pair in pairs]
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter((k for row in rows for k in row), dtype=np.int32, count=int(ends[-1]))
    shape = (len(rows), len(vocabulary))
    return vocabulary, sparse.csr_array((np.ones(len(columns), np.float32), columns, ends), shape=shape)


def _largest(matrix: sparse.csr_array, count: int) -> sparse.csr_array:
    """Keep the `count` largest values of each row."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((-matrix.data, rows))
    rank = np.arange(len(rows)) - matrix.indptr[:-1][rows]
    chosen = order[rank < count]
    return sparse.csr_array((matrix.data[chosen], (rows[chosen], matrix.indices[chosen])), shape=matrix.shape)


def _candidates(fr: sparse.csr_array, en: sparse.csr_array, count: int) -> sparse.csr_array:
    """Return the pairs of terms that the model may link: the most associated of each, by c²/(n_fr · n_en)."""
    together = sparse.csr_array(fr.T @ en)
    n_fr, n_en = np.asarray(fr.sum(axis=0)).ravel(), np.asarray(en.sum(axis=0)).ravel()
    rows = np.repeat(np.arange(together.shape[0]), np.diff(together.indptr))
    together.data = together.data**2 / (n_fr[rows] * n_en[together.indices])
    by_fr = _largest(together, count)
    by_en = _largest(sparse.csr_array(together.T), count).T
    union = sparse.csr_array(by_fr + by_en)
    union.sort_indices()
    return union


def _links(fr: sparse.csr_array, en: sparse.csr_array, cells: sparse.csr_array) -> tuple[Ints, Ints, Ints]:
    """Return, for each link of a clause's French term with an English one, its cell, French and English token.

    A token is a place in `fr.indices` or `en.indices`. int32 [links], each.
    """
    width = cells.shape[1]
    rows = np.repeat(np.arange(cells.shape[0], dtype=np.int64), np.diff(cells.indptr))
    keys = rows * width + cells.indices
    # By blocks of tokens, since all links together would not fit: only those that are candidates are kept.
    found: list[tuple[NDArray[np.integer], ...]] = []
    clause_of = np.repeat(np.arange(fr.shape[0], dtype=np.int32), np.diff(fr.indptr))
    step = 40_000
    en_length = np.diff(en.indptr)
    for start in range(0, len(fr.indices), step):
        tokens = np.arange(start, min(start + step, len(fr.indices)), dtype=np.int32)
        lengths = en_length[clause_of[tokens]]
        left = np.repeat(tokens, lengths)
        firsts = np.repeat(en.indptr[clause_of[tokens]] - np.cumsum(lengths) + lengths, lengths)
        right = (firsts + np.arange(len(left))).astype(np.int32)
        wanted = fr.indices[left].astype(np.int64) * width + en.indices[right]
        unique, back = np.unique(wanted, return_inverse=True)
        cell = np.searchsorted(keys, unique)
        cell[keys[np.minimum(cell, len(keys) - 1)] != unique] = -1
        cell = cell[back].astype(np.int32)
        held = cell >= 0
        found.append((cell[held], left[held], right[held]))
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))  # type: ignore[return-value]


def _model1(cell: Ints, made: Ints, given_term: Ints, count: int, iterations: int) -> NDArray[np.float64]:
    """Estimate t(made | given) for each cell by expectation maximisation (Brown et al. 1993, section 4.1).

    `made` names the token that each link makes, `given_term` the given term of each cell, `count` is that of cells.
    A token may also come from no word at all: the null word makes each with the same small probability.
    """
    t = np.full(count, 1e-2)
    null = 1e-3
    for _ in range(iterations):
        weight = t[cell]
        total = np.bincount(made, weights=weight) + null
        expected = np.bincount(cell, weights=weight / total[made], minlength=count)
        mass = np.bincount(given_term, weights=expected)
        t = expected / np.maximum(mass[given_term], 1e-12)
    return t


def learn(pairs: Sequence[tuple[list[str], list[str]]], parameters: Parameters) -> Table:
    """Learn the translation probabilities from the terms of aligned clauses.

    Both directions of model 1 are learned and multiplied, t(e|f) · t(f|e), so that a link needs the agreement of
    both; the square root of the product is normalised over a term's translations, cut at the floor, and normalised
    again.
    """
    usable = [pair for pair in pairs if all(pair) and max(map(len, pair)) <= parameters.longest]
    fr_terms, fr = _incidence(usable, 0, parameters)
    en_terms, en = _incidence(usable, 1, parameters)
    cells = _candidates(fr, en, parameters.candidates)
    cell, fr_token, en_token = _links(fr, en, cells)
    fr_term = np.repeat(np.arange(cells.shape[0], dtype=np.int32), np.diff(cells.indptr))
    forward = _model1(cell, en_token, fr_term, cells.nnz, parameters.iterations)
    backward = _model1(cell, fr_token, cells.indices, cells.nnz, parameters.iterations)
    agreed = sparse.csr_array((np.sqrt(forward * backward), (fr_term, cells.indices)), shape=cells.shape)
    return Table((fr_terms, en_terms), (_kept(agreed, parameters), _kept(sparse.csr_array(agreed.T), parameters)))


def _kept(matrix: sparse.csr_array, parameters: Parameters) -> sparse.csr_array:
    kept = _largest(_normalised(matrix), parameters.kept)
    kept.data[kept.data < parameters.floor] = 0
    kept.eliminate_zeros()
    return _normalised(kept)


def _normalised(matrix: sparse.csr_array) -> sparse.csr_array:
    total = np.asarray(matrix.sum(axis=1)).ravel()
    scale = np.divide(1, total, out=np.zeros_like(total), where=total > 0)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return sparse.csr_array((matrix.data * scale[rows], matrix.indices, matrix.indptr), shape=matrix.shape)
