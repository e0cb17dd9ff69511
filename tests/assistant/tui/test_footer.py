"""The last line of a room: the room's own keys first, whole, as far as there is room."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.content import Content

from assistant.tui.footer import Entry, Keys, Offer, fitting
from assistant.tui.top import ROOMS

from .driving import Running, settle

NODE = App[None]()


def entry(action: str, *words: str) -> Entry:
    return tuple(Offer(Content(one), action, NODE) for one in words)


LINE = [
    entry("step", "Ctrl+N", "/P Source  "),
    entry("close", "Esc Close  "),
    entry("help", "F1 Help  "),
    entry("commands", "Ctrl+K Menu  "),
    entry("switch_language", "F2 Français  "),
    entry("quit", "Ctrl+Q Quit  "),
]


@pytest.mark.parametrize(
    ("width", "kept"),
    [
        (74, ["step", "close", "help", "commands", "switch_language", "quit"]),
        (73, ["step", "close", "help", "switch_language", "quit"]),
        (61, ["step", "close", "help", "switch_language", "quit"]),
        (60, ["step", "help", "switch_language", "quit"]),
        (49, ["help", "switch_language", "quit"]),
        (10, ["help", "switch_language", "quit"]),
    ],
)
def test_the_menu_gives_way_then_the_last_of_the_rooms_own(width: int, kept: list[str]) -> None:
    assert [one[0].action for one in fitting(LINE, width)] == kept


@pytest.mark.parametrize("room", ROOMS)
async def test_no_key_is_cut_at_80_columns_in_french(running: Running, french: None, room: str) -> None:
    async with running(room=room) as pilot:
        said = pilot.app.screen.query_one(Keys).words()
        assert said.cell_length <= 80
        assert "F1 Aide  " in said.plain
        assert said.plain.endswith("F2 English  Ctrl+Q Quitter")


async def test_a_click_does_what_is_written_there(running: Running) -> None:
    async with running(size=(80, 24)) as pilot:
        line = pilot.app.screen.query_one(Keys)
        await pilot.click(line, offset=(line.words().plain.index("Menu") + line.styles.padding.left, 0))
        await settle(pilot)
        assert type(pilot.app.screen).__name__ == "Palette"
