"""Headings: what looks like one in either language, and what stands under what."""

from __future__ import annotations

import pytest

from ingest.headings import ARTICLE, Outline, level
from ingest.lines import Line


def line(text: str, *, size: float = 10, bold: bool = False) -> Line:
    return Line(1, 0, len(text), text, 72, 100, 72 + 5 * len(text), 110, size, bold, broken=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PARTIE I", 1),
        ("Part 2 – Eligibility", 1),
        ("ANNEXE A", 1),
        ("Schedule 1", 1),
        ("CHAPITRE 3 – INFRACTIONS", 2),
        ("Chapter IV", 2),
        ("Section 2", 3),
        ("Sous-section 1", 4),
        ("Article 12", ARTICLE),
        ("ARTICLE 3 – DÉFINITIONS", ARTICLE),
    ],
)
def test_a_division_is_known_by_its_name(text: str, expected: int) -> None:
    assert level(line(text), 10, alone=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Article 12 du présent règlement",
        "Section 4 of the Act applies to",
        "Le conseil décide ce qui suit",
        "12 janvier 2020",
        "5 March 2021",
        "100 $ pour une première infraction",
        "de 150 $ à 300 $",
        "—",
        "123",
        "x" * 200,
    ],
)
def test_what_reads_on_is_no_heading(text: str) -> None:
    assert level(line(text), 10, alone=False) is None


def test_a_larger_line_is_a_heading_the_larger_the_higher() -> None:
    assert level(line("Parc canin", size=16), 10, alone=True) == 1
    assert level(line("Parc canin", size=11.5), 10, alone=True) == 3
    assert level(line("Parc canin.", size=11.5), 10, alone=True) is None


def test_a_bold_line_alone_is_a_heading_and_one_that_goes_on_is_not() -> None:
    assert level(line("Définitions", bold=True), 10, alone=True) == 7
    assert level(line("4. Définitions", bold=True), 10, alone=True) == ARTICLE
    assert level(line("Définitions", bold=True), 10, alone=False) is None


def test_capitals_alone_are_a_heading() -> None:
    assert level(line("DISPOSITIONS FINALES"), 10, alone=True) == 5
    assert level(line("DISPOSITIONS FINALES;"), 10, alone=True) is None


def test_text_stands_under_the_headings_open_above_it() -> None:
    outline = Outline()
    outline.heading(1, "Partie I")
    outline.text()
    assert outline.heading(2, "Chapitre 1") == "Partie I"
    assert outline.text() == "Partie I > Chapitre 1"
    assert outline.heading(2, "Chapitre 2") == "Partie I"
    assert outline.text() == "Partie I > Chapitre 2"
    assert outline.heading(1, "Partie II") == ""
    assert outline.text() == "Partie II"


def test_a_title_in_two_lines_is_one_but_articles_are_not() -> None:
    outline = Outline()
    outline.heading(1, "PARTIE I")
    outline.heading(1, "DISPOSITIONS GÉNÉRALES")
    assert outline.text() == "PARTIE I – DISPOSITIONS GÉNÉRALES"
    outline.heading(ARTICLE, "1. Objet")
    outline.heading(ARTICLE, "2. Application")
    assert outline.text() == "PARTIE I – DISPOSITIONS GÉNÉRALES > 2. Application"


def test_a_heading_that_comes_twice_is_named_once() -> None:
    outline = Outline()
    outline.heading(1, "PARTIE I")
    outline.heading(1, "PARTIE I")
    assert outline.text() == "PARTIE I"
