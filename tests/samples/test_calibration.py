"""The questions that the refusal is calibrated on: what they quote stands on its page, and nothing answers the rest."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLES / "calibration.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERED = [question for question in QUESTIONS if question["answerable"]]


@cache
def pages(name: str) -> list[str]:
    with pdfium.PdfDocument(SAMPLES / "documents" / name) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return [re.sub(r"\s+", " ", re.sub("[\u0002\ufffe]\\s*", "", text)) for text in texts]


def test_forty_have_an_answer_and_seventy_have_none() -> None:
    assert [question["id"] for question in QUESTIONS] == [f"cal-{number:03d}" for number in range(1, 111)]
    assert [question["answerable"] for question in QUESTIONS] == [True] * 40 + [False] * 70
    assert all(bool(question["sources"]) == question["answerable"] for question in QUESTIONS)


def test_each_is_asked_in_both_languages_and_is_no_other() -> None:
    for key in ("question_fr", "question_en"):
        wordings = [question[key] for question in QUESTIONS]
        assert all(wording.strip() for wording in wordings)
        assert len(set(wordings)) == len(wordings)


@pytest.mark.parametrize("question", ANSWERED, ids=lambda question: question["id"])
def test_quotations_stand_on_their_pages(question: dict[str, Any]) -> None:
    for source in question["sources"]:
        assert source["quote"] in pages(source["file"])[source["page"] - 1]
