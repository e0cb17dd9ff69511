"""Settings: where each comes from, and that a typing error is refused by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsRefusedError
from assistant.settings import load


@pytest.fixture
def toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "greffier.toml"
    monkeypatch.setenv("GREFFIER_SETTINGS", str(path))
    return path


def refused(name: str) -> None:
    with pytest.raises(SettingsRefusedError) as caught:
        load()
    assert name in str(caught.value)
    assert caught.value.hint


def test_without_a_word_the_defaults_hold(toml: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    settings = load()
    assert settings.library == tmp_path / "greffier" / "library"
    assert settings.labels == ("public",)
    assert settings.answer.mode == "quotation"


def test_the_command_line_then_the_environment_then_the_file(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text('library = "/from/file"\n[answer]\nstatements = 4\npassages = 7\n')
    assert load().library == Path("/from/file")
    monkeypatch.setenv("GREFFIER_LIBRARY", "/from/environment")
    monkeypatch.setenv("GREFFIER_ANSWER__STATEMENTS", "5")
    settings = load()
    assert settings.library == Path("/from/environment")
    assert (settings.answer.statements, settings.answer.passages) == (5, 7)
    assert load(Path("/from/option")).library == Path("/from/option")


def test_the_file_of_the_account_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "greffier").mkdir()
    (tmp_path / "greffier" / "greffier.toml").write_text('labels = ["public", "protected"]')
    assert load().labels == ("public", "protected")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ('librairy = "x"', "librairy"),
        ("[answer]\nstatments = 3", "statments"),
        ("[answer]\nstatements = 99", "statements"),
        ('[answer]\nmode = "invent"', "mode"),
        ("[generator]\nthreads = 0", "threads"),
        ('ui = "de"', "ui"),
        ("this is no TOML", "greffier.toml"),
    ],
)
def test_a_wrong_line_of_the_file_is_refused_by_its_name(toml: Path, content: str, name: str) -> None:
    toml.write_text(content)
    refused(name)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GREFFIER_LIBRAIRY", "x"),
        ("GREFFIER_ANSWER__STATMENTS", "3"),
        ("GREFFIER_ANSWER__STATEMENTS", "many"),
        ("GREFFIER_LABELS", "not json"),
    ],
)
def test_a_wrong_variable_is_refused_by_its_name(
    toml: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsRefusedError) as caught:
        load()
    said = str(caught.value).lower()
    assert variable.rpartition("__")[2].removeprefix("GREFFIER_").lower() in said
    assert caught.value.hint


def test_settings_cannot_be_changed_afterwards(toml: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().library = Path("/elsewhere")
