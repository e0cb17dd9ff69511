"""The audit room as it looks: verified, not intact, a step of a replay, and both sides."""

from __future__ import annotations

from textual.pilot import Pilot

from .audit_desk import BROKEN, ScriptedAuditDesk
from .driving import Look, press


def test_sessions_and_a_record_that_holds(look: Look) -> None:
    async def verified(pilot: Pilot[None]) -> None:
        await press(pilot, "f5", "2")

    look(room="audit", desks={"audit": ScriptedAuditDesk()}, prepare=verified)


def test_a_record_that_does_not_hold(look: Look) -> None:
    async def verified(pilot: Pilot[None]) -> None:
        await press(pilot, "f5")

    look(room="audit", desks={"audit": ScriptedAuditDesk(outcome=BROKEN)}, prepare=verified)


def test_a_step_of_a_replay(look: Look) -> None:
    async def stepped(pilot: Pilot[None]) -> None:
        await press(pilot, "f5", "2", "down", "enter", *["right"] * 3)

    look(room="audit", desks={"audit": ScriptedAuditDesk()}, prepare=stepped)


def test_both_sides_of_an_answer(look: Look) -> None:
    async def compared(pilot: Pilot[None]) -> None:
        await press(pilot, "f5", "2", "down", "enter", "r", "enter", *["right"] * 9, "d")

    look(room="audit", desks={"audit": ScriptedAuditDesk()}, prepare=compared)
