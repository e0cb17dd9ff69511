"""Going from room to room, and what works in all of them: tabs, help, the palette, colours, language, what is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual._xterm_parser import XTermParser
from textual.binding import Binding

from assistant.i18n import spoken
from assistant.tui import alt
from assistant.tui.app import GreffierApp
from assistant.tui.help import Help, lines
from assistant.tui.keys import everywhere, key_name, known
from assistant.tui.palette import Command, Palette, matching
from assistant.tui.theme import THEMES
from assistant.tui.top import ROOMS, Tab

from .driving import Running, ask, settle, shown, type_in
from .scripted import QUOTED, REFUSED, ScriptedServices


@pytest.mark.parametrize(("key", "room"), [(f"alt+{n}", name) for n, name in enumerate(ROOMS, start=1)])
async def test_alt_and_a_digit_goes_to_a_room(running: Running, key: str, room: str) -> None:
    async with running() as pilot:
        await pilot.press(key)
        await settle(pilot)
        assert pilot.app.current_mode == room
        tab = next(tab for tab in pilot.app.screen.query(Tab) if tab.words().plain.startswith("["))
        assert tab.words().plain == f"[{ROOMS[room]}]"


async def test_f6_goes_round_the_rooms_both_ways(running: Running) -> None:
    async with running() as pilot:
        seen = []
        for _each in ROOMS:
            await pilot.press("f6")
            seen.append(pilot.app.current_mode)
        assert seen == [*list(ROOMS)[1:], "ask"]
        await pilot.press("shift+f6")
        assert pilot.app.current_mode == "evaluation"


async def test_a_click_on_a_tab_goes_there_and_the_room_left_stays_as_it_was(running: Running) -> None:
    async with running() as pilot:
        await ask(pilot, QUOTED)
        type_in(pilot, "not asked yet")
        await pilot.click(list(pilot.app.screen.query(Tab))[2])
        await settle(pilot)
        assert pilot.app.current_mode == "sessions"
        await pilot.press("alt+1")
        await settle(pilot)
        assert "trois jours par semaine.”" in shown(pilot.app)
        assert "not asked yet" in shown(pilot.app)


@pytest.mark.parametrize("room", ROOMS)
async def test_each_room_says_its_keys_and_those_that_work_everywhere(running: Running, room: str) -> None:
    async with running(size=(100, 120), room=room) as pilot:
        await pilot.press("f1")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Help)
        text = shown(pilot.app)
        assert f"Keys: {ROOMS[room]}" in text
        base = pilot.app.screen_stack[0]
        for keys, does in (*lines(known(base)), *lines(everywhere())):
            assert does in text, (keys, does)
        await pilot.press("escape")
        assert pilot.app.screen is base


@pytest.mark.parametrize("room", ROOMS)
async def test_every_key_of_a_room_is_described(running: Running, room: str) -> None:
    async with running(room=room) as pilot:
        found = known(pilot.app.screen)
        assert found
        named = {binding.action for binding in found if binding.description}
        for binding in found:
            assert binding.action in named, binding


def test_lines_put_the_keys_of_one_deed_together() -> None:
    found = lines(
        [Binding("f7,ctrl+pageup", "turn", "Previous page"), Binding("x", "hidden", ""), Binding("y", "z", "Go")]
    )
    assert found == [("F7 Ctrl+Page↑", "Previous page"), ("Y", "Go")]


def test_keys_are_written_as_on_the_keyboard(french: None) -> None:
    assert key_name("ctrl+shift+escape") == "Ctrl+Maj+Échap"


# The palette


def _command(name: str) -> Command:
    return Command(name, "", lambda: None)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["Séances", "Aide", "Copier la réponse", "Réponse"]),
        ("seance", ["Séances"]),
        ("REP", ["Réponse", "Copier la réponse"]),
        ("réponse cop", ["Copier la réponse"]),
        ("homard", []),
    ],
)
def test_commands_are_found_without_accents_word_by_word(typed: str, found: list[str]) -> None:
    commands = [_command(name) for name in ("Séances", "Aide", "Copier la réponse", "Réponse")]
    assert [one.name for one in matching(commands, typed)] == found


async def test_the_palette_does_what_is_chosen(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("ctrl+k")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Palette)
        assert "Help" in shown(pilot.app)
        await pilot.press(*"go to: aud", "enter")
        await settle(pilot)
        assert pilot.app.current_mode == "audit"
        await pilot.press("ctrl+k", *"colours", "down", "enter")
        await settle(pilot)
        assert pilot.app.theme == list(THEMES)[1]


async def test_the_palette_offers_what_can_be_done_now(running: Running) -> None:
    async with running(size=(80, 50)) as pilot:
        await pilot.press("ctrl+k")
        await settle(pilot)
        assert "Copy the answer" not in shown(pilot.app)
        await pilot.press("escape")
        await ask(pilot, QUOTED)
        await pilot.press("ctrl+k")
        await settle(pilot)
        assert "Copy the answer" in shown(pilot.app)
        await pilot.press("up", "ctrl+k")
        assert not isinstance(pilot.app.screen, Palette)


async def test_the_palette_says_when_nothing_is_called_so(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("ctrl+k", *"zzz")
        await settle(pilot)
        assert "Nothing is called so here." in shown(pilot.app)
        await pilot.press("enter", "escape")
        assert pilot.app.current_mode == "ask"


# What is kept


async def _left(kept: Path, *keys: str, typed: str = "", asked: str = "") -> None:
    app = GreffierApp(ScriptedServices(kept=kept))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        if asked:
            await ask(pilot, asked)
        if typed:
            type_in(pilot, typed)
        await pilot.press(*keys)
        await settle(pilot)
        await pilot.press("ctrl+q")


async def test_the_screens_are_found_again_as_they_were_left(tmp_path: Path) -> None:
    kept = tmp_path / "state" / "screens.json"
    await _left(kept, "f2", "f3", "alt+3", typed="And for students?", asked=REFUSED)
    assert kept.stat().st_mode & 0o077 == 0, "what was asked is nobody else's business"
    app = GreffierApp(ScriptedServices(kept=kept))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.current_mode == "sessions"
        assert app.theme == "greffier-light"
        assert spoken() == "fr"
        await pilot.press("alt+1")
        await settle(pilot)
        assert "And for students?" in shown(app)
        await pilot.press("up")
        assert REFUSED in shown(app)


async def test_a_language_that_is_named_is_spoken_whatever_was_spoken_last(tmp_path: Path) -> None:
    kept = tmp_path / "screens.json"
    await _left(kept, "f2")
    app = GreffierApp(ScriptedServices(kept=kept), language_named=True)
    assert spoken() == "fr", "what the process speaks is left as it is"
    async with app.run_test() as pilot:
        await settle(pilot)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[",
        b"[]",
        b"null",
        b'{"theme": 5, "rooms": {"ask": 3}}',
        b'{"rooms": {"ask": {"typed": 7, "asked": "x"}}}',
        b"\xff",
    ],
)
async def test_what_is_no_such_file_is_passed_over(tmp_path: Path, content: bytes) -> None:
    kept = tmp_path / "screens.json"
    kept.write_bytes(content)
    app = GreffierApp(ScriptedServices(kept=kept))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Ready." in shown(app)
        await pilot.press("ctrl+q")
    assert json.loads(kept.read_bytes())["theme"] == "greffier-dark"


async def test_where_nothing_can_be_kept_the_screens_work_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    await _left(tmp_path / "file" / "screens.json", "f3")


@pytest.mark.parametrize("digit", alt.DIGITS)
def test_alt_and_a_digit_is_a_key_and_no_letter(monkeypatch: pytest.MonkeyPatch, digit: str) -> None:
    monkeypatch.setattr(alt, "ANSI_SEQUENCES_KEYS", table := {})
    alt.understand()
    monkeypatch.setattr("textual._xterm_parser.ANSI_SEQUENCES_KEYS", table)
    (event,) = XTermParser()._sequence_to_key_events(f"\x1b{digit}")
    assert (event.key, event.is_printable) == (f"alt+{digit}", False)
