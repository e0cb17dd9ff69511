"""A session replayed in the audit room: every key, at both sizes, and what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from assistant.audit.replay.outcome import Recomputed
from assistant.errors import AssistantError

from .audit_desk import FIRST, LINES, REPLAYED, ScriptedAuditDesk, replay, until_told
from .driving import settle, shown
from .scripted import HOSTILE_TEXT, QUOTED, REFUSED


@pytest.fixture
def desk() -> ScriptedAuditDesk:
    return ScriptedAuditDesk()


@pytest.fixture
def audit(running, desk, size):
    """The room, entered at a size."""
    return lambda: running(size=size, room="audit", desks={"audit": desk})


async def test_a_session_is_stepped_through_as_it_was_shown(audit, desk) -> None:
    async with audit() as pilot:
        await replay(pilot)
        assert desk.done[-1] == ("replay", FIRST)
        screen = shown(pilot.app)
        assert "Greffier aide à trouver" in screen
        assert "Step 1 of 15: the session was opened" in screen
        await pilot.press("right")
        screen = shown(pilot.app)
        assert "Here, the answer was not complete yet." in screen
        assert "the question" in screen
        await pilot.press("n")
        assert "3 passages found." in shown(pilot.app)
        assert "trois jours par semaine.”¹" not in shown(pilot.app)
        await pilot.press("right")
        assert "On record: entry 5603" in shown(pilot.app)
        assert "Here, the answer was not complete yet." not in shown(pilot.app)
        assert "validated" not in shown(pilot.app)
        await pilot.press("left")
        assert "On record: entry 5603" not in shown(pilot.app)
        await pilot.press("p", "p", "p")
        assert "Step 1 of 15" in shown(pilot.app)


async def test_the_last_step_and_the_first_are_one_key_away(audit, desk) -> None:
    async with audit() as pilot:
        await replay(pilot)
        await pilot.press("end")
        await settle(pilot)
        screen = shown(pilot.app)
        assert "Step 15 of 15: done with the session" in screen
        assert "It was given out. By M. Boudreau." in screen
        await pilot.press("home")
        assert "Step 1 of 15" in shown(pilot.app)


async def test_a_judgement_stands_from_its_own_step_on(running, desk) -> None:
    async with running(size=(160, 50), room="audit", desks={"audit": desk}) as pilot:
        await replay(pilot)
        await pilot.press(*["right"] * 9)
        assert "✓ validated" not in shown(pilot.app)
        await pilot.press("right")
        assert "✓ validated" in shown(pilot.app)
        assert "Vérifié sur la directive." in shown(pilot.app)


async def test_the_record_of_a_step_tells_its_entry_its_checks_and_its_hash(running, desk) -> None:
    async with running(size=(160, 50), room="audit", desks={"audit": desk}) as pilot:
        await replay(pilot)
        assert "· The search index of then" in shown(pilot.app)
        assert "Asked by: aline.cyr" in shown(pilot.app)
        await pilot.press(*["right"] * 3)
        screen = shown(pilot.app)
        assert "Entry 5603 · 2026-02-27 09:42:07 UTC" in screen
        assert "✓ Written again from its statements" in screen
        assert "000015e3" in screen


async def test_it_is_computed_again_only_once_that_is_said_to_be_wanted(audit, desk) -> None:
    async with audit() as pilot:
        await replay(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert "Ask all 3 questions again?" in shown(pilot.app)
        await pilot.press("escape")
        await settle(pilot)
        assert ("recompute",) not in desk.done
        assert "not computed again" in shown(pilot.app)
        await pilot.press("r", "enter")
        await settle(pilot)
        assert ("recompute",) in desk.done
        assert "diverged 1" in " ".join(shown(pilot.app).split())


async def test_computing_again_is_stopped_by_escape(audit, desk) -> None:
    async with audit() as pilot:
        await replay(pilot)
        desk.gate.clear()
        desk.told.clear()
        await pilot.press("r", "enter")
        await until_told(pilot, desk)
        assert "1 of 3 questions" in shown(pilot.app)
        await pilot.press("escape")
        await settle(pilot)
        assert "not computed again" in shown(pilot.app)


async def test_both_sides_stand_beside_each_other_with_signs(audit, desk, size) -> None:
    async with audit() as pilot:
        await replay(pilot)
        await pilot.press("r", "enter")
        await settle(pilot)
        await pilot.press(*["right"] * 4, "d")
        await settle(pilot)
        screen = shown(pilot.app)
        assert "diverged at token 4" in screen
        assert "[−dix−]" in screen
        assert "[+10+]" in screen
        assert "− Le fauteuil" in screen
        then, now = (next(n for n, line in enumerate(screen.split("\n")) if word in line) for word in ("[−dix", "[+10"))
        assert (then == now) == (size[0] == 160)
        await pilot.press("escape")
        await settle(pilot)
        assert "[−dix−]" not in shown(pilot.app)
        await pilot.press("d")
        await settle(pilot)
        await pilot.press("d")
        await settle(pilot)
        assert "[−dix−]" not in shown(pilot.app)


async def test_an_answer_that_came_out_the_same_is_shown_once_where_there_is_little_room(audit, desk, size) -> None:
    async with audit() as pilot:
        await replay(pilot)
        await pilot.press("right", "r", "enter")
        await settle(pilot)
        await pilot.press("d")
        await settle(pilot)
        screen = shown(pilot.app)
        assert "✓ identical" in screen
        assert "= «" in screen
        assert screen.count("Le fonctionnaire peut") == (1 if size[0] == 80 else 2)


async def test_a_step_goes_on_from_the_differences(audit, desk) -> None:
    async with audit() as pilot:
        await replay(pilot)
        await pilot.press("right", "r", "enter")
        await settle(pilot)
        await pilot.press("d")
        await settle(pilot)
        await pilot.press("right")
        await settle(pilot)
        assert "3 passages found." in shown(pilot.app)
        assert "Step 3 of 15" in shown(pilot.app)


async def test_the_report_is_written_where_it_is_said_and_that_is_told(audit, desk) -> None:
    async with audit() as pilot:
        await replay(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        line = pilot.app.screen.query_one("#file", Input)
        assert line.value == f"~/greffier-{FIRST}.html"
        await pilot.press("escape")
        await settle(pilot)
        assert not any(one[0] == "report" for one in desk.done)
        await pilot.press("ctrl+s")
        await settle(pilot)
        pilot.app.screen.query_one("#file", Input).value = "/srv/[b]of[/b].html"
        await pilot.press("enter")
        await settle(pilot)
        assert ("report", "/srv/[b]of[/b].html") in desk.done
        assert [one.message for one in pilot.app._notifications] == ["The report is in /srv/[b]of[/b].html."]


async def test_what_goes_wrong_is_told_with_what_to_do_next(audit, desk) -> None:
    async with audit() as pilot:
        desk.refuses = AssistantError("The record [b]ends[/", hint="Compare it [/ with a copy")
        await replay(pilot)
        assert "! The record [b]ends[/" in shown(pilot.app)
        assert "→ Compare it [/ with a copy" in shown(pilot.app)
        desk.refuses = None
        await replay(pilot)
        assert "Step 1 of 15" in shown(pilot.app)


async def test_keys_that_do_nothing_now_are_not_offered(audit, desk, size) -> None:
    async with audit() as pilot:
        offered = {one.binding.action for one in pilot.app.screen.active_bindings.values() if one.enabled}
        assert "step(1)" not in offered
        assert "differences" not in offered
        assert "report" not in offered
        await replay(pilot)
        offered = {one.binding.action for one in pilot.app.screen.active_bindings.values() if one.enabled}
        assert {"step(1)", "recompute", "report"} <= offered
        assert "differences" not in offered
        await pilot.press("r", "enter")
        await settle(pilot)
        offered = {one.binding.action for one in pilot.app.screen.active_bindings.values() if one.enabled}
        assert "differences" not in offered  # the first step concerns no question
        await pilot.press("right")
        offered = {one.binding.action for one in pilot.app.screen.active_bindings.values() if one.enabled}
        assert "differences" in offered


async def test_what_computes_on_a_server_has_no_other_side(running, desk) -> None:
    desk.again = (Recomputed("environment differs", reason="A server worded the answers."),) * 3
    async with running(room="audit", desks={"audit": desk}) as pilot:
        await replay(pilot)
        await pilot.press("r", "enter")
        await settle(pilot)
        await pilot.press("right", "right", "right")
        await settle(pilot)
        assert "A server worded the answers." in " ".join(_card(pilot))


async def test_what_an_adversary_wrote_moves_nothing(running, desk) -> None:
    desk.lines = tuple(replace(one, title=HOSTILE_TEXT, by=HOSTILE_TEXT) for one in LINES)
    told = tuple(replace(one, question=HOSTILE_TEXT) for one in REPLAYED.exchanges)
    desk.known = replace(
        REPLAYED,
        title=HOSTILE_TEXT,
        by=HOSTILE_TEXT,
        exchanges=told,
        opened=replace(REPLAYED.opened, notice=HOSTILE_TEXT),
    )
    async with running(size=(160, 50), room="audit", desks={"audit": desk}) as pilot:
        await replay(pilot)
        await pilot.press("end")
        await settle(pilot)
        screen = shown(pilot.app)
        assert not any(ord(one) < 32 and one != "\n" for one in screen)
        assert not any(0x7F <= ord(one) < 0xA0 for one in screen)
        assert "\u202e" not in screen


async def test_a_question_that_was_asked_is_whole_in_the_title(running, desk) -> None:
    async with running(size=(160, 50), room="audit", desks={"audit": desk}) as pilot:
        await replay(pilot)
        assert QUOTED in shown(pilot.app)
        await pilot.press("end")
        await settle(pilot)
        assert REFUSED in shown(pilot.app)


def _card(pilot: Pilot[None]) -> list[str]:
    """What the card of the step says, whether it is in sight or not."""
    return pilot.app.screen.query_one("StepWords").words().plain.split("\n")
