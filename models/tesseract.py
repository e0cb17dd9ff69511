"""Runs tesseract, which reads the characters on a picture: alone, and as a program of its own; nothing is linked."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LANGUAGES = {"fr": "fra", "en": "eng"}
"""What tesseract calls our languages."""
PACKAGES = ("tesseract-ocr", "tesseract-ocr-fra", "tesseract-ocr-eng")
"""What Debian and Ubuntu call the program and its languages."""

_LONGEST = 50.0  # seconds for a page: one that is full of small print takes ten


@functools.cache
def version() -> str | None:
    """Tesseract's version, such as “5.3.0”; None where it is not installed."""
    found = re.match(r"tesseract v?(\S+)", _told("--version"))
    return found[1] if found else None


@functools.cache
def installed() -> frozenset[str]:
    """What tesseract can read here, by its own names: “fra”, “eng”, and “osd”, by which it tells what is upright."""
    return frozenset(_told("--list-langs").splitlines()[1:])


def run(picture: NDArray[np.uint8], resolution: float, options: Sequence[str]) -> str | None:
    """What tesseract says of a picture, uint8 [height, width] where 255 is white, of `resolution` dots an inch.

    None where it is not installed, fails, or takes too long. It is killed with the process that runs it where both are
    killed as a group.
    """
    program = shutil.which("tesseract")
    if program is None:
        return None
    height, width = picture.shape
    content = b"P5 %d %d 255\n" % (width, height) + picture.tobytes()  # a grey map of netpbm (pgm(5))
    command = [program, "stdin", "stdout", "--dpi", str(round(resolution)), *options]
    try:
        done = subprocess.run(  # noqa: S603  # no shell, and nothing of a document on the command line
            command, input=content, capture_output=True, check=True, timeout=_LONGEST, env=_environment()
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout.decode(errors="replace")


def _told(option: str) -> str:
    program = shutil.which("tesseract")
    if program is None:
        return ""
    command = [program, option]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=_environment()).stdout  # noqa: S603


def _environment() -> dict[str, str]:
    # One thread: pages are read side by side by as many workers as there are, and more threads wait for one another.
    return {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
