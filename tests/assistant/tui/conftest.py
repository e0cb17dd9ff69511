"""The two languages, the clock, the sizes, and the program shown at them: as it is used, and as it looks."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from assistant.i18n import speak
from assistant.tui.app import GreffierApp

from .driving import SIZES, Look, Prepare, Running, settle
from .scripted import ScriptedDesk, ScriptedServices

LOOKS = [
    (language, size, theme) for language in ("fr", "en") for size in SIZES for theme in ("dark", "light", "contrast")
]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests speak English, unless they say otherwise; whatever they speak is forgotten after."""
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture
def french(english: None) -> None:
    """Have the screens speak French."""
    speak("fr")


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock on the wall is that of the record."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(params=SIZES, ids=["80x24", "160x50"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Each test that asks for it runs at both sizes."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def running() -> Running:
    """Run the app over a desk (the scripted one, unless another is given) at a size, settled; `room` is entered first.

    desks: those of the other rooms, by their names.
    """

    @asynccontextmanager
    async def run(
        desk: ScriptedDesk | None = None,
        size: tuple[int, int] = (80, 24),
        open_desk: Callable[[], ScriptedDesk] | None = None,
        *,
        room: str = "ask",
        kept: Path | None = None,
        desks: Mapping[str, Any] | None = None,
    ) -> AsyncIterator[Pilot[None]]:
        given = desk or ScriptedDesk()
        app = GreffierApp(ScriptedServices(given, open_desk, kept, desks or {}), language_named=True)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            if room != "ask":
                await app.action_room(room)
                await settle(pilot)
            try:
                yield pilot
            finally:
                given.gate.set()

    return run


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1][0]}x{look[1][1]}-{look[2]}")
def look(request: pytest.FixtureRequest, english: None, snap_compare: Callable[..., bool]) -> Look:
    """Each test that asks for it runs in both languages, at two sizes, in three themes. For sync tests."""
    language, size, theme = request.param

    def compare(
        desk: ScriptedDesk | None = None,
        *,
        open_desk: Callable[[], ScriptedDesk] | None = None,
        room: str = "ask",
        desks: Mapping[str, Any] | None = None,
        prepare: Prepare | None = None,
    ) -> None:
        speak(language)
        given = desk or ScriptedDesk()
        app = GreffierApp(ScriptedServices(given, open_desk, None, desks or {}), language_named=True)

        async def before(pilot: Pilot[None]) -> None:
            app.action_switch_theme(f"greffier-{theme}")
            await settle(pilot)
            if room != "ask":
                await app.action_room(room)
                await settle(pilot)
            if prepare is not None:
                await prepare(pilot)
            for line in app.screen.query(Input):
                line.cursor_blink = False
            await settle(pilot)
            given.gate.set()

        assert snap_compare(app, terminal_size=size, run_before=before), "tests/README.md says what to do"

    return compare
