"""Ends the program when its terminal is gone, rather than leave it drawing for nobody on a whole core."""

from __future__ import annotations

import os
import select
import sys
import threading


def watch() -> None:
    """Wait, in a thread of its own, for the terminal on standard input to hang up, as when a remote session drops.

    The process ends at once: the threads that draw wait for a terminal that will never read, and what was answered is
    on the record already.
    """
    if sys.__stdin__ is None or not sys.__stdin__.isatty():
        return
    poller = select.poll()
    poller.register(sys.__stdin__.fileno(), 0)  # no event is asked for: a hang-up is always told

    def wait() -> None:
        poller.poll()
        os._exit(1)

    threading.Thread(target=wait, name="hangup", daemon=True).start()
