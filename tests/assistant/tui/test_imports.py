"""The screens' library is imported when the screens are shown, and not before."""

from __future__ import annotations

import subprocess
import sys

from assistant.tui.top import ROOMS


def loaded(statement: str, *parts: str) -> list[str]:
    """The modules that stand in one of these packages, or are one of them, and that a statement imports."""
    program = f"import sys; {statement}; print(*(n for n in sys.modules if f'{{n}}.'.startswith({parts!r})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_package_is_imported_without_textual() -> None:
    assert loaded("import assistant.tui", "assistant.tui.") == ["assistant.tui"]
    assert loaded("import assistant.tui", "textual.", "rich.") == []


def test_the_first_paint_waits_for_its_own_room_alone() -> None:
    statement = "import assistant.cli, assistant.tui.app, assistant.tui.ask.room"
    others = [f"assistant.tui.{name}." for name in ROOMS if name != "ask"]
    later = ["assistant.tui.source.pane.", "assistant.tui.help.", "assistant.tui.palette."]
    assert loaded(statement, *others, *later) == []
    assert loaded(statement, "assistant.commands.", "ingest.commands.", "assistant.session.") == []
