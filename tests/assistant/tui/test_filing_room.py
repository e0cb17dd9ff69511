"""The clerk's room at both sizes: every key of it, what it looks at and when, and what it says when something fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from assistant.errors import AssistantError
from assistant.tui.cards import Asked, Told
from assistant.tui.filing.cards import FilingCard
from assistant.tui.filing.desk import Counts
from assistant.tui.filing.room import FilingRoom

from .driving import Look, Running, press, settle, shown
from .filing_desk import JOBS, RUNNING, ScriptedFilingDesk
from .scripted import HOSTILE_TEXT

pytestmark = pytest.mark.usefixtures("utc")


def idle() -> ScriptedFilingDesk:
    """A desk of which no job runs."""
    return ScriptedFilingDesk(known=list(JOBS[1:]))


def room(pilot: Pilot[None]) -> FilingRoom:
    (found,) = (one for one in pilot.app.screen_stack if isinstance(one, FilingRoom))
    return found


def footer(pilot: Pilot[None]) -> str:
    return shown(pilot.app).splitlines()[-1]


async def test_a_wide_screen_shows_everything_together(running: Running) -> None:
    async with running(room="filing", desks={"filing": ScriptedFilingDesk()}, size=(160, 50)) as pilot:
        text = shown(pilot.app)
        for part in (
            "1,840 documents · 40,211 pages", "412 of 1,208 files · 34%", "744 pages a minute now",
            "2 of 2 workers at work", "damaged: no trailer was found", "lettre.doc", "✗ interrupted",
        ):  # fmt: skip
            assert part in text


async def test_a_narrow_screen_shows_a_part_at_a_time(running: Running) -> None:
    async with running(room="filing", desks={"filing": ScriptedFilingDesk()}) as pilot:
        assert "[Job]" in shown(pilot.app)
        assert "412 of 1,208 files · 34%" in shown(pilot.app)
        assert "lettre.doc" not in shown(pilot.app)
        await press(pilot, "f4")
        assert "[Quarantine]" in shown(pilot.app)
        assert "lettre.doc" in shown(pilot.app)
        assert "412 of" not in shown(pilot.app)
        await press(pilot, "tab")
        assert "[All jobs]" in shown(pilot.app)
        assert "✗ interrupted" in shown(pilot.app)
        await press(pilot, "shift+tab", "shift+f4", "shift+f4")
        assert "[All jobs]" in shown(pilot.app), "one goes around"


async def test_the_parts_follow_the_focus_and_a_resize(running: Running, size: tuple[int, int]) -> None:
    async with running(room="filing", desks={"filing": ScriptedFilingDesk()}, size=size) as pilot:
        await press(pilot, "f4", "down")
        assert room(pilot).here == "quarantine"
        await pilot.resize_terminal(80, 24) if size[0] > 80 else await pilot.resize_terminal(160, 50)
        await settle(pilot)
        assert "contrat.pdf" in shown(pilot.app)
        await press(pilot, "enter")
        assert "protected by a password" in shown(pilot.app), "the same row is chosen"


async def test_a_part_that_is_clicked_is_the_one_where_one_is(running: Running) -> None:
    async with running(room="filing", desks={"filing": idle()}, size=(160, 50)) as pilot:
        await pilot.click("#quarantine")
        await settle(pilot)
        assert room(pilot).here == "quarantine"
        assert "Try again" in footer(pilot)


async def test_n_files_a_folder_that_is_there(running: Running, size: tuple[int, int], tmp_path: Path) -> None:
    desk = idle()
    async with running(room="filing", desks={"filing": desk}, size=size) as pilot:
        await press(pilot, "n")
        assert isinstance(pilot.app.screen, FilingCard)
        assert isinstance(pilot.app.focused, Input)
        await press(pilot, "enter")
        assert "Say which folder or file is to be filed." in shown(pilot.app)
        pilot.app.screen.query_one("#path", Input).value = str(tmp_path / "no")
        await press(pilot, "enter")
        assert "! There is no such file or folder:" in shown(pilot.app)
        pilot.app.screen.query_one("#path", Input).value = str(tmp_path)
        await press(pilot, "tab", "n", "s", "tab", "x", "enter")
        assert desk.done == [("start", str(tmp_path), "ns", "x")], "letters are no keys while one types"
        assert room(pilot).running is not None
        assert str(tmp_path)[:30] in shown(pilot.app)


async def test_escape_files_nothing(running: Running) -> None:
    desk = idle()
    async with running(room="filing", desks={"filing": desk}) as pilot:
        await press(pilot, "n", "escape")
        assert isinstance(pilot.app.screen, FilingRoom)
        assert desk.done == []


async def test_g_goes_on_with_what_was_stopped(running: Running, size: tuple[int, int]) -> None:
    desk = idle()
    async with running(room="filing", desks={"filing": desk}, size=size) as pilot:
        assert "Resume" in footer(pilot)
        await press(pilot, "g")
        assert desk.done == [("resume",)]
        desk.known = [JOBS[1]]
        await press(pilot, "f5", "g")
        assert desk.done == [("resume",)], "there is nothing to go on with"


async def test_s_stops_the_job_if_that_is_meant(running: Running, size: tuple[int, int]) -> None:
    desk = ScriptedFilingDesk()
    async with running(room="filing", desks={"filing": desk}, size=size) as pilot:
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, Asked)
        assert "To go on later: greffier ingest resume" in shown(pilot.app)
        await press(pilot, "escape")
        assert desk.done == []
        await press(pilot, "s", "enter")
        assert desk.done == [("stop", 12)]
        assert room(pilot).running is None
        assert "No job is running." in shown(pilot.app)


async def test_while_a_job_is_being_stopped_that_is_said(running: Running) -> None:
    desk = ScriptedFilingDesk()
    desk.stop = lambda job: desk.done.append(("stop", job.number))  # type: ignore[method-assign]
    async with running(room="filing", desks={"filing": desk}) as pilot:
        await press(pilot, "s", "enter")
        assert "Stopping: what is being read is put back…" in shown(pilot.app)
        assert "Stop" not in footer(pilot), "it was asked for"
        desk.known = list(JOBS[1:])
        await press(pilot, "f5")
        assert "Stopping" not in shown(pilot.app)


async def test_r_a_and_x_see_to_the_quarantine(running: Running, size: tuple[int, int]) -> None:
    desk = idle()
    async with running(room="filing", desks={"filing": desk}, size=size) as pilot:
        await press(pilot, "r", "a", "x")
        assert desk.done == [], "one is not there"
        await press(pilot, "f4", "down", "r")
        assert desk.done == [("retry", "5e6f7a8b")]
        await press(pilot, "a")
        assert isinstance(pilot.app.screen, Asked)
        await press(pilot, "q", "a", "enter")
        assert desk.done[1:] == [("retry",)]
        await press(pilot, "x")
        assert "Release this file?" in shown(pilot.app)
        assert "/srv/documents/règlements/2019/contrat.pdf" in shown(pilot.app)
        await press(pilot, "escape")
        assert len(desk.aside) == 3
        await press(pilot, "x", "enter")
        assert desk.done[2:] == [("release", "5e6f7a8b")]
        assert "contrat.pdf" not in shown(pilot.app)


async def test_enter_shows_a_report_and_a_files_details(running: Running, size: tuple[int, int]) -> None:
    async with running(room="filing", desks={"filing": idle()}, size=size) as pilot:
        await press(pilot, "f4", "enter")
        assert isinstance(pilot.app.screen, Told)
        assert "→ Replace it by a whole copy" in shown(pilot.app)
        await press(pilot, "escape", "f4", "down", "down", "enter")
        assert "Job 9  ! failed" in shown(pilot.app)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, FilingRoom)
        await press(pilot, "home", "enter")
        assert "Job 11  ✓ ended" in shown(pilot.app)


async def test_while_a_job_runs_only_what_can_be_done_is_offered(running: Running) -> None:
    async with running(room="filing", desks={"filing": ScriptedFilingDesk()}, size=(160, 50)) as pilot:
        await press(pilot, "f4", "n", "g", "r", "a", "x")
        assert isinstance(pilot.app.screen, FilingRoom)
        assert not {"File…", "Resume", "Try again", "Release"} & set(footer(pilot).split("  "))
        assert "Stop" in footer(pilot)


async def test_it_looks_again_only_while_a_job_runs_and_one_is_there(running: Running) -> None:
    desk = ScriptedFilingDesk()
    async with running(room="filing", desks={"filing": desk}) as pilot:
        timer = room(pilot)._timer
        assert timer._active.is_set()
        await pilot.app.action_room("ask")  # type: ignore[attr-defined]
        await settle(pilot)
        assert not timer._active.is_set()
        await pilot.app.action_room("filing")  # type: ignore[attr-defined]
        await settle(pilot)
        assert timer._active.is_set()
        desk.known = list(JOBS[1:])
        await press(pilot, "f5")
        assert not timer._active.is_set()


async def test_the_numbers_of_a_job_that_runs_change_where_they_stand(running: Running) -> None:
    desk = ScriptedFilingDesk()
    async with running(room="filing", desks={"filing": desk}, size=(160, 50)) as pilot:
        await press(pilot, "f4", "down")
        told = replace(RUNNING, done=500, quarantined=3)
        desk.known[0] = replace(desk.known[0], told=told)
        desk.aside.insert(0, replace(desk.aside[0], path="/a.pdf", file="a.pdf"))
        desk.held = Counts(1900, 41_000, 4)
        await press(pilot, "f5")
        text = shown(pilot.app)
        assert "500 of 1,208 files" in text
        assert "1,900 documents" in text
        assert "! a.pdf" in text
        chosen = room(pilot).query_one("#quarantine").chosen  # type: ignore[attr-defined]
        assert chosen.file == "2019/contrat.pdf", "one stays at the file where one was"


async def test_where_nothing_was_filed_it_says_how(running: Running, size: tuple[int, int]) -> None:
    desk = ScriptedFilingDesk(known=[], aside=[], held=Counts())
    async with running(room="filing", desks={"filing": desk}, size=size) as pilot:
        text = shown(pilot.app)
        assert "Nothing was filed here yet." in text
        assert "greffier ingest run FOLDER" in text
        assert "File…" in footer(pilot)
        await press(pilot, "f4", "enter", "r", "x", "f4", "enter")
        assert isinstance(pilot.app.screen, FilingRoom)
        assert "No job yet." in shown(pilot.app)


async def test_what_fails_is_told_with_what_mends_it(running: Running, size: tuple[int, int]) -> None:
    desk = idle()
    desk.refuses = AssistantError("Another job is writing [b]", hint="Wait for it [/")
    async with running(room="filing", desks={"filing": desk}, size=size) as pilot:
        await press(pilot, "g")
        assert isinstance(pilot.app.screen, Told)
        assert "Another job is writing [b]" in shown(pilot.app)
        assert "→ Wait for it [/" in shown(pilot.app)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, FilingRoom)


async def test_a_library_that_cannot_be_read_is_told_and_looked_at_again(running: Running) -> None:
    desks: dict[str, object] = {"evaluation": None}
    async with running(room="filing", desks=desks) as pilot:
        assert "There is no desk for filing" in shown(pilot.app)
        desks["filing"] = ScriptedFilingDesk()
        await press(pilot, "escape", "f5")
        assert "412 of 1,208 files" in shown(pilot.app)


async def test_the_language_changes_under_it(running: Running, size: tuple[int, int]) -> None:
    async with running(room="filing", desks={"filing": ScriptedFilingDesk()}, size=size) as pilot:
        await press(pilot, "f2")
        assert "1\u00a0208" in shown(pilot.app)
        await press(pilot, "f4", "enter")
        assert isinstance(pilot.app.screen, Told)
        await press(pilot, "f2")
        assert "→ Replace it by a whole copy" in shown(pilot.app)
        await press(pilot, "escape")
        assert "412 of 1,208 files" in shown(pilot.app) or size == (80, 24)


async def test_what_is_hostile_is_shown_as_it_stands(running: Running, size: tuple[int, int]) -> None:
    desk = ScriptedFilingDesk()
    told = replace(RUNNING, paths=(HOSTILE_TEXT,), message=HOSTILE_TEXT, collection=HOSTILE_TEXT)
    desk.known = [replace(JOBS[0], paths=(HOSTILE_TEXT,), told=told)]
    desk.aside = [replace(desk.aside[0], path=HOSTILE_TEXT, file=HOSTILE_TEXT, reason=HOSTILE_TEXT)]
    async with running(room="filing", desks={"filing": desk}, size=size) as pilot:
        seen = shown(pilot.app)
        await press(pilot, "f4", "enter")
        seen += shown(pilot.app)
        await press(pilot, "escape", "f4", "enter")
        seen += shown(pilot.app)
        assert "[@click=app.quit]here[/]" in seen
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(seen)
        assert not pilot.app._exit


async def test_it_is_found_as_it_was_left(running: Running) -> None:
    async with running(room="filing", desks={"filing": idle()}) as pilot:
        await press(pilot, "f4")
        assert room(pilot).state() == {"part": "quarantine"}
        room(pilot).restore({"part": "past"})
        assert room(pilot).here == "past"
        room(pilot).restore({"part": "cellar"})
        room(pilot).restore({"part": 3})
        assert room(pilot).here == "past"


def test_the_look_of_the_room_while_a_job_runs(look: Look) -> None:
    look(room="filing", desks={"filing": ScriptedFilingDesk()})


def test_the_look_of_the_quarantine(look: Look) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        await press(pilot, "f4", "down")

    look(room="filing", desks={"filing": idle()}, prepare=prepare)
