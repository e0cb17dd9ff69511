"""Rows 45 and 46 of the faults: what others wrote is shown as it stands, and steers nothing."""

from __future__ import annotations

import asyncio
import functools
import unicodedata
from dataclasses import dataclass, field

import pytest
from rich.segment import Segment
from textual.widgets import Input

from assistant.errors import AssistantError
from assistant.tui.app import GreffierApp

from .driving import SIZES, Running, ask, settle, shown
from .scripted import FAILING, HOSTILE, HOSTILE_TEXT, REFUSED, ScriptedServices, hostile_desk


@dataclass
class Seen:
    """All that was painted while the adversary's answers were gone through."""

    text: str = ""
    segments: list[Segment] = field(default_factory=list)
    quit: bool = False

    def keep(self, app: GreffierApp) -> None:
        self.text += shown(app) + "\n"
        self.segments += [segment for strip in app.screen._compositor.render_strips() for segment in strip]
        self.quit = self.quit or app._exit


@functools.cache
def seen(size: tuple[int, int]) -> Seen:
    """Ask all that the adversary answers, open the sources, and gather what was on the screen."""
    return asyncio.run(_go_through(size))


async def _go_through(size: tuple[int, int]) -> Seen:
    kept = Seen()
    app = GreffierApp(ScriptedServices(hostile_desk()))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for question in (HOSTILE, REFUSED, FAILING):
            await ask(pilot, question)
            kept.keep(app)
            await pilot.press("ctrl+n")
            await settle(pilot)
            kept.keep(app)
            await pilot.press("escape", "pageup")
            await settle(pilot)
            kept.keep(app)
    return kept


@pytest.mark.parametrize("size", SIZES)
def test_row_45_markup_is_shown_literally(size: tuple[int, int]) -> None:
    text = seen(size).text
    assert "Is [b]this[/ [@click=app.quit]safe[/]?" in text
    assert "Look [@click=app.quit]here[/] and [b there [/" in text
    assert not seen(size).quit


@pytest.mark.parametrize("size", SIZES)
def test_row_45_markup_makes_no_action(size: tuple[int, int]) -> None:
    metas = [segment.style.meta for segment in seen(size).segments if segment.style]
    assert not any("@click" in meta for meta in metas)


@pytest.mark.parametrize("size", SIZES)
def test_row_46_no_control_character_reaches_the_terminal(size: tuple[int, int]) -> None:
    text = seen(size).text
    assert not {character for character in text if unicodedata.category(character) in {"Cc", "Cf", "Cs"}} - {"\n"}
    assert "␛]52;c;" in text


@pytest.mark.parametrize("size", SIZES)
def test_row_46_no_link_is_made(size: tuple[int, int]) -> None:
    assert not any(segment.style.link for segment in seen(size).segments if segment.style)


async def test_row_46_what_is_pasted_in_the_question_line(running: Running) -> None:
    async with running() as pilot:
        line = pilot.app.screen.query_one(Input)
        line.value = f" a\n\tb {HOSTILE_TEXT} "
        await pilot.pause()
        assert line.value.startswith(" a b Look [@click")
        assert line.value.endswith("end. ")
        assert not any(unicodedata.category(character) in {"Cc", "Cf"} for character in line.value)


async def test_rows_45_and_46_in_an_error_on_opening(running: Running) -> None:
    def refuse() -> None:
        raise AssistantError(HOSTILE_TEXT, hint=HOSTILE_TEXT)

    async with running(open_desk=refuse) as pilot:
        assert "[@click=app.quit]here[/]" in shown(pilot.app)
        assert "\x1b" not in shown(pilot.app)
