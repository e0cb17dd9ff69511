"""Word: styles, numbers, tables and notes as Word shows them; nothing hidden, nothing struck."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from ingest.errors import UnreadableError


def saved(document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def rewritten(package: bytes, extra: dict[str, bytes]) -> bytes:
    """A package with parts in place of its own, or beside them."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in extra:
                new.writestr(name, old.read(name))
        for name, content in extra.items():
            new.writestr(name, content)
    return buffer.getvalue()


def test_a_document_is_read_with_its_styles(read, told) -> None:
    document = docx.Document()
    document.core_properties.title = "Règlement sur les permis"
    document.sections[0].header.paragraphs[0].text = "Ville"
    document.add_heading("Règlement", 0)
    document.add_heading("Objet", 2)
    paragraph = document.add_paragraph("Le présent règle")
    paragraph.add_run("ment").bold = True
    paragraph.add_run(" fixe")
    paragraph.add_run().add_break()
    paragraph.add_run("les frais.")
    document.add_paragraph("un chien;", style="List Bullet")
    document.add_paragraph("un chat", style="List Number")
    document.add_paragraph("un rat", style="List Number")
    paragraph = document.add_paragraph("Avant")
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.add_run("après")
    found = read("a.docx", saved(document))
    assert found.title == "Règlement sur les permis"
    assert told(found) == [
        ("header", "Ville"),
        ("heading", "Règlement"),
        ("heading", "Objet"),
        ("text", "Le présent règlement fixe les frais."),
        ("item", "un chien;"),
        ("item", "1. un chat"),
        ("item", "2. un rat"),
        ("text", "Avant après"),
    ]
    assert found.blocks[2].level == 2


def test_headings_without_a_style_are_known_by_their_words(read, told) -> None:
    document = docx.Document()
    for text in ("CHAPITRE I", "Article 2 – Objet", "Le présent règlement fixe les frais."):
        document.add_paragraph(text)
    assert [kind for kind, _ in told(read("a.docx", saved(document)))] == ["heading", "heading", "text"]


def test_rows_stand_under_the_names_of_their_columns(read) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for place, text in enumerate(("Objet", "Frais", "Permis", "35\u00a0$")):
        table.cell(place // 2, place % 2).text = text
    found = read("a.docx", saved(document))
    assert [(block.kind, block.heads) for block in found.blocks] == [("row", ""), ("row", "Objet | Frais")]
    assert found.blocks[1].text.replace("\u00a0", " ") == "Permis | 35 $"


def test_row_19_hidden_tiny_and_white_text_is_left_out_and_counted(read, told) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Public.")
    paragraph.add_run(" caché").font.hidden = True
    paragraph.add_run(" petit").font.size = Pt(1)
    paragraph.add_run(" blanc").font.color.rgb = RGBColor(255, 255, 255)
    found = read("a.docx", saved(document))
    assert told(found) == [("text", "Public.")]
    assert found.notes["hidden"] == len(" caché petit blanc")


def test_white_text_on_a_dark_ground_is_to_be_read(read, told) -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("Avis")
    run.font.color.rgb = RGBColor(255, 255, 255)
    shading = OxmlElement("w:shd")
    shading.set(qn("w:fill"), "000080")
    run._element.get_or_add_rPr().append(shading)
    assert told(read("a.docx", saved(document)))[0][1] == "Avis"


def test_revisions_controls_fields_and_boxes_are_read_as_word_shows_them(read, told) -> None:
    document = docx.Document()
    body = document.element.body
    space = nsdecls("w")
    for xml in (
        f"<w:p {space}><w:r><w:t xml:space='preserve'>Le délai est de </w:t></w:r>"
        "<w:del w:id='1' w:author='a'><w:r><w:delText>dix</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='a'><w:r><w:t>vingt</w:t></w:r></w:ins><w:r><w:t xml:space='preserve'> jours.</w:t>"
        "</w:r></w:p>",
        f"<w:sdt {space}><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>Dans un contrôle.</w:t></w:r></w:p></w:sdtContent>"
        "</w:sdt>",
        f"<w:p {space}><w:fldSimple w:instr='DATE'><w:r><w:t>Le 3 mars.</w:t></w:r></w:fldSimple></w:p>",
        f"<w:p {space}><w:r><w:t>Autour.</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>Dans un cadre.</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>",
    ):
        body.insert(len(body) - 1, parse_xml(xml))
    assert [text for _, text in told(read("a.docx", saved(document)))] == [
        "Le délai est de vingt jours.", "Dans un contrôle.", "Le 3 mars.", "Autour.", "Dans un cadre.",
    ]  # fmt: skip


def test_the_pages_are_those_that_word_set(read) -> None:
    document = docx.Document()
    document.add_paragraph("Un.")
    paragraph = document.add_paragraph("Deux commence")
    run = paragraph.add_run()
    run._element.append(OxmlElement("w:lastRenderedPageBreak"))
    paragraph.add_run(" et va plus loin.")
    document.add_paragraph("Trois.")
    found = read("a.docx", saved(document))
    assert [page.text for page in found.pages] == ["Un.\nDeux commence et va plus loin.", "Trois."]


def test_footnotes_are_read_at_the_end(read, told) -> None:
    document = docx.Document()
    document.add_paragraph("Un.")
    notes = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:id='-1' w:type='separator'><w:p/></w:footnote>"
        "<w:footnote w:id='1'><w:p><w:r><w:t>Voir le règlement 12.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    package = rewritten(saved(document), {"word/footnotes.xml": notes.encode()})
    assert [text for _, text in told(read("a.docx", package))] == ["Un.", "Voir le règlement 12."]


def test_row_13_macros_and_what_is_embedded_are_noted(read) -> None:
    document = docx.Document()
    document.add_paragraph("Un.")
    package = rewritten(saved(document), {"word/vbaProject.bin": b"x", "word/embeddings/a.bin": b"x"})
    assert read("a.docm", package).notes["active"] == ["macros", "embedded"]


def test_row_6_entities_are_refused_before_anything_reads_them(read) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    document = docx.Document()
    for name in ("word/document.xml", "docProps/core.xml", "word/_rels/document.xml.rels"):
        with pytest.raises(UnreadableError, match=r"damaged.*declares"):
            read("a.docx", rewritten(saved(document), {name: bomb}))


def test_a_document_without_text_is_empty_and_one_cut_short_is_damaged(read) -> None:
    package = saved(docx.Document())
    with pytest.raises(UnreadableError, match="empty"):
        read("a.docx", package)
    with pytest.raises(UnreadableError, match="damaged"):
        read("a.docx", rewritten(package, {"word/document.xml": b"<w:document"}))


@pytest.mark.parametrize(
    "kind", ["vnd.ms-word.document.macroEnabled", "vnd.openxmlformats-officedocument.wordprocessingml.template"]
)
def test_templates_and_documents_with_macros_are_documents(read, told, kind: str) -> None:
    document = docx.Document()
    document.add_paragraph("Un.")
    package = saved(document)
    with zipfile.ZipFile(BytesIO(package)) as parts:
        types = parts.read("[Content_Types].xml")
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    retyped = types.replace(main, f"application/{kind}.main+xml".encode())
    assert retyped != types
    assert told(read("a.docm", rewritten(package, {"[Content_Types].xml": retyped}))) == [("text", "Un.")]
