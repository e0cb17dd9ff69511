"""A follow-up on the screen: what was taken over is said, and a key asks the question as a new one."""

from __future__ import annotations

import pytest

from assistant.answer import Carried, Word
from assistant.i18n import speak
from assistant.tui.ask.followed import Followed
from assistant.tui.spoken import say_all_again
from assistant.tui.turn import Turn

from .driving import SIZES, Running, ask, settle, shown, type_in
from .scripted import CLAIMED, HOSTILE_TEXT, QUOTED, REFUSED, SLOW, ScriptedDesk

OVER = Carried(QUOTED, "bare", (Word("jours", "fr", 3), Word("travailler", "fr", 3)), "jours travailler " + REFUSED)


def desk() -> ScriptedDesk:
    return ScriptedDesk(carried={REFUSED: OVER, SLOW: OVER})


@pytest.mark.parametrize("size", SIZES)
async def test_what_was_taken_over_is_said_under_the_question(running: Running, size: tuple[int, int]) -> None:
    async with running(desk(), size=size) as pilot:
        await ask(pilot, QUOTED)
        assert "taken over" not in shown(pilot.app)
        await ask(pilot, REFUSED)
        text = " ".join(shown(pilot.app).split())
        assert "Follow-up to “Combien de jours par semaine" in text
        assert "taken over: jours, travailler." in text
        assert "F4: as a new question" in text
        assert text.index("Quel est le prix du homard?") < text.index("Follow-up to") < text.index("No answer.")


async def test_the_key_asks_it_as_a_new_question(running: Running) -> None:
    given = desk()
    async with running(given) as pilot:
        await ask(pilot, QUOTED)
        await pilot.press("f4")
        await settle(pilot)
        assert given.asked == [QUOTED], "there is nothing to refuse"
        await ask(pilot, REFUSED)
        await pilot.press("f4")
        await settle(pilot)
        assert given.asked == [QUOTED, REFUSED, REFUSED]
        assert given.alone == [False, False, True]
        turns = list(pilot.app.screen.query(Turn))
        assert [turn.follows for turn in turns] == [False, True, False], "the first answer stays"
        assert not pilot.app.screen.query_one(Followed).latest
        assert "F4" not in shown(pilot.app)


async def test_the_key_is_offered_for_the_latest_question_alone(running: Running) -> None:
    given = desk()
    async with running(given) as pilot:
        await ask(pilot, REFUSED)
        await ask(pilot, CLAIMED)
        assert "F4" not in shown(pilot.app)
        await pilot.press("f4")
        await settle(pilot)
        assert given.asked == [REFUSED, CLAIMED]


async def test_a_question_that_is_being_answered_is_not_asked_again(running: Running) -> None:
    given = desk()
    async with running(given) as pilot:
        type_in(pilot, SLOW)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("f4")
        await pilot.pause()
        assert given.asked == [SLOW]
        given.gate.set()
        await settle(pilot)
        await pilot.press("f4")
        await settle(pilot)
        assert given.asked == [SLOW, SLOW]


async def test_it_is_said_in_the_language_spoken(running: Running) -> None:
    async with running(desk()) as pilot:
        await ask(pilot, REFUSED)
        speak("fr")
        say_all_again(pilot.app)
        await pilot.pause()
        assert "«\u00a0Combien de jours par semaine" in shown(pilot.app)


async def test_hostile_words_are_shown_as_words(running: Running) -> None:
    over = Carried(HOSTILE_TEXT, "bare", (Word(HOSTILE_TEXT, "en", 1),), HOSTILE_TEXT)
    async with running(ScriptedDesk(carried={REFUSED: over})) as pilot:
        await ask(pilot, REFUSED)
        text = shown(pilot.app)
        assert "[@click=app.quit]" in text
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)
