"""Leaving, also in the middle of an answer: nothing of a traceback, and nothing shown on what is gone."""

from __future__ import annotations

import pytest
from textual.message import Message

from assistant.answer import Retrieved, Statement
from assistant.tui.ask.messages import Drafted, Ended, Found, StatementMade

from .driving import Running, ask
from .scripted import QUOTED, THREE_DAYS, answer, hit


async def test_ctrl_q_quits(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert pilot.app._exit


@pytest.mark.parametrize(
    "message",
    [
        Found(Retrieved((hit(1, THREE_DAYS),))),
        Drafted("The chair"),
        StatementMade(Statement("", "quotation", True, (THREE_DAYS,)), "en", 10),
        Ended(answer(QUOTED)),
    ],
    ids=lambda message: type(message).__name__,
)
async def test_what_the_desk_says_after_the_screens_are_gone_is_not_heard(running: Running, message: Message) -> None:
    async with running() as pilot:
        room = pilot.app.screen
        await ask(pilot, QUOTED)
    assert not room.is_running
    await room._on_message(message)
