"""The words of answering: statements, what they rest on, and what happens while one asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from indexes.records import Hit, Language

Mode = Literal["quotation", "compose"]
Box = tuple[float, float, float, float]
Sign = Literal["opening", "pronoun", "bare"]
"""What shows that a question leans on the one before it. opening: it is a piece of a question, such as “and for
students?”; pronoun: what it speaks of has no name in it; bare: it asks for a side of something (a time limit, a price,
a reason) and does not say of what."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer into a filed page: the page's filed text from `start` to `end` is `quote`.

    `document` is the SHA-256 of its bytes; `boxes` are one a line, (x0, y0, x1, y1) in points from the page's top left
    corner, for whoever draws the page.
    recognised: how sure a machine was that read the page on a picture, from 0 to 1; None where the file has the text.
    best: where on the page the sentence stands that says most of what was asked, (start, end), among others quoted.
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
    recognised: float | None = None
    best: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One unit of an answer. A quotation's text is its citations' quotes; a claim is the model's own words.

    `supported` says whether the cited sentences were found to say it (always, for a quotation); `reason` says why not,
    in the reader's language. `pointers` are the ids of the sentences that it points at; a quotation may be cut to a
    part of its sentence.
    """

    text: str
    kind: Literal["quotation", "claim"]
    supported: bool
    citations: tuple[Citation, ...]
    reason: str = ""
    pointers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was asked, its language, and the entry of the record that holds the question."""

    text: str
    language: Language
    entry: int


@dataclass(frozen=True, slots=True)
class Carried:
    """What a question takes over.

    question: the one that opened the subject; sign: what showed that the new one follows it; words: of the questions
    before, in the order in which they were asked, each once; searched: the question as it is searched, with them.
    """

    question: str
    sign: Sign
    words: tuple[Word, ...]
    searched: str


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
    carried: Carried | None = None
    """What the question took over from the conversation."""
    left_out: int = 0
    """How many statements the model made that are not shown, because the sources do not support them."""
    missing: tuple[str, ...] = ()
    """Of a refusal: the words of the question that no passage found holds."""

    @property
    def unsupported(self) -> bool:
        """Whether it states something, and nothing of it was found to be supported."""
        return bool(self.statements) and not any(statement.supported for statement in self.statements)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Passages were found; the answer is being made of them."""

    hits: tuple[Hit, ...]
    carried: Carried | None = None
    """What the question took over from the conversation, to be shown at once."""
    language: Language | None = None
    """The question's."""
    entry: int | None = None
    """The entry of the record that holds the question."""


@dataclass(frozen=True, slots=True)
class Drafting:
    """What the model has written of the statement that it is at: unchecked, and on no record. Empty: it is gone."""

    text: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement is complete, checked and on the record; more may follow. It will stand in the answer, in its place.

    A composer yields it before it is on the record, without its `entry`; a session after, with it. `language` is the
    question's.
    """

    statement: Statement
    language: Language
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer is on the record, and may be shown. It begins with what was `Stated`, if anything was."""

    answer: Answer


Event = Retrieved | Drafting | Stated | Answered
