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
from tokenizers import Tokenizer
from torch.nn import functional

from models.training import everyday
from models.training.corpus import Section
from models.training.evaluate import Encoder

Tokens = NDArray[np.int64]
Floats = NDArray[np.float32]


_WORD_START = "▁"
_LIVES = 256
"""Everyday questions in a batch, and terms."""
_ASKED, _TERMS = 0.5, 0.25
"""What these weigh beside the sections of law."""
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


def meanings(tokenizer: Tokenizer, encoder: Encoder) -> Floats:
    """Return what each token says by itself to another encoder: unit vectors, float32 [vocabulary, its dimension]."""
    places = tokenizer.get_vocab()
    tokens = sorted(places, key=lambda token: places[token])
    return encoder.encode([token.replace(_WORD_START, "") or "." for token in tokens])


def initial(tokenised: Sequence[Tokenised], meant: Floats, dimension: int) -> Floats:
    """Return token vectors, float32 [vocabulary, dimension], from what each token means to another encoder.

    Their principal components (Tulkens and van Dongen 2024, "Model2Vec"); a token's length is its weight in the mean:
    its inverse document frequency.
    """
    centred = meant - meant.mean(axis=0)
    _, _, right = np.linalg.svd(centred.T @ centred)
    vectors = centred @ right[:dimension].T
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    columns = [np.unique(np.concatenate((*one.note, *one.heading, *one.body))) for one in tokenised]
    held = np.bincount(np.concatenate(columns), minlength=len(meant))
    weights = np.log((1 + len(columns)) / (1 + held))
    return np.asarray(vectors * (weights / weights.max())[:, None], dtype=np.float32)


class _Lives:
    """Draws everyday questions with the provisions that answer them, and terms with their translations."""

    def __init__(self, tokenizer: Tokenizer, generator: np.random.Generator) -> None:
        self._random = generator
        asked = [one for one in everyday.asked() if not one.measured]

        def ids(texts: Sequence[str]) -> list[Tokens]:
            encoded = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
            return [np.array(one.ids, dtype=np.int64) for one in encoded]

        self._asked = [(ids(one.question), ids(one.provision)) for one in asked]
        self._terms = [both for pair in everyday.glossary() if all(map(len, both := ids(pair)))]

    def asked(self) -> tuple[list[list[Tokens]], list[list[Tokens]]]:
        """Return the tokens of questions and of their provisions, each in either language."""
        rows = self._random.choice(len(self._asked), _LIVES, replace=False)
        languages = self._random.integers(0, 2, (_LIVES, 2))
        chosen = [self._asked[row] for row in rows]
        return (
            [[one[0][language]] for one, language in zip(chosen, languages[:, 0], strict=True)],
            [[one[1][language]] for one, language in zip(chosen, languages[:, 1], strict=True)],
        )

    def terms(self) -> tuple[list[list[Tokens]], list[list[Tokens]]]:
        """Return the tokens of French terms and of their English translations."""
        chosen = [self._terms[row] for row in self._random.integers(0, len(self._terms), _LIVES)]
        return [[one[0]] for one in chosen], [[one[1]] for one in chosen]


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


def train(sections: Sequence[Section], tokenizer: Tokenizer, meant: Floats, parameters: Parameters) -> Floats:
    """Return token vectors, float32 [vocabulary, dimensions[0]], trained with the batch's other texts as negatives.

    `meant` is what `meanings` gives. The same seed and number of threads give the same vectors. Progress goes to
    stderr.
    """
    torch.manual_seed(parameters.seed)
    generator = np.random.default_rng(parameters.seed)
    start = time.monotonic()
    tokenised = tokenise(tokenizer, sections)
    print(f"tokens: {time.monotonic() - start:.0f} s", file=sys.stderr)
    weights = initial(tokenised, meant, parameters.dimensions[0])
    table = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(weights), freeze=False, mode="mean")
    optimiser = torch.optim.Adam(table.parameters(), lr=parameters.rate, betas=(0.9, 0.99), fused=True)
    batches = max(len(sections) // parameters.batch, 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, parameters.rate, total_steps=batches * parameters.epochs + 1, pct_start=0.1, cycle_momentum=False
    )
    views, lives = _Views(generator, parameters.window), _Lives(tokenizer, generator)

    def loss_of(pairs: tuple[list[list[Tokens]], list[list[Tokens]]]) -> torch.Tensor:
        return _loss(table(*_bag(pairs[0])), table(*_bag(pairs[1])), parameters)

    for epoch in range(parameters.epochs):
        order, losses = _order(sections, parameters.neighbours, generator), 0.0
        for rows in np.array_split(order, batches):
            pairs = [views.pair(tokenised[row]) for row in rows]
            loss = loss_of(([query for query, _ in pairs], [document for _, document in pairs]))
            loss = loss + _ASKED * loss_of(lives.asked()) + _TERMS * loss_of(lives.terms())
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch types it so
            optimiser.step()
            schedule.step()
            losses += loss.detach().item()
        print(f"epoch {epoch + 1}: loss {losses / batches:.3f}, {time.monotonic() - start:.0f} s", file=sys.stderr)
    return np.asarray(table.weight.detach().numpy(), dtype=np.float32)
