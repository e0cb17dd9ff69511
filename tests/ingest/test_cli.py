"""The ingest commands as a clerk runs them: exit codes, JSON, and text that is safe to print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

RULE = "1. Le parc est ouvert tous les jours de 7 h à 22 h et l'accès y est gratuit pour les résidents de la Ville."


@pytest.fixture
def folder(tmp_path: Path, make_pdf) -> Path:
    path = tmp_path / "documents"
    path.mkdir()
    make_pdf(path / "good.pdf", [RULE])
    return path


@pytest.mark.slow
def test_run_prints_one_json_document_with_the_promised_fields(greffier, folder: Path, tmp_path: Path) -> None:
    done = greffier("ingest", "run", folder, "--json", library=tmp_path / "library")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert set(report) == {
        "filed", "unchanged", "partial", "quarantined", "pages", "flagged", "passages", "generation",
        "seconds",
    }  # fmt: skip
    assert (report["filed"], report["pages"], report["passages"], report["quarantined"]) == (1, 1, 1, [])
    assert report["generation"]
    again = json.loads(greffier("ingest", "run", folder, "--json", library=tmp_path / "library").stdout)
    assert (again["filed"], again["unchanged"], again["generation"]) == (0, 1, report["generation"])


@pytest.mark.slow
def test_row_11_a_file_set_aside_makes_exit_code_3_and_is_named(greffier, folder: Path, tmp_path: Path) -> None:
    (folder / "bad\x1b]52;c;eA==\x07.pdf").write_bytes(bytes(range(1, 200)))
    library = tmp_path / "library"
    done = greffier("ingest", "run", folder, library=library)
    assert done.returncode == 3
    assert "1 document filed" in done.stdout
    assert "bad\\x1b]52" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr, "row 20"
    (row,) = json.loads(greffier("ingest", "quarantine", "--json", library=library).stdout)
    assert set(row) == {"root", "file", "reason", "detail"}
    assert row["reason"] == "not_pdf"
    told = greffier("ingest", "quarantine", library=library)
    assert "not_pdf" in told.stdout
    assert "\x1b" not in told.stdout


@pytest.mark.slow
def test_status_counts_what_is_filed(greffier, filed_library) -> None:
    facts = json.loads(greffier("ingest", "status", "--json", library=filed_library.folder).stdout)
    assert (facts["documents"], facts["pages"], facts["quarantined"]) == (3, 4, 0)
    told = greffier("ingest", "status", library=filed_library.folder, env={"GREFFIER_UI": "en"})
    assert told.stdout.splitlines()[:3] == ["3 documents", "4 pages", "0 files set aside"]


def test_a_folder_that_is_not_there_is_wrong_usage(greffier, tmp_path: Path) -> None:
    done = greffier("ingest", "run", tmp_path / "nowhere", library=tmp_path / "library")
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert not (tmp_path / "library").exists()


def test_a_folder_of_other_files_is_not_made_a_library(greffier, folder: Path) -> None:
    done = greffier("ingest", "run", folder, library=folder)
    assert done.returncode == 1
    assert "holds other files" in done.stderr
    assert "→" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["good.pdf"]


def test_status_of_no_library_says_how_to_make_one(greffier, tmp_path: Path) -> None:
    done = greffier("ingest", "status", library=tmp_path / "library")
    assert done.returncode == 1
    assert "There is no library" in done.stderr
    assert "ingest run" in done.stderr
    assert "Traceback" not in done.stderr
