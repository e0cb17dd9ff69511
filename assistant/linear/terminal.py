"""Says lines and hears lines: the one place of the linear mode that prints. What could move a terminal never passes."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from assistant.safe import visible


class Terminal:
    """Two streams. What is typed at a terminal stands there already; what comes by a pipe is said as it is read."""

    def __init__(self, heard: TextIO, said: TextIO) -> None:
        self._heard = heard
        self._said = said
        for stream, errors in ((heard, "replace"), (said, "backslashreplace")):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors=errors)

    def say(self, *lines: str) -> None:
        """Say lines, at once."""
        for line in lines:
            self._said.write(f"{visible(line)}\n")
        self._said.flush()

    def tell(self, lines: Iterable[str]) -> None:
        """Say lines as they are made."""
        for line in lines:
            self.say(line)

    def hear(self, prompt: str) -> str | None:
        """The next line, after the prompt; None at the end of the input.

        It is not read by `input`, whose editor of lines writes what moves a cursor.
        """
        typed = self._heard.isatty()
        if typed:
            self._said.write(f"{visible(prompt)} ")
            self._said.flush()
        try:
            line = self._heard.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            if typed:
                self.say("")  # the prompt's line ends
            return None
        if not typed and line.strip():
            self.say(f"{prompt} {line.strip()}")
        return line

    @contextmanager
    def interruptible(self) -> Iterator[Callable[[], bool]]:
        """Have Ctrl+C ask for an end, and not make one; gives what says whether it was pressed."""
        pressed: list[int] = []

        def note(number: int, _frame: FrameType | None) -> None:
            pressed.append(number)
            if self._said.isatty():  # which shows ^C: what is said next begins a line
                os.write(self._said.fileno(), b"\n")

        before = signal.signal(signal.SIGINT, note)
        try:
            yield lambda: bool(pressed)
        finally:
            signal.signal(signal.SIGINT, before)
