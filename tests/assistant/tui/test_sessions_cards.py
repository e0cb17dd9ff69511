"""What is done with an earlier session: a title, a file, a copy, its record and a judgement; at both sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from assistant.audit.naming import TitleError
from assistant.errors import AssistantError
from assistant.exchange import Exchange
from assistant.tui.sessions.cards import ExportCard, TitleCard
from assistant.tui.sessions.fields import Choice
from assistant.tui.sessions.record import RecordCard, Said

from .driving import Running, settle
from .scripted import QUOTED
from .sessions_desk import ONE, TWO, At, ScriptedSessions, entering, press, room, say, text

pytestmark = pytest.mark.usefixtures("utc")


@pytest.fixture
def desk() -> ScriptedSessions:
    return ScriptedSessions()


@pytest.fixture
def at(running: Running, desk: ScriptedSessions) -> At:
    """Run the room over the scripted desk."""
    return entering(running, desk)


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
