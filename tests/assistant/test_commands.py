"""The commands as outside programs and people run them: promised fields, exit codes, and no traceback."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

FINE = "Quelle est l'amende pour une infraction au règlement sur le parc canin ?"
ANSWER = {
    "question", "language", "answer", "refused", "mode", "statements", "nearest", "session", "entry", "model",
    "generation", "timings",
}  # fmt: skip
STATEMENT = {"text", "kind", "supported", "citations", "reason"}
CITATION = {
    "document", "file", "title", "language", "page", "page_label", "start", "end", "quote", "boxes",
}  # fmt: skip
HIT = {"rank", "score", "document", "page", "page_label", "heading", "text", "sentences", "also"}


@pytest.fixture
def library(filed_library, tmp_path: Path) -> Path:
    """A copy, since asking writes to the record."""
    return Path(shutil.copytree(filed_library.folder, tmp_path / "library"))


def printed(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout)


def failed(done: subprocess.CompletedProcess[str], status: int = 1) -> str:
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr


def test_an_answer_has_the_promised_fields_and_its_quotes_resolve(greffier, library: Path) -> None:
    answer = printed(greffier("ask", FINE, "--json", library=library))
    assert set(answer) == ANSWER
    assert set(answer["timings"]) == {"retrieve", "first_token", "total"}
    assert not answer["refused"]
    assert answer["statements"]
    for statement in answer["statements"]:
        assert set(statement) == STATEMENT
        for citation in statement["citations"]:
            assert set(citation) - {"best"} == CITATION
            page = printed(greffier("page", citation["document"], citation["page"], "--json", library=library))
            assert page["text"][citation["start"] : citation["end"]] == citation["quote"]
            assert page["file"] == citation["file"]
            assert all(len(box) == 4 for box in citation["boxes"])
    assert all(set(hit) == HIT for hit in answer["nearest"])


def test_hits_have_the_promised_fields(greffier, library: Path) -> None:
    found = printed(greffier("search", "dog park", "--limit", 2, "--json", library=library))
    assert set(found) == {"query", "language", "generation", "hits"}
    assert [hit["rank"] for hit in found["hits"]] == [1, 2]
    for hit in found["hits"]:
        assert set(hit) == HIT
        assert set(hit["document"]) == {"id", "file", "title", "language", "collection"}
        assert all(set(sentence) == {"id", "page", "start", "end", "text"} for sentence in hit["sentences"])


def test_an_explanation_adds_to_what_is_found_and_changes_none_of_it(greffier, library: Path) -> None:
    plain = printed(greffier("search", "chien amende", "--json", library=library))
    found = printed(greffier("search", "chien amende", "--explain", "--json", library=library))
    query = found.pop("explanation")
    hits = [hit.pop("explanation") for hit in found["hits"]]
    assert found == plain
    assert [term["word"] for term in query["terms"]] == ["chien", "amende"]
    assert query["terms"][1]["translations"][0]["term"] == "fine"
    first, words = found["hits"][0], hits[0]["matches"]
    assert {match["sentence"] for match in words} - {None} <= {sentence["id"] for sentence in first["sentences"]}
    english = next(place for place, hit in enumerate(found["hits"]) if hit["document"]["language"] == "en")
    assert ("amend", "fine") in {(match["term"], match["by"]) for match in hits[english]["matches"]}
    assert all(0 < match["probability"] <= 1 for hit in hits for match in hit["matches"])
    said = greffier("search", "chien amende", "--explain", "--limit", 1, library=library, env={"GREFFIER_UI": "en"})
    assert said.returncode == 0
    assert "amende → amende, in" in said.stdout


def test_questions_of_a_file_are_answered_in_order_and_a_bad_one_stops_none(
    greffier, library: Path, tmp_path: Path
) -> None:
    rows = [{"id": 7, "query": FINE}, {"id": "empty", "query": " "}, {"id": "b", "query": "Who pays a late book fine?"}]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    done = greffier("ask", "--questions", file, "--json", library=library)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [7, "empty", "b"]
    assert set(answers[0]) == {"id", *ANSWER}
    assert set(answers[1]) == {"id", "error", "hint"}
    assert answers[0]["session"] == answers[2]["session"]
    assert [answers[0]["language"], answers[2]["language"]] == ["fr", "en"]


def test_only_rows_of_one_conversation_lean_on_each_other(greffier, library: Path, tmp_path: Path) -> None:
    rows = [
        {"id": 1, "query": FINE, "conversation": "a"},
        {"id": 2, "query": "When is a book due?"},
        {"id": 3, "query": "Why?"},
        {"id": 4, "query": "Et en cas de récidive ?", "conversation": "a"},
        {"id": 5, "query": "Pourquoi ?", "conversation": "b"},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    done = greffier("ask", "--questions", file, "--json", library=library)
    assert done.returncode == 0, done.stderr
    answers = {row["id"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert [name for name, answer in answers.items() if "carried" in answer] == [4]
    over = answers[4]["carried"]
    assert set(over) == {"question", "sign", "words", "searched"}
    assert over["question"] == FINE
    assert all(set(word) == {"text", "language", "entry"} for word in over["words"])
    assert answers[1]["session"] == answers[4]["session"]
    assert len({answers[name]["session"] for name in (1, 2, 5)}) == 3


def test_queries_of_a_file_are_run_in_order(greffier, library: Path, tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('{"id": 2, "query": "neige"}\n{"id": 1, "query": "chien"}\n')
    done = greffier("search", "--queries", file, "--limit", 1, "--json", library=library)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in found] == [2, 1]
    assert [row["hits"][0]["document"]["file"] for row in found] == ["deneigement.fr.pdf", "parc-canin.fr.pdf"]


@pytest.mark.parametrize("line", ["not json", '{"id": 1}', "[]", '"x"'])
def test_a_line_that_is_no_question_is_named(greffier, library: Path, tmp_path: Path, line: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(f"{line}\n")
    assert "Line 1 of questions.jsonl" in failed(greffier("search", "--queries", file, library=library), 2)


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "x", "--questions", "/dev/null"],
        ["search"],
        ["ask", "x", "--lang", "de"],
        ["search", "x", "--limit", "0"],
        ["page", "no-such-file.pdf", "1"],
        ["nonsense"],
        ["--nonsense"],
    ],
)
def test_wrong_usage_is_exit_code_2(greffier, library: Path, arguments: list[str]) -> None:
    assert failed(greffier(*arguments, library=library), 2)


@pytest.mark.parametrize("arguments", [["ask", "Où ?"], ["search", "x"], ["audit", "verify"], ["index", "status"]])
def test_row_54_without_a_library_people_are_told_how_to_make_one(
    greffier, tmp_path: Path, arguments: list[str]
) -> None:
    said = failed(greffier(*arguments, library=tmp_path / "nowhere"))
    assert "There is no library" in said
    assert "→" in said
    assert "ingest run" in said


def test_row_54_an_empty_library_says_what_to_run(greffier, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    greffier("ingest", "run", tmp_path / "documents", library=tmp_path / "library")
    assert "ingest run" in failed(greffier("ask", "Où ?", library=tmp_path / "library"))


def test_row_54_another_encoder_says_what_to_run(greffier, library: Path) -> None:
    generation = library / "generations" / (library / "generations" / "current").read_text()
    from indexes.files import canonical, sha256_of

    manifest = json.loads((generation / "manifest.json").read_text())
    (generation / "manifest.json").write_bytes(canonical({**manifest, "encoder": "0" * 64}))
    name = sha256_of(generation / "manifest.json")[:32]
    generation.rename(generation.with_name(name))
    (library / "generations" / "current").write_text(name)
    said = failed(greffier("ask", "Où ?", library=library))
    assert "another encoder" in said
    assert "index rebuild" in said
    greffier("index", "rebuild", library=library)
    assert printed(greffier("ask", FINE, "--json", library=library))["refused"] is False


def test_row_44_a_tampered_index_is_refused_and_mended_by_what_is_said(greffier, library: Path) -> None:
    (segment,) = (library / "generations" / "segments").iterdir()
    (segment / "vectors.faiss").write_bytes(b"\x80\x04pickle")
    said = failed(greffier("search", "chien", library=library))
    assert "vectors.faiss" in said
    assert "index rebuild" in said
    greffier("index", "rebuild", library=library)
    assert greffier("search", "chien", library=library).returncode == 0


def test_row_53_a_refusal_is_an_answer(greffier, library: Path) -> None:
    answer = printed(greffier("ask", "Quelle est la capitale de la Mongolie ?", "--json", library=library))
    assert answer["refused"]
    assert answer["language"] == "fr"
    assert answer["statements"] == []
    assert answer["nearest"]


@pytest.mark.parametrize(
    "question",
    ["", "mot " * 2500, "Wie hoch ist die Strafe, wenn der Hund im Park ohne Leine läuft, und wer bezahlt sie dann?"],
    ids=["empty", "10,000 characters", "German"],
)
def test_row_55_a_question_that_cannot_be_taken_is_a_clear_message(greffier, library: Path, question: str) -> None:
    assert "→" in failed(greffier("ask", question, library=library))


def test_row_55_bytes_that_are_no_text_are_no_crash(greffier, library: Path) -> None:
    done = greffier("ask", "Quelle amende \udcff parc canin ?", library=library)
    assert "Something went wrong" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(greffier, library: Path) -> None:
    assert "GREFFIER_LIBRAIRY" in failed(greffier("ask", "Où ?", library=library, env={"GREFFIER_LIBRAIRY": "x"}))


def test_text_for_people_follows_the_language(greffier, library: Path) -> None:
    english = greffier("ask", FINE, library=library)
    assert english.returncode == 0
    assert "“" in english.stdout
    assert "On the record: session" in english.stdout
    french = greffier("ask", FINE, library=library, env={"GREFFIER_UI": "fr"})
    assert "«\u00a0" in french.stdout
    assert "On the record" not in french.stdout


@pytest.fixture
def hostile_library(greffier, tmp_path: Path, make_pdf) -> Path:
    text = "1. La redevance du chenil municipal est de 40 $ [@click=app.quit]ici[/] [/ par année et par chien adulte."
    folder = tmp_path / "hostile"
    folder.mkdir()
    make_pdf(folder / "a\x1b]52;c;eA==\x07.pdf", [text], title="Tarifs \x1b]52;c;cm0gLXJm\x07 du chenil [/")
    done = greffier("ingest", "run", folder, library=tmp_path / "hostile-library")
    assert done.returncode == 0, done.stderr
    return tmp_path / "hostile-library"


def test_rows_45_and_46_a_hostile_document_prints_as_letters(greffier, hostile_library: Path) -> None:
    question = "Quelle est la redevance du chenil municipal par année ?"
    document = printed(greffier("search", question, "--json", library=hostile_library))["hits"][0]["document"]["id"]
    for arguments in (["ask", question], ["search", question], ["page", document, "1"]):
        done = greffier(*arguments, library=hostile_library)
        assert done.returncode == 0, done.stderr
        assert "[@click=app.quit]ici[/] [/" in done.stdout
        assert not set(done.stdout + done.stderr) & {"\x1b", "\x07", "\x9b", "\x9d"}


def test_the_record_is_read_back_and_verified(greffier, library: Path) -> None:
    answer = printed(greffier("ask", FINE, "--json", library=library))
    sessions = printed(greffier("audit", "sessions", "--json", library=library))
    assert [row["session"] for row in sessions] == [answer["session"]]
    entries = printed(greffier("audit", "show", answer["session"][:6], "--json", library=library))
    assert entries[-1]["index"] == answer["entry"]
    assert entries[-1]["facts"]["answer"] == answer["answer"]
    assert printed(greffier("audit", "verify", "--json", library=library))["verified"] is True


def test_row_28_a_changed_record_is_exit_code_4(greffier, library: Path) -> None:
    greffier("ask", FINE, library=library)
    (path,) = (library / "log" / "tile" / "entries" / "000.p").iterdir()
    index = next(index for index, entry in enumerate(path.read_bytes().split(b"}")) if b'"kind":"question"' in entry)
    path.write_bytes(path.read_bytes().replace(b'"kind":"question"', b'"kind":"reproach"', 1))
    done = greffier("audit", "verify", "--json", library=library)
    assert done.returncode == 4
    told = json.loads(done.stdout)
    assert (told["verified"], told["entry"]) == (False, index)


def test_a_record_of_an_earlier_version_is_said_to_be_one(greffier, library: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(library, tmp_path / "earlier", ignore=shutil.ignore_patterns("log")))
    (copy / "log").mkdir()
    (copy / "log" / "entries.jsonl").write_text('{"index":0}\n')
    done = greffier("audit", "verify", library=copy)
    assert done.returncode == 0
    assert "the record of an earlier version" in done.stdout


def test_row_24_a_superseded_document_still_resolves(greffier, tmp_path: Path, make_pdf) -> None:
    folder, library = tmp_path / "versions", tmp_path / "versions-library"
    folder.mkdir()
    make_pdf(folder / "a.pdf", ["1. La redevance du chenil municipal est de 40 $ par année et par chien adulte."])
    greffier("ingest", "run", folder, library=library)
    old = printed(greffier("search", "redevance", "--json", library=library))["hits"][0]["document"]["id"]
    make_pdf(folder / "a.pdf", ["1. La redevance du chenil municipal est de 50 $ par année et par chien adulte."])
    greffier("ingest", "run", folder, library=library)
    assert "40 $" in printed(greffier("page", old, 1, "--json", library=library))["text"]


def test_row_50_a_page_is_shown_to_who_is_cleared_for_it_only(greffier, tmp_path: Path, make_pdf) -> None:
    folder, library = tmp_path / "secret", tmp_path / "secret-library"
    folder.mkdir()
    make_pdf(folder / "a.pdf", ["1. Le code du coffre est le 4711 et personne d'autre ne doit le connaître."])
    greffier("ingest", "run", folder, "--label", "secret", library=library)
    assert printed(greffier("search", "code du coffre", "--json", library=library))["hits"] == []
    assert "4711" not in greffier("page", "a.pdf", 1, library=library).stdout
    cleared = greffier("page", "a.pdf", 1, library=library, env={"GREFFIER_LABELS": '["public", "secret"]'})
    assert "4711" in cleared.stdout


def _no_network_namespace() -> bool:
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode != 0


def test_row_51_greffier_answers_in_an_empty_network_namespace(greffier: Callable[..., Any], library: Path) -> None:
    if _no_network_namespace():  # this kernel gives none: then its own refusal is what can be seen
        done = greffier("doctor", "--json", library=library)
        assert any(row["name"] == "network" and row["ok"] for row in json.loads(done.stdout)["checks"])
        return
    answer = printed(greffier("ask", FINE, "--json", library=library, before=["unshare", "-rn"]))
    assert not answer["refused"]


def test_row_51_every_way_out_is_refused_to_the_process(greffier, tmp_path: Path) -> None:
    script = (
        "import socket\n"
        "from models.offline import NetworkForbiddenError, forbid\n"
        "forbid()\n"
        "udp = lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "for attempt in (\n"
        "    lambda: socket.create_connection(('192.0.2.1', 9), timeout=1),\n"
        "    lambda: socket.socket(socket.AF_INET6).connect(('2001:db8::1', 9)),\n"
        "    lambda: socket.getaddrinfo('example.org', 443),\n"
        "    lambda: udp().sendto(b'x', ('192.0.2.1', 9)),\n"
        "    lambda: udp().connect(('192.0.2.1', 9)),\n"
        "):\n"
        "    try:\n"
        "        attempt()\n"
        "    except NetworkForbiddenError:\n"
        "        continue\n"
        "    raise SystemExit('not refused')\n"
        "one, other = socket.socketpair()\n"
        "one.send(b'x'); assert other.recv(1) == b'x'\n"
    )
    import sys

    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_row_51_doctor_shows_that_the_network_is_refused(greffier, library: Path) -> None:
    checks = printed(greffier("doctor", "--json", library=library))["checks"]
    assert all(row["ok"] for row in checks), checks
    assert "network" in [row["name"] for row in checks]


def test_help_is_printed_for_every_command(greffier) -> None:
    import click

    from assistant.cli import cli

    said = greffier("--help").stdout
    for name in cli.list_commands(click.Context(cli)):
        assert re.search(rf"^  {name} +\S", said, re.MULTILINE), name
    done = greffier("ask", "--help")
    assert done.returncode == 0
    assert "--questions" in done.stdout


def test_closed_streams_are_no_crash(library: Path) -> None:
    command = f"{sys.executable} -m assistant --library {library} audit checkpoint <&- >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
