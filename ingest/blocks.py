"""Lays a document out in blocks: headings, paragraphs, list items and rows, also over the end of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Literal

from ingest import headings
from ingest.furniture import Kind, classify, printed_labels
from ingest.lines import Line, fragments, lines, upright
from ingest.order import Flow, parts
from ingest.paragraphs import CONTINUES, TERMINAL, Measure, groups
from ingest.pdfium import RawPage
from ingest.reflow import PageText, Vocabulary
from ingest.sentences import LONGEST
from ingest.tables import Row, Table, is_caption

BlockKind = Literal["heading", "text", "item", "row", "header", "footer", "number", "contents"]
FURNITURE: frozenset[BlockKind] = frozenset({"header", "footer", "number", "contents"})

_LONGEST_HEADING = 220
_MANY_LINES = 12  # from which a page has a text size of its own


@dataclass(frozen=True, slots=True)
class Piece:
    """A block's characters on one page: `start` to `end` of the filed text."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list item, a table's row, or furniture. `level` is a heading's, 1 the highest.

    `heads` are what a row is to be read with: its table's own title and the names of its columns, maybe empty.
    """

    kind: BlockKind
    pieces: tuple[Piece, ...]
    text: str
    level: int = 0
    heads: str = ""


@dataclass(frozen=True, slots=True)
class Laid:
    """A document laid out: its pages as filed, and its blocks in reading order."""

    pages: tuple[PageText, ...]
    blocks: tuple[Block, ...]


@dataclass(slots=True)
class _Layout:
    """A document as it is laid out, page by page."""

    vocabulary: Vocabulary
    body_size: float
    blocks: list[Block] = field(default_factory=list)
    table: Table | None = None  # the one that the page before ended with

    def page(self, text: PageText, raw: RawPage, found: Sequence[Line], kinds: Sequence[Kind]) -> None:
        """Lay out a page, of which `raw` is upright and `kinds` are its lines': what is no body stands around it."""
        body = [line for line, kind in zip(found, kinds, strict=True) if kind == "body"]
        around = [(line, kind) for line, kind in zip(found, kinds, strict=True) if kind != "body"]
        for line, furniture in around:
            if not _is_below(line, raw):
                self._add(text, furniture, [line])
        ordered = parts(body, fragments(raw, body), self.table)
        measure = Measure.of(body)
        # A page that is all set larger, or whose fonts are scaled otherwise, is not all headings.
        size = max(self.body_size, _body_size([body])) if len(body) >= _MANY_LINES else self.body_size
        for part in ordered:
            if isinstance(part, Flow):
                for kind, level, group in groups(part, size, measure):
                    self._add(text, kind, group, level)
            else:
                self._add_table(text, part, measure)
        if body:
            self.table = ordered[-1] if isinstance(ordered[-1], Table) else None
        for line, furniture in around:
            if _is_below(line, raw):
                self._add(text, furniture, [line])

    def _add(self, text: PageText, kind: BlockKind, group: Sequence[Line], level: int = 0, heads: str = "") -> None:
        start, end = text.add(group, self.vocabulary)
        self.blocks.append(Block(kind, (Piece(text.raw.number, start, end),), text.text[start:end], level, heads))

    def _add_table(self, text: PageText, table: Table, measure: Measure) -> None:
        last = next((block for block in reversed(self.blocks) if block.kind not in FURNITURE), None)
        heads = ""
        if last is not None:
            heads = last.heads if table.before else last.text if is_caption(last.text) else ""
        for number, row in enumerate(table.rows):
            if number >= table.heads and _is_prose(row):
                for cell in row:
                    for kind, _, group in groups(Flow(cell), self.body_size, measure):
                        self._add(text, "text" if kind == "heading" else kind, group, heads=heads)
                continue
            start, end = text.add_cells(row, self.vocabulary)
            piece, words = Piece(text.raw.number, start, end), text.text[start:end]
            if number == table.heads and table.continued and last is not None and last.kind == "row":
                place = len(self.blocks) - 1 - self.blocks[::-1].index(last)
                self.blocks[place] = replace(last, pieces=(*last.pieces, piece), text=f"{last.text} {words}")
                continue
            if number < table.heads and table.before:  # said again for who turns the page
                self.blocks.append(Block("header", (piece,), words))
                continue
            self.blocks.append(Block("row", (piece,), words, heads=heads))
            if number < table.heads:
                heads = f"{heads} > {words}" if heads else words


def lay_out(raw_pages: Sequence[RawPage]) -> Laid:
    """Find the furniture, put the lines in order, join them into blocks, and follow paragraphs over page ends."""
    turned = [upright(page) for page in raw_pages]
    page_lines = [list(lines(page)) for page in turned]
    kinds = classify([(page.height, found) for page, found in zip(turned, page_lines, strict=True)])
    labels = printed_labels([page.label for page in raw_pages], page_lines, kinds)
    texts = [PageText(replace(raw, label=label)) for raw, label in zip(raw_pages, labels, strict=True)]
    layout = _Layout(Vocabulary.of(line for found in page_lines for line in found), _body_size(page_lines))
    for text, page, found, found_kinds in zip(texts, turned, page_lines, kinds, strict=True):
        layout.page(text, page, found, found_kinds)
    return Laid(tuple(texts), tuple(_over_pages(_long_headings(layout.blocks))))


def _is_prose(row: Row) -> bool:
    """Say whether a row's cells are long, and of several sentences or items: read as the paragraphs that they are."""
    found = [line.text for cell in row for line in cell]
    return sum(map(len, found)) > LONGEST and sum(bool(TERMINAL.search(text)) for text in found) >= 2


def _is_below(line: Line, page: RawPage) -> bool:
    return line.y0 > page.height / 2


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The size that most characters of the document have, in points."""
    weights: dict[float, int] = {}
    for found in pages:
        for line in found:
            weights[round(line.size, 1)] = weights.get(round(line.size, 1), 0) + len(line.text)
    return max(weights, key=lambda size: weights[size], default=10.0)


def _long_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Make a numbered block of two lines that ends like a title, and stands before a paragraph, the heading it is."""
    for block, following in zip_longest(blocks, blocks[1:]):
        is_heading = (
            block.kind in ("item", "text")
            and following is not None
            and following.kind == "text"
            and headings.NUMBERED.match(block.text)
            and len(block.text) <= _LONGEST_HEADING
            and not TERMINAL.search(block.text)
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
            waiting = replace(waiting, pieces=waiting.pieces + block.pieces, text=f"{waiting.text} {block.text}")
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
        and 0 <= second.pieces[0].page - first.pieces[-1].page <= 1  # overleaf, or at the head of the next column
        and not TERMINAL.search(first.text)
        and bool(CONTINUES.match(second.text))
    )
