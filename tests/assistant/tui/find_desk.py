"""A scripted desk for finding: passages by their words, filtered as the library would; and the room over it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace

from textual.pilot import Pilot

from assistant.errors import AssistantError
from assistant.tui.find.dates import dated_within
from assistant.tui.find.desk import Filters, Found
from assistant.tui.find.room import FindRoom
from indexes.browsing import Listed
from indexes.records import Also, Facts, Hit

from .driving import Running, settle
from .scripted import (
    ACT,
    CHAIR,
    EN,
    FOUR_DAYS,
    FR,
    HOSTILE_TEXT,
    NO_MORE,
    PREAMBLE,
    TEN_DAYS,
    THREE_DAYS,
    ScriptedDesk,
    hit,
    hostile_desk,
)

Finding = Callable[..., AbstractAsyncContextManager[Pilot[None]]]

OLD = "b" * 64
LISTED = (
    Listed(ACT, "acts/access.en.pdf", "Access to Information Act", "en", "acts", 4, "1983-07-01", "A-1"),
    Listed(OLD, "rh/2019/telework.fr.pdf", "Directive sur le télétravail", "fr", "rh", 2, "2019", None, None, True),
    Listed(EN, "rh/telework.en.pdf", "Telework Directive", "en", "rh", 1, "2024-04", None, "rh/telework.fr.pdf"),
    Listed(FR, "rh/telework.fr.pdf", "Directive sur le télétravail", "fr", "rh", 3, "2024-04-01", "SCT-221",
           "rh/telework.en.pdf"),
)  # fmt: skip
DATES = {one.id: one.date for one in LISTED}


def _filed(found: Hit) -> Hit:
    """The hit as the library gives it: with the date, and the heading under which it stands."""
    document = replace(found.document, facts=Facts(date=DATES[found.document.id]))
    heading = "Partie 2 – Conditions d’admissibilité" if found.document.id == FR else "Part 2 – Eligibility"
    return replace(found, document=document, passage=replace(found.passage, heading=heading))


PASSAGES = tuple(
    _filed(hit(rank, one))
    for rank, one in enumerate((THREE_DAYS, FOUR_DAYS, TEN_DAYS, CHAIR, NO_MORE, PREAMBLE), start=1)
)


def matching(query: str, passages: Sequence[Hit]) -> list[Hit]:
    """The passages that hold a word of the query, or the beginning of one."""
    words = query.casefold().split()
    return [one for one in passages if any(word in one.passage.text.casefold() for word in words)]


def spans(query: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where the words of a query begin in a text."""
    found = []
    for word in query.casefold().split():
        place = text.casefold().find(word)
        if place >= 0:
            found.append((place, place + len(word)))
    return tuple(sorted(found))


@dataclass
class ScriptedFindDesk:
    """Finds words in the passages. `holding` keeps every search waiting for `gate`; `breaks` is what is raised."""

    passages: Sequence[Hit] = PASSAGES
    listed: Sequence[Listed] = LISTED
    gate: threading.Event = field(default_factory=threading.Event)
    holding: bool = False
    holding_close: bool = False
    breaks: AssistantError | None = None
    asked: list[tuple[str, Filters, bool, bool]] = field(default_factory=list)
    closed: bool = False

    def find(self, query: str, filters: Filters, limit: int, *, typing: bool = False, closely: bool = False) -> Found:
        assert threading.current_thread() is not threading.main_thread()
        self.asked.append((query, filters, typing, closely))
        if self.holding or (closely and self.holding_close):
            assert self.gate.wait(10)
        if self.breaks is not None:
            raise self.breaks
        left = [one for one in self.passages if _left(one, filters)]
        hits = matching(query, left)
        if closely:
            hits = [_superseded(hits[-1]), *hits[:-1]] if hits else []
        numbered = [replace(one, rank=rank) for rank, one in enumerate(hits[:limit], start=1)]
        lit = tuple(spans(query, one.passage.text) for one in numbered)
        return Found(query, filters, "fr", tuple(numbered), lit, 10 * len(left), 0.03, closely)

    def documents(self) -> tuple[Listed, ...]:
        assert threading.current_thread() is not threading.main_thread()
        if self.breaks is not None:
            raise self.breaks
        return tuple(self.listed)

    def close(self) -> None:
        self.closed = True


def _superseded(found: Hit) -> Hit:
    """As it is found as of a day, by when something else stands in its place; and its twin says the same."""
    document = replace(found.document, notes={"superseded_by": True})
    also = Also("twin", 0.5, PASSAGES[4].passage, PASSAGES[4].document, None)
    return replace(found, document=document, also=(also,))


def _left(found: Hit, filters: Filters) -> bool:
    document = found.document
    return (
        filters.collection in (None, document.collection)
        and filters.language in (None, found.passage.language)
        and filters.document in (None, document.id)
        and dated_within(document.facts.date, filters.since, filters.until)
    )


def hostile_find_desk() -> ScriptedFindDesk:
    """A desk of which every word was written by an adversary."""
    bad = PASSAGES[0]
    sentence = replace(bad.passage.sentences[0], text=f"jours {HOSTILE_TEXT} jours")
    document = replace(bad.document, title=HOSTILE_TEXT, file=HOSTILE_TEXT, collection=HOSTILE_TEXT,
                       facts=Facts(date=HOSTILE_TEXT))  # fmt: skip
    passage = replace(bad.passage, heading=HOSTILE_TEXT, sentences=(sentence,))
    found = replace(bad, document=document, passage=passage, page_label=HOSTILE_TEXT)
    listed = Listed(FR, f"{HOSTILE_TEXT}/{HOSTILE_TEXT}", HOSTILE_TEXT, "fr", HOSTILE_TEXT, 3, HOSTILE_TEXT, None, "x")
    return ScriptedFindDesk((found,), (listed,))


@asynccontextmanager
async def entered(
    running: Running, find: ScriptedFindDesk | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    """The app in the room over a scripted desk; what is searched waits for nothing any more once it is left."""
    given = find or ScriptedFindDesk()
    desk = hostile_desk() if find is not None and find.passages[0].page_label else ScriptedDesk()
    async with running(desk, size, room="find", desks={"find": given}) as pilot:
        try:
            yield pilot
        finally:
            given.gate.set()


def the(pilot: Pilot[None]) -> FindRoom:
    """The room."""
    room = pilot.app.screen
    assert isinstance(room, FindRoom)
    return room


async def found(pilot: Pilot[None]) -> None:
    """Wait until nothing is searched for any more, and what was found is shown."""
    await pilot.pause()
    while (searching := the(pilot).searching) is not None and searching.busy:
        await pilot.pause()
    await settle(pilot)


async def look_for(pilot: Pilot[None], query: str) -> None:
    """Type, as if it were pasted, and wait for what is found."""
    the(pilot).line.value = query
    await found(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one by one, each when what the one before did is done."""
    for key in keys:
        await pilot.press(key)
        await found(pilot)


def focus(pilot: Pilot[None]) -> str | None:
    """What has the focus."""
    return None if pilot.app.focused is None else pilot.app.focused.id or pilot.app.focused.name
