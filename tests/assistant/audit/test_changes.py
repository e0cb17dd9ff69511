"""Settings on the record: told once, and again when they are others."""

from __future__ import annotations

from pathlib import Path

from assistant.audit.changes import SettingsNoted, changes
from assistant.audit.log import Log

SESSION = "0123456789abcdef"


def test_what_changed_is_named() -> None:
    assert changes({}, {"mode": "quotation"}) == ["mode"]
    assert changes({"a": 1, "b": 2, "c": None}, {"a": 1, "b": 3, "d": 4}) == ["b", "d"]


def test_settings_stand_before_the_first_session_under_them(tmp_path: Path) -> None:
    log = Log(tmp_path / "log", state=tmp_path / "state")
    for mode in ("quotation", "quotation", "compose"):
        SettingsNoted(log, {"mode": mode, "threshold": 0.4}).record("session.opened", {}, SESSION)
    kinds = [(entry.kind, entry.facts.get("changed")) for entry in log.entries()][1:]
    assert kinds == [
        ("settings.changed", ["mode", "threshold"]),
        ("session.opened", None),
        ("session.opened", None),
        ("settings.changed", ["mode"]),
        ("session.opened", None),
    ]
    assert log.latest("settings.changed") == {"settings": {"mode": "compose", "threshold": 0.4}, "changed": ["mode"]}
    assert log.latest("answer") is None
