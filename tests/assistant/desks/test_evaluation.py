"""The desk of evaluations over the folder of a library; and that `eval run` puts its results there."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from assistant.desks.evaluation import OfficeEvaluationDesk
from assistant.evaluation import summing
from assistant.evaluation.errors import ResultError
from assistant.evaluation.keeping import FOLDER, keep, kept
from assistant.evaluation.results import Circumstances, Row
from assistant.office import Office


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture
def desk(tmp_path: Path) -> OfficeEvaluationDesk:
    (tmp_path / "library").mkdir()
    return OfficeEvaluationDesk(Office(tmp_path / "library"))


def add(folder: Path, made: str, rank: int | None, *, sha256: str = "a" * 64) -> str:
    """Keep a result over one question, whose right passage has that rank."""
    about = Circumstances("questions.jsonl", sha256, "g" * 32, "e" * 64, None, 20, made, "0.1.0")
    row = Row("q1", "fr", "Combien?", True, rank, {"fr": rank}, (), 0.01, 0.9)
    document = json.dumps(summing.evaluation(about, [row], 0.35).as_json())
    return keep(folder, made, document).name


def test_where_nothing_was_evaluated_there_is_nothing(desk: OfficeEvaluationDesk) -> None:
    assert desk.runs() == []
    desk.close()


def test_the_newest_comes_first_without_its_questions(desk: OfficeEvaluationDesk, tmp_path: Path) -> None:
    folder = tmp_path / "library" / FOLDER
    first, second = add(folder, "2026-03-01T10:00:00+00:00", 2), add(folder, "2026-03-02T10:00:00+00:00", 1)
    assert [run.name for run in desk.runs()] == [second, first]
    assert all(run.saved is not None and run.saved.rows == () for run in desk.runs())
    assert [row.rank for row in desk.run(first).rows] == [2]
    comparison = desk.compare(first, second)
    assert len(comparison.turned("better")) == 1
    with pytest.raises(ResultError, match="different question files"):
        desk.compare(first, add(folder, "2026-03-03T10:00:00+00:00", 1, sha256="b" * 64))


def test_what_cannot_be_read_stands_there_with_the_reason(desk: OfficeEvaluationDesk, tmp_path: Path) -> None:
    folder = tmp_path / "library" / FOLDER
    name = add(folder, "2026-03-01T10:00:00+00:00", 2)
    (folder / "20260302T100000Z.json").write_text("{}", encoding="utf-8")
    broken, run = desk.runs()
    assert (broken.saved, broken.problem) == (None, "20260302T100000Z.json is not a result of an evaluation.")
    assert run.name == name
    (folder / name).unlink()
    with pytest.raises(ResultError, match="cannot be read"):
        desk.run(name)
    assert [one.name for one in desk.runs()] == ["20260302T100000Z.json"]


def test_a_result_is_read_once_and_again_when_it_changed(desk: OfficeEvaluationDesk, tmp_path: Path) -> None:
    folder = tmp_path / "library" / FOLDER
    path = folder / add(folder, "2026-03-01T10:00:00+00:00", 2)
    (before,) = desk.runs()
    assert desk.runs()[0] is before
    path.write_text("{}", encoding="utf-8")
    os.utime(path, (1, 1))
    assert desk.runs()[0].saved is None


@pytest.mark.slow
def test_each_evaluation_is_kept_in_its_library(greffier, filed_library, tmp_path: Path) -> None:
    library = shutil.copytree(filed_library.folder, tmp_path / "library")
    questions = tmp_path / "questions.jsonl"
    question = {"id": "book", "question_en": "How long is a book lent for?",
                "sources": [{"quote": "A book is lent for three weeks. The loan may be renewed twice"}]}  # fmt: skip
    questions.write_text(json.dumps(question) + "\n", encoding="utf-8")
    before = kept(library / FOLDER)
    done = greffier("eval", "run", questions, "--json", library=library)
    assert done.returncode == 0, done.stderr
    (path,) = set(kept(library / FOLDER)) - set(before)
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(done.stdout)
    shutil.rmtree(library / FOLDER)
    (library / FOLDER).write_text("in the way", encoding="utf-8")
    done = greffier("eval", "run", questions, "--json", library=library)
    assert done.returncode == 0, "it is told all the same"
    assert json.loads(done.stdout)["questions"] == 1
    assert "The result is not kept in the library: File exists." in done.stderr
