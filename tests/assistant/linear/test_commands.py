"""Reading what was typed."""

from __future__ import annotations

from typing import get_args

import pytest

from assistant.linear.commands import FRENCH, Command, Name, Question, Unknown, number, parse, told


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("", None),
        ("  \n", None),
        ("Quelle est l’amende ?\n", Question("Quelle est l’amende ?")),
        ("/source 2", Command("source", "2")),
        ("/AIDE", Command("help")),
        ("/help", Command("help")),
        ("/séances", Command("sessions")),
        ("/seances", Command("sessions")),
        ("/precedente", Command("previous")),
        ("/chercher  les chiens ", Command("find", "les chiens")),
        ("/exporter mon dossier.md", Command("export", "mon dossier.md")),
        ("/nope 3", Unknown("nope")),
        ("/", Unknown("")),
    ],
)
def test_a_line_is_a_question_or_a_command(line: str, heard: object) -> None:
    assert parse(line) == heard


@pytest.mark.parametrize("name", get_args(Name))
def test_each_command_has_a_name_in_both_languages(name: Name) -> None:
    assert parse(f"/{name}") == parse(f"/{FRENCH[name]}") == Command(name)


@pytest.mark.parametrize(("rest", "found"), [("3", 3), ("0", None), ("-1", None), ("", None), ("x", None), ("²", None)])
def test_numbers_begin_at_one(rest: str, found: int | None) -> None:
    assert number(rest) == found


def test_the_help_names_each_command_both_ways(in_english: None) -> None:
    text = "\n".join(told())
    for name in get_args(Name):
        assert f"/{name}" in text
        assert f"/{FRENCH[name]}" in text
