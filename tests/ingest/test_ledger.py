"""The table of what became of every file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ingest.events import Event, Filed, Found, SetAside, Unchanged
from ingest.ledger import COLUMNS, Ledger

EVENTS: list[Event] = [
    Found(4),
    Filed("é.pdf", "ab" * 32, 10, 3, (), (2, 5), 1.23456),
    Filed("part.pdf", "cd" * 32, 9, 3, (4,)),
    Unchanged("same.pdf"),
    Unchanged("seen-to.pdf", released=True),
    SetAside("=cmd|'/c calc'!A1.pdf", "damaged", 'a "reason", in words'),
]


def write(path: Path, events: list[Event] = EVENTS) -> Path:
    with Ledger(path) as ledger:
        for event in events:
            ledger.add(event)
    return path


def test_a_table_has_a_row_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "report.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "or a spreadsheet spoils the accents"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["file"], row["outcome"]) for row in rows[:4]] == [
        ("é.pdf", "filed"), ("part.pdf", "partial"), ("same.pdf", "unchanged"), ("seen-to.pdf", "released"),
    ]  # fmt: skip
    assert (rows[0]["pages"], rows[0]["flagged"], rows[0]["seconds"]) == ("10", "2 5", "1.235")
    assert rows[1]["lost"] == "4"
    assert (rows[4]["reason"], rows[4]["detail"]) == ("damaged", 'a "reason", in words')


def test_a_name_that_is_a_formula_is_not_computed(tmp_path: Path) -> None:
    last = write(tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()[-1]
    assert last.startswith("'=cmd")


def test_a_list_holds_the_same(tmp_path: Path) -> None:
    rows = json.loads(write(tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [row["outcome"] for row in rows] == ["filed", "partial", "unchanged", "released", "quarantined"]
    assert rows[0]["flagged"] == [2, 5]
    assert rows[4]["file"] == "=cmd|'/c calc'!A1.pdf"


@pytest.mark.parametrize(("name", "content"), [("a.json", "[]\n"), ("a.csv", ",".join(COLUMNS))])
def test_a_job_without_files_leaves_an_empty_table(tmp_path: Path, name: str, content: str) -> None:
    assert write(tmp_path / name, []).read_text(encoding="utf-8-sig").startswith(content)


def test_a_job_that_is_stopped_leaves_the_rows_that_it_came_to(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Ledger(tmp_path / "report.json") as ledger:  # noqa: PT012  # both belong to it
        ledger.add(EVENTS[1])
        raise KeyboardInterrupt
    assert len(json.loads((tmp_path / "report.json").read_text())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
