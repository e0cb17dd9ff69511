"""Writes a paper as a PDF: title, language and outline for whoever hears it read, numbered pages, fonts embedded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from gettext import gettext as _
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Frame, PageTemplate, Spacer
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from assistant.exports.fonts import BOLD, NAME, drawable, register
from assistant.exports.model import Block, Heading, Inline, Line, Mark, Notes, Paper, Paragraph, Quotation, Run, Table

_MARGIN, _HEAD = 62.0, 36.0  # points
_WIDTH, _HEIGHT = letter
_INK, _SOFT, _RULE = colors.HexColor("#1c1c1c"), colors.HexColor("#4a4a4a"), colors.HexColor("#10294b")
_LINK, _WARNING = "#0b4a9e", colors.HexColor("#6b2c00")
_NAMED, _COLUMNS = 130.0, (34.0, 0.0, 110.0, 72.0)
"""Widths in points: of the names in a table of names and values; of the columns of the other, the second has the rest.
"""


def write(paper: Paper) -> bytes:
    """The PDF. It is set twice: what stands on each page says how many there are."""
    register()
    pages = _set(paper, 0)[1]
    return _set(paper, pages)[0]


def _set(paper: Paper, pages: int) -> tuple[bytes, int]:
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=letter,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=drawable(paper.title),
        author="Greffier",
        subject=drawable(paper.header),
        lang=paper.language,
        displayDocTitle=1,
    )
    frame = Frame(_MARGIN, _MARGIN, _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=partial(_head, paper, pages)))
    document.afterFlowable = partial(_outlined, document)
    document.build([flowable for block in paper.blocks for flowable in _block(block)])
    return out.getvalue(), int(document.page)


def _head(paper: Paper, pages: int, canvas: Any, document: Any) -> None:
    """The header and the number of a page."""
    canvas.saveState()
    canvas.setFont(NAME, 8)
    canvas.setFillColor(_SOFT)
    canvas.drawString(_MARGIN, _HEIGHT - _HEAD, _fitting(drawable(paper.header), canvas))
    numbered = _("Page {page} of {pages}").format(page=document.page, pages=pages)
    canvas.drawRightString(_WIDTH - _MARGIN, _HEAD, numbered)
    canvas.drawString(_MARGIN, _HEAD, "Greffier")
    canvas.restoreState()


def _fitting(text: str, canvas: Any) -> str:
    most = _WIDTH - 2 * _MARGIN
    if canvas.stringWidth(text, NAME, 8) <= most:
        return text
    while text and canvas.stringWidth(f"{text}…", NAME, 8) > most:
        text = text[:-1]
    return f"{text}…"


def _outlined(document: Any, flowable: Any) -> None:
    """Put a heading into the outline. Levels begin at 0 there, and none may be passed over."""
    level = getattr(flowable, "heading", None)
    if level is None:
        return
    key = f"h{document.page}-{id(flowable)}"
    document.canv.bookmarkPage(key)
    document.canv.addOutlineEntry(flowable.getPlainText(), key, level - 1, closed=level > 2)


def _block(block: Block) -> Iterator[Any]:
    if isinstance(block, Heading):
        yield CondPageBreak(90)  # a heading stands with what it heads
        text = Text(_anchored(block.anchor) + _line(block.line), _heading_style(block.level))
        text.heading = block.level
        yield text
    elif isinstance(block, Paragraph):
        yield Text(_line(block.line), _STYLES[block.role])
    elif isinstance(block, Quotation):
        yield Text(_line(block.line), _QUOTATION)
        yield Text(f"— {_line(block.place)}", _PLACE)
    elif isinstance(block, Table):
        yield _grid(block)
        yield Spacer(1, 8)
    elif isinstance(block, Notes):
        yield from _block(Heading(3, (Run(block.title),)))
        for note in block.notes:
            yield Text(_anchored(f"n{note.number}") + _line(note.line), _NOTE, bulletText=f"[{note.number}]")


def _grid(table: Table) -> Any:
    bold = _style("head", fontName=BOLD)
    cells = [[Text(_escaped(head), bold) for head in table.heads]] if table.heads else []
    for first, *rest in table.rows:
        cells.append([Text(_line(first), bold), *(Text(_line(cell), _STYLES["text"]) for cell in rest)])
    whole = _WIDTH - 2 * _MARGIN
    widths = [_NAMED, whole - _NAMED]
    if table.heads:
        widths = [width or whole - sum(_COLUMNS) for width in _COLUMNS]
    grid = Grid(cells, colWidths=widths, repeatRows=1 if table.heads else 0, hAlign="LEFT")
    grid.setStyle([("GRID", (0, 0), (-1, -1), 0.5, _SOFT), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return grid


def _line(line: Line) -> str:
    """A line in reportlab's own markup: all that is markup in it is written here."""
    return "".join(map(_inline, line))


def _inline(one: Inline) -> str:
    if isinstance(one, Mark):
        return f'<a href="#n{one.note}" color="{_LINK}">[{one.note}]</a>'
    text = _escaped(one.text)
    if one.strong:
        text = f"<b>{text}</b>"
    return f'<a href="#{one.target}" color="{_LINK}">{text}</a>' if one.target else text


def _anchored(name: str) -> str:
    return f'<a name="{name}"/>' if name else ""


def _escaped(text: str) -> str:
    return escape(drawable(text), quote=False)


def _style(name: str, **how: Any) -> ParagraphStyle:
    return ParagraphStyle(name, **{"fontName": NAME, "fontSize": 9.5, "leading": 14, "textColor": _INK, **how})


def _heading_style(level: int) -> ParagraphStyle:
    size = {1: 17, 2: 13, 3: 10.5}[level]
    return _style(
        f"h{level}",
        fontName=BOLD,
        fontSize=size,
        leading=1.3 * size,
        textColor=_RULE,
        spaceBefore={1: 0, 2: 18, 3: 10}[level],
        spaceAfter=5,
        keepWithNext=1,
    )


_BAR = {"leftIndent": 9, "rightIndent": 5, "borderPadding": (2, 4, 2, 8), "spaceBefore": 5, "spaceAfter": 7}
_STYLES = {
    "text": _style("text", spaceAfter=6),
    "soft": _style("soft", fontSize=8.5, leading=12.5, textColor=_SOFT, spaceAfter=6),
    "warning": _style("warning", textColor=_WARNING, borderColor=_WARNING, borderWidth=0.8, **_BAR),
    "claim": _style("claim", **_BAR),
    "refusal": _style("refusal", borderColor=_SOFT, borderWidth=0.8, **_BAR),
}
_QUOTATION = _style("quotation", leftIndent=18, rightIndent=12, spaceBefore=6, spaceAfter=2, keepWithNext=1)
_PLACE = _style("place", leftIndent=18, fontSize=8.5, leading=12.5, textColor=_SOFT, spaceAfter=8)
_NOTE = _style("note", fontSize=8.5, leading=12.5, leftIndent=28, bulletIndent=0, spaceAfter=4, bulletFontName=NAME,
               bulletFontSize=8.5)  # fmt: skip
