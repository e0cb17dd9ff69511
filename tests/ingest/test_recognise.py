"""Tesseract itself, on pictures of pages made here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ingest import recognise
from models import tesseract

RULE = ["Quiconque contrevient au règlement", "est passible d'une amende de 150 $.", "Les chiens sont tenus en laisse."]

needs_tesseract = pytest.mark.skipif(not recognise.available(), reason="tesseract is not on this machine")


def test_tesseract_is_there_where_nothing_may_be_passed_over() -> None:
    assert recognise.available() or "REQUIRE_CORPUS" not in os.environ


@pytest.fixture(scope="module")
def picture() -> NDArray[np.uint8]:
    """Lines of black on white, at 150 dots an inch."""
    image = Image.new("L", (1000, 700), 255)
    draw = ImageDraw.Draw(image)
    for place, line in enumerate(RULE * 3):
        draw.text((60, 40 + 65 * place), line, fill=0, font=ImageFont.load_default(34))
    return np.asarray(image)


def words(reading: recognise.Reading | None) -> list[str]:
    assert reading is not None
    return [word.text for line in reading.lines for word in line.words]


@needs_tesseract
def test_row_14_a_picture_is_read_with_boxes_and_confidence(picture: NDArray[np.uint8]) -> None:
    reading = recognise.read(picture, 150, "fr")
    assert reading is not None
    assert " ".join(words(reading)).count("est passible d'une amende de 150 $.") == 3
    assert 0.8 < reading.confidence <= 1
    first = reading.lines[0].words[0]
    assert first.text == "Quiconque"
    assert abs(first.box[0] - 60) < 12
    assert 40 <= first.box[1] < first.box[3] < 105
    assert reading.turns == 0


@needs_tesseract
def test_a_page_of_unknown_language_is_read_for_both(picture: NDArray[np.uint8]) -> None:
    assert "contrevient" in words(recognise.read(picture, 150, None))


@needs_tesseract
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_row_17_a_picture_that_lies_on_its_side_is_read_all_the_same(picture: NDArray[np.uint8], turns: int) -> None:
    assert words(recognise.read(np.rot90(picture, turns), 150, "fr")).count("contrevient") == 3


@needs_tesseract
def test_a_blank_picture_holds_no_word() -> None:
    reading = recognise.read(np.full((400, 300), 255, dtype=np.uint8), 150, "fr")
    assert words(reading) == []
    assert reading is not None
    assert reading.confidence == 0.0


@needs_tesseract
def test_what_is_installed_is_told() -> None:
    assert (recognise.version() or "").split(".")[0].isdigit()
    assert {"fra", "eng"} <= tesseract.installed()


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No program is found while this holds; what was found before is forgotten, and afterwards again."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for told in (tesseract.version, tesseract.installed):
        told.cache_clear()
    yield
    for told in (tesseract.version, tesseract.installed):
        told.cache_clear()


@pytest.mark.usefixtures("without_tesseract")
def test_without_tesseract_nothing_is_recognised(picture: NDArray[np.uint8]) -> None:
    assert not recognise.available()
    assert recognise.version() is None
    assert recognise.read(picture, 150, "fr") is None
