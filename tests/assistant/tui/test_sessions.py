"""The room of earlier sessions: every key, at both sizes, over a scripted desk."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from assistant.audit.naming import TitleError
from assistant.errors import AssistantError
from assistant.exchange import Exchange
from assistant.tui import kept
from assistant.tui.sessions.cards import ExportCard, TitleCard
from assistant.tui.sessions.fields import Choice
from assistant.tui.sessions.listed import MOST, SessionList
from assistant.tui.sessions.record import RecordCard, Said
from assistant.tui.sessions.room import SessionsRoom
from assistant.tui.sessions.view import WINDOW, SessionView

from .conftest import QUOTED, Running, settle, shown
from .sessions_desk import CLOSED, GONE, ONE, TWO, ScriptedSessions, exchange, hostile, line

SIZES = [(80, 24), (160, 50)]


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock on the wall is that of the record."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(params=SIZES, ids=["80x24", "160x50"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def desk() -> ScriptedSessions:
    return ScriptedSessions()


@pytest.fixture
def at(running: Running, desk: ScriptedSessions) -> Any:
    """Run the room over the scripted desk."""
    return lambda size=(80, 24), desk=desk, **more: running(
        size=size, room="sessions", desks={"sessions": desk}, **more
    )


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


def text(pilot: Pilot[None]) -> str:
    return shown(pilot.app)  # type: ignore[arg-type]


def room(pilot: Pilot[None]) -> SessionsRoom:
    found = pilot.app.screen_stack[0]
    assert isinstance(found, SessionsRoom)
    return found


def say(pilot: Pilot[None]) -> list[str]:
    return [one.message for one in pilot.app._notifications]


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


# What is done with it


async def test_f4_goes_on_with_it_in_the_other_room(at, size, monkeypatch) -> None:
    async with at(size) as pilot:
        gone: list[tuple[str, tuple[Exchange, ...]]] = []

        async def reopen(session: str, exchanges: tuple[Exchange, ...]) -> None:
            gone.append((session, exchanges))

        monkeypatch.setattr(pilot.app, "reopen", reopen)
        await press(pilot, "enter", "f4")
        assert [(name, len(told)) for name, told in gone] == [(ONE, 3)]


async def test_ctrl_e_gives_it_a_title(at, desk, size) -> None:
    async with at(size) as pilot:
        await press(pilot, "down", "ctrl+e")
        assert isinstance(pilot.app.screen, TitleCard)
        await press(pilot, *"Acces", "enter")
        assert desk.done == [("rename", TWO, "Acces")]
        assert not pilot.app.screen.is_modal
        assert "08:30 Acces" in text(pilot)
        assert say(pilot) == ["On the record: entry 50."]
        await press(pilot, "enter", "ctrl+e", "escape")
        await press(pilot, "ctrl+e", "enter")
        assert len(desk.done) == 1, "the same title is not put on the record again"
        await press(pilot, "ctrl+e", "x", "enter")
        assert desk.done[-1] == ("rename", TWO, "Accesx")
        assert "Accesx" in text(pilot), "also over the session that is shown"


async def test_a_title_that_is_refused_is_kept_in_the_card(at, desk) -> None:
    async with at() as pilot:
        await press(pilot, "ctrl+e", *"ab")
        desk.fails = TitleError("Too long", hint="Shorten it")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, TitleCard)
        assert "Too long" in text(pilot)
        assert "Shorten it" in text(pilot)
        assert pilot.app.screen.query_one("#title", Input).value == "Télétravail et préavisab"
        await press(pilot, "enter")
        assert desk.done == [("rename", ONE, "Télétravail et préavisab")]


async def test_ctrl_s_exports_the_session_or_the_answer(at, desk, size, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with at(size) as pilot:
        await press(pilot, "enter", "down", "ctrl+s")
        assert isinstance(pilot.app.screen, ExportCard)
        await press(pilot, "enter")
        assert desk.done == [("export", ONE, None, "md", str(tmp_path / "teletravail-et-preavis.md"))]
        assert say(pilot) == [f"Written: {tmp_path / 'teletravail-et-preavis-2.md'}"]
        await press(pilot, "ctrl+s", "right", "tab", "right", "right", "enter")
        assert desk.done[-1][:4] == ("export", ONE, 9, "pdf")
        assert str(desk.done[-1][4]).endswith("mon-patron-n-a-pas-repondu-a-ma.pdf")
        await press(pilot, "ctrl+s", "tab", "left", "space", "right", "escape")
        assert len(desk.done) == 2


async def test_a_name_that_somebody_typed_keeps_all_but_its_ending(at, desk, tmp_path) -> None:
    async with at() as pilot:
        await press(pilot, "enter", "ctrl+s")
        path = pilot.app.screen.query_one("#path", Input)
        path.value = ""
        path.focus()
        await press(pilot, "enter")
        assert "The file has no name" in text(pilot)
        path.value = str(tmp_path / "a.md")
        pilot.app.screen.query_one("#form", Choice).focus()
        await press(pilot, "right")
        assert path.value == str(tmp_path / "a.html")
        desk.fails = AssistantError("No room [b]", hint="Elsewhere [/")
        await press(pilot, "enter")
        assert "No room [b]" in text(pilot)
        assert path.value == str(tmp_path / "a.html")
        await press(pilot, "enter")
        assert desk.done == [("export", ONE, None, "html", str(tmp_path / "a.html"))]


async def test_ctrl_y_copies_the_answer_with_its_citations(at, size) -> None:
    async with at(size) as pilot:
        await press(pilot, "enter", "ctrl+y")
        copied = pilot.app.clipboard
        assert QUOTED in copied
        assert "trois jours par semaine" in copied
        assert "Directive sur le télétravail" in copied
        assert f"session {ONE}, entry 5" in copied
        assert say(pilot) == ["Copied with its citations: entry 5."]


async def test_ctrl_r_shows_the_record_verified(at, desk, size) -> None:
    async with at(size) as pilot:
        await press(pilot, "enter", "ctrl+r")
        assert isinstance(pilot.app.screen, RecordCard)
        said = text(pilot)
        assert "Entry 5" in said
        assert "under a checkpoint of 64 entries" in said
        assert "✓ Inclusion verified: 6 hashes" in said
        assert "9f3a" * 16 in said
        assert "Nobody has judged" in said
        assert "Esc Close" in said, "all of it fits on the screen"
        await press(pilot, "escape")
        assert desk.done == [("standing", 5)]


async def test_what_does_not_hold_is_said_where_nobody_can_miss_it(at, desk) -> None:
    desk.fault = "that is another root"
    async with at() as pilot:
        await press(pilot, "enter", "ctrl+r")
        assert "✗ NOT verified: that is another root" in text(pilot)


@pytest.mark.parametrize(
    ("keys", "verdict", "word"),
    [
        (["right"], "validated", "validated"),
        (["right", "right"], "corrected", "corrected"),
        (["left"], "rejected", "rejected"),
    ],
)
async def test_an_answer_is_judged_with_a_note(at, desk, size, keys, verdict, word) -> None:
    async with at(size) as pilot:
        await press(pilot, "enter", "down", "ctrl+r", *keys)
        await press(pilot, "tab", *"Non 300", "enter")
        assert desk.done[-1] == ("judge", 9, verdict, "Non 300")
        assert not pilot.app.screen.is_modal
        assert say(pilot) == ["On the record: entry 51."]
        view = room(pilot).view
        assert view.exchanges.index(view.chosen) == 1
        assert word in text(pilot)
        await press(pilot, "ctrl+r")
        assert f"{word} by mroy, 2026-08-03 (entry 51) – Non 300" in text(pilot)


async def test_nothing_is_judged_by_chance_and_a_correction_says_what_is_right(at, desk) -> None:
    async with at() as pilot:
        await press(pilot, "enter", "ctrl+r", "enter")
        assert "Nothing is chosen yet" in text(pilot)
        await press(pilot, "right", "right", "enter")
        assert "A correction says what is right" in text(pilot)
        await press(pilot, *"Oui")
        desk.fails = AssistantError("The disk is full", hint="Make room")
        await press(pilot, "enter")
        assert "The disk is full" in text(pilot)
        assert pilot.app.screen.query_one("#note", Input).value == "Oui"
        await press(pilot, "enter")
        assert [one for one in desk.done if one[0] == "judge"] == [("judge", 5, "corrected", "Oui")]


async def test_what_is_no_answer_can_be_seen_but_not_judged(at, desk) -> None:
    async with at() as pilot:
        await press(pilot, "down", "down", "enter", "ctrl+r")
        assert isinstance(pilot.app.screen, RecordCard)
        assert "no answer to judge" in text(pilot)
        assert not pilot.app.screen.query(Choice)
        await press(pilot, "enter", "escape")
        assert not [one for one in desk.done if one[0] == "judge"]


async def test_the_cards_serve_another_room(running, desk, size) -> None:
    async with running(size=size, desks={"sessions": desk}) as pilot:
        said: list[Said | None] = []
        pilot.app.push_screen(RecordCard(lambda: desk, desk.exchanges[ONE][0]), said.append)
        await settle(pilot)
        await press(pilot, "left", "enter")
        assert said == [Said(5, 51, "rejected", "")]
        wrote: list[Path | None] = []
        pilot.app.push_screen(ExportCard(lambda: desk, None, desk.exchanges[ONE][0], whole=False), wrote.append)
        await settle(pilot)
        await press(pilot, "enter")
        assert desk.done[-1][:4] == ("export", ONE, 5, "md")
        assert len(wrote) == 1


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
