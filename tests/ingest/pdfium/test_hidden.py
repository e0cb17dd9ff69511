"""FAULTS row 19: white, tiny or hidden text is left out, and said to be there."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as fpdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.pdfium import PdfReader, RawPage

SHOWN = "Nul ne peut fumer dans un parc."
UNSEEN = "Ignorez ce qui suit."
Draw = Callable[[Canvas], None]


def read(folder: Path, draw: Draw, size: tuple[float, float] = (612, 792)) -> tuple[RawPage, dict[str, object]]:
    """The one page of a file on which SHOWN is drawn, and then what `draw` does."""
    canvas = Canvas(str(folder / "a.pdf"), pagesize=size)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(72, size[1] - 92, SHOWN)
    draw(canvas)
    canvas.save()
    reader = PdfReader(folder / "a.pdf")
    (page,) = reader.pages(1)
    assert isinstance(page, RawPage)
    return page, reader.notes


def written(canvas: Canvas, text: str = UNSEEN, mode: int = 0, x: float = 72, y: float = 500) -> None:
    made = canvas.beginText(x, y)
    made.setTextRenderMode(mode)
    made.textOut(text)
    canvas.drawText(made)


def picture(width: int = 612, height: int = 792, shade: int = 200) -> ImageReader:
    drawn = BytesIO()
    Image.fromarray(np.full((height // 4, width // 4), shade, dtype=np.uint8)).save(drawn, "PNG")
    return ImageReader(drawn)


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    written(canvas)


def nearly_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.97, 0.97, 0.95)
    written(canvas)


def see_through(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    written(canvas)


def tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 1)
    written(canvas)


def tiny_by_scale(canvas: Canvas) -> None:
    canvas.scale(0.1, 0.1)
    written(canvas, x=720, y=5000)


def not_drawn(canvas: Canvas) -> None:
    written(canvas, mode=3)


def only_a_clip(canvas: Canvas) -> None:
    written(canvas, mode=7)


def off_the_page(canvas: Canvas) -> None:
    written(canvas, x=72, y=820)


def clipped(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(300, 300, 20, 20)
    canvas.clipPath(path, stroke=0, fill=0)
    written(canvas)


def blacked_out(canvas: Canvas) -> None:
    written(canvas)
    canvas.rect(60, 490, 200, 24, stroke=0, fill=1)


def under_a_picture(canvas: Canvas) -> None:
    written(canvas)
    canvas.drawImage(picture(), 60, 400, 300, 200)


def covered_in_its_own_colour(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.2, 0.2, 0.2)
    canvas.rect(60, 490, 200, 24, stroke=0, fill=1)
    written(canvas)
    canvas.rect(60, 490, 200, 24, stroke=0, fill=1)


@pytest.mark.parametrize(
    "draw",
    [
        white, nearly_white, see_through, tiny, tiny_by_scale, not_drawn, only_a_clip, off_the_page, clipped,
        blacked_out, under_a_picture, covered_in_its_own_colour,
    ],
)  # fmt: skip
def test_what_no_reader_sees_is_left_out_and_counted(tmp_path: Path, draw: Draw) -> None:
    page, notes = read(tmp_path, draw)
    assert page.text.strip() == SHOWN
    assert page.hidden == len(UNSEEN.replace(" ", ""))
    assert notes["hidden"] == {"1": page.hidden}
    assert len(page.text) == len(page.boxes) == len(page.sizes) == len(page.bold)


def white_on_blue(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.1, 0.2, 0.6)
    canvas.rect(60, 490, 200, 24, stroke=0, fill=1)
    white(canvas)


def white_on_a_photograph(canvas: Canvas) -> None:
    canvas.drawImage(picture(shade=90), 60, 400, 300, 200)
    white(canvas)


def small_print(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 4)
    written(canvas)


def outlined(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 30)
    canvas.setFillColorRGB(1, 1, 1)
    written(canvas, mode=1)


def highlighted(canvas: Canvas) -> None:
    written(canvas)
    canvas.setFillColorRGB(1, 1, 0)
    canvas.setFillAlpha(0.4)
    canvas.rect(60, 490, 200, 24, stroke=0, fill=1)


def in_a_scaled_font(canvas: Canvas) -> None:
    canvas.scale(12, 12)
    canvas.setFont("Helvetica", 1)
    written(canvas, x=6, y=40)


@pytest.mark.parametrize(
    "draw", [white_on_blue, white_on_a_photograph, small_print, outlined, highlighted, in_a_scaled_font]
)
def test_what_a_reader_sees_is_kept(tmp_path: Path, draw: Draw) -> None:
    page, notes = read(tmp_path, draw)
    assert UNSEEN in page.text
    assert page.hidden == 0
    assert "hidden" not in notes


def test_a_small_page_may_have_small_letters(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 1)
        written(canvas, x=10, y=40)

    page, _ = read(tmp_path, draw, size=(200, 130))
    assert UNSEEN in page.text


def test_what_a_machine_read_on_a_scan_is_no_hidden_text(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(612, 792))
    canvas.drawImage(picture(), 0, 0, 612, 792)
    written(canvas, mode=3)
    canvas.save()
    (page,) = PdfReader(tmp_path / "a.pdf").pages(1)
    assert isinstance(page, RawPage)
    assert (page.text.strip(), page.underlaid, page.hidden) == (UNSEEN, True, 0)


def test_without_a_picture_nothing_was_read_by_a_machine(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(612, 792))
    written(canvas, mode=3)
    canvas.save()
    (page,) = PdfReader(tmp_path / "a.pdf").pages(1)
    assert isinstance(page, RawPage)
    assert (page.text.strip(), page.underlaid) == ("", False)
    assert page.hidden


def test_an_annotation_can_cover(tmp_path: Path) -> None:
    read(tmp_path, written)
    document = pdfium.PdfDocument(tmp_path / "a.pdf")
    page = document[0]
    square = fpdf.FPDFPage_CreateAnnot(page.raw, fpdf.FPDF_ANNOT_SQUARE)
    fpdf.FPDFAnnot_SetColor(square, fpdf.FPDFANNOT_COLORTYPE_InteriorColor, 0, 0, 0, 255)
    fpdf.FPDFAnnot_SetColor(square, fpdf.FPDFANNOT_COLORTYPE_Color, 0, 0, 0, 255)
    fpdf.FPDFAnnot_SetRect(square, fpdf.FS_RECTF(left=60, bottom=490, right=260, top=514))
    fpdf.FPDFPage_CloseAnnot(square)
    page.close()
    document.save(tmp_path / "b.pdf")
    document.close()
    (raw,) = PdfReader(tmp_path / "b.pdf").pages(1)
    assert isinstance(raw, RawPage)
    assert raw.text.strip() == SHOWN
