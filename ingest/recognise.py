"""Reads the characters on a picture of a page. Alone runs tesseract, as a program of its own: nothing is linked."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess

LANGUAGES = {"fr": "fra", "en": "eng"}
"""What tesseract calls our languages."""


@functools.cache
def available() -> bool:
    """Whether tesseract is installed, with both languages."""
    return version() is not None and set(LANGUAGES.values()) <= installed()


@functools.cache
def version() -> str | None:
    """Tesseract's version, such as “5.3.0”; None where it is not installed."""
    found = re.match(r"tesseract v?(\S+)", _said("--version"))
    return found[1] if found else None


@functools.cache
def installed() -> frozenset[str]:
    """The languages that tesseract can read here, by its names for them: “fra”, “eng”, “osd”."""
    return frozenset(_said("--list-langs").splitlines()[1:])


def _said(option: str) -> str:
    program = shutil.which("tesseract")
    if program is None:
        return ""
    run = subprocess.run([program, option], capture_output=True, text=True, check=False, env=_environment())  # noqa: S603
    return run.stdout


def _environment() -> dict[str, str]:
    # One thread: pages are read side by side by as many workers as there are, and more threads only wait for another.
    return {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
