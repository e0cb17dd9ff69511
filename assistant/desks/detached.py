"""Runs the program's own commands as processes of their own, which go on when the screens are closed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event

from assistant.errors import AssistantError
from assistant.i18n import spoken

_LOOK = 0.05  # seconds between two looks at a process
_DONE = (0, 3)  # 3: done in part


class CommandFailedError(AssistantError):
    """A command that was run for a person has failed: what it said is told."""


@dataclass(frozen=True, slots=True)
class Detached:
    """A process that was started, by its number."""

    pid: int

    def status(self) -> int | None:
        """The exit status, negative for the signal that it died by; None while it runs. Known once, then 0."""
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            return 0
        return os.waitstatus_to_exitcode(status) if pid else None


def run(library: Path, arguments: Sequence[str], begun: Callable[[Detached], bool] | None = None) -> Detached | None:
    """Run a command in a session of its own; back when it has `begun`, or else ended. None: it has ended.

    Not by `subprocess`, which expects to see the end of what it starts.

    Raises:
        CommandFailedError: it ended, and had failed; in its own words.
    """
    command = [sys.executable, "-m", "assistant", "--library", str(library), "--ui", spoken(), *arguments]
    with TemporaryFile() as said:  # not a pipe: that breaks when we are gone
        process = Detached(
            os.posix_spawn(
                sys.executable,
                command,
                os.environ,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                    (os.POSIX_SPAWN_DUP2, said.fileno(), 2),
                ],
                setsid=True,
                # What the terminal's shell had us ignore is no reason for it not to be stopped.
                setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP],
                setsigmask=[],
            )
        )
        waiting = Event()
        while (status := process.status()) is None:
            if begun is not None and begun(process):
                return process
            waiting.wait(_LOOK)
        if status not in _DONE:
            said.seek(0)
            raise failed(said.read().decode("utf-8", "replace"))
    return None


def failed(said: str) -> CommandFailedError:
    """What a command said on stderr before it failed, as an error with its hint."""
    lines = [line for line in said.splitlines() if line.strip()]
    hints = [line.removeprefix("→ ") for line in lines if line.startswith("→ ")]
    others = [line for line in lines if not line.startswith("→ ")]
    return CommandFailedError(
        others[-1].removeprefix("Error: ") if others else _("The job ended before it had begun."),
        hint=hints[-1] if hints else _("Run greffier doctor: it says what is missing."),
    )
