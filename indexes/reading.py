"""Reads passages into what is compared with a query, the terms and the vector of each sentence, and remembers them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexes.records import Encoder, Lexicon, Passage

REMEMBERED = 1000
"""Passages kept, those asked for longest ago being forgotten first: some 30 MB."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage as it is compared: the terms of its heading and of each sentence, and the sentences' unit vectors.

    vectors: float32 [sentences, dimension].
    """

    heading: frozenset[str]
    sentences: tuple[frozenset[str], ...]
    vectors: NDArray[np.float32]

    @property
    def terms(self) -> frozenset[str]:
        """All terms, the heading's and the sentences'."""
        return self.heading.union(*self.sentences)


class Reader:
    """Reads with one encoder and one lexicon. What was read before, in a search or for an answer, costs nothing."""

    def __init__(self, encoder: Encoder, lexicon: Lexicon) -> None:
        self._encoder = encoder
        self._lexicon = lexicon
        self._known: OrderedDict[Passage, Reading] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """Return the reading of each passage, in their order."""
        with self._lock:
            found = {passage: self._known[passage] for passage in passages if passage in self._known}
        new = [passage for passage in dict.fromkeys(passages) if passage not in found]
        found.update(zip(new, self._read(new), strict=True))
        with self._lock:
            for passage in passages:
                self._known[passage] = found[passage]
                self._known.move_to_end(passage)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return [found[passage] for passage in passages]

    def _read(self, passages: Sequence[Passage]) -> list[Reading]:
        texts = [sentence.text for passage in passages for sentence in passage.sentences]
        vectors = self._encoder.encode(texts) if texts else np.zeros((0, self._encoder.dimension), dtype=np.float32)
        readings, start = [], 0
        for passage in passages:
            end = start + len(passage.sentences)
            readings.append(
                Reading(
                    heading=frozenset(self._lexicon.terms(passage.heading, passage.language)),
                    sentences=tuple(
                        frozenset(self._lexicon.terms(sentence.text, passage.language))
                        for sentence in passage.sentences
                    ),
                    vectors=vectors[start:end].copy(),  # a view would keep all of the batch in memory
                )
            )
            start = end
        return readings
