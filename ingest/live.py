"""Draws how far a job is: in place where somebody watches a terminal, a line now and then where nobody does."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from ingest.events import Event, Publishing
from ingest.progress import Progress, lines, summary

_REDRAWN, _SAID = 0.1, 30.0  # seconds between two drawings, and between two lines


class Live:
    """Watches the events of one job, and shows them on a stream. clock: seconds that never go back."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._drawn: list[str] = []
        self._last = clock()
        self._in_place = stream.isatty() and os.environ.get("TERM") != "dumb"
        self.progress = Progress(clock())

    def watch(self, events: Iterable[Event]) -> Iterator[Event]:
        """Pass events on, each shown when its turn comes."""
        try:
            for event in events:
                self.progress.add(event)
                self._show(at_once=isinstance(event, Publishing))
                yield event
        finally:
            self._erase()

    def encoding(self, done: int, total: int) -> None:
        """Show how many passages are indexed, of how many that have to be."""
        self.progress.indexed = done, total
        self._show(at_once=done == total)

    def _show(self, *, at_once: bool) -> None:
        now = self._clock()
        if not at_once and now < self._last + (_REDRAWN if self._in_place else _SAID):
            return
        self._last = now
        if self._in_place:
            self._draw(list(lines(self.progress, now, max(20, shutil.get_terminal_size().columns))))
        elif self.progress.publishing:
            self._write("\n".join((*lines(self.progress, now, 200), "")))
        else:
            self._write(summary(self.progress, now) + "\n")

    def _draw(self, rows: list[str]) -> None:
        if rows == self._drawn:
            return
        # One write: back to the first row, each row over the one before, and what is left of those is cleared.
        self._write(self._back() + "".join(f"{row}\x1b[K\n" for row in rows) + "\x1b[J")
        self._drawn = rows

    def _erase(self) -> None:
        if self._drawn:
            self._write(f"{self._back()}\x1b[J")
            self._drawn = []

    def _back(self) -> str:
        return f"\x1b[{len(self._drawn)}F" if self._drawn else ""

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
