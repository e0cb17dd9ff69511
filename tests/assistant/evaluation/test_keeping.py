"""Results are kept in the library, in the order of their times; the oldest go."""

from __future__ import annotations

from pathlib import Path

from assistant.evaluation.keeping import KEPT, keep, kept


def test_a_result_is_kept_under_its_time(tmp_path: Path) -> None:
    folder = tmp_path / "evaluations"
    path = keep(folder, "2026-03-02T14:00:05+00:00", '{"a": 1}')
    assert path == folder / "20260302T140005Z.json"
    assert path.read_text(encoding="utf-8") == '{"a": 1}\n'
    assert [each.name for each in folder.iterdir()] == [path.name]


def test_two_of_one_second_are_both_kept(tmp_path: Path) -> None:
    first, second = (keep(tmp_path, "2026-03-02T14:00:05+00:00", text) for text in "12")
    later = keep(tmp_path, "2026-03-02T14:00:06+00:00", "3")
    assert kept(tmp_path) == [later, second, first]


def test_the_newest_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("mine", encoding="utf-8")
    for minute in range(KEPT + 3):
        keep(tmp_path, f"2026-03-02T14:{minute:02}:00+00:00", "{}")
    names = [path.name for path in kept(tmp_path)]
    assert len(names) == KEPT
    assert (names[0], names[-1]) == ("20260302T145200Z.json", "20260302T140300Z.json")
    assert (tmp_path / "notes.json").exists()


def test_a_folder_that_is_not_there_holds_none(tmp_path: Path) -> None:
    assert kept(tmp_path / "no") == []
