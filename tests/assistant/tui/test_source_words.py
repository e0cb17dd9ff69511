"""Words looked for in the source pane: found, marked, gone through, and given up, over a scripted desk."""

from __future__ import annotations

from dataclasses import replace

from textual.pilot import Pilot
from textual.widgets import Input

from assistant.tui.page_lines import AT, FOUND, LIT
from assistant.tui.source.matcher import places

from .driving import Running, settle, shown
from .scripted import EN, FR, HOSTILE_TEXT, PAGES
from .source_desk import ScriptedSourceDesk, colours, opened, over


async def look_for(pilot: Pilot[None], words: str) -> None:
    await pilot.press("ctrl+f")
    pilot.app.screen.query_one("FindLine Input", Input).value = words
    await settle(pilot)


def styles(pilot: Pilot[None]) -> list[str]:
    content = pilot.app.screen.query_one("#page-text").content  # type: ignore[attr-defined]
    return [str(span.style) for span in content.spans]


async def test_ctrl_f_finds_words_and_goes_through_their_places(running: Running) -> None:
    async with running(size=(80, 30), **over(ScriptedSourceDesk())) as pilot:
        await opened(pilot)
        count = len(list(places("\n".join(page.text for page in PAGES[FR]), "teletravail")))
        await look_for(pilot, "TELETRAVAIL")
        assert "Find in the document:" in shown(pilot.app)
        assert f"1 / {count}" in shown(pilot.app)
        assert styles(pilot).count(AT) == 1
        assert FOUND in styles(pilot)
        assert LIT in styles(pilot), "what is cited stays lit"
        await pilot.press("enter")
        await settle(pilot)
        assert f"2 / {count}" in shown(pilot.app)
        await pilot.press("down")
        await settle(pilot)
        assert f"3 / {count}" in shown(pilot.app)
        await pilot.press("up", "up", "up")
        await settle(pilot)
        assert f"{count} / {count}" in shown(pilot.app), "before the first comes the last"


async def test_words_on_another_page_turn_to_it(running: Running) -> None:
    async with running(**over(ScriptedSourceDesk())) as pilot:
        await opened(pilot)
        await look_for(pilot, "fauteuil")
        assert "1 / 1" in shown(pilot.app)
        assert "page 3 / 3" in shown(pilot.app)
        assert AT in styles(pilot)


async def test_words_that_are_nowhere(running: Running) -> None:
    async with running(**over(ScriptedSourceDesk())) as pilot:
        await opened(pilot)
        await look_for(pilot, "homard")
        assert "not found" in shown(pilot.app)
        await pilot.press("enter")
        await settle(pilot)
        assert "not found" in shown(pilot.app)
        await look_for(pilot, "")
        assert "not found" not in shown(pilot.app)


async def test_escape_closes_the_search_then_the_source(running: Running) -> None:
    async with running(**over(ScriptedSourceDesk())) as pilot:
        source = await opened(pilot)
        before = pilot.app.focused
        await look_for(pilot, "jours")
        assert AT in styles(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert "Find in the document:" not in shown(pilot.app)
        assert AT not in styles(pilot)
        assert pilot.app.focused is before
        assert source.close_search() is False
        await pilot.press("escape")
        await settle(pilot)
        assert not source.display


async def test_words_found_are_marked_on_the_picture_too(running: Running) -> None:
    async with running(size=(80, 40), **over(ScriptedSourceDesk())) as pilot:
        await opened(pilot)
        await pilot.press("f9")
        await settle(pilot)
        before = colours(pilot)
        await look_for(pilot, "plus trois jours par semaine")
        assert colours(pilot) != before


async def test_what_is_pasted_as_words_steers_nothing(running: Running) -> None:
    async with running(**over(ScriptedSourceDesk())) as pilot:
        await opened(pilot)
        await look_for(pilot, HOSTILE_TEXT)
        assert "\x1b" not in shown(pilot.app)
        assert "not found" in shown(pilot.app)
        assert not pilot.app._exit


async def test_another_document_ends_the_search(running: Running) -> None:
    async with running(**over(ScriptedSourceDesk())) as pilot:
        source = await opened(pilot)
        await look_for(pilot, "jours")
        source.open_at(replace(source.reference, document=EN, spans=source.reference.spans), (), (2, 3))  # type: ignore[type-var]
        await settle(pilot)
        assert "Find in the document:" not in shown(pilot.app)
