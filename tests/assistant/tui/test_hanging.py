"""Lines that hang from a sign: they stand under each other, and what is copied is the words alone."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.selection import Selection

from assistant.tui.app import GreffierApp
from assistant.tui.hanging import INDENT
from assistant.tui.spoken import Marked
from assistant.tui.turn_parts import Note

from .driving import Running, ask, settle
from .scripted import QUOTED
from .sessions_desk import ScriptedSessions

TEXT = "Voici une note : elle tient sur plus d’une ligne."


class One(App[None]):
    def compose(self) -> ComposeResult:
        yield Marked("!", Note(lambda: TEXT))


async def test_lines_stand_under_each_other() -> None:
    async with One().run_test(size=(20, 10)) as pilot:
        marked = pilot.app.query_one(Marked)
        lines = [marked.render_line(y).text for y in range(marked.size.height)]
        assert len(lines) > 1
        assert lines[0].startswith("! Voici")
        assert all(line.startswith(" " * INDENT) and line[INDENT] != " " for line in lines[1:])
        assert max(map(len, lines)) <= 20


async def test_what_is_selected_is_the_words_as_they_are() -> None:
    async with One().run_test(size=(20, 10)) as pilot:
        marked = pilot.app.query_one(Marked)
        assert marked.get_selection(Selection(None, None)) == (TEXT, "\n")
        assert marked.get_selection(Selection(Offset(6, 0), Offset(16, 0))) == (TEXT[6:16], "\n")


async def test_a_theme_chosen_in_another_room_reaches_what_was_answered(running: Running) -> None:
    async with running(desks={"sessions": ScriptedSessions()}) as pilot:
        app = pilot.app
        assert isinstance(app, GreffierApp)
        await ask(pilot, QUOTED)

        def colours() -> list[tuple[str, str]]:
            inside = app.screen.query(".turn *")
            return [(one.visual_style.foreground.hex, str(one.styles.border_left)) for one in inside]

        app.action_switch_theme("greffier-light")
        await settle(pilot)
        wanted = colours()
        app.action_switch_theme("greffier-dark")
        await settle(pilot)
        assert colours() != wanted
        await app.action_room("sessions")
        await settle(pilot)
        app.action_switch_theme("greffier-light")
        await settle(pilot)
        await app.action_room("ask")
        await settle(pilot)
        assert colours() == wanted
