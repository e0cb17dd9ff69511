"""Marks on a page's picture, and what the terminal is told to show of it."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from assistant.errors import PictureError
from assistant.tui.page_lines import Light
from assistant.tui.source.picture import across, asked, frame, sixels
from assistant.tui.source.sheet import INK, TINTS, Mark, Sheet, marks_of, pixels, sheet
from assistant.tui.source.terminal import Terminal
from indexes.records import Page

from .source_desk import boxes, drawn

TEXT = "a" * 80 + "b" * 80 + "c" * 80
PAGE = Page(1, None, TEXT, 612.0, 792.0, boxes(TEXT))
LETTER = (612.0, 792.0)
BLOCKS, SIXEL = Terminal("blocks"), Terminal("sixel")


@pytest.mark.parametrize(
    ("box", "there"),
    [
        ((0, 0, 612, 792), (0, 0, 1224, 1584)),
        ((10, 20, 30, 40), (20, 40, 60, 80)),
        ((10.2, 20.2, 30.2, 40.2), (20, 40, 61, 81)),  # all of the pixels that it touches
        ((-5, -5, 10, 10), (0, 0, 20, 20)),
        ((600, 780, 700, 900), (1200, 1560, 1224, 1584)),
        ((700, 10, 800, 20), None),
        ((10, 10, 10, 10), None),
        ((30, 40, 10, 20), None),
    ],
)
def test_boxes_in_points_become_pixels(box: tuple[float, ...], there: tuple[int, ...] | None) -> None:
    assert pixels(box, LETTER, (1224, 1584)) == there  # type: ignore[arg-type]


def test_a_light_over_two_lines_makes_two_marks() -> None:
    marks = list(marks_of(PAGE, [Light(70, 90, True)]))
    assert [mark.kind for mark in marks] == ["chosen", "chosen"]
    assert marks[0].box == (480.0, 72.0, 540.0, 82.0)
    assert marks[1].box == (60.0, 86.0, 120.0, 96.0)


def test_what_is_looked_at_lies_over_the_rest() -> None:
    lights, found = [Light(0, 5, True), Light(9, 12, False)], [Light(1, 2, True), Light(20, 22, False)]
    assert [mark.kind for mark in marks_of(PAGE, lights, found)] == ["other", "chosen", "found", "at"]


def test_letters_that_are_drawn_nowhere_make_no_mark() -> None:
    blank = replace(PAGE, boxes=np.zeros((len(TEXT), 4), dtype=np.int16))
    assert list(marks_of(blank, [Light(0, 50, True)])) == []


def made(width: int, *marks: Mark) -> Sheet:
    return sheet(drawn(PAGE, 600), PAGE, marks, width)


def colour(made: Sheet, x: float, y: float) -> tuple[int, ...]:
    """The pixel at a place in points."""
    scale = made.image.width / 612
    return made.image.getpixel((int(x * scale), int(y * scale)))  # type: ignore[return-value]


def test_the_sheet_is_as_wide_as_it_is_to_be() -> None:
    assert made(306).image.size == (306, 396)
    assert made(1000).image.size == (1000, 1293)
    assert made(306).first is None


def test_the_paper_under_a_mark_changes_its_colour_and_the_letters_stay_dark() -> None:
    plain, marked = made(1200), made(1200, *marks_of(PAGE, [Light(80, 160, True)]))
    assert colour(plain, 70, 86.8) == (255, 255, 255)
    assert colour(marked, 70, 86.8) == TINTS["chosen"]
    assert sum(colour(marked, 70, 91)) < 230
    assert colour(marked, 70, 76) == colour(plain, 70, 76), "the line above is as it was"


def test_what_is_cited_is_told_without_colour_by_a_bar_in_the_margin_and_a_frame() -> None:
    marked = made(1200, *marks_of(PAGE, [Light(120, 160, True)]))
    row = np.asarray(marked.image)[int(91 * 1200 / 612)]
    dark = np.flatnonzero((row == INK).all(axis=1))
    assert dark.min() < 60 * 1200 / 612, "left of all text"
    assert dark.max() > 539 * 1200 / 612, "and at the end of the line"
    other = made(1200, *marks_of(PAGE, [Light(120, 160, False)]))
    assert not (np.asarray(other.image) == INK).all(axis=2).any()


def test_the_first_mark_to_be_looked_at() -> None:
    lights = [Light(165, 200, True), Light(0, 10, False)]
    assert made(612, *marks_of(PAGE, lights)).first == 100
    assert made(612, *marks_of(PAGE, lights, [Light(90, 95, True)])).first == 86


@pytest.mark.parametrize("png", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(100), drawn(PAGE, 100)[:-400]])
def test_what_is_no_picture_is_refused(png: bytes) -> None:
    with pytest.raises(PictureError, match="no picture"):
        sheet(png, PAGE, (), 100)


def test_a_gif_is_no_picture_however_whole() -> None:
    file = io.BytesIO()
    Image.new("RGB", (10, 10)).save(file, "GIF")
    with pytest.raises(PictureError):
        sheet(file.getvalue(), PAGE, (), 100)


def test_half_blocks_show_the_pixels_of_the_sheet() -> None:
    marked = made(across(BLOCKS, 60), *marks_of(PAGE, [Light(80, 160, True)]))
    shown = frame(marked, BLOCKS, 60)
    assert shown.rows == len(shown.lines) == -(-marked.image.height // 2)
    assert {line.cell_length for line in shown.lines} == {60}
    assert marked.first is not None
    assert shown.first == marked.first // 2
    pixels = np.asarray(marked.image)
    for row, line in enumerate(shown.lines[: marked.image.height // 2]):
        column = 0
        for segment in line:
            assert set(segment.text) == {"▀"}
            assert segment.style is not None
            assert segment.style.color is not None
            assert segment.style.bgcolor is not None
            for _cell in segment.text:
                assert tuple(segment.style.color.triplet or ()) == tuple(pixels[2 * row, column])
                assert tuple(segment.style.bgcolor.triplet or ()) == tuple(pixels[2 * row + 1, column])
                column += 1


@pytest.mark.parametrize(
    ("way", "width", "pixels"),
    [(BLOCKS, 38, 600), (BLOCKS, 120, 600), (SIXEL, 78, 800), (SIXEL, 20, 400), (SIXEL, 400, 2400)],
)
def test_pictures_are_asked_for_in_few_widths(way: Terminal, width: int, pixels: int) -> None:
    assert asked(way, width) == pixels


def decoded(sequence: str) -> NDArray[np.uint8]:
    """The picture that a Sixel sequence draws, uint8 [height, width, 3] (DEC STD 070; xterm's ctlseqs)."""
    header = re.match(r'\x1bP[\d;]*q"1;1;(\d+);(\d+)', sequence)
    assert header
    width, height = int(header[1]), int(header[2])
    picture = np.full((height + 6, width, 3), 255, dtype=np.uint8)
    colours: dict[int, tuple[int, ...]] = {}
    x = y = now = 0
    body = sequence[header.end() : -2]
    for token in re.finditer(r"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)([?-~])|([?-~])|(\$)|(-)", body):
        if token[1]:
            now = int(token[1])
            if token[2]:
                colours[now] = tuple(round(int(share) * 2.55) for share in token.group(2, 3, 4))
        elif token[8]:
            x = 0
        elif token[9]:
            x, y = 0, y + 6
        else:
            count, bits = int(token[5] or 1), ord(token[6] or token[7]) - 63
            for bit in range(6):
                if bits >> bit & 1:
                    picture[y + bit, x : x + count] = colours[now]
            x += count
    return picture[:height]


def test_sixel_draws_what_is_in_sight_and_no_more() -> None:
    marked = made(across(SIXEL, 40), *marks_of(PAGE, [Light(80, 160, True)]))
    shown = frame(marked, SIXEL, 40)
    assert not shown.lines
    sequence = sixels(shown, 2, 5)
    assert sequence.startswith("\x1bP")
    assert sequence.endswith("\x1b\\")
    assert sequence.count("\x1b") == 2, "one sequence, begun and ended"
    picture, wanted = decoded(sequence), np.asarray(marked.image)[40:140]
    assert picture.shape == (100, 400, 3)
    assert np.abs(picture.astype(int) - wanted).mean() < 6


def test_the_last_rows_are_filled_up_with_paper() -> None:
    shown = frame(made(across(SIXEL, 40)), SIXEL, 40)
    picture = decoded(sixels(shown, shown.rows - 1, 1))
    assert picture.shape == (20, 400, 3)
    assert (picture[-1] > 250).all()
