"""The terminal UI. Importing this package imports no screen library: `run` does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.tui.desk import Desk

__all__ = ["run"]


def run(open_desk: Callable[[], Desk]) -> None:
    """Show the screens until the person quits.

    `open_desk` is called in a worker thread once the first screen is painted, and may take its time. The desk that it
    opened is closed before this returns.
    """
    from assistant.tui.app import GreffierApp
    from assistant.tui.hangup import watch

    watch()
    app = GreffierApp(open_desk)
    try:
        app.run()
    finally:
        app.close_desk()
    if app.return_code:
        raise SystemExit(app.return_code)
