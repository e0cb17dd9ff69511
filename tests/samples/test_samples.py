"""The sample documents are what their README and their questions say they are."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
DOCUMENTS = sorted((SAMPLES / "documents").glob("*.pdf"))
SCAN = "reading-room-notice.fr.pdf"
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
TWINS = {
    "access",
    "emergency",
    "fees",
    "leave",
    "official-languages",
    "procurement",
    "retention",
    "safety",
    "telework",
}


@cache
def page_texts(name: str) -> list[str]:
    with pdfium.PdfDocument(SAMPLES / "documents" / name) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def plain(text: str) -> str:
    """PDFium marks a hyphen that ends a line with U+0002 or U+FFFE."""
    return re.sub(r"\s+", " ", re.sub("[\u0002\ufffe]\\s*", "", text))


def test_enough_documents_and_pages() -> None:
    assert len(DOCUMENTS) >= 22
    assert sum(len(page_texts(path.name)) for path in DOCUMENTS) >= 50
    assert sum(path.stat().st_size for path in DOCUMENTS) < 3_000_000


def test_every_source_has_its_document() -> None:
    assert [path.stem for path in DOCUMENTS] == sorted(path.stem for path in (SAMPLES / "sources").glob("*.md"))


def test_nine_subjects_stand_in_both_languages() -> None:
    stems = [path.stem.rsplit(".", 1) for path in DOCUMENTS]
    french, english = ({stem for stem, lang in stems if lang == wanted} for wanted in ("fr", "en"))
    assert french & english == TWINS


def test_questions_are_forty_of_which_the_last_eight_have_no_answer() -> None:
    assert [question["id"] for question in QUESTIONS] == [f"smp-{number:03d}" for number in range(1, 41)]
    assert [question["answerable"] for question in QUESTIONS] == [True] * 32 + [False] * 8
    assert all(bool(question["sources"]) == question["answerable"] for question in QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_quotations_stand_on_their_pages(question: dict[str, Any]) -> None:
    for source in question["sources"]:
        assert plain(source["quote"]) in plain(page_texts(source["file"])[source["page"] - 1])


def test_questions_draw_on_every_document_with_text() -> None:
    quoted = {source["file"] for question in QUESTIONS for source in question["sources"]}
    assert quoted == {path.name for path in DOCUMENTS} - {SCAN}


def test_a_question_about_twins_quotes_both() -> None:
    for question in QUESTIONS:
        stems = [source["file"].rsplit(".", 2)[:2] for source in question["sources"]]
        for stem, _ in stems:
            assert stem not in TWINS or {lang for other, lang in stems if other == stem} == {"fr", "en"}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_emergency_plan_is_numbered_in_roman_then_in_arabic(lang: str) -> None:
    name = f"emergency.{lang}.pdf"
    with pdfium.PdfDocument(SAMPLES / "documents" / name) as document:
        labels = [document.get_page_label(index) for index in range(len(document))]
    assert labels == ["i", "ii", "iii", "1", "2", "3", "4"]
    for label, text in zip(labels, page_texts(name), strict=True):
        assert re.search(rf"(edition|édition 2023) {label}\s", text)


def test_scan_has_no_text() -> None:
    assert [text.strip() for text in page_texts(SCAN)] == [""]


def test_typography_survives_extraction() -> None:
    text = " ".join(page_texts("access.fr.pdf"))
    assert "l’accès" in text
    assert "1\u00a0000\u00a0$" in text


@pytest.mark.parametrize("name", ["access.fr", "emergency.fr", "official-languages.en", "retention.en"])
def test_typesetting_again_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(SAMPLES / "typeset.py"), "--out", str(tmp_path), name], check=True)
    assert (tmp_path / f"{name}.pdf").read_bytes() == (SAMPLES / "documents" / f"{name}.pdf").read_bytes()
