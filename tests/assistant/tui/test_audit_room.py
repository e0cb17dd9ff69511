"""The audit room over a scripted desk: every key, at both sizes, and what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from assistant.audit.replay.outcome import Recomputed
from assistant.errors import AssistantError
from assistant.tui.audit.session_list import MOST

from .audit_desk import BROKEN, FIRST, LINES, REPLAYED, ScriptedAuditDesk
from .conftest import HOSTILE_TEXT, QUOTED, REFUSED, settle, shown

SIZES = [(80, 24), (160, 50)]


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def size(request):
    return request.param


@pytest.fixture
def desk() -> ScriptedAuditDesk:
    return ScriptedAuditDesk()


@pytest.fixture
def audit(running, desk, size):
    """The room, entered at a size."""
    return lambda: running(size=size, room="audit", desks={"audit": desk})


async def replay(pilot: Pilot[None]) -> None:
    """Open the second session of the list."""
    await pilot.press("2", "down", "enter")
    await settle(pilot)


async def until_told(pilot: Pilot[None], desk: ScriptedAuditDesk) -> None:
    """Wait until a work that is held at the gate has said how far it is."""
    while not desk.told.is_set():
        await pilot.pause()
    await pilot.pause()
    await pilot.pause()


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


# Replaying


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


async def test_in_french_hours_are_written_as_there(running, desk, french) -> None:
    async with running(size=(160, 50), room="audit", desks={"audit": desk}) as pilot:
        await pilot.press("f5")
        await settle(pilot)
        assert "15\u00a0h\u00a030" in shown(pilot.app)
        assert "5\u00a0621" in shown(pilot.app)


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
