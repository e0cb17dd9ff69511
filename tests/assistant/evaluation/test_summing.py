"""What rows come to: by language, by direction, the gap, time and refusals."""

from __future__ import annotations

import pytest

from assistant.evaluation.metrics import NAMES
from assistant.evaluation.results import Answered


def test_means_are_by_language_and_overall(make_row, evaluated) -> None:
    rows = [
        make_row("a", "fr", 1), make_row("a", "en", 4), make_row("b", "fr", None), make_row("b", "en", 2),
        make_row("c", "fr", 12),
    ]  # fmt: skip
    result = evaluated(rows)
    assert (result.questions, result.answerable) == (3, 3)
    assert result.languages["fr"].asked == 3
    assert result.languages["fr"].values["recall@1"] == pytest.approx(1 / 3)
    assert result.languages["fr"].values["recall@20"] == pytest.approx(2 / 3)
    assert result.languages["fr"].values["mrr@10"] == pytest.approx(1 / 3)
    assert result.languages["en"].values["recall@5"] == 1.0
    assert result.overall.asked == 5
    assert result.overall.values["recall@3"] == pytest.approx(2 / 5)
    assert set(result.overall.values) == set(result.overall.intervals) == set(NAMES)
    for name, (low, high) in result.overall.intervals.items():
        assert 0 <= low <= result.overall.values[name] <= high <= 1


def test_the_gap_is_paired_over_questions_asked_in_both(make_row, evaluated) -> None:
    rows = [make_row("a", "fr", 1), make_row("a", "en", 2), make_row("b", "fr", 1), make_row("c", "en", 1)]
    parity = evaluated(rows).parity
    assert parity.asked == 1
    assert parity.values["recall@1"] == 1.0
    assert parity.values["mrr@10"] == 0.5
    assert parity.intervals["recall@1"] == (1.0, 1.0)


def test_directions_have_their_own_ranks(make_row, evaluated) -> None:
    rows = [
        make_row("a", "fr", 1, ranks={"fr": 1, "en": 6}),
        make_row("a", "en", 1, ranks={"fr": None, "en": 1}),
        make_row("b", "en", 2, ranks={"fr": 2}),
    ]
    directions = evaluated(rows).directions
    assert list(directions) == ["fr→fr", "fr→en", "en→fr", "en→en"]
    assert {name: one.asked for name, one in directions.items()} == {"fr→fr": 1, "fr→en": 1, "en→fr": 2, "en→en": 1}
    assert directions["fr→en"].values["recall@5"] == 0.0
    assert directions["fr→en"].values["recall@10"] == 1.0
    assert directions["en→fr"].values["recall@3"] == 0.5


def test_what_has_no_answer_counts_in_time_and_refusals_only(make_row, evaluated) -> None:
    rows = [
        make_row("a", rank=1, seconds=0.2, probability=0.9),
        make_row("b", rank=1, seconds=0.1, probability=0.1),
        make_row("c", rank=None, ranks={}, seconds=0.9, probability=0.2),
    ]
    result = evaluated(rows)
    assert (result.questions, result.answerable, result.overall.asked) == (3, 2, 2)
    assert result.overall.values["recall@1"] == 1.0
    assert result.latency.values == pytest.approx({"p50": 0.2, "p95": 0.83, "max": 0.9})
    assert set(result.latency.intervals) == {"p50", "p95"}
    assert result.refusals.answerable.values == {"refused": 0.5}
    assert result.refusals.unanswerable.values == {"refused": 1.0}


def test_refusals_and_reliability_are_by_language(make_row, evaluated) -> None:
    rows = [
        make_row("a", "fr", probability=0.9),
        make_row("a", "en", probability=0.1),
        make_row("b", "fr", None, ranks={}, probability=0.5),
    ]
    result = evaluated(rows)
    assert result.refusals_by["fr"].answerable.values == {"refused": 0.0}
    assert result.refusals_by["en"].answerable.values == {"refused": 1.0}
    assert result.refusals_by["en"].unanswerable.asked == 0
    assert list(result.reliability) == ["overall", "fr", "en"]
    assert result.reliability["fr"].summary.values == pytest.approx({"brier": 0.13, "ece": 0.3, "auc": 1.0})
    assert set(result.reliability["en"].summary.values) == {"brier", "ece"}, "no area where all have an answer"
    document = result.as_json()
    assert set(document["refusal"]) == {"threshold", "answerable", "unanswerable", "fr", "en"}
    assert document["calibration"]["fr"]["bins"][4] == {
        "from": 0.8, "to": 1.0, "asked": 1, "estimated": 0.9, "observed": 1.0,
    }  # fmt: skip
    assert document["calibration"]["fr"]["bins"][0]["observed"] is None
    assert document["answers"] == {}


def test_answers_are_by_language_where_there_are_any(make_row, evaluated) -> None:
    answer = Answered(False, 1, 1, (True,), (True,), 0.5)
    document = evaluated([make_row("a", "fr", answer=answer), make_row("a", "en", answer=answer)]).as_json()
    assert list(document["answers"]) == ["overall", "fr", "en"]
    assert document["answers"]["fr"]["right_source_cited"] == 1.0
    assert document["rows"][0]["answer"] == {
        "refused": False, "statements": 1, "supported": 1, "seconds": 0.5,
        "citations": [{"right": True, "equal": True}],
    }  # fmt: skip


def test_without_an_answerable_question_there_are_no_metrics(make_row, evaluated) -> None:
    result = evaluated([make_row("c", rank=None, ranks={})])
    assert result.overall.asked == 0
    assert result.overall.values == {}
    assert (result.languages, result.directions, result.parity.asked) == ({}, {}, 0)
    assert result.as_json()["metrics"] == {"overall": {"asked": 0, "intervals": {}}}


def test_the_document_has_the_promised_fields(make_row, evaluated, found) -> None:
    document = evaluated([make_row("a", "en", 1, hits=[found]), make_row("b", rank=None, ranks={})]).as_json()
    assert set(document) == {
        "format", "file", "made", "version", "questions", "answerable", "generation", "encoder", "collection", "limit",
        "metrics", "directions", "parity", "latency", "refusal", "calibration",
        "answers", "rows",
    }  # fmt: skip
    assert set(document["metrics"]) == {"overall", "en"}
    assert set(document["metrics"]["en"]) == {"asked", *NAMES, "intervals"}
    assert set(document["latency"]) == {"asked", "p50", "p95", "max", "intervals"}
    first, second = document["rows"]
    assert set(first) == {
        "id", "language", "question", "answerable", "direction", "rank", "directions", "probability", "seconds",
        "answer", "hits",
    }  # fmt: skip
    assert (first["direction"], first["rank"], first["directions"]) == ("en→fr", 1, {"en→fr": 1})
    assert first["hits"] == [
        {
            "rank": 1, "score": 0.75, "id": "p1", "file": "a.pdf", "title": "Règlement <1>", "page": 3,
            "page_label": "iii", "language": "fr", "right": True,
        }
    ]  # fmt: skip
    assert (second["direction"], second["rank"], second["directions"]) == (None, None, {})
