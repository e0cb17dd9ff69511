"""The terminal UI. Importing this package imports no screen library: `run` does."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.tui.services import Services

__all__ = ["run"]


def run(services: Services, *, language_named: bool = False) -> None:
    """Show the screens until the person quits.

    Desks are opened in worker threads once the first screen is painted, and may take their time; they are closed before
    this returns. language_named: whether the command line or the environment chose the language, and not the locale: it
    is spoken then, whatever was spoken last.
    """
    gc.disable()  # until all is painted: `Rest` sees to it then
    from assistant.tui import alt
    from assistant.tui.app import GreffierApp
    from assistant.tui.hangup import watch
    from assistant.tui.rest import Rest
    from assistant.tui.source.terminal import look

    watch()
    alt.understand()
    look()  # before the screens read what the terminal says
    app = GreffierApp(services, language_named=language_named)
    app.rest = Rest(app)
    try:
        app.run()
    finally:
        app.close_desks()
    if app.return_code:
        raise SystemExit(app.return_code)
