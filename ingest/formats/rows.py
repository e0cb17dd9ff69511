"""Makes items of a table's rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.assemble import Item, clean
from ingest.reflow import BETWEEN_CELLS

_NUMBER = re.compile(r"(?!(?:19|20)\d\d$).*\d")
"""What stands under a column's name, and is none: anything with a digit, but for a year."""


@dataclass(frozen=True, slots=True)
class Row:
    """The texts of a row's cells, in the order of the columns, empty ones too; whether it holds the columns' heads."""

    cells: tuple[str, ...]
    head: bool = False


def html_rows(table: str) -> tuple[str, list[Row]]:
    """Read the caption and the rows of an HTML table that has neither spans nor tables in its cells."""
    from lxml.html import fragment_fromstring

    rows = []
    root = fragment_fromstring(table)
    for row in root.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts = tuple(clean(cell.text_content()) for cell in cells)
        if any(texts):
            rows.append(Row(texts, all(cell.tag == "th" for cell in cells)))
    return clean(root.findtext("caption") or ""), rows


def row_items(rows: Sequence[Row], caption: str = "") -> Iterator[Item]:
    """Yield one item a row, with the caption and the columns' heads above it."""
    heads = caption
    for number, row in enumerate(rows):
        text = BETWEEN_CELLS.join(row.cells).rstrip(BETWEEN_CELLS)
        yield Item("row", text, heads=heads)
        if number == 0 and len(rows) > 1 and (row.head or _names_columns(row, rows[1:])):
            heads = f"{caption} > {text}" if caption else text


def _names_columns(first: Row, rest: Sequence[Row]) -> bool:
    """Say whether a row names columns: a word above each that has something, and no numbers."""
    used = {place for row in rest for place, cell in enumerate(row.cells) if cell}
    named = {place for place, cell in enumerate(first.cells) if cell}
    return len(named) > 1 and used <= named and not any(map(_NUMBER.match, first.cells))


def sheet_items(rows: Iterable[Sequence[str]]) -> Iterator[Item]:
    """Yield the items of a sheet: tables are set apart by empty rows, and a row of one cell is a paragraph,
    which is the caption of a table that follows.
    """
    table: list[Row] = []
    caption = ""
    for texts in rows:
        cells = tuple(map(clean, texts))
        filled = sum(map(bool, cells))
        if filled > 1:
            table.append(Row(cells))
            continue
        yield from row_items(table, caption)
        if table:
            table, caption = [], ""
        if filled:
            caption = "".join(cells)
            yield Item("text", caption)
    yield from row_items(table, caption)
