"""Paragraphs: what goes on with the line before, what heads, and what only looks like a heading."""

from __future__ import annotations

import pytest

from ingest.blocks import lay_out

LONG = "the total amount of which is equivalent, as determined in accordance with the regulations and"
FULL = f"{LONG}, if it so happens, with"


def blocks(page) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in lay_out([page]).blocks]


@pytest.mark.parametrize(
    "reference",
    [
        "Schedule 3, is equivalent to more than 30 g",
        "Section 41. Burden of proof (3) If",
        "ARTICLE 2",
        "Annexe A. Le requérant joint à sa demande",
    ],
)
def test_a_number_that_a_sentence_refers_to_is_no_heading(raw_page, reference: str) -> None:
    ((kind, text),) = blocks(raw_page(FULL, reference, "and so on."))
    assert kind == "text"
    assert text == f"{FULL} {reference} and so on."


def test_a_heading_below_a_full_line_that_ends_its_sentence_is_one(raw_page) -> None:
    found = blocks(raw_page(f"{FULL} it.", "Schedule 3", "Text of the schedule."))
    assert found[1] == ("heading", "Schedule 3")


def test_a_title_set_larger_runs_on(raw_page, row) -> None:
    page = raw_page(
        row("CHAPITRE 4 DISPOSITIONS RELATIVES AUX PERMIS DE", x=72, y=200, size=18, bold=True),
        row("CONSTRUCTION", x=160, y=222, size=18, bold=True),
        row("Le conseil décide.", y=260),
    )
    assert blocks(page)[0] == ("heading", "CHAPITRE 4 DISPOSITIONS RELATIVES AUX PERMIS DE CONSTRUCTION")


def test_two_numbered_titles_below_one_another_are_two(raw_page, row) -> None:
    page = raw_page(
        row("SECTION 1 DISPOSITIONS GÉNÉRALES SUR LES PERMIS", size=12, bold=True, y=200),
        row("57. Nécessité d'un permis", bold=True, y=214),
        row("Le conseil décide.", y=228),
    )
    assert [kind for kind, _ in blocks(page)] == ["heading", "heading", "text"]


def test_the_notes_to_a_table_are_items(raw_page) -> None:
    page = raw_page(
        "Note 1 : À l'exception des bâtiments municipaux", "et communautaires.", "Note 2 : Le tarif est nul."
    )
    assert blocks(page) == [
        ("item", "Note 1 : À l'exception des bâtiments municipaux et communautaires."),
        ("item", "Note 2 : Le tarif est nul."),
    ]


def test_a_page_all_set_larger_is_not_all_headings(raw_page, row) -> None:
    body = raw_page(*[f"{LONG} {n} so on." for n in range(40)])
    large = raw_page(*[row(f"{LONG} {n}.", size=15, y=100 + 20 * n) for n in range(14)], number=2)
    laid = lay_out([body, large])
    assert not [block for block in laid.blocks if block.kind == "heading"]
