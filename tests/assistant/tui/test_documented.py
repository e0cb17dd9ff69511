"""Holds docs/screens.md to the screens: each key that a room knows stands where the page tells of that room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pytest
from textual.binding import Binding, BindingType

from assistant.tui.answers import AnswerRoom
from assistant.tui.keys import EVERYWHERE, key_name
from assistant.tui.reading import ReadingRoom
from assistant.tui.top import ROOMS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "screens.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.+?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, heading
    return found[1]


def missing(bindings: Iterable[BindingType], text: str) -> list[str]:
    """The keys that the text does not name, as it would name them."""
    keys = [key for one in bindings if isinstance(one, Binding) for key in one.key.split(",")]
    names = [key_name(re.sub(r"page(?=up|down)", "page ", key)).replace("PAGE ", "Page ") for key in keys]
    names = [re.sub("Page (UP|DOWN)", lambda found: found[0].title(), name) for name in names]
    return [name for name in names if not re.search(rf"(?<![\w+]){re.escape(name)}(?![\w])", text)]


@pytest.mark.parametrize("room", ROOMS)
def test_the_keys_of_a_room_are_documented(room: str) -> None:
    bindings = getattr(import_module(f"assistant.tui.{room}.room"), f"{room.capitalize()}Room").BINDINGS
    assert missing(bindings, section(ROOMS[room])) == []


def test_the_keys_of_sources_of_answers_and_of_all_rooms_are_documented() -> None:
    assert missing(ReadingRoom.BINDINGS, section("Reading a source") + section("Keys everywhere")) == []
    assert missing(AnswerRoom.BINDINGS, section("Ask")) == []
    assert missing(EVERYWHERE, section("Keys everywhere") + section("Rooms")) == []


def test_a_key_that_is_not_told_of_is_missed() -> None:
    assert missing([Binding("ctrl+e,f8", "x"), Binding("ctrl+pageup", "y")], "Ctrl+E and F81") == ["F8", "Ctrl+Page Up"]
