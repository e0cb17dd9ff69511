"""The words of answering: statements, what they rest on, and what happens while one asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from indexes.records import Hit, Language

Mode = Literal["quotation", "compose"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer into a filed page: the page's filed text from `start` to `end` is `quote`.

    `document` is the SHA-256 of its bytes; `boxes` are one a line, (x0, y0, x1, y1) in points from the page's top left
    corner, for whoever draws the page.
    """

    document: str
    file: str
    title: str
    language: Language
    page: int
    page_label: str | None
    start: int
    end: int
    quote: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One unit of an answer. A quotation's text is its citations' quotes; a claim is the model's own words.

    `supported` says whether the cited sentences were found to say it (always, for a quotation); `reason` says why not,
    in the reader's language.
    """

    text: str
    kind: Literal["quotation", "claim"]
    supported: bool
    citations: tuple[Citation, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown, and what stands on the record as entry `entry` of the log.

    `nearest` are the passages found, shown as such where the answer is a refusal. `timings` are in seconds.
    """

    question: str
    language: Language
    refused: bool
    mode: Mode
    statements: tuple[Statement, ...]
    nearest: tuple[Hit, ...]
    session: str
    entry: int
    model: str | None
    generation: str
    timings: Mapping[str, float] = field(default_factory=dict)
    text: str = ""
    """The answer in words: its statements, or the refusal, in the question's language."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Passages were found; the answer is being made of them."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer is on the record, and may be shown."""

    answer: Answer


Event = Retrieved | Answered
