"""Tesseract is run as a program, and whatever becomes of it is an answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from models import tesseract

BLANK = np.full((200, 200), 255, dtype=np.uint8)


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The place of the only tesseract that is found while this holds."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    for told in (tesseract.version, tesseract.installed):
        told.cache_clear()
    yield tmp_path / "tesseract"
    for told in (tesseract.version, tesseract.installed):
        told.cache_clear()


def script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def test_version_and_languages_are_asked_of_it(program: Path) -> None:
    script(program, 'case "$1" in --version) echo tesseract 5.9.1;; *) printf "List:\\neng\\nfra\\nosd\\n";; esac')
    assert tesseract.version() == "5.9.1"
    assert tesseract.installed() == {"eng", "fra", "osd"}


def test_it_is_given_a_grey_map_and_one_thread(program: Path) -> None:
    script(program, 'read -r header; cat >/dev/null; echo "$header; threads $OMP_THREAD_LIMIT; $*"')
    assert tesseract.run(BLANK, 150.4, ["-l", "fra"]) == "P5 200 200 255; threads 1; stdin stdout --dpi 150 -l fra\n"


def test_where_it_fails_nothing_is_said(program: Path) -> None:
    script(program, "echo half; exit 1")
    assert tesseract.run(BLANK, 150, []) is None


def test_where_it_takes_too_long_it_is_stopped(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "_LONGEST", 0.05)
    script(program, "exec sleep 60")
    assert tesseract.run(BLANK, 150, []) is None


def test_where_it_is_absent_nothing_is_said(program: Path) -> None:
    assert not program.exists()
    if tesseract.version() is None:  # unless the system keeps it in /bin
        assert tesseract.run(BLANK, 150, []) is None
        assert tesseract.installed() == frozenset()
