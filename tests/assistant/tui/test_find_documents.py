"""The room for finding: which documents are searched, by the filters and in the tree of them; at both sizes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from assistant.tui.find.desk import Filters

from .driving import SIZES, Running, shown
from .find_desk import LISTED, Finding, ScriptedFindDesk, entered, focus, found, look_for, press, the
from .scripted import ACT, EN


@pytest.fixture
def finding(running: Running) -> Finding:
    """Run the app in the room over a scripted desk."""
    return partial(entered, running)


# Filters


@pytest.mark.parametrize("size", SIZES)
async def test_the_filters_are_set_with_the_keyboard(finding: Finding, size: tuple[int, int]) -> None:
    desk = ScriptedFindDesk()
    async with finding(desk, size) as pilot:
        await look_for(pilot, "télétravailler telework right")
        await press(pilot, "ctrl+l")
        assert focus(pilot) == "collection"
        await press(pilot, "enter", "down", "down", "enter")
        assert the(pilot).bar.filters == Filters(collection="rh")
        assert "1 filter: Ctrl+U clears it" in shown(pilot.app)
        await press(pilot, "tab")
        assert focus(pilot) == "language"
        await press(pilot, "enter", "down", "down", "enter")
        assert the(pilot).bar.filters == Filters(collection="rh", language="en")
        await press(pilot, "tab", *"2024-04")
        assert the(pilot).bar.filters.since == date(2024, 4, 1)
        await press(pilot, "tab", *"2024", "tab", *"2024-05-01")
        assert the(pilot).bar.filters == Filters(
            "rh", "en", date(2024, 4, 1), date(2024, 12, 31), None, date(2024, 5, 1)
        )
        assert desk.asked[-1][1] == the(pilot).bar.filters
        assert [hit.document.id for hit in the(pilot).results.hits] == [EN]
        assert "5 filters: Ctrl+U clears them" in shown(pilot.app)
        await press(pilot, "ctrl+l")
        assert focus(pilot) == "wanted"
        await press(pilot, "ctrl+u")
        assert the(pilot).bar.filters == Filters()
        assert the(pilot).line.value, "what was typed stays"
        assert desk.asked[-1][1] == Filters()
        await press(pilot, "ctrl+u")
        assert not the(pilot).line.value, "without filters, the key empties the line"


async def test_what_is_no_date_filters_nothing_and_is_said(finding: Finding) -> None:
    async with finding() as pilot:
        await press(pilot, "ctrl+l", "tab", "tab", *"2019-13")
        assert the(pilot).bar.filters.since is None
        assert "“2019-13” is no date: write 2019, 2019-06 or 2019-06-30" in shown(pilot.app)
        await press(pilot, "x", "backspace", "backspace", *"06")
        assert the(pilot).bar.filters.since == date(2019, 6, 1)
        assert "is no date" not in shown(pilot.app)
        await press(pilot, "ctrl+u")
        assert the(pilot).bar.written["since"] == ""


async def test_where_nothing_is_found_the_filters_are_named(finding: Finding) -> None:
    async with finding() as pilot:
        await look_for(pilot, "jours")
        the(pilot).bar.show(Filters(collection="acts", since=date(1990, 1, 1)))
        the(pilot).filtered()
        await found(pilot)
        screen = shown(pilot.app)
        for words in ("Nothing was found.", "• collection acts", "• dated 1990-01-01 or later", "Ctrl+U clears them."):
            assert words in screen
        await press(pilot, "ctrl+u")
        assert the(pilot).seen.is_listed


async def test_one_document_is_searched_alone(finding: Finding) -> None:
    desk = ScriptedFindDesk()
    async with finding(desk) as pilot:
        await look_for(pilot, "télétravailler telework")
        await press(pilot, "down", "end", "ctrl+o")
        assert the(pilot).bar.filters == Filters(document=EN)
        assert "Only in: Telework Directive" in shown(pilot.app)
        assert [hit.document.id for hit in the(pilot).results.hits] == [EN]
        await press(pilot, "ctrl+o")
        assert the(pilot).bar.filters == Filters()
        assert "Only in:" not in shown(pilot.app)


# Documents


@pytest.mark.parametrize("size", SIZES)
async def test_the_documents_are_a_tree(finding: Finding, size: tuple[int, int]) -> None:
    async with finding(size=size) as pilot:
        await press(pilot, "f4")
        assert focus(pilot) == "documents"
        screen = shown(pilot.app)
        assert "rh  3 documents" in screen
        assert "Access to Information Act" in screen
        await press(pilot, "down", "enter")
        assert the(pilot).reading
        assert the(pilot).source.reference is not None
        assert the(pilot).source.reference.document == ACT
        await press(pilot, "ctrl+n")
        assert the(pilot).source.reference.document != ACT
        await press(pilot, "ctrl+p")
        assert the(pilot).source.reference.document == ACT
        await press(pilot, "ctrl+p", "escape")
        assert focus(pilot) == "documents"
        await press(pilot, "left", "space")
        assert "Access to Information Act" not in shown(pilot.app)
        await press(pilot, "right")
        assert "Access to Information Act" in shown(pilot.app)
        await press(pilot, "escape")
        assert focus(pilot) == "wanted"
        assert "Access to Information Act" not in shown(pilot.app)


async def test_the_filters_hold_for_the_documents_too(finding: Finding) -> None:
    async with finding() as pilot:
        await press(pilot, "f4")
        the(pilot).bar.show(Filters(language="en"))
        the(pilot).filtered()
        await found(pilot)
        screen = shown(pilot.app)
        assert "Telework Directive" in screen
        assert "Directive sur le télétravail" not in screen


async def test_a_document_of_the_tree_is_searched_alone(finding: Finding) -> None:
    async with finding() as pilot:
        await press(pilot, "f4", "ctrl+o")
        assert the(pilot).bar.filters == Filters(), "that was a shelf"
        await press(pilot, "down", "ctrl+o")
        assert the(pilot).bar.filters == Filters(document=ACT)
        assert focus(pilot) == "wanted"
        await look_for(pilot, "right")
        assert [hit.document.id for hit in the(pilot).results.hits] == [ACT]


async def test_typing_takes_one_back_to_the_passages(finding: Finding) -> None:
    async with finding() as pilot:
        await press(pilot, "f4", "pagedown", "pageup", "slash")
        await press(pilot, "down")
        assert focus(pilot) == "documents"
        await press(pilot, "slash", "j")
        assert not the(pilot).has_class("-shelves")
        assert the(pilot).seen.is_listed


async def test_beside_the_passages_the_documents_stay(finding: Finding) -> None:
    async with finding(size=(160, 50)) as pilot:
        await press(pilot, "f4", "slash", *"jours")
        assert "Access to Information Act" in shown(pilot.app)
        assert "1. Directive sur le télétravail, p. 1" in shown(pilot.app)
        await press(pilot, "down")
        assert focus(pilot) == "results"


async def test_shelves_of_a_large_library_are_filled_when_they_are_opened(finding: Finding) -> None:
    many = tuple(replace(LISTED[0], id=f"{n:064}", file=f"acts/{n}.pdf", title=f"Act {n}") for n in range(500))
    async with finding(ScriptedFindDesk(listed=many)) as pilot:
        await press(pilot, "f4")
        assert "acts  500 documents" in shown(pilot.app)
        assert "Act 1" not in shown(pilot.app)
        await press(pilot, "right", "down", "right")
        assert "Act 0 – Act 278  200 documents" in shown(pilot.app)
        assert "Act 101" in shown(pilot.app)
