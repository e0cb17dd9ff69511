"""The ingest commands as a clerk runs them: exit codes, JSON, and text that is safe to print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.audit.log import Log

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


@pytest.fixture
def aside(greffier, folder: Path, tmp_path: Path) -> Path:
    """A library with a file set aside beside a good one, whose name a terminal would obey."""
    (folder / "bad\x1b[2J.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    library = tmp_path / "library"
    assert greffier("ingest", "run", folder, "--label", "secret", library=library).returncode == 3
    return library


@pytest.mark.slow
def test_the_quarantine_shows_what_is_known_of_a_file_and_what_to_do(greffier, aside: Path) -> None:
    listed = greffier("ingest", "quarantine", "list", library=aside)
    assert listed.stdout == greffier("ingest", "quarantine", library=aside).stdout
    assert "\x1b" not in listed.stdout
    name = listed.stdout.splitlines()[1].split()[0]
    told = greffier("ingest", "quarantine", "show", name, library=aside)
    assert told.returncode == 0
    assert "damaged" in told.stdout
    assert f"quarantine retry {name}" in told.stdout
    assert "\x1b" not in told.stdout
    facts = json.loads(greffier("ingest", "quarantine", "show", name, "--json", library=aside).stdout)
    assert set(facts) == {
        "id", "root", "file", "reason", "detail", "document", "since", "attempts", "bound", "signal", "page", "seconds",
    }  # fmt: skip
    assert (facts["id"], facts["reason"], facts["attempts"]) == (name, "damaged", 1)
    unknown = greffier("ingest", "quarantine", "show", "nothing", library=aside)
    assert unknown.returncode == 1
    assert "No file in quarantine" in unknown.stderr
    assert "→" in unknown.stderr


@pytest.mark.slow
def test_a_file_is_tried_again_and_goes_where_it_was_to_go(greffier, aside: Path, folder: Path, make_pdf) -> None:
    bad = folder / "bad\x1b[2J.pdf"
    again = greffier("ingest", "quarantine", "retry", "--json", library=aside)
    assert again.returncode == 3
    assert [one["reason"] for one in json.loads(again.stdout)["quarantined"]] == ["damaged"]
    make_pdf(folder / "plain.pdf", [RULE, RULE]).rename(bad)
    done = greffier("ingest", "quarantine", "retry", bad, "--json", library=aside)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["filed"] == 1
    assert json.loads(greffier("ingest", "quarantine", "--json", library=aside).stdout) == []
    found = json.loads(
        greffier("search", "parc", "--json", library=aside, env={"GREFFIER_LABELS": '["secret"]'}).stdout
    )
    assert len({hit["document"]["id"] for hit in found["hits"]}) >= 1
    kinds = [entry.kind for entry in Log(aside / "log").entries()]
    assert kinds.count("quarantine.retried") == 2


@pytest.mark.slow
def test_a_file_is_released_on_the_record_and_passed_over(greffier, aside: Path, folder: Path) -> None:
    done = greffier("ingest", "quarantine", "release", folder / "bad\x1b[2J.pdf", library=aside)
    assert done.returncode == 0, done.stderr
    assert "Released" in done.stdout
    assert "\x1b" not in done.stdout
    assert "No file is set aside" in greffier("ingest", "quarantine", library=aside).stdout
    again = greffier("ingest", "run", folder, "--json", library=aside)
    assert again.returncode == 0
    assert (json.loads(again.stdout)["unchanged"], json.loads(again.stdout)["quarantined"]) == (2, [])
    *_before, last = Log(aside / "log").entries()
    assert last.kind == "quarantine.released"
    assert last.facts["reason"] == "damaged"


@pytest.mark.slow
def test_a_report_names_every_file(greffier, folder: Path, tmp_path: Path) -> None:
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    done = greffier("ingest", "run", folder, "--report", tmp_path / "out.json", library=tmp_path / "library")
    assert done.returncode == 3
    rows = {row["file"]: row for row in json.loads((tmp_path / "out.json").read_text())}
    assert (rows["good.pdf"]["outcome"], rows["good.pdf"]["pages"]) == ("filed", 1)
    assert (rows["bad.pdf"]["outcome"], rows["bad.pdf"]["reason"]) == ("quarantined", "damaged")


@pytest.mark.slow
def test_a_folder_is_watched(greffier, folder: Path, tmp_path: Path) -> None:
    done = greffier("ingest", "watch", folder, "--once", "--every", "0.1", library=tmp_path / "library")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "good.pdf: filed, 1 page\n"
    again = greffier("ingest", "watch", folder, "--once", "--every", "0.1", library=tmp_path / "library")
    assert (again.returncode, again.stdout) == (0, "")


@pytest.mark.slow
def test_there_is_nothing_to_go_on_with(greffier, filed_library) -> None:
    done = greffier("ingest", "resume", "--json", library=filed_library.folder)
    assert done.returncode == 0
    assert json.loads(done.stdout)["filed"] == 0
    assert json.loads(done.stdout)["generation"]
    assert "nothing to go on with" in done.stderr
