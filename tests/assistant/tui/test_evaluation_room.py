"""The room of the evaluations at both sizes: every key of it, the plots, the filter, and what cannot be read."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from assistant.errors import AssistantError
from assistant.tui.cards import Told
from assistant.tui.evaluation.parts import METRICS, Plots
from assistant.tui.evaluation.plot import Plot
from assistant.tui.evaluation.room import EvaluationRoom

from .driving import Look, Running, press, shown
from .evaluation_desk import BEFORE, FIRST, LATEST, ScriptedEvaluationDesk
from .scripted import HOSTILE_TEXT

pytestmark = pytest.mark.usefixtures("utc")


def room(pilot: Pilot[None]) -> EvaluationRoom:
    (found,) = (one for one in pilot.app.screen_stack if isinstance(one, EvaluationRoom))
    return found


def footer(pilot: Pilot[None]) -> str:
    return shown(pilot.app).splitlines()[-1]


async def test_a_wide_screen_shows_everything_together(running: Running) -> None:
    async with running(room="evaluation", desks={"evaluation": ScriptedEvaluationDesk()}, size=(160, 50)) as pilot:
        text = shown(pilot.app)
        for part in (
            "4 evaluations kept", "2026-02-26 08:00  bylaws.jsonl", "0.660 (0.620–0.700)", "not found · amende-02",
            "Right passage among the first k", "●● French", "○○ English",
        ):  # fmt: skip
            assert part in text


async def test_a_narrow_screen_shows_a_part_at_a_time(running: Running) -> None:
    async with running(room="evaluation", desks={"evaluation": ScriptedEvaluationDesk()}) as pilot:
        said = []
        for _part in range(4):
            said.append(shown(pilot.app))
            await press(pilot, "f4")
        for text, name, held in zip(
            said,
            ("[Runs]", "[Metrics]", "[Plots]", "[Questions]"),
            ("with answers", "0.660 (0.620–0.700)", "●● French", "not found · amende-02"),
            strict=True,
        ):
            assert name in text
            assert held in text
            assert sum(held in other for other in said) == 1
        await press(pilot, "shift+tab", "shift+f4")
        assert "[Plots]" in shown(pilot.app)
        await press(pilot, "tab")
        assert "[Questions]" in shown(pilot.app)


async def test_another_run_shows_what_it_came_to(running: Running, size: tuple[int, int]) -> None:
    async with running(room="evaluation", desks={"evaluation": ScriptedEvaluationDesk()}, size=size) as pilot:
        await press(pilot, "down", "enter")
        assert room(pilot).here == "metrics"
        text = shown(pilot.app)
        assert "0.620 (0.580–0.660)" in text
        assert "generation 0c1d2e3f4a5b6c7d" in text
        assert room(pilot).saved == BEFORE


async def test_space_marks_and_c_compares(running: Running, size: tuple[int, int]) -> None:
    desk = ScriptedEvaluationDesk()
    async with running(room="evaluation", desks={"evaluation": desk}, size=size) as pilot:
        await press(pilot, "space", "down", "down", "space")
        assert shown(pilot.app).count("◆") == 2
        await press(pilot, "c")
        assert isinstance(pilot.app.screen, Told)
        assert "Comparison" in shown(pilot.app)
        assert desk.compared == [(FIRST.name, LATEST.name)], "the older first"
        await press(pilot, "escape", "up", "space", "c")
        assert desk.compared[1:] == [(FIRST.name, BEFORE.name)], "of three marks, the first goes"
        await press(pilot, "escape", "space")
        assert shown(pilot.app).count("◆") == 1
        await press(pilot, "end", "space")
        assert shown(pilot.app).count("◆") == 1, "what cannot be read is not marked"


async def test_c_compares_with_the_one_before_where_nothing_is_marked(running: Running, size: tuple[int, int]) -> None:
    desk = ScriptedEvaluationDesk()
    async with running(room="evaluation", desks={"evaluation": desk}, size=size) as pilot:
        await press(pilot, "c")
        assert desk.compared == [(BEFORE.name, LATEST.name)]
        await press(pilot, "escape", "down", "down", "c")
        assert len(desk.compared) == 1, "the first has none before it"


async def test_p_and_m_change_what_is_drawn(running: Running, size: tuple[int, int]) -> None:
    async with running(room="evaluation", desks={"evaluation": ScriptedEvaluationDesk()}, size=size) as pilot:
        await press(pilot, "f4", "f4", "p")
        assert "recall at 5, over the last runs  plot 2 of 3" in shown(pilot.app)
        for metric in ("recall at 1", "recall at 10", "MRR@10", "nDCG@10"):
            await press(pilot, "m")
            assert f"{metric}, over the last runs" in shown(pilot.app)
        await press(pilot, "p")
        assert "How sure that the library answers" in shown(pilot.app)
        await press(pilot, "p", "p")
        assert "nDCG@10, over the last runs" in shown(pilot.app)
    assert len(METRICS) == 5


async def test_a_slash_filters_the_questions(running: Running, size: tuple[int, int]) -> None:
    async with running(room="evaluation", desks={"evaluation": ScriptedEvaluationDesk()}, size=size) as pilot:
        await press(pilot, "slash")
        assert isinstance(pilot.app.focused, Input)
        await press(pilot, *"snow", "c", "p")
        assert "No such question." in shown(pilot.app), "letters are no keys while one types"
        await press(pilot, "backspace", "backspace")
        assert "Where may I push the snow" in shown(pilot.app)
        assert "dog park" not in shown(pilot.app)
        await press(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, Told)
        assert "Rank of the first right passage: 1" in shown(pilot.app)
        await press(pilot, "escape", "escape")
        assert "dog park" in shown(pilot.app)
        assert room(pilot).query_one("#filter", Input).value == ""


async def test_where_nothing_was_evaluated_it_says_how(running: Running, size: tuple[int, int]) -> None:
    desk = ScriptedEvaluationDesk(kept=[], broken=[])
    async with running(room="evaluation", desks={"evaluation": desk}, size=size) as pilot:
        assert "0 evaluations kept" in shown(pilot.app)
        await press(pilot, "space", "c", "p", "m", "slash", "f4")
        assert isinstance(pilot.app.screen, EvaluationRoom)
        assert "greffier eval run QUESTIONS.jsonl" in shown(pilot.app)
        await press(pilot, "f4")
        assert "There is nothing to draw." in shown(pilot.app)
        desk.kept = [LATEST]
        await press(pilot, "f5")
        assert "●● French" in shown(pilot.app)


async def test_what_fails_is_told_with_what_mends_it(running: Running, size: tuple[int, int]) -> None:
    desk = ScriptedEvaluationDesk(refuses=AssistantError("It [b]fails", hint="Mend it [/"))
    async with running(room="evaluation", desks={"evaluation": desk}, size=size) as pilot:
        assert isinstance(pilot.app.screen, EvaluationRoom), "said in the room: one can go elsewhere"
        assert "It [b]fails" in shown(pilot.app)
        assert "→ Mend it [/" in shown(pilot.app)
        desk.refuses = None
        await press(pilot, "f5")
        assert "It [b]fails" not in shown(pilot.app)
        assert "4 evaluations kept" in shown(pilot.app)


async def test_runs_that_cannot_be_compared_say_why(running: Running) -> None:
    desk = ScriptedEvaluationDesk(kept=[LATEST, replace(BEFORE, sha256="b" * 64)])
    async with running(room="evaluation", desks={"evaluation": desk}) as pilot:
        await press(pilot, "c")
        assert isinstance(pilot.app.screen, EvaluationRoom), "nothing before it is over the same questions"
        await press(pilot, "space", "down", "space", "c")
        assert isinstance(pilot.app.screen, Told)
        assert "→ Run both over one and the same question file." in shown(pilot.app)


async def test_the_language_and_the_colours_change_under_it(running: Running, size: tuple[int, int]) -> None:
    async with running(room="evaluation", desks={"evaluation": ScriptedEvaluationDesk()}, size=size) as pilot:
        await press(pilot, "f4", "f4")
        plot = room(pilot).query_one(Plot)
        before = plot.render()
        await press(pilot, "f3")
        assert plot.render() != before, "it is drawn in the colours of the theme"
        assert str(plot.render()) == str(before)
        await press(pilot, "f2")
        assert "●● Français" in shown(pilot.app) or "●● français" in shown(pilot.app)
        assert "0,660" in shown(pilot.app)


async def test_a_picture_is_drawn_within_the_time_of_a_frame(running: Running) -> None:
    async with running(room="evaluation", desks={"evaluation": ScriptedEvaluationDesk()}, size=(160, 50)) as pilot:
        plot, plots = room(pilot).query_one(Plot), room(pilot).query_one(Plots)
        times = []
        for _turn in range(5):
            began = time.perf_counter()
            plots.draw()
            plot.render()
            times.append(time.perf_counter() - began)
        assert min(times) < 0.05


async def test_what_is_hostile_is_shown_as_it_stands(running: Running, size: tuple[int, int]) -> None:
    asked = replace(LATEST.rows[0], question=HOSTILE_TEXT, id=HOSTILE_TEXT)
    desk = ScriptedEvaluationDesk(kept=[replace(LATEST, file=HOSTILE_TEXT, generation=HOSTILE_TEXT, rows=(asked,))])
    async with running(room="evaluation", desks={"evaluation": desk}, size=size) as pilot:
        seen = shown(pilot.app)
        for _part in range(3):
            await press(pilot, "f4")
            seen += shown(pilot.app)
        await press(pilot, "enter")
        seen += shown(pilot.app)
        assert "[@click=app.quit]here[/]" in seen
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(seen)
        assert not pilot.app._exit


async def test_it_is_found_as_it_was_left(running: Running) -> None:
    async with running(room="evaluation", desks={"evaluation": ScriptedEvaluationDesk()}) as pilot:
        await press(pilot, "f4", "f4")
        assert room(pilot).state() == {"part": "plots"}
        room(pilot).restore({"part": "questions"})
        assert room(pilot).here == "questions"


def test_what_draws_is_not_loaded_before_the_room_is_entered() -> None:
    program = (
        "import sys, assistant.tui.app, assistant.tui.evaluation.room\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in {'textual_plotext', 'plotext'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_look_of_the_room(look: Look) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        await press(pilot, "f4")

    look(room="evaluation", desks={"evaluation": ScriptedEvaluationDesk()}, prepare=prepare)


def test_the_look_of_a_plot(look: Look) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        await press(pilot, "f4", "f4", "p")

    look(room="evaluation", desks={"evaluation": ScriptedEvaluationDesk()}, prepare=prepare)
