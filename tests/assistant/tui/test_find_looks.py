"""How the room for finding looks: in both languages, at two sizes, in three themes."""

from __future__ import annotations

from datetime import date

from textual.pilot import Pilot

from assistant.tui.find.desk import Filters

from .driving import Look
from .find_desk import ScriptedFindDesk, look_for, press, the
from .scripted import ACT


def test_the_room_before_anything_is_typed(look: Look) -> None:
    look(room="find", desks={"find": ScriptedFindDesk()})


def test_passages_within_filters(look: Look) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        the(pilot).bar.show(Filters(collection="rh", since=date(2024, 4, 1)), {"since": "2024-04"})
        the(pilot).filtered()
        await look_for(pilot, "jours télétravailler telework")
        await press(pilot, "enter", "down", "down")

    look(room="find", desks={"find": ScriptedFindDesk()}, prepare=prepare)


def test_the_documents(look: Look) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        await look_for(pilot, "jours")
        await press(pilot, "f4", "down")

    look(room="find", desks={"find": ScriptedFindDesk()}, prepare=prepare)


def test_nothing_found_within_filters(look: Look) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        the(pilot).bar.show(Filters(collection="acts", language="fr", document=ACT))
        the(pilot).filtered()
        await look_for(pilot, "jours")

    look(room="find", desks={"find": ScriptedFindDesk()}, prepare=prepare)
