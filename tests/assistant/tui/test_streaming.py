"""An answer while it is written: what is unchecked looks it, what is checked stands, and Escape leaves no doubt."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from assistant.answer import Drafting, Stated, Statement
from assistant.errors import AssistantError
from assistant.tui.statement import StatementView
from assistant.tui.turn import Turn

from .driving import SIZES, Running, ask, settle, shown, type_in
from .scripted import CHAIR, HOSTILE_TEXT, NO_MORE, REFUSED, SLOW, TEN_DAYS, THREE_DAYS, ScriptedDesk, answer

QUOTATION = Statement("", "quotation", True, (THREE_DAYS,))
CLAIM = Statement("The chair is paid for in full.", "claim", False, (CHAIR,), "the source does not hold: full")
WRITING = (
    Drafting("The chair"),
    Drafting("The chair is paid for in full."),
    Stated(CLAIM, "en", 10),
    Stated(QUOTATION, "en", 11),
    Drafting("A public servant may tele"),
)


async def until_waiting(pilot: Pilot[None], desk: ScriptedDesk, question: str = SLOW) -> str:
    """Ask, and wait until the desk waits; what is then on the screen."""
    type_in(pilot, question)
    await pilot.press("enter")
    await pilot.pause()
    desk.found.wait(5)
    taken = asyncio.Event()
    pilot.app.call_later(taken.set)  # behind all that the desk has said
    await taken.wait()
    await pilot.pause()
    return shown(pilot.app)


@pytest.mark.parametrize("size", SIZES)
async def test_statements_stand_as_they_come_and_a_draft_looks_unchecked(
    running: Running, size: tuple[int, int]
) -> None:
    desk = ScriptedDesk(writing=WRITING)
    async with running(desk, size=size) as pilot:
        text = await until_waiting(pilot, desk)
        assert "✗ Not supported by the sources: The chair is paid for in full.¹" in text
        assert "trois jours par semaine.”²" in text
        assert "· in French" in text, "the question is English, these sources are not"
        assert "… Not checked yet: A public servant may tele" in text
        assert text.index("²") < text.index("Not checked yet")
        assert "The answer is not complete yet…" in text
        assert "on record: entry 11" in text, "each statement has its own"
        assert "On record: entry" not in text
        before = list(pilot.app.screen.query(StatementView))
        desk.gate.set()
        await settle(pilot)
        text = shown(pilot.app)
        assert list(pilot.app.screen.query(StatementView)) == before, "what stands is not made again"
        assert "Not checked yet" not in text
        assert "not complete yet" not in text
        assert "On record: entry 12" in text


async def test_the_sources_of_a_statement_can_be_opened_while_more_is_written(running: Running) -> None:
    desk = ScriptedDesk(writing=WRITING)
    async with running(desk, size=(160, 50)) as pilot:
        await until_waiting(pilot, desk)
        await pilot.press("ctrl+n", "ctrl+n")
        await pilot.pause()
        assert "Source 2 of 2" in shown(pilot.app)


async def test_escape_leaves_nothing_half_shown_unmarked(running: Running) -> None:
    desk = ScriptedDesk(writing=WRITING)
    async with running(desk, size=(160, 50)) as pilot:
        await until_waiting(pilot, desk)
        await pilot.press("escape")
        await settle(pilot)
        text = shown(pilot.app)
        assert "A public servant may tele" not in text
        assert "trois jours par semaine.”²" in text
        assert "! This answer was broken off, and is not complete. What stands of it is on record." in text
        assert "On record: entry" not in text
        await ask(pilot, REFUSED)
        assert "No answer." in shown(pilot.app)


async def test_what_comes_after_escape_is_not_shown(running: Running) -> None:
    async with running() as pilot:
        turn = Turn("why?")
        await pilot.app.screen.query_one("#conversation").mount(turn)
        turn.drafted("Too early")
        await pilot.pause()
        assert "… Not checked yet: Too early" in shown(pilot.app)
        turn.cancelling()
        await pilot.pause()
        assert "Too early" not in shown(pilot.app), "what was not checked is gone before the model has stopped"
        turn.drafted("Too late")
        await turn.stated(QUOTATION, "en")
        await turn.ended(None, None)
        await pilot.pause()
        text = shown(pilot.app)
        assert "Too late" not in text
        assert "trois jours" not in text
        assert "Cancelled. The question stays on record." in text


async def test_an_answer_that_an_error_breaks_off_says_so(running: Running) -> None:
    desk = ScriptedDesk(writing=WRITING, breaks=AssistantError("The disk is full", hint="Make room"))
    async with running(desk, size=(160, 50)) as pilot:
        await until_waiting(pilot, desk)
        desk.gate.set()
        await settle(pilot)
        text = shown(pilot.app)
        assert "! The disk is full" in text
        assert "! This answer was broken off" in text
        assert "Not checked yet" not in text


async def test_rows_45_and_46_a_draft_moves_nothing_in_the_terminal(running: Running) -> None:
    pieces = tuple(Drafting(HOSTILE_TEXT[:end]) for end in range(1, len(HOSTILE_TEXT)))
    bad = Statement(HOSTILE_TEXT, "claim", False, (replace(NO_MORE, title=HOSTILE_TEXT),), HOSTILE_TEXT)
    desk = ScriptedDesk(writing=(*pieces, Stated(bad, "en"), *pieces))
    async with running(desk, size=(160, 50)) as pilot:
        text = await until_waiting(pilot, desk)
        assert "Not checked yet: Look [@click=app.quit]here[/]" in text
        assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e"}
        assert not pilot.app._exit


async def test_what_was_left_out_and_what_is_missing_is_said(running: Running) -> None:
    less = replace(answer(SLOW, Statement("", "quotation", True, (TEN_DAYS,))), left_out=2)
    none = replace(answer(REFUSED), missing=("homard", "pêche"))
    unfounded = replace(answer("Combien?", CLAIM), nearest=answer(REFUSED).nearest)
    desk = ScriptedDesk(script={SLOW: less, REFUSED: none, "Combien?": unfounded})
    async with running(desk, size=(160, 50)) as pilot:
        await ask(pilot, SLOW)
        assert "! 2 statements were left out because the sources do not support them." in shown(pilot.app)
        await ask(pilot, REFUSED)
        assert "· Not in the passages found: “homard”, “pêche”." in shown(pilot.app)
        await ask(pilot, "Combien?")
        text = shown(pilot.app)
        assert "! Nothing in this answer is supported by the sources." in text
        assert text.index("Nothing in this answer") < text.rindex("Nearest passages (not an answer)")
