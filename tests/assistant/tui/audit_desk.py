"""A scripted auditor's desk: a record that holds or does not, sessions of several people, one to step through."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType

from textual.pilot import Pilot

from assistant.answer import Carried, Statement, Word
from assistant.audit.replay.outcome import Difference, Divergence, Finding, Recomputed
from assistant.audit.validation import Judgement
from assistant.errors import AssistantError
from assistant.exchange import Exchange
from assistant.tui.audit.desk import (
    Cancelled,
    Cosigned,
    Opened,
    Progress,
    Replayed,
    SessionLine,
    Sides,
    Signer,
    Step,
    Verified,
)

from .driving import settle
from .scripted import CHAIR, FR, QUOTED, REFUSED, TEN_DAYS, THREE_DAYS, answer

ORIGIN = "greffier.local/fd360d771d87dc27"
ROOT = "5aa250c72a2600a7e16ae7f3c38095647b50421a9df0e4d9c8c5b05d0fe90970"
HOLDS = Verified(
    True,
    datetime(2026, 3, 2, 15, 30, tzinfo=UTC),
    0.6,
    entries=5621,
    origin=ORIGIN,
    root=ROOT,
    last="2026-03-02T15:12:08.123Z",
    signers=(Signer(ORIGIN, "c9df5adc"),),
    witnesses=(Cosigned("archives.gouv.example", 5000),),
    findings=MappingProxyType(
        {
            "fr": ("Les clés auxquelles on se fie sont celles du dossier même du registre.",),
            "en": ("The keys trusted are those that lie in the log’s own folder.",),
        }
    ),
)
BROKEN = replace(
    HOLDS,
    holds=False,
    entries=0,
    witnesses=(),
    entry=17,
    findings=MappingProxyType(
        {
            "fr": ("Inscription 17\u00a0: Son contenu n’est pas celui auquel elle engage.",),
            "en": ("Entry 17: Its payload is not what it commits to.",),
        }
    ),
)
FIRST = "4f1413130c9e2bed"
LINES = (
    SessionLine("9a5d3f1e20c4b786", "Télétravail des stagiaires", "luc.roy",
                "2026-03-02T13:05:00.000Z", "2026-03-02T13:20:00.000Z", 1, held=True),
    SessionLine(FIRST, QUOTED, "aline.cyr", "2026-02-27T09:41:30.000Z", "2026-02-27T09:47:02.000Z", 3),
    SessionLine("c29cbcc1df78fb7a", "", "", "2025-11-05T16:30:00.000Z", "2025-11-05T16:31:00.000Z", 2, destroyed=True),
    SessionLine("286ff13cf1df4093", "", "luc.roy", "2025-10-01T08:00:00.000Z", "2025-10-01T08:02:00.000Z", 4,
                withheld=True),
)  # fmt: skip

FOLLOW = "Et si mon patron ne répond pas?"
CLAIM = Statement(
    "Le gestionnaire a dix jours ouvrables; ensuite la demande va d’office au directeur des ressources.",
    "claim",
    True,
    (TEN_DAYS, THREE_DAYS),
)
UNSURE = Statement("Le fauteuil est remboursé en entier.", "claim", False, (CHAIR,), "La phrase fixe un maximum.")
QUOTE = Statement(THREE_DAYS.quote, "quotation", True, (THREE_DAYS,))
THEN = "Le gestionnaire a dix jours ouvrables; ensuite la demande va d’office au directeur des ressources. [1][2]"
NOW = "Le gestionnaire a 10 jours ouvrables; ensuite la demande va d’office au directeur des ressources. [1][2]"


def _exchanges() -> tuple[Exchange, ...]:
    told = replace(answer(QUOTED, QUOTE), entry=5603, text=f"«\u00a0{QUOTE.text}\u00a0» [1]", timings={})
    told = replace(told, nearest=answer(REFUSED).nearest)
    judged = Judgement(5610, "2026-02-27T09:47:02.000Z", 5603, "validated", "M. Boudreau", "Vérifié sur la directive.")
    carried = Carried(QUOTED, "opening", (Word("télétravail", "fr", 5602),), f"{FOLLOW} télétravail")
    claimed = replace(
        answer(FOLLOW, CLAIM, UNSURE), entry=5608, text=f"{THEN}\n{UNSURE.text} [3]", timings={}, carried=carried
    )
    claimed = replace(claimed, nearest=answer(REFUSED).nearest)
    refused = replace(answer(REFUSED), entry=5612, timings={})
    return (
        Exchange(FIRST, QUOTED, "fr", "2026-02-27T09:42:00.000Z", 5602, "answered", told, judgements=(judged,)),
        Exchange(FIRST, FOLLOW, "fr", "2026-02-27T09:44:00.000Z", 5605, "answered", claimed, carried=carried),
        Exchange(FIRST, REFUSED, "fr", "2026-02-27T09:48:00.000Z", 5611, "answered", refused),
    )


def _leaf(entry: int) -> str:
    return f"{entry:08x}" * 8


def _step(kind: str, entry: int, minute: int, place: int | None = None, **more: object) -> Step:
    return Step(kind, entry, f"2026-02-27T09:{minute}:07.250Z", _leaf(entry), place, **more)  # type: ignore[arg-type]


CITED = Finding("citation", "holds", 5603, "", {"file": "rh/telework.fr.pdf", "page": 1, "start": 1180, "end": 1250,
                                                "document": FR})  # fmt: skip
STEPS = (
    _step("opened", 5601, 41, findings=(
        Finding("log", "holds", None, "", {"size": 5621}),
        Finding("generation", "noted", 5601, "gone", {"generation": "3fa9c1d2e4b5a697"}),
    )),
    _step("question", 5602, 42, 0),
    _step("found", 5603, 42, 0),
    _step("answer", 5603, 42, 0, findings=(
        Finding("rendering", "holds", 5603),
        CITED,
        Finding("document", "holds", 5603, "", {"file": "rh/telework.fr.pdf", "document": FR}),
    )),
    _step("question", 5605, 44, 1),
    _step("carried", 5605, 44, 1),
    _step("found", 5608, 44, 1),
    _step("statement", 5606, 44, 1, stated=1),
    _step("statement", 5607, 45, 1, stated=2),
    _step("answer", 5608, 45, 1, stated=2, findings=(Finding("rendering", "holds", 5608),)),
    _step("judgement", 5610, 47, 0, judged=1, by="M. Boudreau"),
    _step("question", 5611, 48, 2),
    _step("found", 5612, 48, 2),
    _step("refusal", 5612, 48, 2, findings=(Finding("rendering", "holds", 5612),)),
    _step("event", 5615, 50, event="session.exported", by="M. Boudreau"),
)  # fmt: skip
REPLAYED = Replayed(
    FIRST,
    QUOTED,
    "aline.cyr",
    "2026-02-27T09:41:30.000Z",
    Opened("Greffier aide à trouver; il ne décide pas.", "fr", "3fa9c1d2e4b5a697", "Qwen3-0.6B", "0.1.0", ("public",)),
    STEPS,
    _exchanges(),
    (None, None, None),
)
AGAIN = (
    Recomputed("identical"),
    Recomputed("diverged", divergence=Divergence("tokens", 4, "token", f"{THEN}\n{UNSURE.text} [3]", NOW)),
    Recomputed("environment differs", (Difference("threads", 2, 4),)),
)


@dataclass
class ScriptedAuditDesk:
    """Tells what it is given. What takes its time waits for `gate`, or to be stopped, once it told how far it is."""

    outcome: Verified = HOLDS
    lines: tuple[SessionLine, ...] = LINES
    known: Replayed = REPLAYED
    again: tuple[Recomputed, ...] = AGAIN
    refuses: AssistantError | None = None
    gate: threading.Event = field(default_factory=threading.Event)
    told: threading.Event = field(default_factory=threading.Event)
    done: list[tuple[object, ...]] = field(default_factory=list)
    verified: Verified | None = None
    closed: bool = False

    def __post_init__(self) -> None:
        self.gate.set()

    def verify(self, progress: Progress, cancelled: Cancelled) -> Verified | None:
        if not self._work("verify", progress, cancelled, 2000, 5621):
            return None
        self.verified = self.outcome
        return self.outcome

    def sessions(self, since: str, until: str, by: str, words: str, progress: Progress) -> tuple[SessionLine, ...]:
        self._do("sessions", since, until, by, words)
        progress(256, 5621)
        if words == "wait":
            self.gate.wait()
        return tuple(
            one
            for one in self.lines
            if since <= one.opened[:10] <= (until or "9999") and by in one.by and words in one.title + one.name
        )

    def replay(self, name: str, progress: Progress, cancelled: Cancelled) -> Replayed | None:
        return self.known if self._work("replay", progress, cancelled, 512, 5621, name) else None

    def recompute(self, replayed: Replayed, progress: Progress, cancelled: Cancelled) -> Replayed | None:
        if not self._work("recompute", progress, cancelled, 1, 3):
            return None
        return replace(replayed, recomputed=self.again)

    def differences(self, replayed: Replayed, place: int) -> Sides | None:
        self._do("differences", place)
        again = replayed.recomputed[place]
        assert again is not None
        told = replayed.exchanges[place].answer
        if told is None:
            return None
        then = told.text.split("\n")
        now = again.divergence.now.split("\n") if again.divergence else then
        return Sides(tuple(then), tuple(now), again)

    def report(self, replayed: Replayed, file: str, cancelled: Cancelled) -> str | None:
        assert replayed.session == FIRST
        return file if self._work("report", lambda _done, _total: None, cancelled, 0, 0, file) else None

    def close(self) -> None:
        self.closed = True

    def _do(self, *what: object) -> None:
        assert threading.current_thread() is not threading.main_thread()
        if self.refuses is not None:
            raise self.refuses
        self.done.append(what)

    def _work(self, what: str, progress: Progress, cancelled: Cancelled, done: int, total: int, *more: object) -> bool:
        self._do(what, *more)
        progress(done, total)
        self.told.set()
        while not self.gate.wait(0.005):
            if cancelled():
                return False
        return True


async def replay(pilot: Pilot[None]) -> None:
    """Open the second session of the list."""
    await pilot.press("2", "down", "enter")
    await settle(pilot)


async def until_told(pilot: Pilot[None], desk: ScriptedAuditDesk) -> None:
    """Wait until a work that is held at the gate has said how far it is."""
    while not desk.told.is_set():
        await pilot.pause()
    await pilot.pause()
    await pilot.pause()
