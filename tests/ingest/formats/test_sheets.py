"""Workbooks and CSV: each row whole, as it is shown, under the names of its columns."""

from __future__ import annotations

import datetime
from io import BytesIO

import openpyxl
import pytest

from ingest.errors import UnreadableError
from ingest.read import Options


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.properties.title = "Grille des frais"
    sheet = book.active
    sheet.title = "Frais 2024"
    for row in (
        ["Frais des permis de la Ville"],
        [],
        ["Code", "Objet", "Frais", "Taux", "Date"],
        ["007", "Permis de chien", 35.5, 0.05, datetime.date(2024, 3, 1)],
        ["008", "Permis de chat", 1200, 0.1, None],
        [],
        ["Ces frais sont payables chaque année."],
    ):
        sheet.append(row)
    for number in (4, 5):
        sheet.cell(number, 3).number_format = "#,##0.00 $"
        sheet.cell(number, 4).number_format = "0%"
    book.create_sheet("Brouillon").append(["secret", "interne"])
    book["Brouillon"].sheet_state = "hidden"
    book.create_sheet("Notes").append(["Voir", "le règlement"])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_workbook_is_a_page_a_sheet_with_each_cell_as_shown(read) -> None:
    found = read("a.xlsx", workbook())
    heads = "Frais des permis de la Ville > Code | Objet | Frais | Taux | Date"
    assert found.title == "Grille des frais"
    assert [page.label for page in found.pages] == ["Frais 2024", "Notes"]
    assert [(block.kind, block.text.replace("\u00a0", " "), block.heads) for block in found.blocks[:5]] == [
        ("text", "Frais des permis de la Ville", ""),
        ("row", "Code | Objet | Frais | Taux | Date", "Frais des permis de la Ville"),
        ("row", "007 | Permis de chien | 35,50 $ | 5% | 2024-03-01", heads),
        ("row", "008 | Permis de chat | 1 200,00 $ | 10%", heads),
        ("text", "Ces frais sont payables chaque année.", ""),
    ]


def test_hidden_sheets_are_left_out_and_counted(read) -> None:
    found = read("a.xlsx", workbook())
    assert found.notes["hidden_sheets"] == 1
    assert not any("secret" in page.text for page in found.pages)


def test_row_10_pages_beyond_the_cap_are_counted_lost(read) -> None:
    found = read("a.xlsx", workbook(), Options(pages=1))
    assert (len(found.pages), found.lost) == (1, (2,))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_values_are_separated_by_what_separates_them(read, separator: str) -> None:
    lines = [["Code", "Objet", "Frais"], ["007", '"Chien, chat; rat"', '"1 200,50 $"'], ["008", "", "3"]]
    found = read("a.csv", "\n".join(separator.join(line) for line in lines))
    assert [(block.text, block.heads) for block in found.blocks] == [
        ("Code | Objet | Frais", ""),
        ("007 | Chien, chat; rat | 1 200,50 $", "Code | Objet | Frais"),
        ("008 |  | 3", "Code | Objet | Frais"),
    ]


def test_a_workbook_with_nothing_in_it_is_empty(read) -> None:
    buffer = BytesIO()
    openpyxl.Workbook().save(buffer)
    with pytest.raises(UnreadableError, match="empty"):
        read("a.xlsx", buffer.getvalue())
