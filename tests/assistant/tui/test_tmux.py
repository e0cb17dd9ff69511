"""The program as people have it: in a terminal (tmux), over a filed library, with the model that comes with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import FiledLibrary

_PATIENCE = 90.0  # seconds; a machine that does other things too takes its time


class Tmux:
    """One session of tmux with the program in it."""

    def __init__(self, folder: Path, command: str, size: tuple[int, int]) -> None:
        self._socket = str(folder / "tmux")
        self._run("-f", os.devnull, "new-session", "-d", "-x", str(size[0]), "-y", str(size[1]), command)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(["tmux", "-S", self._socket, *arguments], capture_output=True, text=True, check=True)
        return done.stdout

    @property
    def screen(self) -> str:
        """What stands on the screen."""
        return self._run("capture-pane", "-p")

    @property
    def over(self) -> bool:
        """Whether the program has ended."""
        done = subprocess.run(["tmux", "-S", self._socket, "has-session"], capture_output=True, check=False)
        return done.returncode != 0

    def keys(self, *keys: str) -> None:
        """Press keys, by tmux's names of them."""
        self._run("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._run("send-keys", "-l", text)

    def resize(self, width: int, height: int) -> None:
        """Change the size of the terminal."""
        self._run("resize-window", "-x", str(width), "-y", str(height))

    def until(self, awaited: str) -> str:
        """Wait until a text stands on the screen."""
        deadline = time.monotonic() + _PATIENCE
        while awaited not in (shown := self.screen):
            assert time.monotonic() < deadline, f"{awaited!r} never came:\n{shown}"
            time.sleep(0.1)  # a terminal tells nobody that it changed
        return shown

    def until_gone(self, awaited: str) -> str:
        """Wait until a text stands on the screen no more."""
        deadline = time.monotonic() + _PATIENCE
        while awaited in (shown := self.screen):
            assert time.monotonic() < deadline, f"{awaited!r} stayed:\n{shown}"
            time.sleep(0.1)
        return shown

    def until_over(self) -> None:
        """Wait until the program has ended."""
        deadline = time.monotonic() + _PATIENCE
        while not self.over:
            assert time.monotonic() < deadline, self.screen
            time.sleep(0.1)

    def close(self) -> None:
        """End all."""
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def terminal(filed_library: FiledLibrary, tmp_path: Path) -> Iterator[Tmux]:
    assert shutil.which("tmux"), "tmux is needed: apt install tmux"
    library = tmp_path / "library"
    shutil.copytree(filed_library.folder, library)
    environment = {
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "GREFFIER_ANSWER__MODE": "compose",
        "GREFFIER_ANSWER__STATEMENTS": "1",
        "LANG": "C.UTF-8",
    }
    setting = " ".join(f"{name}={value}" for name, value in environment.items())
    program = f"{sys.executable} -m assistant --ui fr --library {library}"
    command = f"cd {tmp_path} && env -u COLUMNS -u LINES {setting} {program}"
    one = Tmux(tmp_path, command, (80, 24))
    try:
        yield one
    finally:
        one.close()


@pytest.mark.slow
def test_a_public_servant_asks_reads_the_source_and_goes_through_the_rooms(terminal: Tmux) -> None:
    terminal.until("Prêt.")
    terminal.type("Quelle est l'amende pour une infraction au parc canin?")
    terminal.keys("Enter")
    terminal.until("Échap Annuler")
    shown = terminal.until_gone("Échap Annuler")
    assert "[Demander]" in shown
    assert "inscription" in shown
    terminal.keys("C-n")
    shown = terminal.until("Source 1 de")
    terminal.until("▌")
    assert "parc canin" in shown.lower()
    terminal.keys("F9")
    terminal.until("▀")  # the page, in half blocks
    terminal.keys("F9")
    terminal.until("▌")
    terminal.resize(160, 50)
    assert "Source 1 de" in terminal.until("Quelle est l'amende"), "the conversation stands beside the source"
    terminal.keys("Escape")
    terminal.keys("M-2")
    terminal.until("[Chercher]")
    terminal.type("snow parking")
    terminal.until("déneigement")
    terminal.keys("M-3")
    terminal.until("Quelle est l'amende")
    terminal.keys("M-4")
    terminal.until("[Audit]")
    terminal.keys("M-5")
    terminal.until("[Versement]")
    terminal.keys("M-6")
    terminal.until("[Évaluation]")
    terminal.keys("F2")
    terminal.until("[Evaluation]")
    terminal.keys("C-q")
    terminal.until_over()


@pytest.mark.slow
def test_escape_gives_an_answer_up_that_the_model_is_writing_and_the_program_can_be_left_in_the_middle(
    terminal: Tmux,
) -> None:
    terminal.until("Prêt.")
    terminal.type("Combien coûte une carte de bibliothèque perdue?")
    terminal.keys("Enter")
    terminal.until("Échap Annuler")
    terminal.keys("Escape")
    terminal.until("Annulé")
    terminal.type("Quelle est l'amende pour une infraction au parc canin?")
    terminal.until("infraction au parc")
    terminal.keys("Enter")
    terminal.until("Échap Annuler")
    terminal.keys("C-q")
    terminal.until_over()
