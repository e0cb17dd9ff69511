"""Dense search: real FAISS, held against numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexes import dense
from indexes.dense import DenseIndex, Vectors


def unit(rows: int, dimension: int = 32, seed: int = 1) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    return unit(200)


@pytest.fixture(scope="module")
def index(vectors: NDArray[np.float32]) -> DenseIndex:
    return DenseIndex([Vectors.build(vectors[:50]), Vectors.build(vectors[50:])])


def test_the_nearest_are_numpys(index: DenseIndex, vectors: NDArray[np.float32]) -> None:
    query = unit(1, seed=2)[0]
    rows, scores = index.search(query, 10, np.ones(200, np.bool_))
    exact = vectors @ query
    assert scores == pytest.approx(exact[rows], abs=2e-3)
    assert (np.diff(scores) <= 0).all()
    assert set(rows[:5]) <= set(np.argsort(-exact)[:7])
    assert rows.dtype == np.int64
    assert scores.dtype == np.float32


@pytest.mark.parametrize("allowed", [[3], [0, 7, 8, 9, 199], list(range(0, 200, 2)), []])
def test_row_50_only_the_allowed_are_found_and_all_of_them(index: DenseIndex, allowed: list[int]) -> None:
    mask = np.zeros(200, np.bool_)
    mask[allowed] = True
    rows, scores = index.search(unit(1, seed=3)[0], 200, mask)
    assert sorted(rows.tolist()) == allowed
    assert len(scores) == len(rows)


def test_more_than_there_is_gives_what_there_is(index: DenseIndex) -> None:
    rows, _ = index.search(unit(1)[0], 1000, np.ones(200, np.bool_))
    assert len(rows) == 200


def test_scores_of_chosen_rows_are_their_cosines(index: DenseIndex, vectors: NDArray[np.float32]) -> None:
    query = unit(1, seed=4)[0]
    rows = np.array([5, 3, 199], dtype=np.int64)
    assert index.scores(query, rows) == pytest.approx(vectors[rows] @ query, abs=2e-3)
    assert index.scores(query, rows[:0]).shape == (0,)


def test_vectors_are_read_back_as_they_were_written(vectors: NDArray[np.float32], tmp_path: Path) -> None:
    index = DenseIndex([Vectors.build(vectors)])
    Vectors.build(vectors).save(tmp_path)
    again = DenseIndex([Vectors.load(tmp_path)])
    query, allowed = unit(1, seed=5)[0], np.ones(200, np.bool_)
    for one, other in zip(index.search(query, 20, allowed), again.search(query, 20, allowed), strict=True):
        assert (one == other).all()
    rows = np.arange(20, dtype=np.int64)
    assert (index.scores(query, rows) == again.scores(query, rows)).all()


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    Vectors.build(np.zeros((0, 8), np.float32)).save(tmp_path)
    for parts in ([Vectors.load(tmp_path)], []):
        rows, _ = DenseIndex(parts).search(np.ones(8, np.float32), 5, np.zeros(0, np.bool_))
        assert len(rows) == 0


def test_merged_vectors_are_those_of_the_parts(vectors: NDArray[np.float32]) -> None:
    places = [np.array([2, -1, 0], dtype=np.int32), np.array([1, -1], dtype=np.int32)]
    merged = Vectors.merge([Vectors.build(vectors[:3]), Vectors.build(vectors[3:5])], places)
    rows = np.arange(3, dtype=np.int64)
    assert (merged.read(rows) == vectors[[2, 3, 0]].astype(np.float16).astype(np.float32)).all()


@pytest.fixture
def quantised(vectors: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch) -> Vectors:
    """So many vectors that they are quantised, by lists and thresholds to match."""
    monkeypatch.setattr(dense, "QUANTISED_FROM", 3000)
    monkeypatch.setattr(dense, "EXACT_UNDER", 10)
    monkeypatch.setattr(dense, "LISTS", 16)
    monkeypatch.setattr(dense, "PROBED", 8)
    return Vectors.build(np.concatenate([vectors, unit(3000, seed=9)]))


def test_a_quantised_part_gives_exact_scores_of_what_it_finds(quantised: Vectors, tmp_path: Path) -> None:
    assert quantised.is_quantised
    quantised.save(tmp_path)
    opened = Vectors.load(tmp_path)
    query = opened.read(np.array([77]))[0]
    sample = np.array([3199, 0, 77])
    assert (opened.read(sample) == quantised.read(sample)).all()
    rows, scores = opened.search(query, 10, np.ones(3200, np.bool_))
    assert rows[0] == 77
    assert scores == pytest.approx(opened.read(rows) @ query, abs=1e-6)
    assert (np.diff(scores) <= 0).all()


@pytest.mark.parametrize("count", [0, 1, 9, 200, 1600])
def test_row_50_a_quantised_part_finds_only_the_allowed_and_enough_of_them(quantised: Vectors, count: int) -> None:
    mask = np.zeros(3200, np.bool_)
    mask[np.random.default_rng(3).choice(3200, count, replace=False)] = True
    rows, _ = quantised.search(unit(1, seed=3)[0], 20, mask)
    assert mask[rows].all()
    assert len(rows) == min(20, count)
