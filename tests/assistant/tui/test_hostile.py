"""Rows 45 and 46 of the faults: what others wrote is shown as it stands, and steers nothing."""

from __future__ import annotations

import unicodedata

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from assistant.tui.app import GreffierApp

from .conftest import FAILING, HOSTILE, HOSTILE_TEXT, REFUSED, Running, ask, hostile_desk, settle, shown

SIZES = [(80, 24), (160, 50)]


async def _every_screen(pilot: Pilot[None]) -> str:
    """Ask all that the adversary answers, open the source, and gather what was on the screen."""
    screens = []
    for question in (HOSTILE, REFUSED, FAILING):
        await ask(pilot, question)
        screens.append(shown(pilot.app))
        await pilot.press("ctrl+n")
        await settle(pilot)
        screens.append(shown(pilot.app))
        await pilot.press("escape", "pageup")
        await settle(pilot)
        screens.append(shown(pilot.app))
    return "\n".join(screens)


@pytest.mark.parametrize("size", SIZES)
async def test_row_45_markup_is_shown_literally(running: Running, size: tuple[int, int]) -> None:
    async with running(hostile_desk(), size=size) as pilot:
        text = await _every_screen(pilot)
        assert "Is [b]this[/ [@click=app.quit]safe[/]?" in text
        assert "Look [@click=app.quit]here[/] and [b there [/" in text
        for strip in pilot.app.screen._compositor.render_strips():
            for segment in strip:
                assert not (segment.style and segment.style.meta.get("@click")), segment
        assert not pilot.app._exit


@pytest.mark.parametrize("size", SIZES)
async def test_row_46_no_control_character_reaches_the_terminal(running: Running, size: tuple[int, int]) -> None:
    async with running(hostile_desk(), size=size) as pilot:
        text = await _every_screen(pilot)
        bad = {character for character in text if unicodedata.category(character) in {"Cc", "Cf", "Cs"}} - {"\n"}
        assert not bad
        assert "␛]52;c;" in text


@pytest.mark.parametrize("size", SIZES)
async def test_row_46_no_link_is_made(running: Running, size: tuple[int, int]) -> None:
    async with running(hostile_desk(), size=size) as pilot:
        await ask(pilot, HOSTILE)
        for strip in pilot.app.screen._compositor.render_strips():
            assert all(segment.style is None or segment.style.link is None for segment in strip)


async def test_row_46_what_is_pasted_in_the_question_line(running: Running) -> None:
    async with running() as pilot:
        line = pilot.app.query_one(Input)
        line.value = f" a\n\tb {HOSTILE_TEXT} "
        await pilot.pause()
        assert line.value.startswith(" a b Look [@click")
        assert line.value.endswith("end. ")
        assert not any(unicodedata.category(character) in {"Cc", "Cf"} for character in line.value)


async def test_row_45_an_error_on_opening(running: Running) -> None:
    def refuse() -> GreffierApp:
        from assistant.errors import AssistantError

        raise AssistantError(HOSTILE_TEXT, hint=HOSTILE_TEXT)

    async with running(open_desk=refuse) as pilot:
        assert "[@click=app.quit]here[/]" in shown(pilot.app)
        assert "\x1b" not in shown(pilot.app)
