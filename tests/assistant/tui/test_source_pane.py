"""The source pane with the keyboard: pages, pictures and the twin, over a scripted desk."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from assistant.errors import AssistantError, PictureError
from assistant.tui.source.column import PageColumn
from assistant.tui.source.sheet import INK
from assistant.tui.source.view import PictureView
from assistant.tui.theme import DARK, MONOCHROME

from .driving import Running, ask, settle, shown
from .scripted import DOCUMENTS, EN, FR, HOSTILE, HOSTILE_TEXT, QUOTED, hostile_desk
from .source_desk import ScriptedSourceDesk, boxes, colours, opened, over, pane


async def test_the_heading_says_where_the_page_stands(running: Running) -> None:
    desk = ScriptedSourceDesk()
    desk.documents[FR] = replace(DOCUMENTS[FR], notes={"in_force": "2024-04-01", "twin": "rh/telework.en.pdf"})
    async with running(**over(desk)) as pilot:
        await opened(pilot)
        text = shown(pilot.app)
        assert "Directive sur le télétravail" in text
        assert "p. 1 · page 1 / 3 · French · rh/telework.fr.pdf" in text
        assert "current · in force on 2024-04-01 · label: public · in English: rh/" in text
        assert pane(pilot).page_shown == 1


async def test_a_superseded_page_that_a_machine_read_says_both(running: Running) -> None:
    desk = ScriptedSourceDesk()
    desk.documents[FR] = replace(DOCUMENTS[FR], notes={"superseded_by": "rh/new.fr.pdf"}, label="protected")
    desk.pages[FR] = tuple(replace(page, confidence=0.931) for page in desk.pages[FR])
    async with running(**over(desk)) as pilot:
        await opened(pilot)
        text = shown(pilot.app)
        assert "superseded by rh/new.fr.pdf · label: protected" in text
        assert "current" not in text.split("Your question")[0].split("label: protected")[0][-80:]
        assert "machine-read (93%)" in text
        assert "A machine read the text of this page on a picture (certainty: 93%)." in text


async def test_f9_shows_the_page_as_a_picture_with_the_sentence_marked(running: Running) -> None:
    desk = ScriptedSourceDesk()
    async with running(size=(80, 40), **over(desk)) as pilot:
        await opened(pilot)
        assert not colours(pilot)
        await pilot.press("f9")
        await settle(pilot)
        assert desk.asked == [(FR, 1, 600)]
        there = colours(pilot)
        assert (255, 255, 255) in there, "paper"
        assert INK in there, "the bar in the margin"
        blue = [colour for colour in there if colour[2] - colour[0] > 40 and colour != INK]
        assert blue, "the paper under what is cited"
        assert "Too small to read? F9: text" in shown(pilot.app)
        await pilot.press("f9")
        await settle(pilot)
        assert not colours(pilot)
        assert "▌ 4. Le fonctionnaire" in shown(pilot.app)


async def test_the_picture_begins_where_the_sentence_is_and_scrolls(running: Running) -> None:
    async with running(**over(ScriptedSourceDesk())) as pilot:
        await opened(pilot)
        await pilot.press("f9")
        await settle(pilot)
        view = pilot.app.screen.query_one("#column PictureView", PictureView)
        assert view.frame is not None
        assert view.frame.first is not None
        assert view.scroll_offset.y == view.frame.first - 3
        low = view.scroll_offset.y
        await pilot.press("pageup")
        await settle(pilot)
        assert view.scroll_offset.y < low
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown", "pagedown")
        await settle(pilot)
        assert view.scroll_offset.y == view.max_scroll_y > low


async def test_pages_are_turned_as_pictures(running: Running) -> None:
    desk = ScriptedSourceDesk()
    async with running(**over(desk)) as pilot:
        await opened(pilot)
        await pilot.press("f9")
        await settle(pilot)
        await pilot.press("f8")
        await settle(pilot)
        assert desk.asked[-1] == (FR, 2, 600)
        assert (255, 255, 255) in colours(pilot)
        assert INK not in colours(pilot), "nothing on this page is cited"
        assert "The cited sentence is on another page: p. 1" in shown(pilot.app)


async def test_what_is_not_wanted_any_more_is_given_up(running: Running) -> None:
    desk = ScriptedSourceDesk(gate=threading.Event())
    async with running(**over(desk)) as pilot:
        await ask(pilot, QUOTED)
        await pilot.press("ctrl+n")
        await settle(pilot)
        await pilot.press("f9")
        await pilot.pause()
        assert "Drawing the page…" in shown(pilot.app)
        assert "4. Le fonctionnaire" in shown(pilot.app), "the text can be read meanwhile"
        await pilot.press("f9")
        await settle(pilot)
        assert desk.given_up == len(desk.asked)
        assert not colours(pilot)


async def test_a_page_that_cannot_be_drawn_says_why_and_its_text_stays(running: Running) -> None:
    desk = ScriptedSourceDesk(refused=PictureError("The page [b]died[/", hint="Read its [text"))
    async with running(**over(desk)) as pilot:
        await opened(pilot)
        await pilot.press("f9")
        await settle(pilot)
        text = shown(pilot.app)
        assert "! The page [b]died[/" in text
        assert "→ Read its [text" in text
        assert "▌ 4. Le fonctionnaire" in text


async def test_what_is_no_picture_is_not_shown(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = ScriptedSourceDesk()
    monkeypatch.setattr(desk, "picture", lambda *_given, **_named: b"\x1b]52;c;aGk=\x07")
    async with running(**over(desk)) as pilot:
        await opened(pilot)
        await pilot.press("f9")
        await settle(pilot)
        assert "This page could not be drawn: what was drawn is no picture" in shown(pilot.app)


async def test_without_colours_it_stays_text_and_says_why(running: Running) -> None:
    async with running(**over(ScriptedSourceDesk())) as pilot:
        pilot.app.theme = MONOCHROME.name
        await opened(pilot)
        await pilot.press("f9")
        await settle(pilot)
        assert "Pictures need colours" in shown(pilot.app)
        assert "▌ 4. Le fonctionnaire" in shown(pilot.app)
        assert not pane(pilot).pictured
        pilot.app.theme = DARK.name
        await pilot.press("f9")
        await settle(pilot)
        assert colours(pilot)
        pilot.app.theme = MONOCHROME.name
        await settle(pilot)
        assert not colours(pilot)
        assert "Pictures need colours" in shown(pilot.app)


async def test_the_library_may_fail(running: Running) -> None:
    desk = ScriptedSourceDesk(fails=AssistantError("No library [/", hint="greffier ingest run"))
    async with running(**over(desk)) as pilot:
        await opened(pilot)
        assert "! No library [/" in shown(pilot.app)
        assert pane(pilot).page_shown is None
        desk.fails = None
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert "No library" not in shown(pilot.app)


async def test_a_page_that_is_gone(running: Running) -> None:
    desk = ScriptedSourceDesk()
    desk.documents.pop(FR)
    desk.pages.pop(FR)
    async with running(**over(desk)) as pilot:
        await opened(pilot)
        assert "This page is no longer in the library." in shown(pilot.app)


# The twin


async def test_ctrl_t_puts_the_twin_in_the_place_of_the_page_at_80_columns(running: Running) -> None:
    async with running(**over(ScriptedSourceDesk())) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+t")
        await settle(pilot)
        text = shown(pilot.app)
        assert "In English: Telework Directive" in text
        assert "▸ 4. A public servant may telework" in text, "the section of the same number"
        assert "Le fonctionnaire peut" not in text
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert "▌ 4. Le fonctionnaire peut" in shown(pilot.app)
        assert "In English:" not in shown(pilot.app)


@pytest.mark.parametrize("size", [(110, 30), (160, 50)])
async def test_ctrl_t_shows_the_twin_beside_from_110_columns(running: Running, size: tuple[int, int]) -> None:
    async with running(size=size, **over(ScriptedSourceDesk())) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+t")
        await settle(pilot)
        text = shown(pilot.app)
        assert "4. Le fonctionnaire" in text
        assert "▸ 4. A public servant" in text
        one, twin = (pilot.app.screen.query_one(name, PageColumn) for name in ("#column", "#column-twin"))
        assert abs(one.size.width - twin.size.width) <= 3
        assert twin.size.width >= 30
        await pilot.press("f9")
        await settle(pilot)
        assert one.scroller.region.x < twin.scroller.region.x
        assert isinstance(twin.scroller, PictureView)
        await pilot.press("f9", "ctrl+t")
        await settle(pilot)
        assert not twin.display


async def test_the_twin_follows_when_pages_are_turned(running: Running) -> None:
    desk = ScriptedSourceDesk()
    desk.pages[EN] = (
        desk.pages[EN][0],
        replace(desk.pages[EN][0], number=2, text="Page two.", boxes=boxes("Page two.")),
    )
    desk.documents[EN] = replace(DOCUMENTS[EN], pages=2)
    async with running(**over(desk)) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+t", "f8")
        await settle(pilot)
        assert "p. 2 · page 2 / 2 · English" in shown(pilot.app)
        assert "Page two." in shown(pilot.app)


@pytest.mark.parametrize("keys", [("ctrl+t",), ("f9", "f9", "ctrl+t")])
async def test_the_twin_is_shown_at_its_section_however_one_comes_to_it(
    running: Running, keys: tuple[str, ...]
) -> None:
    desk = ScriptedSourceDesk()
    text = "".join(f"Line {line}.\n" for line in range(80)) + desk.pages[EN][0].text
    desk.pages[EN] = (replace(desk.pages[EN][0], text=text, boxes=boxes(text)),)
    async with running(size=(120, 36), **over(desk)) as pilot:
        await opened(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        assert "▸ 4. A public servant" in shown(pilot.app)


async def test_a_document_without_a_twin_says_so(running: Running) -> None:
    async with running(**over(ScriptedSourceDesk(twins={}))) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert "No document is known that says the same in the other language." in shown(pilot.app)
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert "▌ 4. Le fonctionnaire" in shown(pilot.app)


# Everywhere


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_rows_45_and_46_in_a_twin_and_on_a_picture(running: Running, size: tuple[int, int]) -> None:
    desk, source = hostile_desk(), ScriptedSourceDesk(refused=PictureError(HOSTILE_TEXT, hint=HOSTILE_TEXT))
    source.documents = {**desk.documents, "worse": replace(desk.documents["bad"], id="worse")}
    source.pages = {**desk.pages, "worse": desk.pages["bad"]}
    source.twins = {"bad": "worse"}
    async with running(desk, size=size, **over(source)) as pilot:
        await ask(pilot, HOSTILE)
        await pilot.press("ctrl+n")
        await settle(pilot)
        for key in ("f9", "ctrl+t", "f9", "ctrl+f"):
            await pilot.press(key)
            await settle(pilot)
            text = shown(pilot.app)
            assert "[@click=app.quit]here[/]" in text
            assert not {"\x1b", "\x9b", "\x9d", "\u202e"} & set(text)
        assert not pilot.app._exit
        metas = [s.style.meta for strip in pilot.app.screen._compositor.render_strips() for s in strip if s.style]
        assert not any("@click" in meta for meta in metas)


async def test_the_pane_speaks_the_other_language_at_once(running: Running) -> None:
    async with running(**over(ScriptedSourceDesk())) as pilot:
        await opened(pilot)
        assert "Source 1 of 3" in shown(pilot.app)
        await pilot.press("f2")
        await settle(pilot)
        assert "Source 1 sur 3" in shown(pilot.app) or "Source 1 de 3" in shown(pilot.app)
        assert "page 1 / 3 · français" in shown(pilot.app).lower()


async def test_the_size_changes_while_a_picture_is_shown(running: Running) -> None:
    async with running(size=(160, 50), **over(ScriptedSourceDesk())) as pilot:
        await opened(pilot)
        await pilot.press("f9")
        await settle(pilot)
        view = pilot.app.screen.query_one("#column PictureView", PictureView)
        assert view.frame is not None
        wide = view.frame.width
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert view.frame is not None
        assert view.frame.width != wide
        assert view.frame.width == view.size.width or view.frame.width == view.scrollable_content_region.width
