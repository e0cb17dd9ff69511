"""How the room for asking looks, and what lies over every room: the help and the palette."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from textual.pilot import Pilot

from assistant.answer import Carried, Drafting, Stated, Statement, Word
from assistant.errors import AssistantError

from .driving import Look, ask, settle
from .scripted import CHAIR, CLAIMED, QUOTED, REFUSED, SCRIPT, SLOW, TEN_DAYS, ScriptedDesk


def test_the_empty_state(look: Look) -> None:
    look()


def test_an_answer_of_quotations(look: Look) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        await ask(pilot, QUOTED)

    look(prepare=prepare)


def test_claims_supported_and_not_after_a_refusal(look: Look) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        await ask(pilot, REFUSED)
        await ask(pilot, CLAIMED)

    look(prepare=prepare)


def test_a_source_beside_the_answer(look: Look) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        await ask(pilot, QUOTED)
        await pilot.press("ctrl+n", "ctrl+n")
        await settle(pilot)

    look(prepare=prepare)


def test_a_follow_up_says_what_it_took_over(look: Look) -> None:
    follow_up = "Et pour les étudiants?"
    words = (Word("télétravail", "fr", 3), Word("jours", "fr", 3))
    desk = ScriptedDesk(script={**SCRIPT, follow_up: replace(SCRIPT[QUOTED], question=follow_up)})  # type: ignore[type-var]
    desk.carried = {follow_up: Carried(QUOTED, "opening", words, "télétravail jours étudiants")}

    async def prepare(pilot: Pilot[None]) -> None:
        await ask(pilot, follow_up)

    look(desk, prepare=prepare)


def test_an_answer_that_was_given_up_in_the_middle(look: Look) -> None:
    class Giving(ScriptedDesk):
        def ask(self, question: str, **named: object) -> Iterator[object]:  # type: ignore[override]
            for event in super().ask(question, **named):  # type: ignore[arg-type]
                yield event
                if isinstance(event, Drafting):
                    return

    desk = Giving()
    stated = Statement("Le gestionnaire a dix jours ouvrables.", "claim", True, (TEN_DAYS,))
    unsupported = Statement("Le fauteuil est payé.", "claim", False, (CHAIR,), "La phrase citée fixe un maximum.")
    desk.writing = (Stated(stated, "fr", 11), Stated(unsupported, "fr", 12), Drafting("Et aussi"))

    async def prepare(pilot: Pilot[None]) -> None:
        await ask(pilot, SLOW)

    look(desk, prepare=prepare)


def test_no_library(look: Look) -> None:
    def refuse() -> ScriptedDesk:
        raise AssistantError("Il n’y a pas de bibliothèque dans /srv/greffier.", hint="greffier ingest run DOSSIER")

    look(open_desk=refuse)


def test_the_help(look: Look) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        await pilot.press("f1")

    look(prepare=prepare)


def test_the_palette(look: Look) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        await ask(pilot, QUOTED)
        await pilot.press("ctrl+k")

    look(prepare=prepare)
