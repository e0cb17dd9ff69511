"""Joins a document's lines into blocks: headings, paragraphs and list items, also over the end of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from statistics import median
from typing import Literal

from ingest import headings
from ingest.furniture import Kind, classify
from ingest.lines import Line, lines
from ingest.pdfium import RawPage
from ingest.reflow import PageText, Vocabulary

BlockKind = Literal["heading", "text", "item", "header", "footer", "number", "contents"]
FURNITURE: frozenset[BlockKind] = frozenset({"header", "footer", "number", "contents"})

_ITEM = re.compile(r"^(?:[•·▪◦‣–—-]\s|\(?(?:[a-zA-Z]|[ivxIVX]{1,5}|\d{1,3}(?:\.\d+)*)[.)°]\)?\s|\d{1,3}\s?°\s)")
_LONGEST_HEADING = 220
_TERMINAL = re.compile(r"[.;:!?…]['’”»)\]]*$")
_CONTINUES = re.compile(r"^[a-zà-öø-ÿœ(«,]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A block's characters on one page: `start` to `end` of the filed text."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list item, or furniture. `level` is a heading's, 1 the highest."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Laid:
    """A document laid out: its pages as filed, and its blocks in reading order."""

    pages: tuple[PageText, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Measure:
    """How a page is set, in points: the usual step from one line to the next, the right edge, the text's width."""

    leading: float
    right: float
    width: float

    @classmethod
    def of(cls, found: Sequence[Line]) -> _Measure:
        steps = [below.y0 - above.y0 for above, below in pairwise(found) if 0 < below.y0 - above.y0 < 3 * above.height]
        right = max((line.x1 for line in found), default=0.0)
        left = min((line.x0 for line in found), default=0.0)
        return cls(median(steps) if steps else 12.0, right, right - left)


def lay_out(raw_pages: Sequence[RawPage]) -> Laid:
    """Find the furniture, join the lines into blocks, mend the words, and follow paragraphs over page ends."""
    page_lines = [list(lines(page)) for page in raw_pages]
    kinds = classify([(page.height, found) for page, found in zip(raw_pages, page_lines, strict=True)])
    vocabulary = Vocabulary.of(line for found in page_lines for line in found)
    body_size = _body_size(page_lines)
    texts = [PageText(raw) for raw in raw_pages]
    blocks: list[Block] = []
    for text, found, found_kinds in zip(texts, page_lines, kinds, strict=True):
        for kind, level, group in _groups(found, found_kinds, body_size):
            start, end = text.add(group, vocabulary)
            blocks.append(Block(kind, (Piece(text.raw.number, start, end),), text.text[start:end], level))
    return Laid(tuple(texts), tuple(_over_pages(_long_headings(blocks))))


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The size that most characters of the document have, in points."""
    weights: dict[float, int] = {}
    for found in pages:
        for line in found:
            weights[round(line.size, 1)] = weights.get(round(line.size, 1), 0) + len(line.text)
    return max(weights, key=lambda size: weights[size], default=10.0)


def _groups(
    found: Sequence[Line], kinds: Sequence[Kind], body_size: float
) -> Iterator[tuple[BlockKind, int, list[Line]]]:
    """Cut one page's lines into blocks, as (kind, heading level or 0, lines)."""
    measure = _Measure.of(found)
    group: list[Line] = []
    group_kind: BlockKind = "text"
    group_level = 0
    for number, (line, furniture) in enumerate(zip(found, kinds, strict=True)):
        following = found[number + 1] if number + 1 < len(found) else None
        kind, level = _kind(line, furniture, following, body_size, measure)
        joins = bool(group) and (
            _goes_on(group, group_level, line, level, measure.leading)
            if group_kind == kind == "heading"
            else group_kind in ("text", "item") and kind == "text" and not _breaks(group[-1], line, measure)
        )
        if joins:
            group.append(line)
            continue
        if group:
            yield group_kind, group_level, group
        group, group_kind, group_level = [line], kind, level
    if group:
        yield group_kind, group_level, group


def _kind(
    line: Line, furniture: Kind, following: Line | None, body_size: float, measure: _Measure
) -> tuple[BlockKind, int]:
    if furniture != "body":
        return furniture, 0
    alone = following is None or following.bold != line.bold or not _wraps(line, following, measure)
    level = headings.level(line, body_size, alone=alone)
    if level is not None:
        return "heading", level
    return ("item" if _ITEM.match(line.text) else "text"), 0


def _wraps(line: Line, following: Line, measure: _Measure) -> bool:
    """Say whether the next line goes on with this one: by its small letter, or, below a full line, its closeness."""
    if _CONTINUES.match(following.text):
        return True
    close = 0 < following.y0 - line.y0 <= 1.2 * measure.leading
    return not line.bold and close and line.x1 > measure.right - 0.2 * measure.width and not _ITEM.match(following.text)


def _goes_on(group: Sequence[Line], group_level: int, line: Line, level: int, leading: float) -> bool:
    """Say whether a heading's line goes on with the heading above it."""
    last = group[-1]
    return (
        level == group_level
        and abs(line.size - last.size) < 0.5
        and line.bold == last.bold
        and 0 <= line.y0 - last.y0 < 1.4 * leading * max(1.0, line.size / 10)
        and last.x1 - last.x0 > 180
        and not _ITEM.match(line.text)
        and len(group) < 4
    )


def _breaks(last: Line, line: Line, measure: _Measure) -> bool:
    """Say whether a new paragraph begins at `line`."""
    if last.broken:
        return False
    step = line.y0 - last.y0
    ended = bool(_TERMINAL.search(last.text)) or not _CONTINUES.match(line.text)
    if step < -1 or step > 1.35 * measure.leading:  # another column, or a space between
        return ended
    if line.bold != last.bold or abs(line.size - last.size) > 0.15 * last.size:
        return not _CONTINUES.match(line.text)
    if step <= 1:  # beside it, in the same row
        return False
    return last.x1 < measure.right - 0.15 * measure.width and ended


def _long_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Make a numbered block of two lines that ends like a title, and stands before a paragraph, the heading it is."""
    for block, following in zip_longest(blocks, blocks[1:]):
        is_heading = (
            block.kind in ("item", "text")
            and following is not None
            and following.kind == "text"
            and headings.NUMBERED.match(block.text)
            and len(block.text) <= _LONGEST_HEADING
            and not _TERMINAL.search(block.text)
            and not block.text.endswith(",")
            and following.text[:1].isupper()
        )
        yield replace(block, kind="heading", level=headings.ARTICLE) if is_heading else block


def _over_pages(blocks: Iterable[Block]) -> Iterator[Block]:
    """Join a paragraph that runs over a page's end with its rest, past the furniture that stands between."""
    waiting: Block | None = None
    between: list[Block] = []
    for block in blocks:
        if waiting is not None and block.kind in FURNITURE:
            between.append(block)
            continue
        if waiting is not None and _is_rest(waiting, block):
            waiting = Block(waiting.kind, waiting.pieces + block.pieces, f"{waiting.text} {block.text}")
            continue
        if waiting is not None:
            yield waiting
            yield from between
            waiting, between = None, []
        if block.kind in ("text", "item"):
            waiting = block
        else:
            yield block
    if waiting is not None:
        yield waiting
    yield from between


def _is_rest(first: Block, second: Block) -> bool:
    return (
        second.kind == "text"
        and second.pieces[0].page == first.pieces[-1].page + 1
        and not _TERMINAL.search(first.text)
        and bool(_CONTINUES.match(second.text))
    )
