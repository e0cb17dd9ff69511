"""The audit room over a real library and its record: verified, replayed, computed again, all with keys alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.desks.audit import OfficeAuditDesk
from assistant.office import Office

from ..conftest import asked  # noqa: TID252  # tests are no package that has a name
from .driving import settle, shown

FINE = "Quelle est l'amende pour qui contrevient au règlement ?"


@pytest.fixture
def library(own_library: Path) -> Path:
    """A library with a session on its record."""
    session = Office(own_library).session()
    asked(session, FINE)
    session.close()
    return own_library


@pytest.fixture
def desks(library: Path) -> Any:
    desk = OfficeAuditDesk(Office(library))
    yield {"audit": desk}
    desk.close()


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
async def test_a_real_session_is_verified_replayed_and_computed_again(running, desks, size, tmp_path: Path) -> None:
    async with running(size=size, room="audit", desks=desks) as pilot:
        assert "1 session" in shown(pilot.app)
        await pilot.press("f5")
        await settle(pilot)
        assert "✓ The record holds" in shown(pilot.app)
        await pilot.press("2", "enter")
        await settle(pilot)
        assert "the evidence holds" in shown(pilot.app)
        await pilot.press("end")
        await settle(pilot)
        assert "150" in shown(pilot.app)
        await pilot.press("r", "enter")
        await settle(pilot)
        assert "✓ identical" in shown(pilot.app)
        await pilot.press("d")
        await settle(pilot)
        assert "= “" in shown(pilot.app) or "= «" in shown(pilot.app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        pilot.app.screen.query_one("#file").value = str(tmp_path / "report.html")  # type: ignore[attr-defined]
        await pilot.press("enter")
        await settle(pilot)
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


async def test_a_byte_that_was_changed_is_shown_with_its_entry(running, desks, library: Path) -> None:
    file = next((library / "log" / "payloads").rglob("000*"))
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(bytes(data))
    async with running(room="audit", desks=desks) as pilot:
        await pilot.press("f5")
        await settle(pilot)
        screen = shown(pilot.app)
        assert "✗ The record does not hold." in screen
        assert "Entry" in screen
        assert "What to do next" in screen
        await pilot.press("2")
        await settle(pilot)
        assert "→" in shown(pilot.app)
