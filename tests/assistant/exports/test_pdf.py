"""The PDF, read back by PDFium."""

from __future__ import annotations

import re
import unicodedata

import pypdfium2
import pytest
from pypdfium2 import raw

from assistant.exports import export
from assistant.exports.fonts import drawable

from .talks import about, answer, citation, conversation, exchange, hostile, lookup, quotation


def text_of(content: bytes) -> str:
    """The words of all pages, their lines joined."""
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_holds_the_words_in_both_languages(language: str) -> None:
    content = export(conversation(), about(language), "pdf", lookup)  # type: ignore[arg-type]
    text = text_of(content)
    assert "« L’amende est de 150 $. En cas de récidive, elle est de 300 $. »" in text
    assert "“The fee is $5 or less (≤ $5).”" in text
    assert "SHA-256 aaaaaaaaaaaaaaaa" in text
    document = pypdfium2.PdfDocument(content)
    assert document.get_metadata_dict()["Title"] == about(language).title  # type: ignore[arg-type]
    assert f"/Lang ({language})".encode() in content
    assert b"/DisplayDocTitle true" in content
    toc = [(one.level, one.get_title()) for one in document.get_toc()]
    assert toc[0] == (0, about(language).title)  # type: ignore[arg-type]
    assert any(level == 1 and "Quelle est l’amende" in title for level, title in toc)
    pages = len(document)
    assert pages > 1
    for number, page in enumerate(document, start=1):
        words = page.get_textpage().get_text_bounded()
        assert re.search(rf"Page {number}\s\S+\s{pages}", words)
        assert "Havremont" in words
    document.close()


def test_its_fonts_are_embedded() -> None:
    content = export(conversation(), about("fr"), "pdf")
    assert b"/FontFile2" in content
    assert b"Bitstream" in content or b"Vera" in content


def test_what_a_document_says_is_no_markup_of_reportlab() -> None:
    content = export(hostile(), about("en"), "pdf")
    text = text_of(content)
    assert text.count("<font color='red'>red</font>") > 8
    assert "&amp;" in text
    document = pypdfium2.PdfDocument(content)
    for page in document:
        for place in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, place)
            link = raw.FPDFAnnot_GetLink(annotation)
            action = raw.FPDFLink_GetAction(link)
            assert raw.FPDFAction_GetType(action) in (0, raw.PDFACTION_GOTO)
            raw.FPDFPage_CloseAnnot(annotation)
    document.close()
    assert b"/URI" not in content
    assert b"/JavaScript" not in content


def test_a_page_that_is_all_one_word_is_set() -> None:
    told = [exchange(answer(quotation(citation("x" * 20_000))))]
    assert text_of(export(told, about("fr"), "pdf")).replace(" ", "").count("x") >= 20_000


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Œuvre à 5\u00a0% – « l’été »…", "Œuvre à 5\u00a0% – « l’été »…"),
        ("de\u0301ja\u0300", "déjà"),
        ("10\u202f000", "10\u00a0000"),
        ("non\u2011stop → ▸ ≤", "non-stop -> > ≤"),
        ("中ʔ", "[U+4E2D][U+0294]"),
        ("a\u2009b", "a b"),
        ("①", "1"),
        ("\x1b[2J", "[U+241B][2J"),
    ],
)
def test_what_the_font_lacks_is_written_otherwise(text: str, drawn: str) -> None:
    assert drawable(text) == drawn
