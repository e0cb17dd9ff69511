"""What passes between a job and the readers of files: the file and how to read it in, what was read out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from indexes.records import Facts, Page

if TYPE_CHECKING:
    from ingest.blocks import Block

Recognition = Literal["auto", "always", "never"]
"""When characters are recognised on a picture of a page: where its text is missing or bad, always, or never."""


Progress = Callable[[int], None]
"""Told the number of a page that is begun."""


def unheard(page: int) -> None:
    """Tell nobody of progress."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where its bytes lie, the name that it was found under, and its SHA-256."""

    path: Path
    name: str
    document: str


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read. `pages` beyond this number are left out, and counted lost."""

    pages: int = 5000
    ocr: Recognition = "auto"


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader makes of a file: its pages as filed, and its blocks in reading order, each piece a span of a page.

    title: as the file states it, maybe empty. lost: the numbers of pages of which nothing could be read.
    """

    title: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    lost: tuple[int, ...] = ()
    notes: Mapping[str, object] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
