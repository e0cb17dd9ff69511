"""When memory is looked through for what is no longer used: while an answer is read, not while it is being written.

Python looks through all objects when it sees fit, and Textual keeps some hundred thousand: each time, the screen would
stand still for a tenth of a second.
"""

from __future__ import annotations

import gc

from textual.app import App

AFTER = 2.0
"""Seconds after an answer: it is being read."""

_SELDOM = 1000
"""How many times rarer than Python would, all objects are looked through all the same."""


def begin() -> None:
    """What is loaded by now stays, and is not looked through again; the rest, seldom."""
    gc.freeze()
    young, middle, _old = gc.get_threshold()
    gc.set_threshold(young, middle, _SELDOM)


def soon(app: App[None]) -> None:
    """Look through memory in a while."""
    app.set_timer(AFTER, gc.collect)
