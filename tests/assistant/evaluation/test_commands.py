"""`greffier eval` as people and programs run it, on a small library filed with the models that come with it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

QUESTIONS = [
    {
        "id": "dog",
        "question_fr": "Quelle est l'amende pour une infraction au règlement sur le parc canin?",
        "question_en": "What is the fine for breaking the dog park by-law?",
        "answerable": True,
        "sources": [
            {
                "file": "parc-canin.fr.pdf",
                "page": 2,
                "quote": "commet une infraction et est passible d'une amende de 150 $",
            }
        ],
    },
    {
        "id": "book",
        "question_fr": "Pendant combien de temps prête-t-on un livre?",
        "question_en": "How long is a book lent for?",
        "sources": [{"quote": "A book is lent for three weeks. The loan may be renewed twice"}],
    },
    {"id": "moon", "question_en": "Who may land on the moon?", "answerable": False, "sources": []},
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in QUESTIONS) + "\n", encoding="utf-8")
    return file


def failed(done: subprocess.CompletedProcess[str], status: int) -> str:
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr


def test_a_library_is_evaluated_saved_and_shown(greffier, filed_library, questions: Path, tmp_path: Path) -> None:
    out, html = tmp_path / "result.json", tmp_path / "report.html"
    done = greffier("eval", "run", questions, "--out", out, "--html", html, "--json", library=filed_library.folder)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert json.loads(out.read_text(encoding="utf-8")) == result
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        "questions.jsonl", "report.html", "result.json",
    ]  # fmt: skip
    assert (result["questions"], result["answerable"], result["limit"]) == (3, 2, 20)
    assert [(row["id"], row["language"]) for row in result["rows"]] == [
        ("dog", "fr"), ("dog", "en"), ("book", "fr"), ("book", "en"), ("moon", "en"),
    ]  # fmt: skip
    assert [row["direction"] for row in result["rows"]] == ["fr→fr", "en→fr", "fr→en", "en→en", None]
    assert result["metrics"]["overall"]["recall@5"] == 1.0
    assert result["metrics"]["overall"]["asked"] == 4
    assert result["parity"]["asked"] == 2
    assert set(result["directions"]) == {"fr→fr", "en→fr", "fr→en", "en→en"}
    assert result["latency"]["asked"] == 5
    assert set(result["calibration"]) == {"overall", "fr", "en"}
    assert (result["answers"], result["rows"][0]["answer"]) == ({}, None)


def test_answers_are_judged_where_they_are_asked_for(greffier, filed_library, questions: Path, tmp_path: Path) -> None:
    library = shutil.copytree(filed_library.folder, tmp_path / "library")  # what is asked goes on its record
    done = greffier("eval", "run", questions, "--answers", "--json", library=library)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert set(result["answers"]) == {"overall", "fr", "en"}
    assert result["answers"]["overall"]["asked"] == 5
    assert result["answers"]["overall"]["quotations_equal"] == 1.0
    assert result["answers"]["overall"]["right_source_cited"] > 0
    assert all(row["answer"]["refused"] == (row["answer"]["statements"] == 0) for row in result["rows"])


def test_it_finds_what_search_finds(greffier, filed_library, questions: Path, tmp_path: Path) -> None:
    result = json.loads(greffier("eval", "run", questions, "--json", library=filed_library.folder).stdout)
    for row in result["rows"]:
        done = greffier("search", row["question"], "--lang", row["language"], "--json", library=filed_library.folder)
        found = json.loads(done.stdout)
        assert found["generation"] == result["generation"]
        assert [(hit["rank"], hit["score"], hit["document"]["file"], hit["page"]) for hit in found["hits"]] == [
            (hit["rank"], hit["score"], hit["file"], hit["page"]) for hit in row["hits"]
        ]


def test_a_result_is_compared_with_itself(greffier, filed_library, questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    report = greffier("eval", "run", questions, "--out", out, library=filed_library.folder)
    assert report.stdout.startswith("Evaluation over questions.jsonl\n3 questions, 2 with an answer, 1 without\n")
    compared = json.loads(greffier("eval", "compare", out, out, "--json").stdout)
    assert (compared["better"], compared["worse"], compared["same"]) == (0, 0, 4)
    assert "0 better, 0 worse, 4 as before" in greffier("eval", "compare", out, out).stdout


def test_a_collection_is_all_that_is_looked_at(greffier, filed_library, questions: Path) -> None:
    done = greffier("eval", "run", questions, "--collection", "none", "--json", library=filed_library.folder)
    result = json.loads(done.stdout)
    assert result["collection"] == "none"
    assert {row["rank"] for row in result["rows"]} == {None}
    assert not any(row["hits"] for row in result["rows"])


def test_a_line_that_is_no_question_is_wrong_usage(greffier, filed_library, questions: Path) -> None:
    questions.write_text(json.dumps(QUESTIONS[0]) + "\n{}\n", encoding="utf-8")
    said = failed(greffier("eval", "run", questions, library=filed_library.folder), 2)
    assert "Line 2 of questions.jsonl is no question: it has no “id”." in said
    assert "→ A line is a JSON object" in said


def test_what_cannot_be_written_is_said_before_asking(greffier, filed_library, questions: Path, tmp_path: Path) -> None:
    target = tmp_path / "no-such-folder" / "result.json"
    assert "no folder" in failed(greffier("eval", "run", questions, "--out", target, library=filed_library.folder), 2)


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "no-such-file.jsonl"],
        ["run", "questions.jsonl", "--limit", "19"],
        ["compare"],
        ["compare", "a"],
    ],
)
def test_wrong_usage_is_exit_code_2(greffier, questions: Path, arguments: list[str]) -> None:
    assert failed(greffier("eval", *arguments), 2)


def test_what_is_no_result_is_not_compared(greffier, questions: Path) -> None:
    said = failed(greffier("eval", "compare", questions, questions), 1)
    assert "questions.jsonl is not a result of an evaluation." in said
    assert "→ " in said


def test_an_interrupt_stops_it_and_writes_nothing(filed_library, questions: Path, tmp_path: Path) -> None:
    """Interrupted once it says that it is asking; there is more to ask than it can have asked by then."""
    rows = [{**QUESTIONS[0], "id": number} for number in range(5000)]
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    out = tmp_path / "result.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "--library", filed_library.folder, "eval", "run", questions, "--out", out],
        env={**os.environ, "GREFFIER_UI": "en"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        assert process.stderr is not None
        assert process.stderr.readline() == "100 of 10000 asked\n"
        process.send_signal(signal.SIGINT)
        said, error = process.communicate()
    assert process.returncode == 1
    assert said == ""
    assert error.endswith("Stopped.\n")
    assert "Traceback" not in error
    assert not [path for path in tmp_path.iterdir() if "result" in path.name]
