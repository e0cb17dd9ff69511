"""The source pane: the page that a statement rests on, as text and as a picture, its twin beside it.

Importing this package imports no screen library: the pane comes when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.tui.source.pane import SourcePane

__all__ = ["SourcePane"]


def __getattr__(name: str) -> object:
    if name != "SourcePane":
        raise AttributeError(name)
    from assistant.tui.source.pane import SourcePane

    return SourcePane
