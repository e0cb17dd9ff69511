"""What was written is read back: metrics with their intervals, refusals, answers, and what was found for questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.errors import ResultError
from assistant.evaluation.results import Answered, Evaluation, Row
from assistant.evaluation.saved import Saved, load

Evaluated = Callable[[Sequence[Row]], Evaluation]


@pytest.fixture
def evaluation(make_row, found, evaluated: Evaluated) -> Evaluation:
    right = Answered(False, 2, 2, (True,), (True,), 0.5)
    refused = Answered(True, 0, 0, (), (), 0.5)
    return evaluated(
        [
            make_row("q1", "fr", 1, hits=[found], answer=right),
            make_row("q1", "en", 3, hits=[found], answer=right),
            make_row("q2", "fr", None, ranks={"fr": None}, answer=refused, probability=0.2),
            make_row("q3", "en", None, ranks={}, answer=refused, probability=0.1),
        ]
    )


def read(tmp_path: Path, document: dict[str, Any]) -> Saved:
    path = tmp_path / "20260102T030405Z.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return load(path)


def test_all_that_was_measured_is_read_back(evaluation: Evaluation, tmp_path: Path) -> None:
    saved = read(tmp_path, evaluation.as_json())
    assert (saved.file, saved.questions, saved.answerable, saved.limit) == ("questions.jsonl", 3, 2, 20)
    assert saved.made == evaluation.about.made
    assert set(saved.metrics) == {"overall", "fr", "en"}
    for name, summary in {"overall": evaluation.overall, **evaluation.languages}.items():
        assert saved.metrics[name].asked == summary.asked
        assert saved.metrics[name].values == pytest.approx(summary.values, abs=1e-4)
        assert set(saved.metrics[name].intervals) == set(summary.intervals)
    assert saved.parity.asked == 1
    assert saved.latency.values["p50"] == pytest.approx(0.01)
    assert saved.refusals["overall"].threshold == 0.35
    assert saved.refusals["overall"].unanswerable.values["refused"] == 1.0
    right = evaluation.answers["overall"].values["right_source_cited"]
    assert saved.answers["overall"].values["right_source_cited"] == pytest.approx(right, abs=1e-4)
    assert [one.asked for one in saved.bins["overall"]] == [1, 1, 0, 0, 2]


def test_the_questions_have_what_was_found_for_them(evaluation: Evaluation, tmp_path: Path) -> None:
    first, _second, _third, last = read(tmp_path, evaluation.as_json()).rows
    assert (first.rank, first.refused, first.probability) == (1, False, 0.9)
    (hit,) = first.hits
    assert (hit.rank, hit.title, hit.file, hit.page, hit.right) == (1, "Règlement <1>", "a.pdf", 3, True)
    assert (last.answerable, last.refused, last.hits) == (False, True, ())


def test_a_result_without_answers_has_none(make_row, evaluated: Evaluated, tmp_path: Path) -> None:
    saved = read(tmp_path, evaluated([make_row()]).as_json())
    assert saved.answers == {}
    assert saved.rows[0].refused is None


def test_one_of_the_first_versions_is_read_as_far_as_it_goes(evaluation: Evaluation, tmp_path: Path) -> None:
    document = evaluation.as_json()
    for name in (
        "made",
        "metrics",
        "parity",
        "latency",
        "refusal",
        "calibration",
        "answers",
        "questions",
        "collection",
    ):
        del document[name]
    saved = read(tmp_path, document)
    assert (saved.made, saved.metrics, saved.refusals, saved.bins) == ("", {}, {}, {})
    assert len(saved.rows) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"made": "yesterday"}, {"made": 3}, {"questions": -1}, {"questions": True}, {"metrics": []},
        {"metrics": {"fr": 3}},
        {"metrics": {"fr": {"asked": "1"}}}, {"metrics": {"fr": {"asked": 1, "intervals": {"mrr@10": [1]}}}},
        {"refusal": {"threshold": "x"}}, {"calibration": {"fr": {"bins": [{}]}}}, {"collection": 3}, {"parity": None},
    ],
)  # fmt: skip
def test_what_is_no_result_is_refused(evaluation: Evaluation, tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(ResultError, match="is not a result"):
        read(tmp_path, {**evaluation.as_json(), **change})
