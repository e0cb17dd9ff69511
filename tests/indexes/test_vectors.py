from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexes.nearness import Nearness, read
from indexes.records import Passage, Sentence, Span
from indexes.vectors import FILE, VectorStore


class Counting:
    """Encodes a text by its length and its first letter, and counts what it encodes."""

    dimension = 3

    def __init__(self, name: str = "ab") -> None:
        self.fingerprint = name * 32
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        rows = np.array([[len(text), ord(text[0]), 1] for text in texts], dtype=np.float32).reshape(len(texts), 3)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self.encode([text])[0]


def passage(text: str, heading: str = "") -> Passage:
    return Passage("p", "d", "fr", heading, (Sentence("s", (Span(1, 0, len(text)),), text),))


def test_what_is_kept_is_what_was_made_to_half_precision(tmp_path: Path):
    encoder = Counting()
    store = VectorStore(tmp_path / FILE)
    texts = [f"text {number}" * number for number in range(1, 40)]
    made = store.encode(texts, encoder)
    assert made.dtype == np.float32
    assert np.abs(made - Counting().encode(texts)).max() < 1e-3
    again = VectorStore(tmp_path / FILE).encode(texts, encoder)
    assert np.array_equal(made, again)
    assert encoder.encoded == texts


def test_only_what_is_missing_is_made_and_each_text_once(tmp_path: Path):
    encoder = Counting()
    store = VectorStore(tmp_path / FILE)
    store.encode(["a", "b"], encoder)
    assert store.missing(["a", "c", "b", "d"], encoder) == ["c", "d"]
    found = store.encode(["c", "a", "c"], encoder)
    assert encoder.encoded == ["a", "b", "c"]
    assert np.array_equal(found[0], found[2])


def test_the_vectors_of_one_encoder_are_not_another_ones(tmp_path: Path):
    store = VectorStore(tmp_path / FILE)
    store.encode(["a"], Counting("ab"))
    other = Counting("cd")
    store.encode(["a"], other)
    assert other.encoded == ["a"]


def test_nothing_to_encode(tmp_path: Path):
    assert VectorStore(tmp_path / FILE).encode([], Counting()).shape == (0, 3)


@pytest.mark.parametrize("damage", [b"not a database at all, but some text", b""])
def test_a_damaged_file_costs_time_and_nothing_else(tmp_path: Path, damage: bytes):
    (tmp_path / FILE).write_bytes(damage)
    encoder = Counting()
    vectors = VectorStore(tmp_path / FILE).encode(["a", "b"], encoder)
    assert vectors.shape == (2, 3)
    assert encoder.encoded == ["a", "b"]


def test_where_nothing_can_be_written_vectors_are_made_each_time(tmp_path: Path):
    encoder = Counting()
    assert VectorStore(tmp_path / "no such folder" / FILE).encode(["a"], encoder).shape == (1, 3)


def test_a_vector_of_another_length_is_made_again(tmp_path: Path):
    store = VectorStore(tmp_path / FILE)
    encoder = Counting()
    store.encode(["a"], encoder)
    store._database.execute("UPDATE vectors SET vector = x'00'")
    assert store.encode(["a"], encoder).shape == (1, 3)
    assert encoder.encoded == ["a", "a"]


def test_passages_are_ranked_by_their_cosine(tmp_path: Path):
    near = Nearness(Counting(), VectorStore(tmp_path / FILE))
    scores = near.rerank("aaaa", [passage("bbbb"), passage("aaaa"), passage("z")])
    assert scores.dtype == np.float32
    assert scores.argmax() == 1
    assert scores[1] == pytest.approx(1, abs=1e-3)
    assert near.rerank("aaaa", []).shape == (0,)


def test_what_is_prepared_is_not_made_again(tmp_path: Path):
    encoder = Counting()
    near = Nearness(encoder, VectorStore(tmp_path / FILE))
    passages = [passage(f"passage {number}") for number in range(70)]
    assert list(near.prepare(passages)) == [64, 70]
    encoder.encoded.clear()
    near.rerank("question", passages)
    assert encoder.encoded == ["question"]


def test_a_passage_is_read_under_its_innermost_heading():
    assert read(passage("texte", "Titre > Article 3")) == "Article 3. texte"
    assert read(passage("texte")) == "texte"
