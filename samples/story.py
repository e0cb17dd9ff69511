"""From the blocks of a source to what reportlab lays out: title, articles, lists, tables and contents.

It stands apart from ``typeset`` so that what is on the page and what surrounds it (headers, folios, labels) change
separately.
"""

from dataclasses import dataclass, field
from typing import Any

from page_styles import BODY_WIDTH, COLUMN_GAP, Look, draw_emblem, look_of
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from source_markup import Block, Source


@dataclass
class Layout:
    """What a first pass learns and a second prints: the number of pages and where each heading fell."""

    pages: int = 0
    roman_pages: int = 0
    headings: list[tuple[int, str, int]] = field(default_factory=list)

    def label(self, page: int) -> str:
        """The printed label of a physical page: roman before the body, arabic from it on."""
        if page <= self.roman_pages:
            return ("i", "ii", "iii", "iv", "v", "vi")[page - 1]
        return str(page - self.roman_pages)


class Heading(Paragraph):  # type: ignore[misc]
    """A paragraph that the contents and the bookmarks know of."""

    def __init__(self, text: str, style: Any, level: int) -> None:
        super().__init__(text, style)
        self.level = level


class BodyStart(Flowable):  # type: ignore[misc]
    """Marks where the pages numbered in arabic begin."""

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Take no room."""
        return 0, 0

    def draw(self) -> None:
        """Show nothing; only its place counts."""


def _title_block(source: Source, look: Look) -> list[Flowable]:
    meta = source.meta
    masthead = Table(
        [
            [
                draw_emblem(look),
                [Paragraph(meta["province"], look.style("province")), Paragraph(meta["issuer"], look.style("issuer"))],
                Paragraph(meta["number"], look.style("number")),
            ]
        ],
        colWidths=[16 * mm, BODY_WIDTH - 56 * mm, 40 * mm],
        style=TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("LINEBELOW", (0, 0), (-1, -1), 1.2, look.accent),
            ]
        ),
    )
    title = Paragraph(meta["title"], look.style("title"))
    above = Spacer(1, (55 if "cover" in meta else 5) * mm)
    story: list[Flowable] = [masthead, above, title]
    if source.facts:
        story.append(_facts_table(source, look))
    return [*story, Spacer(1, 4 * mm)]


def _facts_table(source: Source, look: Look) -> Table:
    rows = [
        [Paragraph(key, look.style("fact_key")), Paragraph(value, look.style("fact"))] for key, value in source.facts
    ]
    rules = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#bbbbbb")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ("BACKGROUND", (0, 0), (0, -1), look.tint),
    ]
    return Table(rows, colWidths=[44 * mm, BODY_WIDTH - 44 * mm], style=TableStyle(rules))


def _table(block: Block, look: Look, width: float) -> Table:
    def cell(text: str, row: int, column: int) -> Paragraph:
        side = "_right" if column in block.right else ""
        return Paragraph(text, look.style(f"cell{side}" if row else f"cell_head{side}"))

    rules = [
        ("LINEABOVE", (0, 0), (-1, 0), 1, look.accent),
        ("LINEBELOW", (0, 0), (-1, 0), 1, look.accent),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, colors.HexColor("#aaaaaa")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), look.tint),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
    rules += [("RIGHTPADDING", (column, 0), (column, -1), 14) for column in block.right]
    rows: list[list[Any]] = []
    for index, row in enumerate(block.rows):
        if len(row) == 1 and len(block.widths) > 1:
            rows.append([Paragraph(row[0], look.style("band")), *[""] * (len(block.widths) - 1)])
            rules += [("SPAN", (0, index), (-1, index)), ("BACKGROUND", (0, index), (-1, index), look.pale)]
            rules.append(("NOSPLIT", (0, index), (0, index + 1)))
        else:
            rows.append([cell(text, index, column) for column, text in enumerate(row)])
    widths = [width * share / sum(block.widths) for share in block.widths]
    return Table(rows, colWidths=widths, repeatRows=1, style=TableStyle(rules), spaceBefore=4, spaceAfter=9)


def _contents(known: Layout, look: Look) -> list[Flowable]:
    rows = [
        [Paragraph(text, look.style(f"toc{min(level, 2)}")), Paragraph(known.label(page), look.style("cell_right"))]
        for level, text, page in known.headings[1:]  # the first is the heading of the contents
        if level < 3
    ]
    if not rows:
        return []
    rules = [
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.HexColor("#cccccc")),
    ]
    return [Table(rows, colWidths=[BODY_WIDTH - 16 * mm, 16 * mm], style=TableStyle(rules))]


def _flowables(block: Block, look: Look, width: float, known: Layout) -> list[Flowable]:
    match block.kind:
        case "heading":
            return [Heading(block.text, look.style(f"heading{block.level}"), block.level)]
        case "article":
            return [Paragraph(block.text, look.style("article"), bulletText=block.label)]
        case "item":
            return [Paragraph(block.text, look.style("item"), bulletText=block.label)]
        case "table":
            return [_table(block, look, width)]
        case "toc":
            return _contents(known, look)
        case "page":
            return [PageBreak()]
        case "body":
            return [PageBreak(), BodyStart()]
        case kind:
            return [Paragraph(block.text, look.style(kind))]


def _room(blocks: list[Block]) -> float:
    """The millimetres that the first block wants below it: a heading keeps its text, a caption its short table."""
    match blocks:
        case [Block(kind="heading"), *rest]:
            return max(36, 14 + _room(rest))
        case [Block(kind="caption"), Block(kind="table", rows=rows), *_]:
            return 8 + 7.5 * (len(rows) if len(rows) <= 12 else 3)
        case _:
            return 0


def story_of(source: Source, known: Layout) -> list[Flowable]:
    """Everything that the frames of a document hold, in order."""
    look = look_of(source.meta)
    story = _title_block(source, look)
    width = BODY_WIDTH
    if "columns" in source.meta:
        width = (BODY_WIDTH - COLUMN_GAP) / 2
        story += [NextPageTemplate("columns"), FrameBreak()]
    for index, block in enumerate(source.blocks):
        if room := _room(source.blocks[index:]):
            story.append(CondPageBreak(room * mm))
        story += _flowables(block, look, width, known)
    return story
