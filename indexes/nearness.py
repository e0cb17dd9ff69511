"""Ranks passages by how near they lie to a query for an encoder that is too slow to encode a library at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from indexes.records import Encoder, Passage
from indexes.vectors import VectorStore

_AT_ONCE = 64


class Nearness:
    """A reranker of cosines. A passage is encoded when it is first judged, or ahead of that; its vector is kept."""

    def __init__(self, encoder: Encoder, store: VectorStore) -> None:
        self.encoder = encoder
        self._store = store

    @property
    def fingerprint(self) -> str:
        """Names what the scores depend on: a SHA-256, the encoder's."""
        return self.encoder.fingerprint

    def rerank(self, query: str, passages: Sequence[Passage]) -> NDArray[np.float32]:
        """Return each passage's cosine with the query, float32 [len(passages)], at least 0."""
        return self.cosines(query, [read(passage) for passage in passages])

    def sentences(self, query: str, passage: Passage) -> NDArray[np.float32]:
        """Return the cosine of each sentence, under its heading, float32 [sentences], at least 0."""
        return self.cosines(query, [_under(passage.heading, sentence.text) for sentence in passage.sentences])

    def cosines(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return each text's cosine with the query, float32 [len(texts)], at least 0."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        vectors = self._store.encode(texts, self.encoder)
        return np.asarray(np.maximum(vectors @ self.encoder.encode_query(query), 0), dtype=np.float32)

    def prepare(self, passages: Iterable[Passage]) -> Iterator[int]:
        """Encode passages ahead; yield, now and then, how many are done. What was done before is not done again."""
        waiting: list[str] = []
        done = 0
        for passage in passages:
            waiting.append(read(passage))
            if len(waiting) == _AT_ONCE:
                self._store.encode(waiting, self.encoder)
                done += len(waiting)
                waiting.clear()
                yield done
        self._store.encode(waiting, self.encoder)
        yield done + len(waiting)


def read(passage: Passage) -> str:
    """What of a passage is encoded: its innermost heading, and its text."""
    return _under(passage.heading, passage.text)


def texts(passage: Passage) -> Iterator[str]:
    """All that may be encoded of a passage, as it is encoded: the whole of it, and each sentence."""
    yield read(passage)
    yield from (_under(passage.heading, sentence.text) for sentence in passage.sentences)


def _under(heading: str, text: str) -> str:
    innermost = heading.split(" > ")[-1]
    return f"{innermost}. {text}" if innermost else text
