"""The question files that the project is measured on can be read, and the samples' are found as well as is said."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from assistant.evaluation.judging import Judge
from assistant.evaluation.running import read

SAMPLES = Path(__file__).resolve().parents[3] / "samples" / "questions.jsonl"


def test_the_samples_questions_are_read() -> None:
    questions, digest = read(SAMPLES)
    assert len(questions) == 40
    assert sum(question.answerable for question in questions) == 32
    assert len(digest) == 64


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "asked", "answerable"), [("bylaws", 60, 48), ("statutes", 80, 66)])
def test_the_questions_are_read(name: str, asked: int, answerable: int, corpus: Path) -> None:
    questions, _digest = read(corpus / "questions" / f"{name}.jsonl")
    assert len(questions) == asked
    assert sum(question.answerable for question in questions) == answerable
    assert all(set(question.wordings) == {"fr", "en"} for question in questions)


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["bylaws", "statutes"])
def test_passages_are_judged_as_the_scorer_judges_them(name: str, corpus: Path) -> None:
    """Every quotation, whole and in parts, against each question's own and its neighbour's."""
    spec = importlib.util.spec_from_file_location("score", corpus.parent / "tools" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    rows = [json.loads(line) for line in (corpus / "questions" / f"{name}.jsonl").read_text("utf-8").splitlines()]
    quotes = [score.quotes(row) for row in rows if row["answerable"]]
    judged = 0
    for own, others in zip(quotes, [*quotes[1:], quotes[0]], strict=True):
        judge = Judge(own)
        for text in (*own, *others):
            cuts = text.split()
            for part in range(1, 9):
                passage = " ".join(cuts[: len(cuts) * part // 8])
                assert bool(judge.held(passage)) == any(score.holds(passage, quote) for quote in own)
                judged += 1
    assert judged > 1000
