"""The room for finding, driven by keys: typing, passages, sources, and how it is left; at both sizes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from textual.widgets import Select

from assistant.errors import AssistantError
from assistant.tui.find.desk import Filters
from assistant.tui.find.room import FindRoom

from .driving import SIZES, Running, settle, shown
from .find_desk import (
    PASSAGES,
    Finding,
    ScriptedFindDesk,
    entered,
    focus,
    found,
    hostile_find_desk,
    look_for,
    press,
    the,
)
from .scripted import FR, QUOTED


@pytest.fixture
def finding(running: Running) -> Finding:
    """Run the app in the room over a scripted desk."""
    return partial(entered, running)


# Typing


async def test_the_room_says_how_it_is_used(finding: Finding) -> None:
    async with finding() as pilot:
        assert focus(pilot) == "wanted"
        assert "Type what you look for, in French or in English." in shown(pilot.app)


@pytest.mark.parametrize("size", SIZES)
async def test_passages_appear_as_one_types(finding: Finding, size: tuple[int, int]) -> None:
    desk = ScriptedFindDesk()
    async with finding(desk, size) as pilot:
        await pilot.press(*"jours")
        await found(pilot)
        screen = shown(pilot.app)
        assert "1. Directive sur le télétravail, p. 1" in screen
        assert "Le fonctionnaire peut télétravailler au plus trois jours par semaine." in screen
        assert "3 passages of 60 · Enter ranks them closely · 0.03 s" in screen
        assert desk.asked[-1] == ("jours", Filters(), True, False)
        assert len(desk.asked) < 5, "not every key is searched for"


async def test_an_empty_line_lists_nothing(finding: Finding) -> None:
    desk = ScriptedFindDesk()
    async with finding(desk) as pilot:
        await look_for(pilot, "jours")
        await look_for(pilot, "")
        assert not the(pilot).seen.is_listed
        assert "Type what you look for" in shown(pilot.app)
        await look_for(pilot, "   ")
        await press(pilot, "enter")
        assert [query for query, *_rest in desk.asked] == ["jours"]


async def test_what_is_not_wanted_any_more_is_not_shown(finding: Finding) -> None:
    desk = ScriptedFindDesk(holding=True)
    async with finding(desk) as pilot:
        room = the(pilot)
        room.line.value = "semaine"
        while not desk.asked:
            await pilot.pause()
        room.line.value = "formulaire"
        await pilot.pause()
        room.line.value = ""
        room.line.value = "right"
        await pilot.pause()
        desk.holding = False
        desk.gate.set()
        await found(pilot)
        assert [query for query, *_rest in desk.asked] == ["semaine", "right"], "one at a time, and only the last"
        assert "Whereas the people of Havremont" in shown(pilot.app)


async def test_enter_ranks_closely_and_typing_goes_on_meanwhile(finding: Finding) -> None:
    desk = ScriptedFindDesk(holding_close=True)
    async with finding(desk) as pilot:
        await look_for(pilot, "jours")
        await pilot.press("enter")
        while len(desk.asked) < 3:
            await pilot.pause()
        await pilot.pause()
        assert "ranking closely…" in shown(pilot.app)
        the(pilot).line.value = "formulaire"
        desk.gate.set()
        await found(pilot)
        assert desk.asked[-1][0] == "formulaire"
        assert "ranked closely" not in shown(pilot.app)
        await press(pilot, "enter")
        assert desk.asked[-1] == ("formulaire", Filters(), False, True)
        assert "ranked closely" in shown(pilot.app)
        assert "! superseded" in shown(pilot.app).replace("\u00a0", " ")


async def test_what_is_pasted_is_one_line(finding: Finding) -> None:
    async with finding() as pilot:
        await look_for(pilot, "trois\njours\x1b]0;x\x07 ")
        assert the(pilot).line.value == "trois jours]0;x " or "\x1b" not in the(pilot).line.value
        assert "\n" not in the(pilot).line.value


async def test_trouble_is_said_with_what_mends_it(finding: Finding) -> None:
    desk = ScriptedFindDesk(breaks=AssistantError("It is [b]empty[/", hint="Run greffier ingest run FOLDER [/"))
    async with finding(desk) as pilot:
        screen = shown(pilot.app)
        assert "! It is [b]empty[/" in screen
        assert "→ Run greffier ingest run FOLDER [/" in screen
        desk.breaks = None
        await press(pilot, "f5")
        assert "Type what you look for" in shown(pilot.app)
        desk.breaks = AssistantError("Gone.", hint="Come back.")
        await look_for(pilot, "jours")
        assert "! Gone." in shown(pilot.app)
        desk.breaks = None
        await look_for(pilot, "jour")
        assert "! Gone." not in shown(pilot.app)
        assert the(pilot).seen.is_listed


# Passages


@pytest.mark.parametrize("size", SIZES)
async def test_a_passage_is_read_on_its_page(finding: Finding, size: tuple[int, int]) -> None:
    async with finding(size=size) as pilot:
        await look_for(pilot, "jours")
        await press(pilot, "down")
        assert focus(pilot) == "results"
        await press(pilot, "down", "enter")
        room = the(pilot)
        assert room.reading
        assert room.source.reference is not None
        assert room.source.reference.spans == PASSAGES[1].passage.sentences[0].spans
        assert "page 1 / 3" in shown(pilot.app)
        await press(pilot, "escape")
        assert not room.reading
        assert focus(pilot) == "results"
        await press(pilot, "escape")
        assert focus(pilot) == "wanted"


async def test_the_marks_move_by_every_key(finding: Finding) -> None:
    many = tuple(replace(PASSAGES[0], rank=n, passage=replace(PASSAGES[0].passage, id=f"p{n}")) for n in range(1, 31))
    async with finding(ScriptedFindDesk(many)) as pilot:
        await look_for(pilot, "jours")
        await press(pilot, "down")
        results = the(pilot).results
        for key, marked in (
            ("down", 1), ("up", 0), ("end", 29), ("down", 29), ("home", 0), ("pagedown", 4), ("pagedown", 8),
            ("pageup", 4), ("home", 0),
        ):  # fmt: skip
            await press(pilot, key)
            assert results.marked == marked, key
        assert results.scroll_offset.y == 0
        await press(pilot, "end")
        assert "30. Directive sur le télétravail" in shown(pilot.app)
        await press(pilot, "slash")
        assert focus(pilot) == "wanted"
        await press(pilot, "down", "home", "up")
        assert focus(pilot) == "wanted", "above the first is the line"
        await press(pilot, "pagedown")
        assert results.marked == 4, "the list is gone through from the line"


async def test_a_page_beside_the_list_follows_it(finding: Finding) -> None:
    async with finding(size=(160, 50)) as pilot:
        await look_for(pilot, "jours")
        await press(pilot, "down", "enter", "down", "down")
        assert the(pilot).source.number == 2
        await press(pilot, "ctrl+p")
        assert the(pilot).source.number == 1
        await press(pilot, "ctrl+n")
        assert the(pilot).source.number == 2
        await press(pilot, "ctrl+n")
        assert the(pilot).results.marked == 2, "there is none after the last"
        await press(pilot, "f8")
        assert the(pilot).source.number == 3
        await press(pilot, "f7")
        assert the(pilot).source.number == 2


async def test_the_mark_stays_on_a_passage_that_is_still_there(finding: Finding) -> None:
    async with finding() as pilot:
        await look_for(pilot, "jours")
        await press(pilot, "down", "down", "down", "slash")
        chosen = the(pilot).results.chosen
        assert chosen is not None
        await look_for(pilot, "jours réception")
        again = the(pilot).results.chosen
        assert again is not None
        assert again.passage.id == chosen.passage.id


async def test_a_click_marks_and_a_second_one_opens(finding: Finding) -> None:
    async with finding() as pilot:
        await look_for(pilot, "jours")
        await pilot.click("#results", offset=(5, 4))
        assert the(pilot).results.marked == 1
        assert not the(pilot).reading
        await pilot.click("#results", offset=(5, 4))
        await settle(pilot)
        assert the(pilot).reading


async def test_what_was_typed_is_asked(finding: Finding) -> None:
    async with finding() as pilot:
        await press(pilot, "ctrl+g")
        assert isinstance(pilot.app.screen, FindRoom), "nothing was typed"
        await look_for(pilot, QUOTED)
        await pilot.press("ctrl+g")
        await settle(pilot)
        assert pilot.app.screen.name == "ask"
        assert QUOTED in shown(pilot.app)


# The screen


async def test_the_language_is_switched_under_everything(finding: Finding) -> None:
    async with finding(size=(160, 50)) as pilot:
        await look_for(pilot, "jours")
        await press(pilot, "f4", "f2")
        screen = shown(pilot.app)
        assert "English · " not in screen
        assert "français · 2024-04-01" in screen
        await press(pilot, "f2")
        assert "French · 2024-04-01" in shown(pilot.app)
        assert the(pilot).query_one("#language", Select).prompt == "all"


async def test_rows_45_and_46_what_documents_say_does_nothing(finding: Finding) -> None:
    async with finding(hostile_find_desk(), size=(160, 50)) as pilot:
        await look_for(pilot, "jours")
        await press(pilot, "f4", "ctrl+l", "enter", "escape", "f2", "f2", "slash", "down", "enter")
        assert pilot.app.is_running
        screen = shown(pilot.app)
        assert "[@click=app.quit]here[/]" in screen
        assert not {character for character in screen if ord(character) < 32 and character != "\n"}
        assert not {"\x9b", "\x9d", "\u202e"} & set(screen)


@pytest.mark.parametrize("shelves", [False, True])
async def test_what_was_typed_and_filtered_survives(finding: Finding, shelves: bool) -> None:
    async with finding() as pilot:
        await look_for(pilot, "jours")
        the(pilot).bar.show(Filters("rh", "fr", date(2019, 6, 1), None, FR), {"since": "2019-06"})
        the(pilot).filtered()
        await found(pilot)
        if shelves:
            await press(pilot, "f4")
        state = json.loads(json.dumps(the(pilot).state()))
    assert state["collection"] == "rh"
    async with finding() as pilot:
        the(pilot).restore(state)
        await found(pilot)
        room = the(pilot)
        assert room.line.value == "jours"
        assert room.bar.filters == Filters("rh", "fr", date(2019, 6, 1), None, FR)
        assert room.bar.written["since"] == "2019-06"
        assert room.has_class("-shelves") == shelves
        assert [hit.document.id for hit in room.results.hits] == [FR, FR, FR]


async def test_what_is_no_longer_there_is_not_taken_up(finding: Finding) -> None:
    async with finding() as pilot:
        the(pilot).restore({"collection": "gone", "document": "0" * 64, "query": "jours", "language": "fr"})
        await press(pilot, "f4")  # reads anew what is filed
        await found(pilot)
        assert the(pilot).bar.filters == Filters(language="fr")
