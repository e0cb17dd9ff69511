"""Blocks: lines become headings, paragraphs and items, and a paragraph goes on over the end of a page."""

from __future__ import annotations

from ingest.blocks import Laid, lay_out

LONG = "Le présent règlement s'applique à toute personne physique ou morale qui se trouve sur le"


def blocks(laid: Laid) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in laid.blocks]


def test_lines_that_go_on_are_one_paragraph(raw_page) -> None:
    laid = lay_out([raw_page(LONG, "territoire de la Ville.")])
    assert blocks(laid) == [("text", f"{LONG} territoire de la Ville.")]


def test_a_short_line_that_ends_its_sentence_ends_its_paragraph(raw_page) -> None:
    laid = lay_out([raw_page(LONG, "territoire.", LONG.replace("Le présent", "Ce même"), "chemin public.")])
    assert [text.split()[0] for _, text in blocks(laid)] == ["Le", "Ce"]


def test_a_space_between_begins_a_paragraph(raw_page, row) -> None:
    laid = lay_out(
        [raw_page(row(f"{LONG}.", y=150), row(f"{LONG}.", y=164), row(f"{LONG}.", y=178), row(f"{LONG}.", y=230))]
    )
    assert len(laid.blocks) == 2


def test_items_are_blocks_of_their_own(raw_page) -> None:
    laid = lay_out([raw_page(f"{LONG} :", "a) un chien;", "b) un chat;", "• un oiseau.")])
    assert [kind for kind, _ in blocks(laid)] == ["text", "item", "item", "item"]


def test_a_bold_numbered_line_is_a_heading(raw_page, row) -> None:
    laid = lay_out([raw_page(row("12. Permis obligatoire", bold=True), row(f"{LONG} chemin."))])
    assert blocks(laid)[0] == ("heading", "12. Permis obligatoire")


def test_row_18_a_sentence_runs_over_a_page_end_past_header_and_number(raw_page, row) -> None:
    pages = []
    for number, text in ((1, LONG), (2, "territoire de la Ville.")):
        pages.append(
            raw_page(
                row("Règlement 1144 – Parc canin", y=40),
                row(text, y=300),
                row(f"Page {number}", y=760),
                number=number,
            )
        )
    laid = lay_out(pages)
    (joined,) = [block for block in laid.blocks if block.kind == "text"]
    assert joined.text == f"{LONG} territoire de la Ville."
    assert [piece.page for piece in joined.pieces] == [1, 2]
    kinds = [kind for kind, _ in blocks(laid)]
    assert sorted(kinds) == ["header", "header", "number", "number", "text"]


def test_a_sentence_that_ended_does_not_go_on_overleaf(raw_page) -> None:
    laid = lay_out([raw_page(f"{LONG} chemin."), raw_page("territoire de la Ville.", number=2)])
    assert len(laid.blocks) == 2


def test_a_piece_points_into_its_pages_filed_text(raw_page, row) -> None:
    laid = lay_out(
        [
            raw_page(row("Chapitre 1", bold=True), LONG),
            raw_page("territoire de la Ville.", "1. Un chien est tenu en laisse.", number=2),
        ]
    )
    texts = {page.raw.number: page.text for page in laid.pages}
    for block in laid.blocks:
        assert block.text == " ".join(texts[piece.page][piece.start : piece.end] for piece in block.pieces)


def test_an_empty_page_lays_out_to_nothing(raw_page) -> None:
    laid = lay_out([raw_page()])
    assert laid.blocks == ()
    assert laid.pages[0].text == ""
