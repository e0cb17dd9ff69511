"""The room of earlier sessions, the list and one session: every key, at both sizes, over a scripted desk."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from assistant.errors import AssistantError
from assistant.tui import kept
from assistant.tui.sessions.listed import MOST, SessionList
from assistant.tui.sessions.view import WINDOW, SessionView

from .driving import Running, settle
from .scripted import QUOTED
from .sessions_desk import (
    CLOSED,
    GONE,
    ONE,
    TWO,
    At,
    ScriptedSessions,
    entering,
    exchange,
    hostile,
    line,
    press,
    room,
    say,
    text,
)

pytestmark = pytest.mark.usefixtures("utc")


@pytest.fixture
def desk() -> ScriptedSessions:
    return ScriptedSessions()


@pytest.fixture
def at(running: Running, desk: ScriptedSessions) -> At:
    """Run the room over the scripted desk."""
    return entering(running, desk)


# The list


async def test_sessions_are_listed_by_day_the_newest_first(at, size) -> None:
    async with at(size) as pilot:
        said = text(pilot)
        assert [said.index(day) for day in ("Friday 2026-07-31", "Thursday 2026-07-30", "Wednesday 2026-07-29")]
        assert said.index("14:05 Télétravail et préavis") < said.index("08:30 Do citizens have a right to know?")
        assert "3 questions · mroy" in said
        assert "1 question · held · counter · mroy" in said
        assert "(destroyed)" in said
        assert "(withheld from you)" in said
        assert "Reading the record" not in said
        assert room(pilot).list.marked == ONE


async def test_typing_narrows_the_list_without_accents(at, size) -> None:
    async with at(size) as pilot:
        await press(pilot, *"citiz")
        assert room(pilot).list.count == 1
        await press(pilot, *" zzz")
        assert "No session has all these words" in text(pilot)
        await press(pilot, "escape")
        assert room(pilot).seek.value == ""
        assert room(pilot).list.count == 5


async def test_the_arrows_go_through_the_list_while_one_types(at) -> None:
    async with at() as pilot:
        await press(pilot, "down")
        assert room(pilot).list.marked == TWO
        await press(pilot, "up")
        assert room(pilot).list.marked == ONE
        await press(pilot, "tab", "down")
        assert isinstance(pilot.app.focused, SessionList)
        assert room(pilot).list.marked == TWO
        await press(pilot, "enter")
        assert room(pilot).view.line.name == TWO


async def test_f5_reads_what_is_new_and_keeps_the_cursor(at, desk, size) -> None:
    async with at(size) as pilot:
        await press(pilot, "down")
        new = exchange("9" * 16, QUOTED, 60)
        desk.lines = (*desk.lines, line("9" * 16, "2026-08-01T07:00:00.000Z", new))
        reads = desk.reads
        await press(pilot, "f5")
        assert desk.reads == reads + 1
        assert "Saturday 2026-08-01" in text(pilot)
        assert room(pilot).list.marked == TWO


async def test_coming_back_to_the_room_reads_what_is_new(at, desk) -> None:
    async with at() as pilot:
        reads = desk.reads
        await press(pilot, "f6")
        await press(pilot, "shift+f6")
        assert desk.reads == reads + 1


async def test_a_record_that_has_no_session_says_what_to_do(at) -> None:
    async with at(desk=ScriptedSessions(())) as pilot:
        assert "Nothing is on the record yet" in text(pilot)
        await press(pilot, "enter", "f4", "ctrl+e", "ctrl+s", "ctrl+y", "ctrl+r")
        assert not pilot.app.screen.is_modal


async def test_what_is_missing_is_said_and_f5_tries_again(at, desk) -> None:
    desk.fails = AssistantError("There is no library [b]here[/", hint="Make one [/")
    async with at() as pilot:
        assert "There is no library [b]here[/" in text(pilot)
        assert "Make one [/" in text(pilot)
        await press(pilot, "f5")
        assert "There is no library" not in text(pilot)
        assert "Télétravail et préavis" in text(pilot)


async def test_it_is_said_how_far_a_long_record_is_read(running, desk) -> None:
    desk.gate = threading.Event()
    async with running(desks={"sessions": desk}) as pilot:
        await pilot.app.action_room("sessions")
        while "Reading the record: 2,560 of 10,000 entries" not in text(pilot):
            await pilot.pause()
        desk.gate.set()
        await settle(pilot)
        assert "Reading the record" not in text(pilot)
        assert "Télétravail et préavis" in text(pilot)


async def test_a_long_list_is_cut_and_says_so(at) -> None:
    many = tuple(
        line(f"{n:016x}", f"2026-07-{1 + n % 28:02}T08:30:00.000Z", title=f"Séance {n}") for n in range(MOST + 40)
    )
    async with at(desk=ScriptedSessions(many)) as pilot:
        assert room(pilot).list.count == MOST + 40
        assert "140 sessions: the 100 newest are listed." in text(pilot)
        await press(pilot, *"77")
        assert "newest" not in text(pilot)


# One session


async def test_enter_opens_a_session_as_it_was_shown(at, size) -> None:
    async with at(size) as pilot:
        await press(pilot, "enter")
        said = text(pilot)
        assert "Télétravail et préavis" in said
        assert f"session {ONE}" in said
        assert QUOTED in said
        assert "trois jours par semaine" in said
        assert isinstance(pilot.app.focused, SessionView)
        assert ("Words of a title" in said) == (size == (160, 50))


async def test_what_is_destroyed_or_withheld_is_shown_as_such(at) -> None:
    async with at((160, 50)) as pilot:
        for name, says in ((GONE, "destroyed"), (CLOSED, "cleared")):
            room(pilot).list.mark(name)
            await press(pilot, "enter")
            assert room(pilot).view.line.name == name
            assert says in text(pilot).split("[")[-1] or says in text(pilot)
            await press(pilot, "f4", "ctrl+e")
            assert pilot.app.current_mode == "sessions"
            assert not pilot.app.screen.is_modal
            await press(pilot, "escape")


async def test_escape_goes_back_to_the_list_and_the_list_is_as_it_was(at, size) -> None:
    async with at(size) as pilot:
        await press(pilot, *"citi")
        await press(pilot, "enter")
        assert room(pilot).view.line.name == TWO
        await press(pilot, "escape")
        assert pilot.app.focused is room(pilot).seek
        assert room(pilot).seek.value == "citi"
        assert "08:30 Do citizens" in text(pilot)


async def test_the_arrows_choose_a_question(at, size) -> None:
    async with at(size) as pilot:
        await press(pilot, "enter")
        view = room(pilot).view
        places = []
        for key in ("down", "down", "down", "up", "home", "end"):
            await press(pilot, key)
            places.append(view.exchanges.index(view.chosen))
        assert places == [1, 2, 2, 1, 0, 2]
        (chosen,) = view.query(".turn.-chosen")
        assert chosen is view.turn


async def test_sources_open_one_after_the_other(at, size) -> None:
    async with at(size) as pilot:
        await press(pilot, "enter", "ctrl+n")
        assert room(pilot).reading
        assert "Directive sur le télétravail" in text(pilot)
        await press(pilot, "ctrl+n", "ctrl+p")
        await press(pilot, "escape")
        assert not room(pilot).reading
        assert isinstance(pilot.app.focused, SessionView)
        await press(pilot, "end", "home", "down", "ctrl+p")
        view = room(pilot).view
        assert view.selected is not None
        assert view.selected in view.turn.query("ReferenceLine"), "it begins with the chosen question"


async def test_a_long_session_is_shown_a_window_at_a_time(at) -> None:
    told = tuple(replace(exchange(ONE, QUOTED, 2 * n), question=f"Question {n} ?") for n in range(40))
    desk = ScriptedSessions((line(ONE, "2026-07-31T14:05:00.000Z", *told),), {ONE: told})
    async with at(desk=desk) as pilot:
        await press(pilot, "enter")
        view = room(pilot).view
        assert len(view.query(".turn")) == WINDOW
        await press(pilot, "end")
        assert view.chosen is told[-1]
        assert len(view.query(".turn")) == WINDOW
        assert "Question 39 ?" in text(pilot)
        await press(pilot, "home")
        for _n in range(14):
            await press(pilot, "down")
        assert view.chosen is told[14]
        assert "Question 14 ?" in text(pilot)
        await press(pilot, "home", *(["pagedown"] * 30))
        assert view.exchanges.index(view.chosen) >= WINDOW


async def test_a_session_that_cannot_be_read_is_said(at, desk) -> None:
    del desk.exchanges[TWO]
    async with at() as pilot:
        await press(pilot, "down", "enter")
        assert any("No session" in one for one in say(pilot))
        assert room(pilot).view.line is None


# The screen


async def test_it_is_found_again_as_it_was_left(at, desk, tmp_path) -> None:
    file = tmp_path / "screens.json"
    async with at() as pilot:
        await press(pilot, *"homard", "enter")
        state = room(pilot).state()
    assert state == {"typed": "homard", "session": ONE}
    kept.write(file, kept.Kept(room="sessions", rooms={"sessions": state}))
    async with at(kept=file, desk=ScriptedSessions()) as pilot:
        assert room(pilot).seek.value == "homard"
        assert room(pilot).view.line.name == ONE
    async with at() as pilot:
        room(pilot).restore({"typed": 7, "session": ["x"]})
        assert room(pilot).state() == {"typed": "", "session": ""}


async def test_everything_is_said_in_the_other_language(at, size, french) -> None:
    async with at(size) as pilot:
        assert "· held ·" not in text(pilot)
        await press(pilot, "f2")
        assert "· held ·" in text(pilot)
        assert "Friday 2026-07-31" in text(pilot)
        await press(pilot, "enter", "ctrl+r")
        assert "Esc Close" in text(pilot)
        await press(pilot, "f2")
        assert "Esc Close" not in text(pilot)


async def test_nothing_that_others_wrote_is_obeyed(at, size) -> None:
    async with at(size, desk=hostile()) as pilot:
        assert "\x1b" not in text(pilot)
        await press(pilot, "enter")
        assert "[@click=app.quit]here[/]" in text(pilot)
        for keys in (["ctrl+r"], ["escape", "ctrl+s"], ["escape", "ctrl+e"], ["escape", "ctrl+y"]):
            await press(pilot, *keys)
            for sign in ("\x1b", "\x07", "\x9b", "\u202e"):
                assert sign not in text(pilot)
                assert sign not in pilot.app.clipboard
        assert pilot.app.is_running


async def test_the_help_and_the_menu_know_the_keys(at) -> None:
    async with at((160, 50)) as pilot:
        await press(pilot, "enter", "f1")
        said = text(pilot)
        for does in ("Go on with this session", "Give the session a title", "see the record", "Export the session"):
            assert does.lower() in said.lower()
