"""The screens driven by the keyboard: every key, both sizes, both languages."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from assistant.answer import Statement
from assistant.errors import AssistantError
from assistant.tui.ask.conversation import Conversation
from assistant.tui.desk import Desk
from assistant.tui.help import Help
from assistant.tui.source import SourcePane
from assistant.tui.statement import ReferenceLine
from assistant.tui.turn import Turn

from .driving import Running, ask, settle, shown, type_in
from .scripted import (
    CLAIMED,
    FAILING,
    LABELLED,
    QUOTED,
    REFUSED,
    SLOW,
    THREE_DAYS,
    ScriptedDesk,
    ScriptedServices,
    answer,
)


async def test_the_empty_state_says_what_one_can_do(running: Running) -> None:
    async with running() as pilot:
        text = shown(pilot.app)
        assert "Ask in French or in English" in text
        assert "How many days a week may I work from home?" in text
        assert "Combien de jours par semaine puis-je travailler de chez moi?" in text
        assert "it does not decide" in text, "what the record says was shown"
        assert "Ready." in text
        assert "Havremont" in text
        assert "3fa9c1d2" in text
        assert "3fa9c1d2e4" not in text
        assert "nothing on record yet" in text


async def test_a_quotation_stands_in_marks_over_its_source(running: Running) -> None:
    async with running() as pilot:
        await ask(pilot, QUOTED)
        text = shown(pilot.app)
        assert "“Le fonctionnaire peut télétravailler au plus trois jours par semaine.”¹" in text
        assert "¹ Directive sur le télétravail, p. 1" in text
        assert "³ Telework Directive" in text
        assert "· in English" in text, "the question is French, this source is not"
        assert "on record: entry 12" in text


async def test_what_a_machine_read_is_marked_in_the_answer_and_over_the_page(running: Running) -> None:
    scanned = replace(THREE_DAYS, recognised=0.9387)
    desk = ScriptedDesk(script={QUOTED: answer(QUOTED, Statement("", "quotation", True, (scanned,)))})
    first, *others = desk.pages[scanned.document]
    desk.pages[scanned.document] = (replace(first, confidence=0.9387), *others)
    async with running(desk, size=(160, 40)) as pilot:
        await ask(pilot, QUOTED)
        assert "¹ Directive sur le télétravail, p. 1 · machine-read (93%)" in shown(pilot.app)
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert "French · machine-read (93%) · rh/telework.fr.pdf" in shown(pilot.app)
        assert "A machine read the text of this page on a picture (certainty:" in shown(pilot.app)


async def test_a_claim_is_told_from_an_unsupported_one_without_colour(running: Running) -> None:
    async with running() as pilot:
        await ask(pilot, CLAIMED)
        text = shown(pilot.app)
        assert "✓ Le gestionnaire a dix jours ouvrables" in text
        assert "✗ Not supported by the sources: Le fauteuil est remboursé en entier." in text
        assert "La phrase citée fixe un maximum de 400\u00a0$." in text


async def test_a_refusal_shows_the_nearest_passages_as_such(running: Running) -> None:
    async with running() as pilot:
        await ask(pilot, REFUSED)
        text = shown(pilot.app)
        assert "◇ No answer. Les documents de la bibliothèque" in text
        assert text.index("Nearest passages (not an answer)") < text.index("“Le fonctionnaire peut")
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert "▌ 4. Le fonctionnaire peut télétravailler" in shown(pilot.app)


async def test_a_printed_page_label_is_told_from_the_place_in_the_file(running: Running) -> None:
    async with running() as pilot:
        await ask(pilot, LABELLED)
        assert "Access to Information Act, p. iv (page 4 of the file)" in shown(pilot.app)
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert "p. iv · page 4 / 4 · English · acts/access.en.pdf" in shown(pilot.app)


async def test_the_sources_are_gone_through_with_the_keyboard(running: Running) -> None:
    async with running() as pilot:
        await ask(pilot, QUOTED)
        assert pilot.app.focused is pilot.app.screen.query_one("#question")
        await pilot.press("ctrl+n")
        await settle(pilot)
        text = shown(pilot.app)
        assert "Source 1 of 3" in text
        assert "▌ 4. Le fonctionnaire peut télétravailler au plus trois jours par semaine. Le" in text
        assert "│ d’attache est en rénovation" in text, "what else the answer cites is marked otherwise"
        assert "p. 1 · page 1 / 3 · French · rh/telework.fr.pdf" in text
        await pilot.press("ctrl+n", "ctrl+n")
        await settle(pilot)
        assert "Source 3 of 3" in shown(pilot.app)
        assert "▌ 4. A public servant may telework" in shown(pilot.app)
        await pilot.press("ctrl+n")  # there is no fourth
        await pilot.press("ctrl+p")
        await settle(pilot)
        assert "Source 2 of 3" in shown(pilot.app)
        await pilot.press("escape")
        await settle(pilot)
        assert "Source 2 of 3" not in shown(pilot.app)


async def test_the_last_answer_comes_first_then_the_earlier_ones(running: Running) -> None:
    async with running(size=(160, 50)) as pilot:
        await ask(pilot, QUOTED)
        await ask(pilot, CLAIMED)
        conversation = pilot.app.screen.query_one(Conversation)
        lines = list(conversation.query(ReferenceLine))
        await pilot.press("ctrl+n")
        assert conversation.selected is lines[3]
        await pilot.press("ctrl+p")
        assert conversation.selected is lines[2]
        await settle(pilot)
        assert "▸ ³ Telework Directive" in shown(pilot.app)


@pytest.mark.parametrize(("back", "on"), [("f7", "f8"), ("ctrl+pageup", "ctrl+pagedown")])
async def test_the_pages_of_the_document_are_turned(running: Running, back: str, on: str) -> None:
    async with running() as pilot:
        await ask(pilot, QUOTED)
        await pilot.press("ctrl+n")
        await settle(pilot)
        await pilot.press(on)
        await settle(pilot)
        text = shown(pilot.app)
        assert "p. 2 · page 2 / 3" in text
        assert "8. La plage de disponibilité" in text
        assert "The cited sentence is on another page: p. 1" in text
        assert "▌" not in text.split("Your question")[0].replace("▌ “", "")
        for key in (on, on, on):
            await pilot.press(key)
            await settle(pilot)
        assert "page 3 / 3" in shown(pilot.app)
        for key in (back, back, back, back):
            await pilot.press(key)
            await settle(pilot)
        assert "page 1 / 3" in shown(pilot.app)
        assert "▌ 4. Le fonctionnaire" in shown(pilot.app)


async def test_at_80_columns_the_pane_takes_the_place_of_the_conversation(running: Running) -> None:
    async with running(size=(80, 24)) as pilot:
        await ask(pilot, QUOTED)
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert not pilot.app.screen.query_one(Conversation).display
        assert pilot.app.screen.query_one(SourcePane).size.width > 70
        await ask(pilot, REFUSED)
        assert pilot.app.screen.query_one(Conversation).display, "a new question brings the conversation back"


async def test_from_110_columns_the_pane_is_beside_the_conversation(running: Running) -> None:
    async with running(size=(110, 30)) as pilot:
        await ask(pilot, QUOTED)
        await pilot.press("ctrl+n")
        await settle(pilot)
        text = shown(pilot.app)
        assert QUOTED[:30] in text
        assert "Source 1 of 3" in text
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert not pilot.app.screen.query_one(Conversation).display


async def test_passages_are_announced_before_the_answer_and_escape_cancels(running: Running) -> None:
    desk = ScriptedDesk()
    async with running(desk) as pilot:
        type_in(pilot, SLOW)
        await pilot.press("enter")
        await pilot.pause()
        desk.found.wait(5)
        await pilot.pause()
        text = shown(pilot.app)
        assert "6 passages found. Preparing the answer…" in text
        assert "¹ Directive sur le télétravail" in text
        assert "Esc Cancel" in text
        await pilot.press(*"next")
        assert pilot.app.screen.query_one(Input).value == "next", "the line is usable meanwhile"
        await pilot.press("enter")
        assert desk.asked == [SLOW], "one question at a time; what was typed stays"
        assert pilot.app.screen.query_one(Input).value == "next"
        await pilot.press("escape")
        await settle(pilot)
        assert "Cancelled. The question stays on record." in shown(pilot.app)
        assert "entry 12" not in shown(pilot.app)
        await ask(pilot, REFUSED)
        assert "No answer." in shown(pilot.app)


async def test_an_answer_that_was_slow_takes_the_place_of_its_progress(running: Running) -> None:
    desk = ScriptedDesk()
    async with running(desk) as pilot:
        type_in(pilot, SLOW)
        await pilot.press("enter")
        desk.gate.set()
        await settle(pilot)
        assert "Preparing" not in shown(pilot.app)
        assert "No answer." in shown(pilot.app)


async def test_answers_are_appended_and_what_stands_is_not_made_again(running: Running) -> None:
    async with running() as pilot:
        await ask(pilot, QUOTED)
        (first,) = pilot.app.screen.query(Turn)
        before = list(first.query("*"))
        await ask(pilot, REFUSED)
        assert list(first.query("*")) == before
        assert len(pilot.app.screen.query(Turn)) == 2


async def test_an_error_is_shown_with_what_mends_it(running: Running) -> None:
    async with running() as pilot:
        await ask(pilot, FAILING)
        text = shown(pilot.app)
        assert "! The model [b]stopped[/" in text
        assert "→ Run greffier doctor [/" in text
        await ask(pilot, QUOTED)
        assert "trois jours par semaine.”" in shown(pilot.app)


async def test_a_missing_library_is_said_with_its_mending_and_tried_again(running: Running) -> None:
    tries: list[int] = []

    def open_desk() -> Desk:
        tries.append(1)
        if len(tries) == 1:
            raise AssistantError("There is no library in /srv/[b]x[/", hint="greffier ingest run FOLDER")
        return ScriptedDesk()

    async with running(open_desk=open_desk) as pilot:
        text = shown(pilot.app)
        assert "! There is no library in /srv/[b]x[/" in text
        assert "→ greffier ingest run FOLDER" in text
        assert "press F5" in text
        await ask(pilot, QUOTED)
        assert pilot.app.screen.query_one(Input).value == QUOTED, "nothing can be asked yet"
        await pilot.press("f5")
        await settle(pilot)
        assert "Ready." in shown(pilot.app)
        await pilot.press("enter")
        await settle(pilot)
        assert "trois jours par semaine.”" in shown(pilot.app)


async def test_the_library_is_opened_by_a_thread_after_the_first_paint(running: Running) -> None:
    gate = threading.Event()
    threads: list[threading.Thread] = []

    def open_desk() -> Desk:
        threads.append(threading.current_thread())
        gate.wait(5)
        return ScriptedDesk()

    from assistant.tui.app import GreffierApp

    app = GreffierApp(ScriptedServices(open_desk=open_desk))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Opening the library and loading the model…" in shown(app)
        gate.set()
        await settle(pilot)
        assert "Ready." in shown(app)
    assert threads[0] is not threading.main_thread()


async def test_the_arrows_take_up_examples_and_questions(running: Running) -> None:
    async with running() as pilot:
        line = pilot.app.screen.query_one(Input)
        await pilot.press(*"why", "up")
        assert line.value == "How many days a week may I work from home?"
        await pilot.press("up")
        assert line.value.startswith("Combien de jours")
        await pilot.press("up", "down", "down")
        assert line.value == "why"
        await ask(pilot, REFUSED)
        await pilot.press("up")
        assert line.value == REFUSED


async def test_page_keys_scroll_what_is_shown(running: Running) -> None:
    async with running() as pilot:
        for question in (QUOTED, CLAIMED, REFUSED):
            await ask(pilot, question)
        conversation = pilot.app.screen.query_one(Conversation)
        low = conversation.scroll_offset.y
        await pilot.press("pageup")
        await pilot.pause()
        assert conversation.scroll_offset.y < low
        await pilot.press("pagedown")
        await pilot.pause()
        assert conversation.scroll_offset.y == low
        await ask(pilot, QUOTED)
        await pilot.press("ctrl+n")
        await settle(pilot)
        page = pilot.app.screen.query_one("#page", VerticalScroll)
        low = page.scroll_offset.y
        assert low > 0
        await pilot.press("pageup")
        await pilot.pause()
        assert page.scroll_offset.y < low


async def test_tab_goes_to_what_can_be_scrolled(running: Running) -> None:
    async with running() as pilot:
        await ask(pilot, QUOTED)
        await pilot.press("tab")
        assert pilot.app.focused is pilot.app.screen.query_one(Conversation)
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert pilot.app.screen.query_one(SourcePane).display
        await pilot.press("escape")
        assert pilot.app.focused is pilot.app.screen.query_one("#question")


async def test_f1_shows_the_keys_and_the_marks(running: Running) -> None:
    async with running(size=(80, 70)) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        text = shown(pilot.app)
        assert "Ctrl+N             Next source" in text
        assert "✗                  Not supported" in text
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press("f1")
        assert not isinstance(pilot.app.screen, Help)


async def test_f3_changes_the_theme(running: Running) -> None:
    async with running() as pilot:
        for name in ("light", "contrast", "monochrome", "dark"):
            await pilot.press("f3")
            assert pilot.app.theme == f"greffier-{name}"


async def test_what_is_to_be_said_before_asking_is_shown_as_it_is(running: Running) -> None:
    async with running(ScriptedDesk(advised="[b] is not fit to word claims: it cites nothing.")) as pilot:
        assert "[b] is not fit" in shown(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), (120, 32), (110, 24)])
async def test_a_page_is_not_wrapped_a_second_time_by_its_scrollbar(running: Running, size: tuple[int, int]) -> None:
    async with running(size=size) as pilot:
        await ask(pilot, QUOTED)
        await pilot.press("ctrl+n")
        await settle(pilot)
        text = pilot.app.screen.query_one("#page-text", Static)
        assert text.size.height == str(text.content).count("\n") + 1
