"""Alt with a digit, as terminals send it: Escape, then the digit.

Textual takes these for what a Mac's keyboard writes with Option (“¢” for 4), which a question would then hold.
"""

from __future__ import annotations

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

DIGITS = "123456"


class _Alt:
    """Such a key, in the shape in which Textual's table holds keys."""

    def __init__(self, digit: str) -> None:
        self.value = f"alt+{digit}"


def understand() -> None:
    """Have them be keys."""
    table: dict[str, object] = ANSI_SEQUENCES_KEYS  # type: ignore[assignment]  # it holds members of Keys, by their value
    for digit in DIGITS:
        table[f"\x1b{digit}"] = (_Alt(digit),)
