"""What an export says, before it is Markdown, HTML or PDF: headings, paragraphs, quotations, tables and notes.

All text in here is as it came: each writer makes it safe for its own format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indexes.records import Language


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text. language: its own, where that may not be the paper's; target: the anchor that it leads to."""

    text: str
    language: Language | None = None
    strong: bool = False
    target: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Refers to a note by its number; place: the how manieth time, from 1, so that the note can lead back."""

    note: int
    place: int


Inline = Run | Mark
Line = tuple[Inline, ...]
Role = Literal["text", "soft", "warning", "claim", "refusal"]
"""soft: what stands around an answer; warning: what its reader must not pass over, whatever its colour is."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3."""

    level: int
    line: Line
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    line: Line
    role: Role = "text"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a document, between quotation marks; under them where they stand. note: the source's number."""

    line: Line
    language: Language
    place: Line
    note: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table. The first cell of a row is its head; without heads of columns, rows are a name and a value."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A source. references: how many marks refer to it."""

    number: int
    line: Line
    references: int


@dataclass(frozen=True, slots=True)
class Notes:
    """The sources of an answer, numbered on through the paper, under their heading (of level 3)."""

    title: str
    notes: tuple[Note, ...]


Block = Heading | Paragraph | Quotation | Table | Notes


@dataclass(frozen=True, slots=True)
class Paper:
    """All of it. header: what stands at the head of each page, where there are pages."""

    title: str
    language: Language
    header: str
    blocks: tuple[Block, ...]
