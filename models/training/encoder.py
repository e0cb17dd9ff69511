"""Trains the static encoder: token vectors whose mean says what a section is about, in either language."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from tokenizers import Tokenizer
from torch.nn import functional

from models.training.corpus import Section

Tokens = NDArray[np.int64]
Floats = NDArray[np.float32]


_READ = 2000
"""Characters read of a section: one in six is longer, and its end is lists and schedules."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """How the encoder is trained."""

    dimensions: tuple[int, ...] = (256, 128, 64)
    """The lengths at which a vector must be good, the whole first (Matryoshka, Kusupati et al. 2022)."""
    epochs: int = 12
    batch: int = 1024
    rate: float = 0.01
    scale: float = 20.0
    """The inverse temperature of the cosines."""
    window: int = 160
    """Tokens read of a section at a time."""
    neighbours: int = 16
    """Sections of one document that stand in a batch together: the negatives that are hard."""
    seed: int = 20260723


@dataclass(frozen=True, slots=True)
class Tokenised:
    """Token ids of a section, a pair (French, English) of each: what stands over the body, and the body."""

    title: tuple[Tokens, Tokens]
    heading: tuple[Tokens, Tokens]
    note: tuple[Tokens, Tokens]
    body: tuple[Tokens, Tokens]


def tokenise(tokenizer: Tokenizer, sections: Sequence[Section]) -> list[Tokenised]:
    """Return the token ids of the sections. A heading without note serves as the note, as it does for a reader."""

    def ids(texts: list[str]) -> list[Tokens]:
        # By runs, since the encodings hold far more than the ids.
        runs = (texts[start : start + 2000] for start in range(0, len(texts), 2000))
        encoded = (
            tokenizer.encode_batch_fast([text[:_READ] for text in run], add_special_tokens=False) for run in runs
        )
        return [np.array(one.ids, dtype=np.int64) for run in encoded for one in run]

    fields = []
    for name in ("title", "heading", "note", "body"):
        texts = [getattr(section, name) for section in sections]
        fields.append(list(zip(ids([text.fr for text in texts]), ids([text.en for text in texts]), strict=True)))
    return [Tokenised(*parts) for parts in zip(*fields, strict=True)]


def initial(tokenised: Sequence[Tokenised], vocabulary: int, dimension: int, seed: int) -> Floats:
    """Return token vectors, float32 [vocabulary, dimension], by cross-language latent semantic indexing.

    The singular vectors of the tokens of sections in which both languages stand together (Dumais et al. 1997), by a
    randomised decomposition (Halko, Martinsson and Tropp 2011). A token's length is its weight in the mean: its
    inverse document frequency.
    """
    columns = [np.concatenate((*one.note, *one.heading, *(body[:400] for body in one.body))) for one in tokenised]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.concatenate(columns)
    counts = sparse.csr_array((np.ones(len(flat), np.float32), flat, ends), shape=(len(columns), vocabulary))
    counts.sum_duplicates()
    held = np.bincount(counts.indices, minlength=vocabulary)
    idf = np.log((1 + len(columns)) / (1 + held)).astype(np.float32)
    counts.data = (1 + np.log(counts.data)) * idf[counts.indices]
    lengths = np.sqrt(np.asarray((counts**2).sum(axis=1)).ravel())
    counts = sparse.csr_array(sparse.diags_array(1 / np.maximum(lengths, 1e-6)).astype(np.float32) @ counts)
    transposed = sparse.csr_array(counts.T)
    generator = np.random.default_rng(seed)
    basis = generator.standard_normal((vocabulary, dimension + 16), dtype=np.float32)
    for _ in range(4):
        basis, _ = np.linalg.qr(transposed @ (counts @ basis))
    small = counts @ basis
    _, values, right = np.linalg.svd(small.T @ small)
    vectors = (basis @ right.T)[:, :dimension] * values[:dimension] ** 0.125
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return np.asarray(vectors * idf[:, None] / idf.max(), dtype=np.float32)


class _Views:
    """Draws, of each section, what a reader asks with and what is to be found."""

    def __init__(self, generator: np.random.Generator, window: int) -> None:
        self._random = generator
        self._window = window

    def pair(self, one: Tokenised) -> tuple[list[Tokens], list[Tokens]]:
        """Return the tokens of a query and of its section, in parts."""
        draw = self._random.random(10).tolist()
        asked = int(draw[0] < 0.5)
        found = asked if draw[1] < 0.25 else 1 - asked
        body = one.body[found]
        start = int(draw[2] * (max(len(body) - self._window, 0) + 1))
        document = [body[start : start + self._window]]
        over = ((one.title, 0.3), (one.heading, 0.5), (one.note, 0.4))
        document += [part[found] for (part, p), drawn in zip(over, draw[3:6], strict=True) if drawn < p]
        if draw[6] < 0.3 and len(one.note[asked]) + len(one.heading[asked]):
            query = [one.note[asked] if len(one.note[asked]) and draw[7] < 0.7 else one.heading[asked]]
            if draw[8] < 0.6:
                query += [one.title[asked], one.heading[asked]][: 1 + int(draw[9] < 0.5)]
            return query, document
        # A whole window is compared with a whole window of the other language; else it is found by a few words.
        few = asked == found or draw[6] < 0.75
        width = 6 + int(draw[7] ** 2 * 30) if few else self._window
        other = one.body[asked]
        # Translations run side by side: the words asked with stand at the same share of the text.
        middle = (start + (draw[8] if few else 0.5) * len(document[0])) / max(len(body), 1)
        first = max(min(int(middle * len(other) - width / 2), len(other) - width), 0)
        query = [other[first : first + width]]
        return query, document


def _order(sections: Sequence[Section], neighbours: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """Shuffle the sections by runs of neighbours, and cut the runs elsewhere each time."""
    offset = int(generator.integers(neighbours))
    runs = (np.arange(len(sections)) + offset) // neighbours
    keys = generator.permutation(runs.max() + 1)[runs]
    return np.argsort(keys, kind="stable")


def _bag(texts: list[list[Tokens]]) -> tuple[torch.Tensor, torch.Tensor]:
    lengths = np.fromiter((sum(map(len, parts)) for parts in texts), dtype=np.int64, count=len(texts))
    flat = np.concatenate(list(chain.from_iterable(texts)))
    return torch.from_numpy(flat), torch.from_numpy(np.cumsum(lengths) - lengths)


def _loss(asked: torch.Tensor, found: torch.Tensor, parameters: Parameters) -> torch.Tensor:
    """Cross-entropy of each query's section among the batch's, and of each section's query, at each length."""
    labels = torch.arange(len(asked))
    total = asked.new_zeros(())
    for dimension in parameters.dimensions:
        q = functional.normalize(asked[:, :dimension], dim=1)
        d = functional.normalize(found[:, :dimension], dim=1)
        scores = parameters.scale * q @ d.T
        total = total + functional.cross_entropy(scores, labels) + functional.cross_entropy(scores.T, labels)
    return total / (2 * len(parameters.dimensions))


