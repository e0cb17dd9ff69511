"""Reads the characters on a picture of a page. Alone runs tesseract, as a program of its own: nothing is linked."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexes.records import Language
from ingest import hocr

LANGUAGES: dict[Language, str] = {"fr": "fra", "en": "eng"}
"""What tesseract calls our languages."""

_LONGEST = 50.0  # seconds for a page: one that is full of small print takes ten
_SURE = 0.75
"""A page that is read with less confidence is perhaps not upright."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read on a picture, after it was turned by `turns` quarters against the clock to stand upright."""

    lines: tuple[hocr.Line, ...]
    turns: int = 0

    @property
    def confidence(self) -> float:
        """The mean of the words' confidence, from 0 to 1."""
        return hocr.confidence(self.lines)

    @property
    def text(self) -> str:
        """The words, line by line."""
        return "\n".join(" ".join(word.text for word in line.words) for line in self.lines)


@functools.cache
def available() -> bool:
    """Whether tesseract is installed, with both languages."""
    return version() is not None and set(LANGUAGES.values()) <= installed()


@functools.cache
def version() -> str | None:
    """Tesseract's version, such as “5.3.0”; None where it is not installed."""
    found = re.match(r"tesseract v?(\S+)", _told("--version"))
    return found[1] if found else None


@functools.cache
def installed() -> frozenset[str]:
    """The languages that tesseract can read here, by its names for them: “fra”, “eng”, “osd”."""
    return frozenset(_told("--list-langs").splitlines()[1:])


def read(picture: NDArray[np.uint8], resolution: float, language: Language | None) -> Reading | None:
    """Read a picture, uint8 [height, width] where 255 is white, of `resolution` dots an inch.

    Where the page's language is not known, words of both are looked for, which takes longer. A page on which little
    can be read is turned upright, if it was not, and read again. None where tesseract fails or takes too long.
    """
    first = _read(picture, resolution, language)
    if first is None or (first.lines and first.confidence >= _SURE):
        return first
    turns = _turns(picture, resolution)
    if not turns:
        return first
    second = _read(np.rot90(picture, turns), resolution, language)
    if second is None or second.confidence <= first.confidence:
        return first
    return Reading(second.lines, turns)


def _read(picture: NDArray[np.uint8], resolution: float, language: Language | None) -> Reading | None:
    models = LANGUAGES[language] if language else "+".join(LANGUAGES.values())
    said = _run(picture, resolution, ["-l", models, "--psm", "3", "hocr"])
    return None if said is None else Reading(tuple(hocr.lines(said)))


def _turns(picture: NDArray[np.uint8], resolution: float) -> int:
    """The quarters against the clock by which a picture is to be turned to stand upright; 0 where that is not clear."""
    if "osd" not in installed():
        return 0
    said = _run(picture, resolution, ["-l", "osd", "--psm", "0"]) or ""
    clockwise, sure = re.search(r"Rotate: (\d+)", said), re.search(r"Orientation confidence: ([\d.]+)", said)
    return -(int(clockwise[1]) // 90) % 4 if clockwise and sure and float(sure[1]) >= 1 else 0


def _run(picture: NDArray[np.uint8], resolution: float, options: Sequence[str]) -> str | None:
    program = shutil.which("tesseract")
    if program is None:
        return None
    height, width = picture.shape
    content = b"P5 %d %d 255\n" % (width, height) + picture.tobytes()  # a grey map of netpbm (pgm(5))
    command = [program, "stdin", "stdout", "--dpi", str(round(resolution)), *options]
    try:
        run = subprocess.run(  # noqa: S603  # no shell, and nothing of the file on the command line
            command, input=content, capture_output=True, check=True, timeout=_LONGEST, env=_environment()
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return run.stdout.decode(errors="replace")


def _told(option: str) -> str:
    program = shutil.which("tesseract")
    if program is None:
        return ""
    run = subprocess.run([program, option], capture_output=True, text=True, check=False, env=_environment())  # noqa: S603
    return run.stdout


def _environment() -> dict[str, str]:
    # One thread: pages are read side by side by as many workers as there are, and more threads wait for one another.
    return {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
