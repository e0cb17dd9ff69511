"""Comparing saved results: what moved, by how much, and what cannot be compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.evaluation.comparing import Change, compare
from assistant.evaluation.errors import ResultError
from assistant.evaluation.saved import Saved, load


@pytest.fixture
def save(make_row, evaluated, tmp_path: Path):
    """Saves a result of (id, language, rank) rows, with changes to its document, and reads it back."""

    def make(name: str, rows, **changes: object) -> Saved:
        path = tmp_path / f"{name}.json"
        document = evaluated([make_row(*row) for row in rows]).as_json()
        path.write_text(json.dumps({**document, **changes}), encoding="utf-8")
        return load(path)

    return make


BEFORE = [("a", "fr", 1), ("a", "en", 7), ("b", "fr", 3), ("b", "en", None), ("c", "fr", None), ("c", "en", 2)]
AFTER = [("a", "fr", 1), ("a", "en", 2), ("b", "fr", 5), ("b", "en", None), ("c", "fr", 20), ("c", "en", 1)]


def test_each_question_is_better_worse_or_the_same(save) -> None:
    comparison = compare(save("a", BEFORE), save("b", AFTER))
    assert {(one.id, one.language): one.turn for one in comparison.changes} == {
        ("a", "fr"): "same", ("a", "en"): "better", ("b", "fr"): "worse", ("b", "en"): "same", ("c", "fr"): "better",
        ("c", "en"): "better",
    }  # fmt: skip
    assert [(one.id, one.language) for one in comparison.turned("better")] == [("c", "en"), ("a", "en"), ("c", "fr")]
    assert (comparison.questions_better, comparison.questions_worse) == (2, 1)
    assert comparison.p == 1.0


def test_metrics_differ_by_what_moved(save) -> None:
    comparison = compare(save("a", BEFORE), save("b", AFTER))
    assert set(comparison.groups) == {"overall", "fr", "en"}
    one = comparison.groups["en"].metrics["recall@5"]
    assert (one.before, one.after) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert one.low <= 1 / 3 <= one.high
    assert 0 < one.p <= 1
    assert comparison.directions["fr→fr"].asked == 3
    assert comparison.groups["overall"].asked == 6


def test_the_same_result_differs_in_nothing(save) -> None:
    comparison = compare(save("a", BEFORE), save("b", BEFORE))
    assert {one.turn for one in comparison.changes} == {"same"}
    for one in comparison.groups["overall"].metrics.values():
        assert (one.after - one.before, one.low, one.high, one.p) == (0, 0, 0, 1)


def test_ranks_beyond_the_smaller_limit_count_as_not_found(save) -> None:
    deep = save("a", [("a", "fr", 37)], limit=100)
    shallow = save("b", [("a", "fr", None)], limit=20)
    assert [(one.before, one.after, one.turn) for one in compare(deep, shallow).changes] == [(None, None, "same")]


def test_the_document_has_the_promised_fields(save) -> None:
    document = compare(save("a", BEFORE), save("b", AFTER)).as_json()
    assert set(document) == {
        "format", "a", "b", "metrics", "directions", "better", "worse", "same", "sign_test", "rows",
    }  # fmt: skip
    assert (document["better"], document["worse"], document["same"]) == (3, 1, 2)
    assert set(document["metrics"]["fr"]["mrr@10"]) == {"a", "b", "difference", "interval", "p"}
    assert document["rows"][1] == {
        "id": "a", "language": "en", "question": "Combien?", "a": 7, "b": 2, "change": "better",
    }  # fmt: skip


def test_what_has_no_answer_is_not_compared(make_row, evaluated, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(evaluated([make_row("a"), make_row("u", rank=None, ranks={})]).as_json()))
    assert [one.id for one in compare(load(path), load(path)).changes] == ["a"]


def test_results_of_different_files_are_refused(save, in_english) -> None:
    other = save("b", AFTER, file={"name": "others.jsonl", "sha256": "b" * 64})
    with pytest.raises(ResultError, match=r"a\.json and b\.json are of different question files") as caught:
        compare(save("a", BEFORE), other)
    assert "others.jsonl" in str(caught.value)
    assert caught.value.hint


def test_results_of_different_rows_are_refused(save, in_english) -> None:
    with pytest.raises(ResultError, match="do not hold the same questions"):
        compare(save("a", BEFORE), save("b", AFTER[:-1]))


def test_results_without_an_answer_are_refused(save, in_english) -> None:
    with pytest.raises(ResultError, match="hold no question that has an answer"):
        compare(save("a", []), save("b", []))


_HEAD = b'{"format": 1, "file": {"name": "q", "sha256": "s"}, "encoder": "e", "limit": 20, '


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"null", b"[]", b'"x"', b"{}", b'{"format": 1}', b"[" * 100_000,
        _HEAD + b'"generation": "g", "rows": 1}',
        _HEAD + b'"generation": 1, "rows": []}',
        b'{"format": 1, "file": "q", "generation": "g", "encoder": "e", "limit": 20, "rows": []}',
    ],
)  # fmt: skip
def test_what_is_no_result_is_refused_as_such(content: bytes, tmp_path: Path, in_english) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(ResultError, match=r"x\.json is not a result of an evaluation") as caught:
        load(path)
    assert "--out" in caught.value.hint


@pytest.mark.parametrize(
    "wrong",
    [
        {"rank": 0}, {"rank": "1"}, {"rank": True}, {"language": "de"}, {"answerable": 1}, {"directions": []},
        {"directions": {"fr→fr": -1}}, {"id": 3}, {"question": None},
    ],
)  # fmt: skip
def test_a_row_that_is_none_is_refused(wrong, make_row, evaluated, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    document = evaluated([make_row("a")]).as_json()
    document["rows"][0].update(wrong)
    path.write_text(json.dumps(document))
    with pytest.raises(ResultError):
        load(path)


def test_a_result_of_another_form_is_refused(save, in_english) -> None:
    with pytest.raises(ResultError, match="was saved by another version"):
        save("a", BEFORE, format=2)


@pytest.mark.parametrize(
    ("before", "after", "turn", "gain"),
    [
        (None, None, "same", 0),
        (2, 1, "better", 0.5),
        (1, None, "worse", -1),
        (None, 4, "better", 0.25),
        (3, 3, "same", 0),
    ],
)
def test_turns_and_gains(before, after, turn, gain) -> None:
    change = Change("a", "fr", "?", before, after)
    assert (change.turn, change.gain) == (turn, pytest.approx(gain))