def train(sections: Sequence[Section], tokenizer: Tokenizer, parameters: Parameters) -> Floats:
    """Return token vectors, float32 [vocabulary, dimensions[0]], trained with the batch's other sections as negatives.

    The same seed and number of threads give the same vectors. Progress goes to stderr.
    """
    torch.manual_seed(parameters.seed)
    generator = np.random.default_rng(parameters.seed)
    start = time.monotonic()
    tokenised = tokenise(tokenizer, sections)
    print(f"tokens: {time.monotonic() - start:.0f} s", file=sys.stderr)
    weights = initial(tokenised[::2], tokenizer.get_vocab_size(), parameters.dimensions[0], parameters.seed)
    print(f"initial vectors: {time.monotonic() - start:.0f} s", file=sys.stderr)
    table = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(weights), freeze=False, mode="mean")
    optimiser = torch.optim.Adam(table.parameters(), lr=parameters.rate, betas=(0.9, 0.99), fused=True)
    batches = max(len(sections) // parameters.batch, 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, parameters.rate, total_steps=batches * parameters.epochs + 1, pct_start=0.1, cycle_momentum=False
    )
    views = _Views(generator, parameters.window)
    for epoch in range(parameters.epochs):
        order, losses = _order(sections, parameters.neighbours, generator), 0.0
        for rows in np.array_split(order, batches):
            pairs = [views.pair(tokenised[row]) for row in rows]
            asked = table(*_bag([query for query, _ in pairs]))
            found = table(*_bag([document for _, document in pairs]))
            loss = _loss(asked, found, parameters)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch types it so
            optimiser.step()
            schedule.step()
            losses += loss.detach().item()
        print(f"epoch {epoch + 1}: loss {losses / batches:.3f}, {time.monotonic() - start:.0f} s", file=sys.stderr)
    return np.asarray(table.weight.detach().numpy(), dtype=np.float32)
