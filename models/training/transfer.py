"""Gives French word pieces the meaning of their English translations, before anything is trained.

A French word begins as the mean of its translations' vectors, by their probabilities (as in Minixhofer et al. 2022,
"WECHSEL", with alignments of real sentences in place of a dictionary); a piece of words, as the mean of its words'.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.training import lexicon
from models.training.corpus import Both

Floats = NDArray[np.float32]
_WORD = re.compile(r"[^\W\d_]+")
_SEEN_OFTEN = 20
"""A spelling of both languages is one that French has at least so often."""
_ENGLISH_AT_FIRST = 30
"""How often a spelling of both languages is taken to have been seen in English before."""


class Aligned(NamedTuple):
    """Words as they are spelt, their translation probabilities, and how often each language has them."""

    table: lexicon.Table
    french: Counter[str]
    english: Counter[str]


@dataclass(slots=True)
class _Sum:
    """A weighted sum of vectors, of their lengths, and of the weights."""

    vector: Floats
    length: float = 0.0
    weight: float = 0.0

    def add(self, vector: Floats, length: float, weight: float) -> None:
        self.vector += weight * vector
        self.length += weight * length
        self.weight += weight

    def mean(self) -> Floats:
        """The mean direction, at the mean length: a mean of vectors is shorter than they are."""
        return _scaled(self.vector, self.length / self.weight)


def align(pairs: Iterable[Both]) -> Aligned:
    """Learn which spelt words translate which, from aligned clauses."""
    both = [(words(pair.fr), words(pair.en)) for pair in pairs]
    table = lexicon.learn([(list(dict.fromkeys(fr)), list(dict.fromkeys(en))) for fr, en in both], lexicon.Parameters())
    return Aligned(table, Counter(w for fr, _ in both for w in fr), Counter(w for _, en in both for w in en))


def words(text: str) -> list[str]:
    """Return a text's words in lower case, without accents or numbers."""
    text = unicodedata.normalize("NFD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return _WORD.findall("".join(char for char in text if not unicodedata.combining(char)))


def initial(
    vocabulary: Sequence[str],
    joined: Tokenizer,
    teachers: Tokenizer,
    vectors: Floats,
    aligned: Aligned,
) -> Floats:
    """Return token vectors for the joined vocabulary, float32 [vocabulary, dimension].

    `vectors` are the teacher's, of its own vocabulary. A spelling that both languages have (« pour ») is mixed of
    both meanings, by how often each language has it.
    """
    known = teachers.get_vocab()
    made = np.zeros((len(vocabulary), vectors.shape[1]), dtype=np.float32)
    for place, piece in enumerate(vocabulary):
        made[place] = vectors[known[piece]] if piece in known else _spelt(piece, teachers, vectors)
    whole, parts = _translated(joined, teachers, vectors, aligned)
    for place, piece in enumerate(vocabulary):
        if place in whole and piece not in known:
            made[place] = whole[place]
        elif place in whole and aligned.french[piece] >= _SEEN_OFTEN:
            french, english = aligned.french[piece], aligned.english[piece] + _ENGLISH_AT_FIRST
            made[place] = (french * whole[place] + english * made[place]) / (french + english)
        elif piece not in known and place in parts:
            made[place] = parts[place].mean()
    return made


def _translated(
    joined: Tokenizer, teachers: Tokenizer, vectors: Floats, aligned: Aligned
) -> tuple[dict[int, Floats], dict[int, _Sum]]:
    """Return the vectors of the French words that are one token, and what the words of each token come to."""
    french, english = aligned.table.vocabulary
    probability = aligned.table.probability[0]
    spelt = {word: _spelt(word, teachers, vectors) for word in english}
    whole: dict[int, Floats] = {}
    parts: dict[int, _Sum] = {}
    for row, word in enumerate(french):
        start, end = probability.indptr[row : row + 2]
        if start == end:
            continue
        found = np.stack([spelt[english[column]] for column in probability.indices[start:end]])
        share = probability.data[start:end] / probability.data[start:end].sum()
        length = float(share @ np.linalg.norm(found, axis=1))
        vector = _scaled(share @ found, length)
        tokens = joined.encode(word, add_special_tokens=False).ids
        if len(tokens) == 1:
            whole[tokens[0]] = vector
        for token in tokens:
            parts.setdefault(token, _Sum(np.zeros(vectors.shape[1], dtype=np.float32))).add(
                vector, length, aligned.french[word] / len(tokens) ** 2
            )
    return whole, parts


def _spelt(piece: str, teachers: Tokenizer, vectors: Floats) -> Floats:
    """What the teacher's own pieces of a word come to."""
    tokens = teachers.encode(piece.removeprefix("##"), add_special_tokens=False).ids
    mean: Floats = vectors[tokens].mean(axis=0) if tokens else np.zeros(vectors.shape[1], dtype=np.float32)
    return mean


def _scaled(vector: Floats, length: float) -> Floats:
    return np.asarray(vector * (length / max(float(np.linalg.norm(vector)), 1e-6)), dtype=np.float32)
