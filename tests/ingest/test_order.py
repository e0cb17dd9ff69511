"""Reading order: columns, margins and turned pages are read as a person reads them; all else stays as it was."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import lay_out
from ingest.lines import fragments, lines, upright
from ingest.order import Flow, Part, parts
from ingest.parse import parse
from ingest.pdfium import RawPage
from ingest.read import Options, Source

WORDS = (
    "Toute personne qui occupe le domaine public sans une autorisation délivrée par la Ville doit, dans les trente "
    "jours, demander cette autorisation ou libérer les lieux et remettre le sol dans son état premier à ses frais "
    "avant que la Ville ne fasse exécuter les travaux requis et ne lui en réclame le coût par un avis écrit"
)


def ordered(page: RawPage) -> list[Part]:
    page = upright(page)
    found = list(lines(page))
    return parts(found, fragments(page, found))


def words_of(parts_found: list[Part]) -> list[str]:
    return [line.text for part in parts_found if isinstance(part, Flow) for line in part.lines]


def column(name: str, count: int = 8) -> list[str]:
    """Lines of one width, each known by its column and number."""
    return [f"{name}{number} va aussi loin que les" for number in range(count)]


def rows_of(row: type, columns: list[list[str]], xs: list[float], top: float = 200.0, step: float = 12.0) -> list:
    """The lines as a careless writer puts them: the first of each column, then the second of each …"""
    return [
        row(text, x=x, y=top + step * number)
        for number, line in enumerate(zip(*columns, strict=True))
        for x, text in zip(xs, line, strict=True)
    ]


def test_row_17_two_columns_written_across_are_read_one_after_the_other(raw_page, row) -> None:
    left, right = column("g"), column("d")
    assert words_of(ordered(raw_page(*rows_of(row, [left, right], [72, 320])))) == left + right


def test_row_17_three_columns_are_read_one_after_the_other(raw_page, row) -> None:
    columns = [column("a"), column("b"), column("c")]
    found = words_of(ordered(raw_page(*rows_of(row, columns, [40, 230, 420]))))
    assert found == [line for one in columns for line in one]


def test_row_17_a_title_over_both_columns_comes_first_and_a_note_below_last(raw_page, row) -> None:
    left, right = column("g"), column("d")
    title = row("Un titre qui va d'un bord de la page à l'autre, au-dessus des deux colonnes", y=160)
    note = row("Une note qui va d'un bord de la page à l'autre, au-dessous des deux colonnes", y=330)
    page = raw_page(note, *rows_of(row, [left, right], [72, 320]), title)
    assert words_of(ordered(page)) == [title.text, *left, *right, note.text]


def test_a_column_that_ends_sooner_keeps_the_other_whole(raw_page, row) -> None:
    left, right = column("g", 12), column("d", 12)
    rows = [one for one in rows_of(row, [left, right], [72, 320]) if not one.text.startswith(("d9", "d10", "d11"))]
    assert words_of(ordered(raw_page(*rows))) == left + right[:9]


def test_a_sentence_runs_from_one_column_to_the_next(raw_page, row) -> None:
    left = [*column("g")[:-1], "g7 et elle est remise à"]
    right = ["la Ville avant la fin de", *(f"de {line}" for line in column("d")[1:])]
    laid = lay_out([raw_page(*rows_of(row, [left, right], [72, 320]))])
    assert any("g7 et elle est remise à la Ville avant la fin" in block.text for block in laid.blocks)


def test_lines_that_nothing_stands_beside_keep_pdfiums_order(raw_page, row) -> None:
    page = raw_page(row("deux", y=200), row("trois", y=214), row("un", y=186))
    assert words_of(ordered(page)) == ["deux", "trois", "un"]


def test_an_item_hanging_from_its_mark_is_no_column(raw_page, row) -> None:
    rows = [row(f"{letter})", x=72, y=200 + 12 * n) for n, letter in enumerate("abcdef")]
    texts = [row("une chose que la Ville exige", x=140, y=200 + 12 * n) for n in range(6)]
    mixed = [one for pair in zip(rows, texts, strict=True) for one in pair]
    (flow,) = lay_out([raw_page(*mixed)]).pages
    assert flow.text.replace("\n", " ").startswith("a) une chose que la Ville exige b) une chose")


def margin(row: type) -> list:
    """All labels first, as an old scan has them, then the bodies."""
    labels = [row(f"Article {n}", x=40, y=100 + 80 * n) for n in (1, 2, 3)]
    bodies = [
        row(text, x=140, y=100 + 80 * n + 12 * place)
        for n in (1, 2, 3)
        for place, text in enumerate((f"Le conseil décrète la chose {n} et tout ce qui", "s'y rapporte selon la loi."))
    ]
    return labels + bodies


def test_row_17_labels_in_the_margin_head_the_body_beside_them(raw_page, row) -> None:
    laid = lay_out([raw_page(*margin(row))])
    assert [(block.kind, block.text) for block in laid.blocks] == [
        one
        for n in (1, 2, 3)
        for one in (
            ("heading", f"Article {n}"),
            ("text", f"Le conseil décrète la chose {n} et tout ce qui s'y rapporte selon la loi."),
        )
    ]


def test_a_label_and_the_title_beside_it_are_one_heading(raw_page, row) -> None:
    page = raw_page(
        row("Article 1", x=40, y=200, bold=True),
        row("TITRE DU RÈGLEMENT", x=140, y=200, bold=True),
        row("Le présent règlement porte le titre de règlement", x=140, y=220),
        row("sur les parcs.", x=140, y=232),
    )
    laid = lay_out([page])
    assert [(block.kind, block.text) for block in laid.blocks] == [
        ("heading", "Article 1 TITRE DU RÈGLEMENT"),
        ("text", "Le présent règlement porte le titre de règlement sur les parcs."),
    ]


def test_notes_set_small_in_the_margin_head_the_paragraph_beside_them(raw_page, row) -> None:
    body = [
        row(f"{start} provision goes on for as long as its line does", x=72, y=200 + 12 * n)
        for n, start in enumerate(["A first", *["and its"] * 5, "Another", *["and its"] * 5])
    ]
    notes = [row("Short title", x=400, y=200, size=7), row("Purpose", x=400, y=272, size=7)]
    laid = lay_out([raw_page(*notes, *body)])
    assert [(block.kind, block.text[:11]) for block in laid.blocks] == [
        ("heading", "Short title"),
        ("text", "A first pro"),
        ("heading", "Purpose"),
        ("text", "Another pro"),
    ]


def two_columns(canvas: Canvas) -> None:
    """Draws two columns across, line by line, as some programs write them."""
    canvas.setFont("Helvetica", 10)
    words = WORDS.split()
    lines_of = [" ".join(words[n : n + 5]) for n in range(0, 50, 5)]
    for number, (left, right) in enumerate(zip(lines_of[:5], lines_of[5:], strict=True)):
        canvas.drawString(60, 500 - 13 * number, left)
        canvas.drawString(330, 500 - 13 * number, right)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_row_17_two_columns_on_a_rotated_page(tmp_path: Path, make_pdf, rotation: int) -> None:
    """Displayed upright or not, what a person who turns the page reads is the same."""

    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)
        two_columns(canvas)

    found = parse(Source(make_pdf(tmp_path / "a.pdf", [page]), "a.pdf", "0" * 64), Options())
    assert " ".join(found.pages[0].text.split()) == " ".join(WORDS.split()[:50])


@pytest.mark.parametrize(("rotation", "turn"), [(90, 90), (180, 180), (270, 270)])
def test_row_17_a_page_drawn_turned_to_be_displayed_upright(tmp_path: Path, make_pdf, rotation: int, turn: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)
        canvas.rotate(turn)
        canvas.translate(*{90: (0, -792), 180: (-612, -792), 270: (-612, 0)}[turn])
        two_columns(canvas)

    (only,) = parse(Source(make_pdf(tmp_path / "a.pdf", [page]), "a.pdf", "0" * 64), Options()).pages
    assert " ".join(only.text.split()) == " ".join(WORDS.split()[:50])
    tops = [only.boxes[only.text.index(word)][1] for word in ("Toute", "autorisation délivrée")]
    assert tops[0] < tops[1], "boxes are those of the page as displayed"


_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Article 3", "a)", "un mot", "une ligne entière de mots qui se suivent", "100 $", "Note"]),
        st.integers(0, 8).map(lambda place: 40.0 + 60 * place),
        st.integers(0, 20).map(lambda place: 120.0 + 11 * place),
    ),
    max_size=25,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(_ROWS)
def test_however_lines_stand_every_character_is_filed_once(raw_page, row, rows: list[tuple[str, float, float]]) -> None:
    page = raw_page(*(row(text, x=x, y=y) for text, x, y in rows))
    laid = lay_out([page])
    (text,) = laid.pages
    drawn = [place for place in text.source if place >= 0]
    assert len(set(drawn)) == len(drawn)
    assert sorted(page.text[place] for place in drawn if page.text[place].strip()) == sorted(
        character for character in page.text if character.strip()
    )
    pieces = sorted((piece.start, piece.end) for block in laid.blocks for piece in block.pieces)
    assert all(one[1] < two[0] for one, two in pairwise(pieces))
    for block in laid.blocks:
        assert block.text == " ".join(text.text[piece.start : piece.end] for piece in block.pieces)
