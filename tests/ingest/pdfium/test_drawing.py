"""Pages drawn for a reader, in this process and in one that is confined."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest import sandbox
from ingest.errors import UnreadableError
from ingest.pdfium.drawing import MOST_PIXELS, draw
from ingest.read import Source
from ingest.sandbox import Limits


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png), formats=("PNG",))


def red_square(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(72, 648, 72, 72, stroke=0, fill=1)  # an inch, an inch from the left and the top of a letter page


@pytest.fixture
def drawing(tmp_path: Path, make_pdf) -> Path:
    return make_pdf(tmp_path / "a.pdf", [red_square, "Second page."])


@pytest.mark.parametrize("width", [100, 306, 1224])
def test_a_page_is_drawn_as_wide_as_asked_for_in_its_colours(drawing: Path, width: int) -> None:
    drawn = picture(draw(drawing, 1, width))
    assert drawn.mode == "RGB"
    assert abs(drawn.width - width) <= 1
    assert abs(drawn.height - width * 792 / 612) <= 2
    scale = width / 612
    assert drawn.getpixel((int(108 * scale), int(108 * scale))) == (255, 0, 0)
    assert drawn.getpixel((int(40 * scale), int(108 * scale))) == (255, 255, 255)


def test_a_page_of_extreme_proportions_is_drawn_coarser(tmp_path: Path, make_pdf) -> None:
    def tall(canvas: Canvas) -> None:
        canvas.setPageSize((10, 14000))

    drawn = picture(draw(make_pdf(tmp_path / "tall.pdf", [tall]), 1, 4000))
    assert drawn.width * drawn.height <= 1.1 * MOST_PIXELS


def test_a_turned_page_is_drawn_as_it_is_displayed(tmp_path: Path, make_raw_pdf: Callable[..., Path]) -> None:
    path = make_raw_pdf(
        tmp_path / "turned.pdf",
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate 90 /Contents 4 0 R >>",
            "<< /Length 28 >>\nstream\n1 0 0 rg 72 648 72 72 re f  \nendstream",
        ],
    )
    drawn = picture(draw(path, 1, 792))
    assert abs(drawn.height - 612) <= 1
    assert drawn.getpixel((792 - 108, 108)) == (255, 0, 0)


@pytest.mark.parametrize("number", [0, 3, 10**6])
def test_a_page_that_is_not_there(drawing: Path, number: int) -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        draw(drawing, number, 100)


def test_what_cannot_be_opened_says_why(tmp_path: Path, drawing: Path, make_pdf) -> None:
    (tmp_path / "text.pdf").write_text("no pdf", encoding="utf-8")
    (tmp_path / "cut.pdf").write_bytes(drawing.read_bytes()[:200])
    locked = make_pdf(tmp_path / "locked.pdf", ["Secret"], encrypt="password")
    for path, reason in ((tmp_path / "text.pdf", "not_pdf"), (tmp_path / "cut.pdf", "damaged"), (locked, "encrypted")):
        with pytest.raises(UnreadableError) as caught:
            draw(path, 1, 100)
        assert caught.value.reason == reason


def test_a_page_without_a_size_is_not_drawn_at_no_size(tmp_path: Path, make_raw_pdf: Callable[..., Path]) -> None:
    path = make_raw_pdf(
        tmp_path / "flat.pdf",
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 0 0] >>",
        ],
    )
    assert picture(draw(path, 1, 50)).width == 50  # PDFium takes it for a letter page


def test_a_worker_draws_the_same(drawing: Path) -> None:
    source = Source(drawing, drawing.name, "0" * 64)
    here, there = picture(draw(drawing, 2, 200)), picture(sandbox.draw(source, 2, 200, Limits()))
    assert np.array_equal(np.asarray(here), np.asarray(there))


def test_a_worker_that_takes_too_long_is_killed(drawing: Path) -> None:
    with pytest.raises(sandbox.StoppedWorkerError) as caught:
        sandbox.draw(Source(drawing, drawing.name, "0" * 64), 1, 4000, Limits(deadline=0.0, progress=0.0))
    assert caught.value.reason == "timeout"


def test_a_worker_says_why_there_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "text.pdf").write_text("no pdf", encoding="utf-8")
    with pytest.raises(sandbox.StoppedWorkerError) as caught:
        sandbox.draw(Source(tmp_path / "text.pdf", "text.pdf", "0" * 64), 1, 100, Limits())
    assert caught.value.reason == "not_pdf"
