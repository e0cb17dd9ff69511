"""`ingest remove` and `ingest purge` as a clerk runs them, on a library with an answer on the record."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest


@pytest.fixture
def library(filed_library, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filed_library.folder, tmp_path / "library"))


@pytest.mark.slow
def test_removed_and_put_back(greffier, library: Path) -> None:
    refused = greffier("ingest", "remove", "library.en.pdf", library=library)
    assert refused.returncode == 2
    assert "--yes" in refused.stderr
    done = greffier("ingest", "remove", "library.en.pdf", "--reason", "draft", "--yes", "--json", library=library)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [one["file"] for one in told["removed"]] == ["library.en.pdf"]
    hits = json.loads(greffier("search", "library card", "--json", library=library).stdout)["hits"]
    assert "library.en.pdf" not in {hit["document"]["file"] for hit in hits}
    back = greffier("ingest", "remove", "--undo", "library.en.pdf", library=library)
    assert "in search again" in back.stdout
    unknown = greffier("ingest", "remove", "nothing.pdf", "--yes", library=library)
    assert unknown.returncode == 1
    assert "→" in unknown.stderr


@pytest.mark.slow
def test_row_38_an_old_answer_says_by_which_rule_what_it_cites_was_destroyed(greffier, library: Path) -> None:
    answer = json.loads(greffier("ask", "What is the fine for a late book?", "--json", library=library).stdout)
    assert answer["statements"][0]["citations"][0]["file"] == "library.en.pdf"
    done = greffier(
        "ingest", "purge", "library.en.pdf", "--rule", "4-12", "--approved-by", "A. Roy", "--yes", "--json",
        library=library,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["complete"], told["sessions"], told["rule"], told["approved_by"]) == (True, 1, "4-12", "A. Roy")
    shown = greffier("audit", "show", answer["session"], library=library).stdout
    assert "by rule 4-12, approved by A. Roy" in shown
    rows = json.loads(greffier("audit", "show", answer["session"], "--json", library=library).stdout)
    assert [one["rule"] for row in rows for one in row["destroyed"]] == ["4-12"]
    assert greffier("audit", "verify", library=library).returncode == 0
    assert greffier("index", "status", library=library).returncode == 0
    assert greffier("page", "library.en.pdf", 1, library=library).returncode == 2


@pytest.mark.slow
def test_a_hold_is_an_error_that_says_what_to_do(greffier, library: Path, filed_library, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nname = "Suit"\nhold = "Court 7"\n', encoding="utf-8")
    done = greffier("ingest", "run", filed_library.documents, "--rules", rules, library=library)
    assert done.returncode == 0, done.stderr
    refused = greffier(
        "ingest", "purge", "library.en.pdf", "--rule", "4", "--approved-by", "A", "--yes", library=library
    )
    assert refused.returncode == 1
    assert "Court 7" in refused.stderr
    assert "Suit" in refused.stderr
    rules.write_text("[[rule]]\nhodl = 'x'\n", encoding="utf-8")
    wrong = greffier("ingest", "run", filed_library.documents, "--rules", rules, library=library)
    assert wrong.returncode == 1
    assert "Line 2" in wrong.stderr
