"""Long conversations: a window of them is made of widgets, what lies beyond is a key away, and nothing is lost."""

from __future__ import annotations

import asyncio
import gc
import time
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from assistant.answer import Drafting, Stated, Statement
from assistant.exchange import Exchange
from assistant.tui.ask.conversation import WINDOW, Conversation
from assistant.tui.turn import Turn

from .driving import Running, ask, settle, shown, type_in
from .scripted import CLAIMED, QUOTED, REFUSED, SCRIPT, SLOW, TEN_DAYS, THREE_DAYS, ScriptedDesk, answer

Exchanges = tuple[Exchange, ...]


def asked(number: int) -> Exchange:
    question = f"Question number {number}?"
    made = replace(answer(question, Statement("", "quotation", True, (THREE_DAYS,)), language="en"), entry=100 + number)
    return Exchange("5" * 16, question, "en", "2026-01-05T14:00:00+00:00", number, "answered", made)


def turns(pilot: Pilot[None]) -> list[str]:
    return [turn.question for turn in pilot.app.screen.query(Turn)]


@pytest.fixture
def long_session() -> tuple[Exchange, ...]:
    return tuple(asked(number) for number in range(1, 31))


async def test_a_session_is_reopened_at_its_end_and_gone_on_with(running: Running, long_session: Exchanges) -> None:
    desk = ScriptedDesk()
    async with running(desk) as pilot:
        await pilot.app.reopen("5" * 16, long_session)  # type: ignore[attr-defined]
        await settle(pilot)
        assert desk.after == ["5" * 16]
        assert turns(pilot) == [f"Question number {number}?" for number in range(31 - WINDOW, 31)]
        assert f"▲ {30 - WINDOW} earlier questions (Page↑)" in "".join(
            widget.words().plain
            for widget in pilot.app.screen.query(".beyond")
            if widget.display  # type: ignore[attr-defined]
        )
        await ask(pilot, QUOTED)
        assert turns(pilot)[-1] == QUOTED
        assert len(turns(pilot)) == WINDOW


async def test_page_keys_go_beyond_the_window_both_ways(running: Running, long_session: Exchanges) -> None:
    async with running() as pilot:
        await pilot.app.reopen("5" * 16, long_session)  # type: ignore[attr-defined]
        await settle(pilot)
        seen = set()
        for _each in range(60):
            await pilot.press("pageup")
            await pilot.pause()
            seen.update(turns(pilot))
            assert len(turns(pilot)) <= WINDOW
        assert len(seen) == 30
        assert turns(pilot)[0] == "Question number 1?"
        assert pilot.app.screen.query_one(Conversation).scroll_y == 0
        for _each in range(60):
            await pilot.press("pagedown")
            await pilot.pause()
        assert turns(pilot)[-1] == "Question number 30?"


async def test_a_click_on_what_lies_before_shows_it(running: Running, long_session: Exchanges) -> None:
    async with running() as pilot:
        await pilot.app.reopen("5" * 16, long_session)  # type: ignore[attr-defined]
        await settle(pilot)
        pilot.app.screen.query_one(Conversation).scroll_home(animate=False)
        await pilot.pause()
        first = turns(pilot)[0]
        await pilot.click(".beyond")
        await settle(pilot)
        assert turns(pilot)[0] != first


async def test_a_question_asked_while_one_reads_far_back_is_shown(running: Running, long_session: Exchanges) -> None:
    async with running() as pilot:
        await pilot.app.reopen("5" * 16, long_session)  # type: ignore[attr-defined]
        await settle(pilot)
        await pilot.app.screen.query_one(Conversation).go(-1)
        await pilot.app.screen.query_one(Conversation).go(-1)
        await ask(pilot, REFUSED)
        assert turns(pilot)[-1] == REFUSED
        assert "No answer." in shown(pilot.app)


