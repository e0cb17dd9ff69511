"""A scripted desk of sessions: what each was, and what it is told to do with them; and the room over it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from textual.pilot import Pilot

from assistant.audit.gist import folded
from assistant.audit.validation import Judgement, Verdict
from assistant.errors import AssistantError, UnknownSessionError
from assistant.exchange import Exchange
from assistant.exports.about import Form
from assistant.tui.sessions.desk import Progress, SessionLine, Standing
from assistant.tui.sessions.room import SessionsRoom

from .driving import Running, settle, shown
from .scripted import CLAIMED, HOSTILE_TEXT, LABELLED, QUOTED, REFUSED, SCRIPT

At = Callable[..., AbstractAsyncContextManager[Pilot[None]]]

ONE, TWO, THREE, GONE, CLOSED = (digit * 16 for digit in "12345")


def exchange(session: str, question: str, entry: int) -> Exchange:
    answer = SCRIPT[question]
    assert not isinstance(answer, AssistantError)
    asked = f"2026-07-31T14:05:{entry:02}.123Z"
    answer = replace(answer, session=session, entry=entry + 1)
    return Exchange(session, question, answer.language, asked, entry, "answered", answer)


def line(name: str, opened: str, *exchanges: Exchange, title: str = "", **more: object) -> SessionLine:
    texts = ["mroy" if exchanges else "", title, *(one.question for one in exchanges)]
    for one in exchanges:
        if one.answer is not None:
            texts += [one.answer.text, *(said.text for said in one.answer.statements)]
            texts += [each.quote for said in one.answer.statements for each in said.citations]
    words = " ".join(sorted({word for text in texts for word in folded(text)}))
    first = exchanges[0].question if exchanges else ""
    found = SessionLine(name, title, opened, opened, len(exchanges), first, "sessions", by="mroy", words=f" {words} ")
    return replace(found, **more)  # type: ignore[arg-type]


TOLD: dict[str, tuple[Exchange, ...]] = {
    ONE: (exchange(ONE, QUOTED, 4), exchange(ONE, CLAIMED, 8), exchange(ONE, REFUSED, 11)),
    TWO: (exchange(TWO, LABELLED, 15),),
    THREE: (replace(exchange(THREE, QUOTED, 19), outcome="broken off", answer=None),),
    GONE: (Exchange(GONE, "", "fr", "2026-07-30T09:00:02.000Z", 1, "destroyed"),),
    CLOSED: (Exchange(CLOSED, "", "fr", "2026-07-29T16:40:02.000Z", 1, "withheld"),),
}
LINES = (
    replace(line(CLOSED, "2026-07-29T16:40:00.000Z"), withheld=True, questions=1, by="", words="  "),
    replace(line(GONE, "2026-07-30T09:00:00.000Z"), destroyed=40, questions=2, by="", words="  "),
    line(THREE, "2026-07-30T11:12:00.000Z", *TOLD[THREE]),
    line(TWO, "2026-07-31T08:30:00.000Z", *TOLD[TWO], holds=(31,), series="counter", continues=ONE),
    line(ONE, "2026-07-31T14:05:00.000Z", *TOLD[ONE], title="Télétravail et préavis"),
)


@dataclass
class ScriptedSessions:
    """Tells what it is handed; notes what it is told to do. `fails` is raised by whatever comes next."""

    lines: tuple[SessionLine, ...] = LINES
    exchanges: dict[str, tuple[Exchange, ...]] = field(default_factory=lambda: dict(TOLD))
    done: list[tuple[object, ...]] = field(default_factory=list)
    reads: int = 0
    fault: str = ""
    fails: AssistantError | None = None
    gate: threading.Event | None = None
    closed: bool = False

    def sessions(self, progress: Progress | None = None) -> tuple[SessionLine, ...]:
        self._blocking()
        self.reads += 1
        if self.gate is not None:
            assert progress is not None
            progress(2560, 10_000)
            assert self.gate.wait(10)
        return self.lines

    def told(self, session: str) -> tuple[Exchange, ...]:
        self._blocking()
        if session not in self.exchanges:
            raise UnknownSessionError(f"No session {session}", hint="See which there are")
        return self.exchanges[session]

    def rename(self, session: str, title: str) -> int:
        self._blocking()
        self.done.append(("rename", session, title))
        self.lines = tuple(replace(one, title=title) if one.name == session else one for one in self.lines)
        return 50

    def judge(self, answer: int, verdict: Verdict, note: str) -> int:
        self._blocking()
        self.done.append(("judge", answer, verdict, note))
        said = Judgement(51, "2026-08-03T10:00:00.000Z", answer, verdict, "mroy", note)
        self.exchanges = {
            name: tuple(
                replace(one, judgements=(*one.judgements, said))
                if one.answer is not None and one.answer.entry == answer
                else one
                for one in told
            )
            for name, told in self.exchanges.items()
        }
        return 51

    def standing(self, entry: int) -> Standing:
        self._blocking()
        self.done.append(("standing", entry))
        time, since = "2026-07-31T14:05:09.123Z", "2026-07-31T16:20:00.000Z"
        return Standing(
            entry, time, "9f3a" * 16, "greffier.local/7b1e2a4c9d0f3a55", 64, "c0de" * 16, since, 6, self.fault
        )

    def export(self, session: str, answer: int | None, form: Form, path: Path) -> Path:
        self._blocking()
        self.done.append(("export", session, answer, form, str(path)))
        return path.with_name(f"{path.stem}-2{path.suffix}")

    def close(self) -> None:
        self.closed = True

    def _blocking(self) -> None:
        assert threading.current_thread() is not threading.main_thread()
        if self.fails is not None:
            failing, self.fails = self.fails, None
            raise failing


def hostile() -> ScriptedSessions:
    """A desk of which all words were written by an adversary."""
    bad = replace(exchange(ONE, QUOTED, 4), question=HOSTILE_TEXT)
    said = Judgement(9, "2026-08-03T10:00:00.000Z", 5, "rejected", HOSTILE_TEXT, HOSTILE_TEXT)
    bad = replace(bad, judgements=(said,))
    found = line(ONE, "2026-07-31T14:05:00.000Z", bad, title=HOSTILE_TEXT, by=HOSTILE_TEXT, series=HOSTILE_TEXT)
    return ScriptedSessions((replace(found, continues=HOSTILE_TEXT),), {ONE: (bad,)}, fault=HOSTILE_TEXT)


def entering(running: Running, desk: ScriptedSessions) -> At:
    """What runs the room at a size: over the desk, unless another is named."""
    return lambda size=(80, 24), desk=desk, **more: running(
        size=size, room="sessions", desks={"sessions": desk}, **more
    )


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys right after each other, and wait for what comes of them."""
    await pilot.press(*keys)
    await settle(pilot)


def text(pilot: Pilot[None]) -> str:
    return shown(pilot.app)  # type: ignore[arg-type]


def room(pilot: Pilot[None]) -> SessionsRoom:
    found = pilot.app.screen_stack[0]
    assert isinstance(found, SessionsRoom)
    return found


def say(pilot: Pilot[None]) -> list[str]:
    return [one.message for one in pilot.app._notifications]
