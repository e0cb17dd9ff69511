"""Tables: rows are kept whole, however their cells are set, and prose is never taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import Block, lay_out
from ingest.parse import Parsed, parse
from ingest.read import Options, Source

LONG = "Le présent règlement s'applique à toute personne physique ou morale qui se trouve sur le"


def rows(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks if block.kind == "row"]


def fees(row: type, *, top: float = 200.0) -> list:
    """A table whose cells wrap and are centred on their rows, its fees written after all that they are for."""
    names = [
        (0, "Type de travaux"),
        (24, "Nouvelle construction ou agrandissement"),
        (36, "d'un bâtiment principal"),
        (60, "Rénovation"),
        (84, "Clôture et muret"),
        (108, "Coupe forestière"),
        (120, "(voir note 7)"),
    ]
    prices = [(0, "Tarif"), (30, "300 $"), (60, "75 $"), (84, "25 $"), (114, "400 $")]
    return [row(text, x=72, y=top + y) for y, text in names] + [row(text, x=400, y=top + y) for y, text in prices]


FEES = [
    "Type de travaux | Tarif",
    "Nouvelle construction ou agrandissement d'un bâtiment principal | 300 $",
    "Rénovation | 75 $",
    "Clôture et muret | 25 $",
    "Coupe forestière (voir note 7) | 400 $",
]


def test_columns_are_read_row_by_row_and_rows_that_wrap_stay_one(raw_page, row) -> None:
    laid = lay_out([raw_page(*fees(row))])
    assert rows(laid.blocks) == FEES


def test_a_row_is_a_span_of_the_filed_text(raw_page, row) -> None:
    laid = lay_out([raw_page(*fees(row))])
    for block in laid.blocks:
        (piece,) = block.pieces
        assert laid.pages[0].text[piece.start : piece.end] == block.text


def test_rows_are_read_with_their_tables_title_and_heads(raw_page, row) -> None:
    page = raw_page(row("Tableau 2 – Tarif des permis", y=170), *fees(row))
    found = [block for block in lay_out([page]).blocks if block.kind == "row"]
    assert found[0].heads == "Tableau 2 – Tarif des permis"
    assert {block.heads for block in found[1:]} == {"Tableau 2 – Tarif des permis > Type de travaux | Tarif"}


def test_the_heads_of_columns_may_stand_below_one_that_spans_them(raw_page, row) -> None:
    page = raw_page(
        row("Montant des amendes", x=330, y=200),
        row("Infraction", x=72, y=224),
        row("Personne", x=300, y=224),
        row("Société", x=460, y=224),
        *(
            row(text, x=x, y=248 + 24 * n)
            for n in range(3)
            for x, text in ((72, f"Infraction grave {n}"), (300, f"{n + 1} 000 $"), (460, f"{n + 2} 000 $"))
        ),
    )
    found = [block for block in lay_out([page]).blocks if block.kind == "row"]
    assert found[-1].text == "Infraction grave 2 | 3 000 $ | 4 000 $"
    assert found[-1].heads == "Montant des amendes > Infraction | Personne | Société"


def test_a_table_goes_on_over_a_page_with_its_heads_said_once(raw_page, row) -> None:
    second = [
        row("Type de travaux", x=72, y=110),
        row("Tarif", x=400, y=110),
        row("Terrasse commerciale", x=72, y=134),
        row("40 $", x=400, y=134),
        row(f"{LONG} territoire", y=180),
    ]
    laid = lay_out([raw_page(*fees(row, top=600.0)), raw_page(*second, number=2)])
    assert rows(laid.blocks) == [*FEES, "Terrasse commerciale | 40 $"]
    assert laid.blocks[-2].heads == "Type de travaux | Tarif"
    assert [block.text for block in laid.blocks if block.kind == "header"] == ["Type de travaux | Tarif"]


def test_one_row_alone_at_the_top_of_a_page_belongs_to_the_table_before(raw_page, row) -> None:
    second = [row("Terrasse commerciale", x=72, y=110), row("40 $", x=400, y=110), row(f"{LONG} territoire", y=150)]
    laid = lay_out([raw_page(*fees(row, top=600.0)), raw_page(*second, number=2)])
    assert rows(laid.blocks)[-1] == "Terrasse commerciale | 40 $"
    assert laid.blocks[-1].kind == "text"


def test_a_row_that_runs_over_a_page_stays_one(raw_page, row) -> None:
    second = [row("selon la superficie", x=400, y=110), row("Terrasse", x=72, y=140), row("40 $", x=400, y=140)]
    laid = lay_out([raw_page(*fees(row, top=600.0)), raw_page(*second, number=2)])
    assert rows(laid.blocks)[-2:] == ["Coupe forestière (voir note 7) | 400 $ selon la superficie", "Terrasse | 40 $"]
    assert [piece.page for piece in laid.blocks[-2].pieces] == [1, 2]


def test_a_list_of_defined_words_is_prose(raw_page, row) -> None:
    page = raw_page(
        row("« Aménagement » :", x=72, y=200),
        row("un ouvrage de quelque nature qu'il soit,", x=250, y=200),
        row("et ce qui le complète;", x=250, y=214),
        row("« Conseil » :", x=72, y=238),
        row("le conseil municipal de la Ville;", x=250, y=238),
        row("« Ville » :", x=72, y=262),
        row("la Ville de Sainte-Adèle.", x=250, y=262),
    )
    laid = lay_out([page])
    assert not rows(laid.blocks)
    assert "« Conseil » : le conseil municipal de la Ville;" in " ".join(block.text for block in laid.blocks)


def test_words_strewn_over_a_map_are_no_table(raw_page, row) -> None:
    page = raw_page(
        row("Les dispositions s'appliquent au territoire montré ici :", y=180),
        row("RUE LESAGE", x=90, y=260),
        row("RUE RICHER", x=420, y=261),
        row("RUE OUIMET", x=130, y=330),
        row("RUE GRIGNON", x=351, y=331),
    )
    assert not rows(lay_out([page]).blocks)


def test_a_wide_space_in_one_line_tears_no_paragraph(raw_page) -> None:
    laid = lay_out(
        [raw_page(LONG, "territoire          de la Ville, et ce, en tout temps de l'année, sans", "exception.")]
    )
    (block,) = laid.blocks
    assert " ".join(block.text.split()).endswith(
        "territoire de la Ville, et ce, en tout temps de l'année, sans exception."
    )


def test_long_cells_of_several_items_are_read_as_paragraphs(raw_page, row) -> None:
    criteria = [
        line
        for letter in "abcdef"
        for line in (
            f"{letter}. Le projet tient compte de la pente du terrain",
            "et de la vue qu'il a sur la vallée ;",
        )
    ]
    page = raw_page(
        row("OBJECTIF", x=72, y=200, bold=True),
        row("CRITÈRES", x=300, y=200, bold=True),
        row("1. Implanter les bâtiments", x=72, y=230),
        row("selon la forme du site", x=72, y=242),
        *(row(text, x=300, y=230 + 12 * n) for n, text in enumerate(criteria)),
    )
    blocks = lay_out([page]).blocks
    assert blocks[0].text == "OBJECTIF | CRITÈRES"
    assert [block.kind for block in blocks[2:]] == ["item"] * 6
    assert blocks[1].text == "1. Implanter les bâtiments selon la forme du site"
    assert blocks[-1].heads == "OBJECTIF | CRITÈRES"


def test_a_passage_that_begins_amid_a_table_is_headed_by_its_columns(tmp_path: Path, make_pdf) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(72, 740, "CHAPITRE 1 TARIFS")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 714, "Tableau 1 - Tarifs")
        fees = [(f"Une construction de la sorte {n} dans une cour", f"{n} 000 $") for n in range(40)]
        for number, (work, fee) in enumerate([("Travaux", "Tarif"), *fees]):
            canvas.drawString(72, 690 - 16 * number, work)
            canvas.drawString(420, 690 - 16 * number, fee)

    found = parse(Source(make_pdf(tmp_path / "a.pdf", [page]), "a.pdf", "0" * 64), Options())
    first, *others = found.passages
    assert first.heading == "CHAPITRE 1 TARIFS"
    assert "Travaux | Tarif" in first.text
    assert {passage.heading for passage in others} == {"CHAPITRE 1 TARIFS > Tableau 1 - Tarifs > Travaux | Tarif"}
    last = others[-1].sentences[-1]
    assert last.text == "Une construction de la sorte 39 dans une cour | 39 000 $"
    assert [found.pages[0].text[span.start : span.end] for span in last.spans] == [last.text]


def parsed(corpus: Path, name: str) -> Parsed:
    path = corpus / "pdfs" / "bylaws" / name
    return parse(Source(path, path.name, "0" * 64), Options())


def heading_of(found: Parsed, text: str) -> str:
    return next(passage.heading for passage in found.passages if text in passage.text)


@pytest.mark.corpus
@pytest.mark.slow
def test_real_tables_of_fees_and_fines_keep_their_rows(corpus: Path) -> None:
    found = parsed(corpus, "Rgl-1314-2021-PC-version-en-vigueur-20230509.pdf")
    sentences = {sentence.text for passage in found.passages for sentence in passage.sentences}
    for text in (
        "Opération ou offre d’une résidence de tourisme en zone interdite | 1 000 $ | 2 000 $",  # p14
        "Rénovation (usage « Habitation (H) ») | 75 $",  # p28
        "Bâtiment accessoire de moins de 20 m2 (Voir notes 1 et 2) | 40$",
        "Terrasse commerciale | 40 $",  # alone on p29
        "Coupe forestière (Voir note 7) | 400 $",  # p44
        "Démolition d’un bâtiment ou d’une construction (bâtiment ou construction de plus de 6 m²) | "
        "150 $ (Voir note 5)",
    ):
        assert text in sentences
    assert any(
        sentence.startswith("Abattage d’arbres") and sentence.endswith("| minimum de 500 $, auquel s’ajoute un montant "
        "de 200 $ par arbre abattus jusqu’à concurrence de 5 000 $")
        for sentence in sentences
    )  # fmt: skip
    # The notes that fees depend on stand on the next page, under the same article.
    for fee, note in (("Terrasse commerciale | 40 $", "Note 2 : "), ("Coupe forestière", "Note 7 : ")):
        article = heading_of(found, fee).split(" > ")[:3]
        assert heading_of(found, note).split(" > ")[:3] == article


@pytest.mark.corpus
@pytest.mark.slow
def test_real_columns_of_points_are_not_read_one_after_the_other(corpus: Path) -> None:
    found = parsed(corpus, "Rgl-1314-2021-PIIA-en-vigueur-17022023.pdf")
    sentences = {sentence.text for passage in found.passages for sentence in passage.sentences}
    for points, name in ((20, "minimale"), (30, "moyenne"), (40, "supérieur"), (50, "remarquable")):
        assert f"{points} points | Projet de durabilité {name}" in sentences  # p27
