"""A text that a machine read is never said to be certain, and scans are missed by name where nothing can read them."""

from __future__ import annotations

import pytest

from assistant.commands import doctor
from assistant.recognised import caution, mark
from models import tesseract


@pytest.mark.parametrize(("confidence", "said"), [(0.9387, "93%"), (0.999, "99%"), (0.0, "0%"), (-1.0, "0%")])
def test_the_mark_says_how_sure_the_machine_was(in_english, confidence: float, said: str) -> None:
    assert mark(confidence) == f"machine-read ({said})"
    assert said in caution(confidence)


@pytest.mark.parametrize(
    ("version", "languages", "detail", "hinted"),
    [
        ("5.3.0", {"fra", "eng", "osd"}, "tesseract 5.3.0 (fra, eng)", False),
        ("5.3.0", {"eng"}, "tesseract lacks fra: scans are set aside", True),
        (None, set(), "tesseract is not installed: scans are set aside", True),
    ],
)
def test_the_doctor_says_what_reads_scans_and_what_to_install(
    in_english, monkeypatch: pytest.MonkeyPatch, version: str | None, languages: set[str], detail: str, hinted: bool
) -> None:
    monkeypatch.setattr(tesseract, "version", lambda: version)
    monkeypatch.setattr(tesseract, "installed", lambda: frozenset(languages))
    row = doctor._run("recognition", doctor._recognition)
    assert (row["ok"], row["detail"]) == (True, detail)
    assert ("tesseract-ocr-fra" in str(row["hint"])) is hinted
