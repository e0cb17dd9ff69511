"""Writes a paper as Markdown (CommonMark, with GitHub's tables and footnotes): what texts hold stays literal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.exports.model import Block, Heading, Inline, Line, Mark, Note, Notes, Paper, Paragraph, Quotation, Table
from assistant.safe import visible

_BLANKS = re.compile(r"[ \t\r\n]+")
_SIGNS = re.compile(r"[\\`*_{}\[\]<>|~&#^$@]")
"""What could begin markup anywhere: CommonMark 0.31, 2.4; tables, footnotes, struck-out text, mathematics, mentions."""
_LINKS = re.compile(r"(?<=[a-z]):(?=/)|(?<=www)\.", re.IGNORECASE)
_STARTS = re.compile(r"^(\d+)([.)])|^([-+=:])")
"""What could make of a line another block: an item of a list, a heading, a line across."""


def write(paper: Paper) -> bytes:
    """The paper, in UTF-8."""
    parts = [part for block in paper.blocks for part in _block(block)]
    return ("\n\n".join(parts) + "\n").encode()


def escaped(text: str) -> str:
    """A text on one line that is nothing but text, whatever signs it holds, wherever in a line it stands."""
    text = _BLANKS.sub(" ", visible(text))
    text = _SIGNS.sub(lambda found: f"\\{found[0]}", text)
    return _LINKS.sub(lambda found: f"\\{found[0]}", text)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {_line(block.line)}"
    elif isinstance(block, Paragraph):
        yield _begun(_line(block.line))
    elif isinstance(block, Quotation):
        yield f"> {_begun(_line(block.line))}\n>\n> — {_line(block.place)}"
    elif isinstance(block, Table):
        yield _table(block) if block.heads else "\n".join(_named(block))
    elif isinstance(block, Notes):  # without their heading: whoever shows footnotes gathers them at the end
        yield "\n\n".join(map(_note, block.notes))


def _begun(text: str) -> str:
    """A line that begins a paragraph and nothing else."""
    return _STARTS.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", text.strip(" "))


def _line(line: Line) -> str:
    return "".join(_inline(one, line[:place], line[place + 1 :]) for place, one in enumerate(line)).strip(" ")


def _inline(one: Inline, before: Line, after: Line) -> str:
    if isinstance(one, Mark):
        return f"[^{one.note}]"
    text = escaped(one.text)
    if one.strong and text.strip(" ") == text and text and _apart(before, -1) and _apart(after, 0):
        return f"**{text}**"
    return text


def _apart(beside: Line, side: int) -> bool:
    """Whether what stands beside lets asterisks be emphasis: nothing, a blank or a quotation mark (CommonMark, 6.2)."""
    near = beside[side] if beside else None
    if near is None or isinstance(near, Mark):
        return near is None
    return not near.text or near.text[side].isspace() or near.text[side] in "“”"


def _table(table: Table) -> str:
    rows = [[_line(cell) for cell in row] for row in table.rows]
    lines = [[escaped(head) for head in table.heads], ["---"] * len(table.heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _named(table: Table) -> Iterator[str]:
    for name, *values in table.rows:
        yield f"- **{_line(name)}** – {' – '.join(map(_line, values))}"


def _note(note: Note) -> str:
    return f"[^{note.number}]: {_begun(_line(note.line))}"