async def test_what_went_wrong_is_shown_again_as_it_was(running: Running) -> None:
    script = {f"{QUOTED} {n}": SCRIPT[QUOTED] for n in range(WINDOW + 1)}
    desk = ScriptedDesk(script={**SCRIPT, **script})
    desk.writing = (Stated(Statement("The chair.", "claim", False, (TEN_DAYS,), "No."), "en", 11), Drafting("And"))
    async with running(desk, size=(80, 50)) as pilot:
        type_in(pilot, SLOW)
        await pilot.press("enter")
        await pilot.pause()
        await asyncio.to_thread(desk.found.wait, 5)
        await pilot.press("escape")
        await settle(pilot)
        await ask(pilot, "Pourquoi?")
        for question in script:
            await ask(pilot, question)
        assert SLOW not in turns(pilot)
        conversation = pilot.app.screen.query_one(Conversation)
        conversation.scroll_home(animate=False)
        await conversation.go(-1)
        await settle(pilot)
        conversation.scroll_home(animate=False)
        await settle(pilot)
        text = shown(pilot.app)
        assert "✗ Not supported by the sources: The chair." in text
        assert "This answer was broken off, and is not complete." in text
        assert "! The model [b]stopped[/" in text


async def test_ctrl_o_begins_a_conversation_of_its_own(running: Running) -> None:
    desk = ScriptedDesk()
    async with running(desk) as pilot:
        await pilot.press("ctrl+o")
        assert desk.after == [], "there is nothing to leave yet"
        await ask(pilot, QUOTED)
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert desk.after == [""]
        assert turns(pilot) == []
        assert "Ready." in shown(pilot.app)


async def test_passages_found_can_be_read_while_the_answer_is_made(running: Running) -> None:
    desk = ScriptedDesk()
    async with running(desk, size=(160, 50)) as pilot:
        type_in(pilot, SLOW)
        await pilot.press("enter")
        await asyncio.to_thread(desk.found.wait, 5)
        await pilot.pause()
        assert "Found, and being read:" in shown(pilot.app)
        await pilot.press("ctrl+n")
        while "▌ 4. Le fonctionnaire peut" not in shown(pilot.app):
            await pilot.pause(0.02)
        desk.gate.set()
        await settle(pilot)
        text = shown(pilot.app)
        assert "Found, and being read:" not in text
        assert "▌ 4. Le fonctionnaire peut" in text, "what is being read stays open"


async def test_ctrl_y_copies_the_answer_with_its_citations(running: Running) -> None:
    async with running(size=(160, 50)) as pilot:
        await pilot.press("ctrl+y")
        assert pilot.app.clipboard == ""
        await ask(pilot, CLAIMED)
        await pilot.press("ctrl+y")
        await settle(pilot)
        assert "Le gestionnaire a dix jours ouvrables" in pilot.app.clipboard
        assert "rh/telework.fr.pdf" in pilot.app.clipboard
        assert [note.message for note in pilot.app._notifications] == ["Copied with its citations: entry 12."]


def pace() -> float:
    """How much slower the machine computes now than one on which 300,000 squares are summed in 28 ms; 1 at least."""
    began = time.thread_time()
    sum(number * number for number in range(300_000))
    return max(1.0, (time.thread_time() - began) / 0.028)


async def test_the_loop_is_never_kept_busy_for_long(running: Running, long_session: Exchanges) -> None:
    """50 ms of processor time at the pace of the moment, but for two callbacks: what else the machine does is not held
    against the screens. Memory is not looked through meanwhile, as it is not in the program (`rest`).
    """
    took: list[float] = []
    slowest = pace()
    run = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        run(handle)
        took.append(time.thread_time() - began)

    async with running(size=(80, 24)) as pilot:
        await pilot.app.reopen("5" * 16, long_session)  # type: ignore[attr-defined]
        await ask(pilot, QUOTED)
        asyncio.Handle._run = timed  # type: ignore[method-assign]
        gc.disable()
        try:
            for question in (CLAIMED, REFUSED):
                await ask(pilot, question)
                await pilot.press("ctrl+n", "pageup", "pagedown", "escape", *"typing")
                await settle(pilot)
                slowest = max(slowest, pace())
        finally:
            gc.enable()
            asyncio.Handle._run = run  # type: ignore[method-assign]
    assert len(took) > 100
    over = sorted(took)[-3:]
    assert over[0] < 0.05 * slowest, f"callbacks of {over} seconds, {slowest:.1f} times slower than at ease"


def test_nothing_of_the_stores_is_known_to_the_widgets() -> None:
    """Screens speak to desks; what lies behind these is none of their business."""
    root = Path(__file__).parents[3] / "assistant" / "tui"
    for path in root.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for name in ("sqlite3", "faiss", "llama_cpp", "assistant.office", "assistant.audit.log", "indexes.catalogue"):
            assert f"import {name}" not in text, path
            assert f"from {name} " not in text, path
