"""Parses one file into what is filed of it: pages, and passages of sentences under their headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indexes.records import Facts, Language, Page, Passage, Sentence, Span
from ingest import facts, readers, titles
from ingest.blocks import FURNITURE, Block
from ingest.elements import Unit, chunk
from ingest.headings import Outline
from ingest.read import Options, Progress, Source, unheard
from ingest.sentences import cut
from models.language import dominant

LONGEST, FULL, SHORTEST = 1500, 1100, 400
"""Characters of a passage at most; at which it is closed; under which a section is joined with the next."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document parsed. `lost` are the numbers of pages of which nothing could be read."""

    title: str
    language: Language
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    lost: tuple[int, ...]
    notes: Mapping[str, object]
    facts: Facts = field(default_factory=Facts)


def parse(source: Source, options: Options, begun: Progress = unheard) -> Parsed:
    """Read a file, and cut what it says into passages; `begun` is told the number of each page that is begun.

    Raises:
        UnreadableError: with the reason for which the file cannot be filed.
    """
    read = readers.read(source, options, begun)
    body = " ".join(block.text for block in read.blocks if block.kind not in FURNITURE)
    language = dominant(body[:20_000], otherwise="fr")
    return Parsed(
        title=titles.title(read.title, read.blocks),
        language=language,
        pages=read.pages,
        passages=tuple(_passages(read.blocks, source.document, language)),
        lost=read.lost,
        notes={**read.notes, **facts.standing(read.blocks).notes()},
        facts=facts.find(read.blocks, stated=read.facts),
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    """A unit with the sentence that it stands for and the headings above it."""

    unit: Unit
    sentence: Sentence
    heading: str


def _passages(blocks: Sequence[Block], document: str, language: Language) -> Iterator[Passage]:
    placed = list(_place(blocks, document))
    groups = chunk([one.unit for one in placed], longest=LONGEST, full=FULL, shortest=SHORTEST)
    for number, group in enumerate(groups):
        sentences = tuple(placed[index].sentence for index in group)
        yield Passage(
            id=f"{document[:16]}-p{number}",
            document=document,
            language=dominant(" ".join(sentence.text for sentence in sentences), otherwise=language),
            heading=placed[group[0]].heading,
            sentences=sentences,
        )


def _place(blocks: Sequence[Block], document: str) -> Iterator[_Placed]:
    outline = Outline()
    number = 0
    for block in blocks:
        if block.kind in FURNITURE:
            continue
        is_heading = block.kind == "heading"
        heading = outline.heading(block.level, block.text) if is_heading else outline.text()
        if block.heads:
            heading = _under(heading, block.heads)
        whole = is_heading or (block.kind == "row" and len(block.text) <= FULL)  # a row is cited whole
        for start, end in [(0, len(block.text))] if whole else cut(block.text):
            sentence = Sentence(f"{document[:16]}-s{number}", _spans(block, start, end), block.text[start:end])
            number += 1
            yield _Placed(Unit(block.kind, sentence.spans[0].page, sentence.text), sentence, heading)


def _under(heading: str, heads: str) -> str:
    """Put what a table's rows are read with under the heading: its caption once, where it stands there already."""
    caption, _, columns = heads.partition(" > ")
    if heading.endswith(caption):
        heads = columns
    return " > ".join(part for part in (heading, heads) if part)


def _spans(block: Block, start: int, end: int) -> tuple[Span, ...]:
    """Carry characters `start` to `end` of a block's text over to the pages that its pieces stand on."""
    spans = []
    offset = 0
    for piece in block.pieces:
        length = piece.end - piece.start
        first, last = max(start, offset), min(end, offset + length)
        if first < last:
            spans.append(Span(piece.page, piece.start + first - offset, piece.start + last - offset))
        offset += length + 1  # the space between two pieces
    return tuple(spans)
