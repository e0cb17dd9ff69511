"""Parsing whole PDFs: what is filed of real ones and of ones made here, and that every offset points where it says."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import UnreadableError
from ingest.parse import LONGEST, Parsed, parse
from ingest.read import Options, Source

DOCUMENT = "0123456789abcdef" * 4
SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "documents"
CLAUSE = "Quiconque contrevient au présent règlement commet une infraction et est passible d'une amende de 150 $"


def parsed(path: Path, page_cap: int = 5000) -> Parsed:
    return parse(Source(path, path.name, DOCUMENT), Options(pages=page_cap, ocr="never"))


def reason(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        parsed(path)
    return caught.value.reason


def check_offsets(found: Parsed) -> None:
    """Hold every sentence against its pages, and see that reading goes forward."""
    texts = {page.number: page.text for page in found.pages}
    for page in found.pages:
        assert page.boxes.shape == (len(page.text), 4)
    spans = []
    names = []
    for passage in found.passages:
        assert passage.sentences
        for sentence in passage.sentences:
            assert sentence.spans
            assert sentence.text == " ".join(texts[span.page][span.start : span.end] for span in sentence.spans)
            assert sentence.text.strip()
            spans += [(span.page, span.start, span.end) for span in sentence.spans]
            names.append(sentence.id)
    assert len(set(names)) == len(names)
    assert all(one[2] <= two[1] for one, two in pairwise(sorted(spans)) if one[0] == two[0]), "sentences overlap"


def test_a_small_document_is_filed_whole(tmp_path: Path, make_pdf) -> None:
    pages = [f"# Chapitre 1 – Infractions\n1. {CLAUSE}.\n2. Le parc est ouvert de 7 h à 22 h."]
    found = parsed(make_pdf(tmp_path / "a.pdf", pages, title="Règlement sur le parc"))
    assert found.title == "Règlement sur le parc"
    assert found.language == "fr"
    assert found.lost == ()
    assert found.notes == {}
    (passage,) = found.passages
    assert passage.heading == "Chapitre 1 – Infractions"
    assert [sentence.text for sentence in passage.sentences] == [
        f"1. {CLAUSE}.",
        "2. Le parc est ouvert de 7 h à 22 h.",
    ]
    assert passage.id == f"{DOCUMENT[:16]}-p0"
    assert passage.sentences[0].id.startswith(f"{DOCUMENT[:16]}-s")
    check_offsets(found)


def test_the_same_bytes_are_parsed_the_same(tmp_path: Path, make_pdf) -> None:
    path = make_pdf(tmp_path / "a.pdf", [f"1. {CLAUSE}."])
    assert parsed(path).passages == parsed(path).passages


@pytest.mark.parametrize("title", ["", "Microsoft Word - reglement.docx", "Sans titre", "scan0001.pdf"])
def test_a_title_that_is_none_gives_way_to_the_first_pages_heading(tmp_path: Path, make_pdf, title: str) -> None:
    pages = [f"# Ville de Sainte-Adèle\n{CLAUSE}.\n# Règlement sur les chiens\n{CLAUSE}."]
    assert parsed(make_pdf(tmp_path / "a.pdf", pages, title=title)).title == "Règlement sur les chiens"


def test_row_18_a_sentence_over_a_page_break_has_two_spans(tmp_path: Path, make_pdf) -> None:
    clause = CLAUSE.replace("règlement", "règlement ou à une autorisation délivrée en vertu de celui-ci par la Ville")
    first, second = clause.split(" et est passible ")
    path = make_pdf(
        tmp_path / "a.pdf",
        [f"1. {first}", f"et est passible {second}."],
        header="Ville de Sainte-Adèle – Règlement 1144",
        footer="Page {page} de 2",
    )
    found = parsed(path)
    check_offsets(found)
    (sentence,) = [sentence for passage in found.passages for sentence in passage.sentences]
    assert sentence.text == f"1. {clause}."
    assert [span.page for span in sentence.spans] == [1, 2]


def test_row_18_furniture_is_on_the_page_but_in_no_passage(tmp_path: Path, make_pdf) -> None:
    path = make_pdf(tmp_path / "a.pdf", [f"{CLAUSE}."] * 3, header="Règlement 1144 – Parc canin", footer="Page {page}")
    found = parsed(path)
    assert all("Règlement 1144" in page.text and f"Page {page.number}" in page.text for page in found.pages)
    assert not any("1144" in passage.text or "Page" in passage.text for passage in found.passages)


def test_passages_stay_within_their_limit(tmp_path: Path, make_pdf) -> None:
    found = parsed(make_pdf(tmp_path / "a.pdf", ["\n".join(f"{n}. {CLAUSE}." for n in range(1, 20))] * 2))
    assert len(found.passages) > 1
    assert all(len(passage.text) <= LONGEST for passage in found.passages)
    check_offsets(found)


def test_each_passage_has_the_language_of_its_own_words(tmp_path: Path, make_pdf) -> None:
    english = "Any person who contravenes this by-law is guilty of an offence and is liable to a fine of $150. "
    path = make_pdf(tmp_path / "a.pdf", [f"# Partie I\n{(CLAUSE + '. ') * 8}", f"# Part I\n{english * 6}"])
    assert [passage.language for passage in parsed(path).passages] == ["fr", "en"]


def test_row_10_pages_over_the_cap_are_counted_lost(tmp_path: Path, make_pdf) -> None:
    found = parsed(make_pdf(tmp_path / "a.pdf", [f"{n}. {CLAUSE}." for n in range(1, 6)]), page_cap=3)
    assert [page.number for page in found.pages] == [1, 2, 3]
    assert found.lost == (4, 5)


def test_row_01_a_user_password_is_said_to_be_one(tmp_path: Path, make_pdf) -> None:
    locked = StandardEncryption("secret", ownerPassword="owner", strength=128)
    assert reason(make_pdf(tmp_path / "a.pdf", ["Texte."], encrypt=locked)) == "encrypted"


def test_row_02_restrictions_of_the_owner_are_noted_and_the_text_is_filed(tmp_path: Path, make_pdf) -> None:
    restricted = StandardEncryption("", ownerPassword="owner", canPrint=0, canModify=0, canCopy=0, strength=128)
    found = parsed(make_pdf(tmp_path / "a.pdf", [f"1. {CLAUSE}."], encrypt=restricted))
    assert found.passages[0].sentences[0].text == f"1. {CLAUSE}."
    permissions = found.notes["permissions"]
    assert isinstance(permissions, int)
    assert permissions & 0b111100 != 0b111100, "ISO 32000-1, table 22: bits 3 to 6 are print, modify, copy, annotate"


def test_row_04_a_root_that_is_none_is_damaged_with_the_parsers_reason(tmp_path: Path, make_raw_pdf) -> None:
    path = make_raw_pdf(tmp_path / "a.pdf", ["42", "<< /Type /Pages /Kids [] /Count 0 >>"])
    with pytest.raises(UnreadableError) as caught:
        parsed(path)
    assert caught.value.reason == "damaged"
    assert caught.value.detail


def test_row_05_a_circular_page_tree_ends(tmp_path: Path, make_raw_pdf) -> None:
    path = make_raw_pdf(
        tmp_path / "a.pdf",
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>",
        ],
    )
    assert reason(path) in ("damaged", "empty")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00 a ZIP, thus perhaps a .docx",
        bytes(range(256)) * 20,
        b" " * 2000 + b"%PDF-1.4 too far down",
    ],
    ids=["zero bytes", "ZIP", "random bytes", "header too far down"],
)
def test_row_11_what_is_no_pdf_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    assert reason(path) == "not_pdf"


def test_row_11_a_page_that_is_called_a_pdf_is_filed_as_the_page_that_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("<!DOCTYPE html><html><body><p>Le parc est ouvert tous les jours.</p></body></html>")
    found = parsed(path)
    assert [page.text for page in found.pages] == ["Le parc est ouvert tous les jours."]
    assert found.notes["type"] == "html"


def test_row_12_a_pdf_cut_in_the_middle_is_never_silently_short(tmp_path: Path, make_pdf) -> None:
    path = make_pdf(tmp_path / "a.pdf", [f"{n}. {CLAUSE}." for n in range(1, 11)])
    content = path.read_bytes()
    for share in (0.2, 0.5, 0.8, 0.95):
        path.write_bytes(content[: int(len(content) * share)])
        with suppress(UnreadableError):
            found = parsed(path)
            assert len(found.pages) == 10 or found.lost


def _page_of_text(content: str) -> list[str]:
    return [
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]


_TEXT = "BT /F 12 Tf 72 700 Td (The park is open.) Tj ET"


def test_row_13_a_script_that_opens_with_the_document_is_listed(tmp_path: Path, make_raw_pdf) -> None:
    action = "<< /S /JavaScript /JS (app.launchURL\\('http://192.0.2.1/'\\)) >>"
    names = f"<< /JavaScript << /Names [(go) {action}] >> >>"
    catalog = f"<< /Type /Catalog /Pages 2 0 R /Names {names} /OpenAction {action} >>"
    found = parsed(make_raw_pdf(tmp_path / "a.pdf", [catalog, *_page_of_text(_TEXT)]))
    assert found.notes["scripts"] == 1
    assert found.notes["active"] == ["JavaScript", "OpenAction"]
    assert found.passages[0].text == "The park is open."


def test_row_13_an_open_action_alone_is_listed(tmp_path: Path, make_raw_pdf) -> None:
    action = "<< /S /Launch /F (/bin/true) >>"
    catalog = f"<< /Type /Catalog /Pages 2 0 R /OpenAction {action} >>"
    found = parsed(make_raw_pdf(tmp_path / "a.pdf", [catalog, *_page_of_text(_TEXT)]))
    assert found.notes["active"] == ["Launch", "OpenAction"]


def test_row_13_an_attachment_is_listed_and_not_opened(tmp_path: Path, make_raw_pdf) -> None:
    attached = "<< /Type /Filespec /F (a.exe) /EF << /F 6 0 R >> >>"
    catalog = f"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a.exe) {attached}] >> >> >>"
    embedded = "<< /Type /EmbeddedFile /Length 8 >>\nstream\nMZ hello\nendstream"
    found = parsed(make_raw_pdf(tmp_path / "a.pdf", [catalog, *_page_of_text(_TEXT), embedded]))
    assert found.notes["attachments"] == 1
    assert "MZ hello" not in found.pages[0].text


def test_nothing_on_its_pages_is_empty(tmp_path: Path, make_pdf) -> None:
    assert reason(make_pdf(tmp_path / "a.pdf", [""])) == "empty"


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_row_17_a_rotated_page_is_read_as_displayed(tmp_path: Path, make_raw_pdf, rotation: int) -> None:
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", *_page_of_text(_TEXT)]
    objects[2] = objects[2].replace("/MediaBox", f"/Rotate {rotation} /MediaBox")
    (only,) = parsed(make_raw_pdf(tmp_path / "a.pdf", objects)).pages
    assert only.text == "The park is open."
    assert (only.width, only.height) == ((792, 612) if rotation in (90, 270) else (612, 792))
    drawn = only.boxes[only.boxes.any(axis=1)] / 10
    x, y = drawn[:, [0, 2]].mean(axis=1), drawn[:, [1, 3]].mean(axis=1)
    # The text stands near the top left corner of the unrotated page, and turns clockwise with it.
    near = {0: (72, 92), 90: (700, 72), 180: (540, 700), 270: (92, 540)}[rotation]
    assert (x[0], y[0]) == pytest.approx(near, abs=12)


def test_boxes_are_where_the_words_are_drawn(tmp_path: Path, make_pdf) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 592, "Le parc")
        canvas.drawString(300, 292, "est ouvert.")

    (only,) = parsed(make_pdf(tmp_path / "a.pdf", [page])).pages
    place = only.text.index("est")
    x0, y0, _, y1 = only.boxes[place] / 10
    assert x0 == pytest.approx(300, abs=2)
    assert y0 < 500 < y1 + 5
    assert y1 - y0 < 20


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "00-Reglement-1000-2008-PPC.pdf",
        "RGL-1132-occupation-domaine-public-CODIFICATION-ADMINISTRATIVE.pdf",
        "RGL-1144-2010-Parc-canin.pdf",
        "RGL-1174-2012-Interdiction-fumer-parcs.pdf",
        "Rgl-1314-2021-DM-Derogations-mineures.pdf",
        "Rgl-1314-2021-PC-version-en-vigueur-20230509.pdf",
    ],
)
def test_in_real_by_laws_every_sentence_is_its_pages_text(corpus: Path, name: str) -> None:
    found = parsed(corpus / "pdfs" / "bylaws" / name)
    check_offsets(found)
    assert found.language == "fr"
    assert not any("\x02" in page.text or "\ufffe" in page.text for page in found.pages)
    assert not any("\uf0a7" in page.text or "\uf0b7" in page.text for page in found.pages)


@pytest.mark.corpus
@pytest.mark.slow
def test_real_passages_hold_all_the_body(corpus: Path) -> None:
    """Every block that is no furniture is in a passage, as a sentence or as the heading above one."""
    from ingest.blocks import FURNITURE, lay_out
    from ingest.pdfium import PdfReader, RawPage

    path = corpus / "pdfs" / "bylaws" / "RGL-1144-2010-Parc-canin.pdf"
    raw = [page for page in PdfReader(path).pages(5000) if isinstance(page, RawPage)]
    blocks = [block for block in lay_out(raw).blocks if block.kind not in FURNITURE]
    held = "".join(sentence.text for passage in parsed(path).passages for sentence in passage.sentences)
    squeezed = "".join(held.split())
    for block in blocks:
        if block.kind != "heading":
            assert "".join(block.text.split()) in squeezed


@pytest.mark.corpus
def test_real_words_broken_over_line_ends_are_mended(corpus: Path) -> None:
    found = parsed(corpus / "pdfs" / "bylaws" / "RGL-1144-2010-Parc-canin.pdf")
    text = " ".join(page.text for page in found.pages)
    assert "parasitaires" in text
    assert "para-sitaires" not in text
    for path in sorted((corpus / "pdfs" / "bylaws").glob("*.pdf"))[:4]:
        assert "SainteAdèle" not in " ".join(page.text for page in parsed(path).pages)


def test_a_table_under_its_own_caption_says_it_once() -> None:
    headings = {passage.heading for passage in parsed(SAMPLES / "leave.en.pdf").passages}
    assert any("Table 2 – Bereavement leave" in heading for heading in headings)
    assert all(heading.count("Table 2 – Bereavement leave") <= 1 for heading in headings)
