"""How the room of earlier sessions looks: in both languages, at two sizes, in three themes."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from .driving import Look, Prepare, press
from .sessions_desk import ScriptedSessions

pytestmark = pytest.mark.usefixtures("utc")


def keys(*pressed: str) -> Prepare:
    async def prepare(pilot: Pilot[None]) -> None:
        await press(pilot, *pressed)

    return prepare


def test_the_list(look: Look) -> None:
    look(room="sessions", desks={"sessions": ScriptedSessions()})


def test_a_session_as_it_was_shown(look: Look) -> None:
    look(room="sessions", desks={"sessions": ScriptedSessions()}, prepare=keys("enter", "down"))


def test_the_record_of_an_answer(look: Look) -> None:
    look(room="sessions", desks={"sessions": ScriptedSessions()}, prepare=keys("enter", "ctrl+r", "right"))
