"""Models that are loaded when they are first needed: a job is in the journal, and its files are seen to, before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from indexes.records import Encoder, Language, Lexicon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class LateEncoder:
    """An encoder that is yet to be loaded."""

    def __init__(self, load: Callable[[], Encoder]) -> None:
        self._load = load

    @cached_property
    def _encoder(self) -> Encoder:
        return self._load()

    @property
    def fingerprint(self) -> str:
        """The encoder's."""
        return self._encoder.fingerprint

    @property
    def dimension(self) -> int:
        """The encoder's."""
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of passages, float32 [len(texts), dimension]."""
        return self._encoder.encode(texts)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a query, float32 [dimension]."""
        return self._encoder.encode_query(text)


class LateLexicon:
    """A lexicon that is yet to be loaded."""

    def __init__(self, load: Callable[[], Lexicon]) -> None:
        self._load = load

    @cached_property
    def _lexicon(self) -> Lexicon:
        return self._load()

    @property
    def fingerprint(self) -> str:
        """The lexicon's."""
        return self._lexicon.fingerprint

    def terms(self, text: str, language: Language) -> list[str]:
        """The index terms of a text, in order."""
        return self._lexicon.terms(text, language)

    def translate(self, term: str, source: Language) -> Mapping[str, float]:
        """The term's translations into the other language, with their probabilities."""
        return self._lexicon.translate(term, source)
