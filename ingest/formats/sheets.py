"""Reads workbooks (.xlsx) and CSV: each row as the program would show it, with its columns' heads.

Not by `unstructured`, which reads them through pandas: a fee shown as 35.50 $ becomes 35.5 there, and 5 % becomes 0.05.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable

from ingest.errors import UnreadableError
from ingest.formats.assemble import Sheet, assemble
from ingest.formats.numbers import shown
from ingest.formats.office import active, title
from ingest.formats.rows import sheet_items
from ingest.formats.text import decoded
from ingest.packages import document
from ingest.read import Options, Read, Source
from models.language import dominant

_MOST_COLUMNS = 500
_MOST_ROWS = 200_000
_SAMPLE = 20_000  # characters by which the language, and so the decimal sign, is told


def read_workbook(source: Source, options: Options) -> Read:
    """Read a workbook: a page or more a sheet, hidden sheets left out.

    Raises:
        UnreadableError: with the reason for which the file cannot be filed.
    """
    import openpyxl

    notes: dict[str, object] = {}
    with document(source.path) as package:
        stated = title(package)
        if acts := active(package):
            notes["active"] = acts
    with source.path.open("rb") as file:  # by a path, openpyxl would go by the suffix
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if hidden := len(book.worksheets) - len(visible):
            notes["hidden_sheets"] = hidden
        values = {
            sheet.title: [
                [(cell.value, str(cell.number_format)) for cell in row]
                for row in sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=_MOST_ROWS)
            ]
            for sheet in visible
        }
    words = (str(value) for rows in values.values() for row in rows for value, _ in row if isinstance(value, str))
    language = dominant(_beginning(words), otherwise="fr")
    sheets = [
        Sheet(list(sheet_items([shown(value, form, language) for value, form in row] for row in rows)), label=name)
        for name, rows in values.items()
    ]
    return _made(stated, sheets, options, notes)


def read_csv(source: Source, options: Options) -> Read:
    """Read values separated by commas, semicolons or tabs, each as it stands.

    Raises:
        UnreadableError: `empty`, where it holds no text; `damaged`, where it cannot be taken apart.
    """
    text = decoded(source.path.read_bytes())
    try:
        form: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:_SAMPLE], delimiters=",;\t|")
    except csv.Error:
        form = csv.excel
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), form))
    except csv.Error as error:
        raise UnreadableError("damaged", str(error)) from error
    return _made("", [Sheet(list(sheet_items(rows)))], options, {})


def _beginning(words: Iterable[str]) -> str:
    found, length = [], 0
    for word in words:
        found.append(word)
        length += len(word)
        if length > _SAMPLE:
            break
    return " ".join(found)


def _made(stated: str, sheets: list[Sheet], options: Options, notes: dict[str, object]) -> Read:
    if not any(item.text for sheet in sheets for item in sheet.items):
        raise UnreadableError("empty", "the sheets hold nothing")
    pages, blocks, lost = assemble(sheets, options.pages)
    return Read(stated, pages, blocks, lost, notes)
