"""What a reader of characters says becomes a page like any other: text, boxes on the page, sizes."""

from __future__ import annotations

import numpy as np
import pytest

from ingest import hocr
from ingest.pdfium import RawPage

DOCUMENT = """
<div class='ocr_page' id='page_1' title='image "stdin"; bbox 0 0 2550 3300; ppageno 0; scan_res 300 300'>
 <span class='ocr_header' id='line_1_1' title="bbox 300 300 900 350; baseline 0 -10; x_size 48; x_descenders 10">
  <span class='ocrx_word' id='word_1_1' title='bbox 300 305 500 345; x_wconf 96'>l&#39;avis</span>
  <span class='ocrx_word' id='word_1_2' title='bbox 520 300 900 350; x_wconf 90'><strong>dûment_</strong></span>
  <span class='ocrx_word' id='word_1_3' title='bbox 910 300 912 350; x_wconf 90'>|</span>
 </span>
 <span class='ocr_line' id='line_1_2' title="bbox 300 400 2200 404; baseline 0 0; x_size 50">
  <span class='ocrx_word' id='word_1_4' title='bbox 300 400 2200 404; x_wconf 11'>EE RS</span>
 </span>
 <span class='ocr_line' id='line_1_3' title="bbox 300 500 700 560; baseline 0 -10; x_size 51">
  <span class='ocrx_word' id='word_1_5' title='bbox 300 500 700 560; x_wconf 80'>donné</span>
 </span>
 <span class='ocr_line' id='line_1_4' title="bbox 300 600 700 690; baseline 0 -10; x_size 90">
  <span class='ocrx_word' id='word_1_6' title='bbox 300 600 700 690; x_wconf 94'>AVIS</span>
 </span>
</div>
"""
SCALE = 300 / 72


def raw(width: float = 612.0, height: float = 792.0) -> RawPage:
    none = np.zeros(0, dtype=np.float32)
    return RawPage(7, "vii", width, height, "", none.reshape(0, 4), none, none.astype(np.bool_), has_drawing=True)


def test_lines_and_words_are_read_and_noise_is_not() -> None:
    lines = hocr.legible(hocr.lines(DOCUMENT))
    assert len(hocr.lines(DOCUMENT)) == len(lines) + 1
    assert [[word.text for word in line.words] for line in lines] == [["l'avis", "dûment"], ["donné"], ["AVIS"]]
    assert lines[0].words[0] == hocr.Word("l'avis", (300, 305, 500, 345), 0.96)
    assert hocr.confidence(lines) == pytest.approx((0.96 + 0.9 + 0.8 + 0.94) / 4)


def test_the_page_has_a_box_and_a_size_for_each_character() -> None:
    page = hocr.page(hocr.legible(hocr.lines(DOCUMENT)), raw(), SCALE)
    assert (page.number, page.label, page.width, page.height) == (7, "vii", 612.0, 792.0)
    assert page.text == "l'avis dûment\r\ndonné\r\nAVIS\r\n"
    assert page.boxes.shape == (len(page.text), 4)
    assert page.sizes.shape == page.bold.shape == (len(page.text),)
    assert page.boxes[0] == pytest.approx(np.array([300, 300, 300 + 200 / 6, 350]) / SCALE, abs=0.01)
    assert page.boxes[6] == pytest.approx(np.array([500, 300, 520, 350]) / SCALE, abs=0.01), "the space between"
    assert not page.boxes[13:15].any(), "a line's end is not drawn"
    assert not page.bold.any()


def test_sizes_that_are_nearly_the_usual_one_are_the_usual_one() -> None:
    page = hocr.page(hocr.legible(hocr.lines(DOCUMENT)), raw(), SCALE)
    assert len({float(size) for size in page.sizes[:20]}) == 1
    assert page.sizes[-3] == pytest.approx(90 / SCALE, abs=0.1)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (0, (10, 20, 110, 40)),
        (1, (612 - 40, 10, 612 - 20, 110)),
        (2, (612 - 110, 792 - 40, 612 - 10, 792 - 20)),
        (3, (20, 792 - 110, 40, 792 - 10)),
    ],
)
def test_a_picture_that_was_turned_is_turned_back(turns: int, expected: tuple[float, ...]) -> None:
    line = hocr.Line((hocr.Word("I", (10, 20, 110, 40), 0.9),), (10, 20, 110, 40), 20.0)
    page = hocr.page([line], raw(), 1.0, turns)
    assert tuple(page.boxes[0]) == expected


def test_turning_back_undoes_what_turning_did() -> None:
    """A dark square on a picture, turned as numpy does, is found again where it was."""
    for turns in range(4):
        picture = np.zeros((792, 612), dtype=np.uint8)
        picture[100:120, 50:60] = 1
        rows, columns = np.nonzero(np.rot90(picture, turns))
        box = (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
        page = hocr.page([hocr.Line((hocr.Word("x", box, 1.0),), box, 20.0)], raw(), 1.0, turns)
        assert tuple(page.boxes[0]) == (50, 100, 60, 120)


@pytest.mark.parametrize(("angle", "first"), [(90, (0, 75, 20, 100)), (180, (75, 0, 100, 20)), (270, (0, 0, 20, 25))])
def test_the_letters_of_a_line_that_is_turned_follow_its_direction(angle: int, first: tuple[int, ...]) -> None:
    box = (0, 0, 100, 20) if angle == 180 else (0, 0, 20, 100)
    page = hocr.page([hocr.Line((hocr.Word("ABCD", box, 0.9),), box, 20.0, angle)], raw(), 1.0)
    assert tuple(page.boxes[0]) == first


def test_nothing_read_is_an_empty_page() -> None:
    page = hocr.page([], raw(), SCALE)
    assert page.text == ""
    assert page.boxes.shape == (0, 4)
    assert hocr.confidence([]) == 0.0
