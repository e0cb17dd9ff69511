"""Furniture: running headers, footers, page numbers and contents are told from the body."""

from __future__ import annotations

import pytest

from ingest.furniture import Kind, classify, printed_labels
from ingest.lines import lines
from ingest.pdfium import RawPage


def kinds(pages: list[RawPage]) -> list[list[Kind]]:
    return classify([(page.height, list(lines(page))) for page in pages])


def test_row_18_a_line_repeated_at_the_top_of_nearby_pages_is_a_header(raw_page, row) -> None:
    pages = [
        raw_page(row("Ville de Sainte-Adèle", y=40), row(f"Le texte de la page {n}.", y=300), number=n)
        for n in (1, 2, 3)
    ]
    assert kinds(pages) == [["header", "body"]] * 3


def test_row_18_a_footer_may_count_its_pages(raw_page, row) -> None:
    pages = [raw_page(row("Texte", y=300), row(f"Règlement 1132 – {n}", y=750), number=n) for n in (1, 2)]
    assert kinds(pages) == [["body", "footer"]] * 2


def test_row_18_a_header_may_differ_between_odd_and_even_pages(raw_page, row) -> None:
    names = ["Règlement sur les permis", "Ville de Sainte-Adèle"]
    pages = [raw_page(row(names[n % 2], y=40), row("Texte", y=300), number=n) for n in range(1, 5)]
    assert kinds(pages) == [["header", "body"]] * 4


def test_a_header_that_names_the_chapter_is_known_by_its_beginning(raw_page, row) -> None:
    chapters = ["Dispositions générales", "Administration"]
    pages = [
        raw_page(row(f"Règlement de zonage no 1314 – {chapter}", y=40), row("Texte", y=300), number=n)
        for n, chapter in enumerate(chapters, start=1)
    ]
    assert kinds(pages) == [["header", "body"]] * 2


def test_a_section_heading_that_comes_again_far_away_is_no_header(raw_page, row) -> None:
    """ "Dispositions générales" opens chapter after chapter, at the top of a page, pages apart."""
    pages = []
    for n in range(1, 9):
        first = "Dispositions générales" if n in (1, 5) else f"Ceci est la page dont le texte est autre {'x' * n}"
        pages.append(raw_page(row(first, y=60), row("Texte", y=300), number=n))
    found = kinds(pages)
    assert found[0][0] == "body"
    assert found[4][0] == "body"


def test_the_same_words_in_the_middle_of_pages_are_body(raw_page, row) -> None:
    pages = [raw_page(row("Le conseil décide.", y=400), number=n) for n in (1, 2)]
    assert kinds(pages) == [["body"]] * 2


@pytest.mark.parametrize(
    "text", ["12", "- 12 -", "Page 3", "page 3 de 12", "p. 4", "3 / 12", "3 of 12", "iv", "XII", "A-3", "– 7 –"]
)
def test_row_18_a_page_number_is_known_alone(raw_page, row, text: str) -> None:
    assert kinds([raw_page(row("Texte", y=300), row(text, y=760))]) == [["body", "number"]]


def test_a_number_in_the_middle_of_a_page_is_body(raw_page, row) -> None:
    assert kinds([raw_page(row("12", y=400))]) == [["body"]]


def test_a_page_of_contents_is_known_by_its_leaders(raw_page) -> None:
    page = raw_page(
        "Table des matières",
        "Chapitre 1 – Dispositions générales ................ 3",
        "Chapitre 2 – Administration ......................... 7",
        "Chapitre 3 – Infractions . . . . . . . . . . . . . . 12",
    )
    assert kinds([page]) == [["contents"] * 4]


def test_a_form_with_one_dotted_line_is_no_contents(raw_page) -> None:
    page = raw_page("Signature ................", "Le conseil décide.", "La séance est levée.", "Fait à Québec.")
    assert kinds([page]) == [["body"] * 4]


def test_provisions_that_begin_alike_on_pages_nearby_are_body(raw_page, row) -> None:
    pages = [
        raw_page(
            row(f"{number} (1) Unless authorized under this Act, it is prohibited to", y=60),
            row(f"{verb} cannabis to any other person.", y=72),
            number=page,
        )
        for page, (number, verb) in enumerate([(9, "distribute"), (11, "import"), (17, "promote")], start=1)
    ]
    assert kinds(pages) == [["body", "body"]] * 3


def test_an_article_at_the_top_of_each_page_is_no_header(raw_page, row) -> None:
    pages = [raw_page(row(f"Article {n}", y=60), row("Texte", y=300), number=n) for n in (1, 2, 3)]
    assert kinds(pages) == [["body", "body"]] * 3


def labels(pages: list[RawPage]) -> list[str | None]:
    found = [list(lines(page)) for page in pages]
    return printed_labels([page.label for page in pages], found, kinds(pages))


@pytest.mark.parametrize("form", ["{}", "Page {}", "- {} -", "Règlement 1132 – Page {}", "{} / 9"])
def test_the_number_printed_on_a_page_is_its_label(raw_page, row, form: str) -> None:
    pages = [
        raw_page(row("Texte", y=300), row(form.format(printed), y=760), number=page)
        for page, printed in enumerate((5, 6, 7), start=1)
    ]
    assert labels(pages) == ["5", "6", "7"]


def test_a_page_without_a_number_or_with_a_wrong_one_has_no_label(raw_page, row) -> None:
    printed = ["1", "2", "", "4", "9"]
    pages = [
        raw_page(row("Texte", y=300), *([row(number, y=760)] if number else []), number=page)
        for page, number in enumerate(printed, start=1)
    ]
    assert labels(pages) == ["1", "2", None, "4", None]


def test_numbers_that_do_not_count_pages_are_no_labels(raw_page, row) -> None:
    pages = [raw_page(row("Texte", y=300), row(number, y=760), number=page) for page, number in enumerate("194", 1)]
    assert labels(pages) == [None, None, None]
