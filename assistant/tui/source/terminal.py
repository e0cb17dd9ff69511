"""Asks the terminal, once and before the screens take it over, whether it shows pictures, and how large a cell is.

What is asked: Kitty's graphics (a query of one pixel), the size of a cell (XTWINOPS 16), and last the primary device
attributes (DA1, ECMA-48 and xterm's ctlseqs), which all but every terminal answers: whatever came before that answer is
what the terminal has to say. Nothing is asked where input or output is no terminal.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import sys
import termios
import time
import tty
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Way = Literal["kitty", "sixel", "blocks"]

_ASKED = b"\x1b_Gi=4207,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[16t\x1b[c"
_ATTRIBUTES = re.compile(rb"\x1b\[\?([\d;]*)c")
_CELL = re.compile(rb"\x1b\[6;(\d{1,3});(\d{1,3})t")
_KITTY = b"\x1b_Gi=4207;OK\x1b\\"
_SIXEL = b"4"  # among the attributes
_PATIENCE = 1.0  # seconds for an answer over a slow line; a terminal that answers nothing at all is rare
_MOST = 4096


_VT340 = (10, 20)
"""The cell that is taken for granted where nobody tells."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """How pictures can be shown, and the pixels of a cell, (width, height)."""

    way: Way = "blocks"
    cell: tuple[int, int] = _VT340


_found = Terminal()


def terminal() -> Terminal:
    """What was found of the terminal; half blocks, where nothing was asked."""
    return _found


def look() -> None:
    """Ask the terminal on standard input and output; what it says is kept for `terminal`."""
    global _found
    if sys.__stdin__ is None or sys.__stdout__ is None:
        return
    if not sys.__stdin__.isatty() or not sys.__stdout__.isatty() or not worth_asking(os.environ):
        return
    entry, out = sys.__stdin__.fileno(), sys.__stdout__.fileno()
    _found = understood(_answer(entry, out), _cell(out))


def worth_asking(environment: Mapping[str, str]) -> bool:
    """Whether a terminal of that kind may show more than half blocks.

    tmux says that it has Sixel whatever the terminal that it is shown in can do.
    """
    kind = environment.get("TERM", "dumb")
    return not environment.get("TMUX") and not kind.startswith(("dumb", "linux", "vt", "tmux", "screen"))


def understood(answer: bytes, cell: tuple[int, int] | None = None) -> Terminal:
    """What a terminal's answer says; `cell` is what the system knows of the size of one.

    Sixel comes before Kitty's graphics: some terminals have both, but of the latter not the placeholders that a picture
    among text needs; Kitty and Ghostty, which have them, have no Sixel.
    """
    attributes, told = _ATTRIBUTES.search(answer), _CELL.search(answer)
    size = cell or _VT340
    if told and int(told[1]) and int(told[2]):
        size = int(told[2]), int(told[1])
    if attributes and _SIXEL in attributes[1].split(b";"):
        return Terminal("sixel", size)
    return Terminal("kitty" if _KITTY in answer else "blocks", size)


def _cell(out: int) -> tuple[int, int] | None:
    """The pixels of a cell, where the system was told those of the whole window."""
    try:
        rows, columns, width, height = struct.unpack("4H", fcntl.ioctl(out, termios.TIOCGWINSZ, bytes(8)))
    except OSError:
        return None
    return (width // columns, height // rows) if columns and rows and width >= columns and height >= rows else None


def _answer(entry: int, out: int) -> bytes:
    """What comes back up to the last answer; a key that is pressed meanwhile is lost."""
    before = termios.tcgetattr(entry)
    answer = b""
    try:
        tty.setcbreak(entry, termios.TCSANOW)
        os.write(out, _ASKED)
        until = time.monotonic() + _PATIENCE
        while not _ATTRIBUTES.search(answer) and len(answer) < _MOST:
            if not select.select([entry], [], [], max(0.0, until - time.monotonic()))[0]:
                break
            got = os.read(entry, 1)  # no more than the answers: what is typed after them is for the screens
            if not got:
                break
            answer += got
    finally:
        termios.tcsetattr(entry, termios.TCSANOW, before)
    return answer
