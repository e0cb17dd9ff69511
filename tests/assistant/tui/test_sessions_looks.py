"""How the room of earlier sessions looks: in both languages, at two sizes, in three themes."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator

import pytest
from textual.pilot import Pilot

from .conftest import Look, settle
from .sessions_desk import ScriptedSessions


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def keys(*pressed: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def press(pilot: Pilot[None]) -> None:
        for key in pressed:
            await pilot.press(key)
            await settle(pilot)

    return press


def test_the_list(look: Look) -> None:
    look(room="sessions", desks={"sessions": ScriptedSessions()})


def test_a_session_as_it_was_shown(look: Look) -> None:
    look(room="sessions", desks={"sessions": ScriptedSessions()}, prepare=keys("enter", "down"))


def test_the_record_of_an_answer(look: Look) -> None:
    look(room="sessions", desks={"sessions": ScriptedSessions()}, prepare=keys("enter", "ctrl+r", "right"))
