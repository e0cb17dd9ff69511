"""The words of the program: what is filed, cut, found and cited. Imports nothing heavy, and nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


def other(language: Language) -> Language:
    """The other of the two languages."""
    return "en" if language == "fr" else "fr"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (end excluded) of the filed text of the 1-based page `page`."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest thing that can be cited. It has two spans when it runs over to the next page.

    `id` is stable for the same bytes and the same pipeline: the document's first 16 digits, then its place.
    `text` is the text of its spans, joined by a space.
    """

    id: str
    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences under one heading: the unit of retrieval."""

    id: str
    document: str
    language: Language
    heading: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The sentences, as one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def page(self) -> int:
        """The page on which the passage begins."""
        return self.sentences[0].spans[0].page


@dataclass(frozen=True, slots=True)
class Page:
    """A page as filed. `boxes` has one row a character of `text`, in points from the page's top left corner.

    boxes: int16 [len(text), 4], tenths of a point (x0, y0, x1, y1); a row of zeros for a character that the page
    does not draw (a space at a line's end, a mended hyphen).
    confidence: of the characters recognised on a picture of the page, from 0 to 1, their mean; None where the text is
    the file's own.
    """

    number: int
    label: str | None
    text: str
    width: float
    height: float
    boxes: NDArray[np.int16]
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says of itself as a record; None where it does not say.

    date: of its adoption or issue, ISO 8601 (a year, a month or a day). number: as printed. author: the body that
    issued it.
    """

    date: str | None = None
    number: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One set of bytes, named by its SHA-256 (64 hexadecimal digits).

    `file` is its path relative to the folder that was filed. `notes` holds what a reader should know of the bytes:
    restrictions, scripts, attachments, pages left out.
    """

    id: str
    file: str
    title: str
    language: Language
    collection: str
    label: str
    pages: int
    notes: Mapping[str, object] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True)
class Also:
    """A passage that says the same as a hit: a copy of its text, or its twin in the other language."""

    kind: Literal["copy", "twin"]
    score: float
    passage: Passage
    document: Document
    page_label: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `ranks` says where each search had it (1-based), by the search's name.

    `parts` are what its score is made of, by name; `also` are the passages that say the same, best first, and the
    score is the best of theirs and the hit's own.
    """

    rank: int
    score: float
    passage: Passage
    document: Document
    page_label: str | None
    ranks: Mapping[str, int]
    parts: Mapping[str, float] = field(default_factory=dict)
    also: tuple[Also, ...] = ()


class Encoder(Protocol):
    """Turns texts into vectors. `fingerprint` changes whenever the vectors would."""

    @property
    def fingerprint(self) -> str:
        """Names the weights, the tokenizer and the pooling: a SHA-256."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of passages, float32 [len(texts), dimension]."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a query, float32 [dimension]: some models are told which of both a text is."""


class Reranker(Protocol):
    """Judges passages against a query, each by itself: slower than a search, and better."""

    @property
    def fingerprint(self) -> str:
        """Names what the scores depend on: a SHA-256."""

    def rerank(self, query: str, passages: Sequence[Passage]) -> NDArray[np.float32]:
        """Return how well each passage answers, from 0 to 1: float32 [len(passages)]."""


class Lexicon(Protocol):
    """Cuts text into terms, and carries a term over to the other language. `fingerprint` names both."""

    def __hash__(self) -> int:
        """A lexicon does not change: what follows from it can be kept by it."""

    @property
    def fingerprint(self) -> str:
        """Names the translation table and the analysis: a SHA-256."""

    def terms(self, text: str, language: Language) -> list[str]:
        """The index terms of a text, in order: folded, stemmed, without elisions and function words."""

    def translate(self, term: str, source: Language) -> Mapping[str, float]:
        """The term's translations into the other language with their probabilities (descending, sum at most 1)."""
