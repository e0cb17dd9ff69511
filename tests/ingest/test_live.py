"""The live view: drawn in place on a terminal, in single writes; a line now and then elsewhere."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest

from ingest.events import Current, Event, Filed, Found, Published, Publishing, Working
from ingest.live import Live

EVENTS: list[Event] = [
    Found(3),
    Working((Current("a.pdf", 1), Current("b.pdf", 2))),
    Filed("a.pdf", "d", 4, 1, ()),
    Working((Current("b.pdf", 9),)),
    Filed("b.pdf", "e", 4, 1, ()),
    Publishing(),
    Published("g", 1.0),
]


class Stream(io.StringIO):
    """Remembers each write, and is a terminal if it is told so."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal
        self.writes: list[str] = []

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str) -> int:
        self.writes.append(text)
        return super().write(text)


def screen(written: str) -> list[str]:
    """What a terminal shows after all that: lines, of the few controls that are used."""
    rows, at = [""], 0
    for part in re.findall(r"\x1b\[\d*[A-Z]|\n|[^\x1b\n]+", written):
        if part == "\n":
            at += 1
            rows += [""] * (at + 1 - len(rows))
        elif part.endswith("F") and part.startswith("\x1b"):
            at -= int(part[2:-1])
        elif part == "\x1b[J":
            rows = [*rows[:at], ""]
        elif part != "\x1b[K":
            rows[at] = part
    return [row for row in rows if row]


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Iterator[float]:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    return iter(range(0, 1000))


def test_a_terminal_shows_the_job_in_place_and_nothing_of_it_afterwards(ticks: Iterator[float]) -> None:
    stream = Stream(terminal=True)
    live = Live(stream, clock=lambda: next(ticks))
    shown = [screen("".join(stream.writes)) for _event in live.watch(EVENTS)]
    assert shown[1][1:] == ["  a.pdf  page 1", "  b.pdf  page 2"]
    assert shown[3][0].startswith("1 of 3 files, 4 pages")
    assert shown[3][1:] == ["  b.pdf  page 9"], "no line is left of what was drawn before"
    assert shown[5] == ["Making the search indexes…"]
    assert screen("".join(stream.writes)) == []
    assert len(stream.writes) == len(EVENTS), (
        "one write a drawing, so that nothing flickers, and none for the same again"
    )


def test_a_terminal_is_not_drawn_on_at_each_of_a_thousand_events(ticks: Iterator[float]) -> None:
    stream = Stream(terminal=True)
    live = Live(stream, clock=lambda: next(ticks) / 100)
    list(live.watch([Filed("a.pdf", "d", 1, 1, ())] * 300))
    assert len(stream.writes) < 40


def test_where_nobody_watches_a_line_is_said_now_and_then(ticks: Iterator[float]) -> None:
    stream = Stream(terminal=False)
    live = Live(stream, clock=lambda: 10 * next(ticks))
    list(live.watch(EVENTS))
    lines = stream.getvalue().splitlines()
    assert 2 <= len(lines) <= 4
    assert lines[-1] == "Making the search indexes…"
    assert "\x1b" not in stream.getvalue()


def test_a_terminal_that_cannot_is_not_drawn_on(ticks: Iterator[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    stream = Stream(terminal=True)
    list(Live(stream, clock=lambda: next(ticks)).watch(EVENTS))
    assert "\x1b" not in stream.getvalue()


def test_the_making_of_the_indexes_is_shown(ticks: Iterator[float]) -> None:
    stream = Stream(terminal=True)
    live = Live(stream, clock=lambda: next(ticks))
    for event in live.watch(EVENTS):
        if isinstance(event, Publishing):
            live.encoding(100, 400)
            assert screen(stream.getvalue()) == ["Making the search indexes: 100 of 400 passages"]
