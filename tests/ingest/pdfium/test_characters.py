from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as fpdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.pdfium import characters


def pages(path: Path) -> Iterator[pdfium.PdfTextPage]:
    """The text pages of a file, those that can be loaded."""
    document = pdfium.PdfDocument(path)
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            continue
        yield page.get_textpage()
        page.close()
    document.close()


def bold(textpage: pdfium.PdfTextPage, index: int) -> bool:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    fpdf.FPDFText_GetFontInfo(textpage.raw, index, name, len(name), ctypes.byref(flags))
    return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy"))


def told_one_by_one(textpage: pdfium.PdfTextPage) -> characters.Characters:
    """What PDFium says when it is asked for each character, with nothing taken together: slow, and plainly right."""
    raw, rect = textpage.raw, fpdf.FS_RECTF()
    codes = [fpdf.FPDFText_GetUnicode(raw, index) for index in range(fpdf.FPDFText_CountChars(raw))]
    boxes = np.zeros((len(codes), 4), dtype=np.float32)
    sizes, weights = np.zeros(len(codes), dtype=np.float32), np.zeros(len(codes), dtype=np.bool_)
    objects = np.zeros(len(codes), dtype=np.uint64)
    line: list[int] = []
    for index, code in enumerate([*codes, 10]):
        if code in (10, 13):
            if line:
                weights[line[0] : line[-1] + 1] = bold(textpage, line[0]) and bold(textpage, line[-1])
            line = []
            continue
        if code > 32:
            line.append(index)
        fpdf.FPDFText_GetLooseCharBox(raw, index, rect)
        boxes[index] = rect.left, rect.bottom, rect.right, rect.top
        sizes[index] = fpdf.FPDFText_GetFontSize(raw, index)
    for index in range(len(codes)):
        drawer = fpdf.FPDFText_GetTextObject(raw, index)
        objects[index] = ctypes.cast(drawer, ctypes.c_void_p).value or 0
    text = "".join(chr(code) if code and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)
    drawn = np.array([not character.isspace() and character > " " for character in text], dtype=np.bool_)
    distinct, first, which = np.unique(objects, return_index=True, return_inverse=True)
    return characters.Characters(text, boxes, sizes, weights, drawn, distinct, first, which)


def hold_equal(textpage: pdfium.PdfTextPage) -> int:
    read, told = characters.read(textpage.raw), told_one_by_one(textpage)
    assert read.text == told.text.replace("\ufffe", "\x02")
    for name in ("boxes", "bold", "drawn"):
        np.testing.assert_array_equal(getattr(read, name), getattr(told, name), err_msg=name)
    np.testing.assert_array_equal(read.objects[read.which][read.drawn], told.objects[told.which][told.drawn])
    np.testing.assert_array_equal(read.sizes[read.drawn], told.sizes[told.drawn])
    return len(read.text)


def test_all_at_once_is_what_is_told_one_by_one(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(72, 700, "Article 12 – Usage prohibé")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(72, 680, "Nul ne peut")
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawString(128, 680, "fumer")
    canvas.setFont("Times-Roman", 7)
    canvas.drawString(157, 683, "2")  # in the middle of a word
    canvas.drawString(72, 660, "x" * 5000)  # past the boxes that are asked for at once
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    full, empty = (hold_equal(page) for page in pages(tmp_path / "a.pdf"))
    assert full > 5000
    assert empty == 0


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name",
    [
        "copy_paste_ligatures",
        "ArabicCIDTrueType",
        "vertical",
        "rotation",
        "IdentityToUnicodeMap_charCodeOf",
        "scan-bad",
    ],
)
def test_odd_fonts_too(name: str, corpus: Path) -> None:
    for page in pages(corpus / "pdfs" / "hostile" / f"{name}.pdf"):
        hold_equal(page)
