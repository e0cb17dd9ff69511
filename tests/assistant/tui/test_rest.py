"""When memory is looked through: not before the first paint, seldom after it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.tui import kept
from assistant.tui.app import GreffierApp
from assistant.tui.rest import Rest
from indexes.errors import LibraryError

from .driving import settle
from .scripted import ScriptedDesk, ScriptedServices


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()
    gc.enable()


@pytest.mark.parametrize("room", ["ask", "find"])
async def test_it_begins_once_painted_whatever_room_one_was_in(room: str, tmp_path: Path) -> None:
    kept.write(tmp_path / "screens.json", kept.Kept(room=room))
    app = GreffierApp(ScriptedServices(ScriptedDesk(), None, tmp_path / "screens.json"), language_named=True)
    app.rest = Rest(app)
    gc.disable()  # as `run` does
    async with app.run_test() as pilot:
        await settle(pilot)
        assert app.current_mode == room
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0


async def test_a_library_that_is_missing_leaves_it_no_less_begun() -> None:
    def missing() -> ScriptedDesk:
        raise LibraryError("There is none.", hint="File one.")

    app = GreffierApp(ScriptedServices(ScriptedDesk(), missing), language_named=True)
    app.rest = Rest(app)
    gc.disable()
    async with app.run_test() as pilot:
        await settle(pilot)
        assert gc.isenabled()
