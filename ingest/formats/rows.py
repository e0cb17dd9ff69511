"""Makes items of a table's rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.assemble import Item, clean


@dataclass(frozen=True, slots=True)
class Row:
    """The texts of a row's cells, in the order of the columns, empty ones too; whether it holds the columns' heads."""

    cells: tuple[str, ...]
    head: bool = False


def html_rows(table: str) -> list[Row]:
    """Read the rows of an HTML table that has neither spans nor tables in its cells."""
    from lxml.html import fragment_fromstring

    rows = []
    for row in fragment_fromstring(table).iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts = tuple(clean(cell.text_content()) for cell in cells)
        if any(texts):
            rows.append(Row(texts, all(cell.tag == "th" for cell in cells)))
    return rows


def row_items(rows: Sequence[Row]) -> Iterator[Item]:
    """Yield one item a row; a table of one column is paragraphs."""
    for row in rows:
        yield Item("text", " | ".join(cell for cell in row.cells if cell))


def sheet_items(rows: Iterable[Sequence[str]]) -> Iterator[Item]:
    """Yield the items of a sheet: tables are set apart by empty rows, and a row of one cell is a paragraph."""
    table: list[Row] = []
    for texts in rows:
        cells = tuple(map(clean, texts))
        filled = sum(map(bool, cells))
        if filled > 1:
            table.append(Row(cells))
            continue
        yield from row_items(table)
        table = []
        if filled:
            yield Item("text", "".join(cells))
    yield from row_items(table)
