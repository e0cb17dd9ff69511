"""The audit room over a scripted desk: verifying the record and listing sessions, by every key, at both sizes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Input, OptionList

from assistant.tui.audit.session_list import MOST

from .audit_desk import BROKEN, ScriptedAuditDesk, replay, until_told
from .driving import settle, shown


@pytest.fixture
def desk() -> ScriptedAuditDesk:
    return ScriptedAuditDesk()


@pytest.fixture
def audit(running, desk, size):
    """The room, entered at a size."""
    return lambda: running(size=size, room="audit", desks={"audit": desk})


# The room


async def test_what_is_not_verified_is_said_to_be_so_and_the_sessions_are_listed(audit, desk, size) -> None:
    async with audit() as pilot:
        screen = shown(pilot.app)
        assert "Télétravail" in screen
        assert "(destroyed)" in screen
        assert "(withheld)" in screen
        assert "[held]" in screen
        assert "4 sessions" in screen
        assert screen.index("2026-03-02") < screen.index("2026-02-27")
        await pilot.press("1")
        assert "Not verified yet" in shown(pilot.app)


async def test_the_parts_are_reached_by_their_numbers(audit, size) -> None:
    async with audit() as pilot:
        focused = []
        for key in "1", "3", "2":
            await pilot.press(key)
            await pilot.pause()
            focused.append(pilot.app.focused.id)
            titles = [title for title in ("Verification", "Sessions─", "Replay─") if title in shown(pilot.app)]
            assert len(titles) == 1 or size[0] > 80
        assert focused == ["verification", "then", "lines"]


async def test_a_digit_in_a_filter_is_typed(audit) -> None:
    async with audit() as pilot:
        await pilot.press("slash", *"1 r d n")
        assert pilot.app.focused.value == "1 r d n"
        await pilot.press("escape")
        assert pilot.app.focused.id == "lines"


async def test_the_room_is_said_in_the_other_language_at_once(audit) -> None:
    async with audit() as pilot:
        await replay(pilot)
        await pilot.press("right", "right", "right", "f2")
        await settle(pilot)
        screen = shown(pilot.app)
        assert "Étape 4 de 15" in screen
        assert "la réponse" in screen
        assert "Relecture" in screen


async def test_how_the_room_was_left_is_found_again(running, desk) -> None:
    async with running(room="audit", desks={"audit": desk}) as pilot:
        await pilot.press("slash", *"jours")
        pilot.app.screen.query_one("#since", Input).value = "2026"
        await settle(pilot)
        state = pilot.app.screen.state()
    assert state == {"since": "2026", "until": "", "by": "", "words": "jours"}
    async with running(room="audit", desks={"audit": ScriptedAuditDesk()}) as pilot:
        pilot.app.screen.restore({**state, "unknown": 3, "by": ["no text"]})
        await settle(pilot)
        assert pilot.app.screen.state() == state
        assert "1 session" in shown(pilot.app)


# Verifying


async def test_the_record_is_verified_with_a_verdict_in_words_and_a_sign(audit, desk) -> None:
    async with audit() as pilot:
        await pilot.press("f5")
        await settle(pilot)
        screen = shown(pilot.app)
        assert "✓ The record holds" in screen
        assert "5,621 entries" in screen
        assert "c9df5adc" in screen
        assert "archives.gouv.example" in screen
        assert pilot.app.standing.verified == ("15:30", True)


async def test_what_does_not_hold_is_said_with_what_to_do_next(audit, desk) -> None:
    desk.outcome = BROKEN
    async with audit() as pilot:
        await pilot.press("f5")
        await settle(pilot)
        screen = shown(pilot.app)
        assert "✗ The record does not hold." in screen
        assert "Entry 17: Its payload is not what it commits to." in screen
        assert "What to do next" in screen
        assert "Leave the record's folder as it is" in " ".join(screen.split())
        assert pilot.app.standing.verified == ("15:30", False)
        await pilot.press("f2")
        await settle(pilot)
        assert "Inscription 17" in shown(pilot.app)


async def test_verifying_says_how_far_it_is_and_is_stopped_by_escape(audit, desk) -> None:
    desk.gate.clear()
    async with audit() as pilot:
        await pilot.press("f5")
        await until_told(pilot, desk)
        assert "2,000 of 5,621 entries read" in shown(pilot.app)
        await pilot.press("escape")
        await settle(pilot)
        assert desk.verified is None
        assert "Not verified yet" in shown(pilot.app)


async def test_whoever_leaves_does_not_wait_for_what_is_being_verified(audit, desk) -> None:
    desk.gate.clear()
    async with audit() as pilot:
        await pilot.press("f5")
        await until_told(pilot, desk)
    assert desk.verified is None


async def test_a_desk_that_cannot_be_opened_is_told_with_what_mends_it(running, size) -> None:
    async with running(size=size, room="audit") as pilot:
        await settle(pilot)
        assert "There is no desk for audit" in shown(pilot.app)
        assert "Hand one in" in shown(pilot.app)
        await pilot.press("f5")
        await settle(pilot)
        assert "The record was not verified." in shown(pilot.app)


async def test_in_french_hours_are_written_as_there(running, desk, french) -> None:
    async with running(size=(160, 50), room="audit", desks={"audit": desk}) as pilot:
        await pilot.press("f5")
        await settle(pilot)
        assert "15\u00a0h\u00a030" in shown(pilot.app)
        assert "5\u00a0621" in shown(pilot.app)


# Sessions


async def test_sessions_are_asked_for_by_period_person_and_words(audit, desk) -> None:
    async with audit() as pilot:
        screen = pilot.app.screen
        for name, text in (("since", "2025-10"), ("until", "2026-02"), ("by", "aline"), ("words", "jours")):
            screen.query_one(f"#{name}", Input).value = text
        await settle(pilot)
        assert desk.done[-1] == ("sessions", "2025-10-01", "2026-02-28", "aline", "jours")
        assert "1 session" in shown(pilot.app)
        screen.query_one("#words", Input).value = "nothing like it"
        await settle(pilot)
        assert "No session on the record is among those asked for." in " ".join(shown(pilot.app).split())


async def test_of_very_many_sessions_the_newest_are_listed_and_that_is_said(audit, desk) -> None:
    desk.lines = tuple(replace(desk.lines[1], name=f"{n:016x}") for n in range(MOST + 1))
    async with audit() as pilot:
        assert "501 sessions; the newest 500 are listed" in " ".join(shown(pilot.app).split())
        assert pilot.app.screen.query_one("#lines", OptionList).option_count == MOST


async def test_reading_a_long_record_says_how_far_it_is(audit, desk) -> None:
    async with audit() as pilot:
        desk.gate.clear()
        pilot.app.screen.query_one("#words", Input).value = "wait"
        while "256 of 5,621 entries read" not in shown(pilot.app):
            await pilot.pause()
        desk.gate.set()
        await settle(pilot)
        assert "entries read" not in shown(pilot.app)


async def test_a_day_that_is_none_is_said_to_be_so(audit, desk) -> None:
    async with audit() as pilot:
        pilot.app.screen.query_one("#since", Input).value = "last week"
        await settle(pilot)
        assert "YYYY-MM-DD" in shown(pilot.app)


async def test_enter_in_a_filter_goes_to_what_was_found(audit) -> None:
    async with audit() as pilot:
        await pilot.press("slash", *"jours", "enter")
        assert pilot.app.focused.id == "lines"
