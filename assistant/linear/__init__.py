"""The linear mode: plain text in reading order, for screen readers, Braille displays and terminals that can do little.

Nothing that it writes moves a cursor, colours or draws; one thing stands on a line, and all is said in words.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.office import Office

__all__ = ["run"]


def run(office: Office) -> None:
    """Hold a conversation over stdin and stdout until it ends.

    Raises:
        LibraryError, ModelError, AssistantError: the library or the model cannot be opened, with a hint.
    """
    from assistant.linear.loop import Loop
    from assistant.linear.terminal import Terminal

    loop = Loop(office, Terminal(sys.stdin, sys.stdout))
    try:
        loop.run()
    finally:
        loop.close()
