"""Reads the characters on a picture of a page, upright or not."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexes.records import Language
from ingest import hocr
from models import tesseract

_SURE = 0.75
"""A page that is read with less confidence is perhaps not upright."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read on a picture, after it was turned by `turns` quarters against the clock to stand upright.

    sure: how sure the words were on their mean, noise and all, from 0 to 1.
    """

    lines: tuple[hocr.Line, ...]
    sure: float
    turns: int = 0

    @property
    def confidence(self) -> float:
        """The mean of the words' confidence, without the noise."""
        return hocr.confidence(self.lines)


def available() -> bool:
    """Whether characters can be recognised here: tesseract is installed, with both languages."""
    return version() is not None and set(tesseract.LANGUAGES.values()) <= tesseract.installed()


def version() -> str | None:
    """Tesseract's version, such as “5.3.0”; None where it is not installed."""
    return tesseract.version()


def read(picture: NDArray[np.uint8], resolution: float, language: Language | None) -> Reading | None:
    """Read a picture, uint8 [height, width] where 255 is white, of `resolution` dots an inch.

    Where the page's language is not known, words of both are looked for, which takes longer. A page on which little
    can be read is turned upright, if it was not, and read again. None where tesseract fails or takes too long.
    """
    first = _read(picture, resolution, language)
    if first is None or first.sure >= _SURE:
        return first
    turns = _turns(picture, resolution)
    if not turns:
        return first
    second = _read(np.rot90(picture, turns), resolution, language)
    if second is None or second.sure <= first.sure:
        return first
    return Reading(second.lines, second.sure, turns)


def _read(picture: NDArray[np.uint8], resolution: float, language: Language | None) -> Reading | None:
    spoken = tesseract.LANGUAGES[language] if language else "+".join(tesseract.LANGUAGES.values())
    said = tesseract.run(picture, resolution, ["-l", spoken, "--psm", "3", "hocr"])
    if said is None:
        return None
    found = hocr.lines(said)
    return Reading(tuple(hocr.legible(found)), hocr.confidence(found))


def _turns(picture: NDArray[np.uint8], resolution: float) -> int:
    """The quarters against the clock by which a picture is to be turned to stand upright; 0 where that is not clear."""
    if "osd" not in tesseract.installed():
        return 0
    said = tesseract.run(picture, resolution, ["-l", "osd", "--psm", "0"]) or ""
    clockwise, sure = re.search(r"Rotate: (\d+)", said), re.search(r"Orientation confidence: ([\d.]+)", said)
    return -(int(clockwise[1]) // 90) % 4 if clockwise and sure and float(sure[1]) >= 1 else 0
