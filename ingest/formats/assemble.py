"""Makes pages and blocks of what is read from files that have no layout: text by text, each with its kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from indexes.records import Page
from ingest.blocks import Block, BlockKind, Piece
from ingest.reflow import readable

ROOMY, FULL = 8_000, 20_000
"""Characters of a page of a document that has none: from the first number a heading begins a new one, at the second
anything does."""

_SPACES = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Item:
    """A heading (of `level`, 1 the highest), a paragraph, a list item or a row, before it has its place on a page.

    heads: a row's, as a block has them.
    """

    kind: BlockKind
    text: str
    level: int = 0
    heads: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is one page by nature: a sheet, a slide, a printed page. `label` names it; more of it than fits goes on."""

    items: Sequence[Item]
    label: str | None = None


def clean(text: str) -> str:
    """A text as it is filed: composed, without what draws nothing, white space as one space."""
    composed = unicodedata.normalize("NFC", text)
    if not (composed.isascii() and composed.isprintable()):
        composed = "".join(map(readable, _SPACES.sub(" ", composed)))
    return _SPACES.sub(" ", composed).strip()


def assemble(sheets: Iterable[Sheet], most: int) -> tuple[tuple[Page, ...], tuple[Block, ...], tuple[int, ...]]:
    """Lay the items of each sheet out on pages of their own: the first `most` pages, their blocks, the numbers of the
    pages left out.
    """
    pages: list[Page] = []
    blocks: list[Block] = []
    number = 0
    for sheet in sheets:
        for items in _divided(sheet.items):
            number += 1
            if number <= most:
                page, its_blocks = _page(number, sheet.label, items)
                pages.append(page)
                blocks += its_blocks
    return tuple(pages), tuple(blocks), tuple(range(most + 1, number + 1))


def _divided(items: Sequence[Item]) -> Iterable[list[Item]]:
    """Cut the items of a sheet into pages, of which a sheet without any text is one."""
    page: list[Item] = []
    length = 0
    for item in items:
        if not item.text:
            continue
        over = length + len(item.text) > FULL
        if page and (over or (length >= ROOMY and item.kind == "heading" and page[-1].kind != "heading")):
            yield page
            page, length = [], 0
        page.append(item)
        length += len(item.text) + 1
    yield page


def _page(number: int, label: str | None, items: Sequence[Item]) -> tuple[Page, list[Block]]:
    blocks = []
    start = 0
    for item in items:
        end = start + len(item.text)
        blocks.append(Block(item.kind, (Piece(number, start, end),), item.text, item.level, item.heads))
        start = end + 1
    text = "\n".join(item.text for item in items)
    return Page(number, label, text, 0.0, 0.0, np.zeros((len(text), 4), np.int16)), blocks
