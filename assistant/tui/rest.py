"""When memory is looked through for what is no longer used: while an answer is read, not while it is being written.

Python looks through all objects when it sees fit, and Textual keeps some hundred thousand: each time, the screen would
stand still for a tenth of a second.
"""

from __future__ import annotations

import gc

from textual.app import App
from textual.timer import Timer

AFTER = 2.0
"""Seconds after the latest answer: it is being read."""

_SELDOM = 100
"""How many times rarer than Python would, all objects are looked through all the same."""


class Rest:
    """When to look through memory. For a process that shows the screens and ends with them: it is all of its memory."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._timer: Timer | None = None

    def begin(self) -> None:
        """From now on, seldom, and not what is loaded by now; said again once more is loaded that stays."""
        gc.enable()
        gc.freeze()
        young, middle, _old = gc.get_threshold()
        gc.set_threshold(young, middle, _SELDOM)

    def soon(self) -> None:
        """Look through memory in a while."""
        self.not_now()
        self._timer = self._app.set_timer(AFTER, gc.collect)

    def not_now(self) -> None:
        """Something is going to move."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
