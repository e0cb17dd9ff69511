"""A checkpoint on paper: a short text that a person can type again, and a QR code of the whole signed note.

The short text is four lines, each of four groups of four characters and a check character:

    7Z4K 9M2P 0000 16XB  T

What they hold is 40 bytes: the id of the key that signed (4), the size of the tree (4, big-endian) and its root (32),
ten bytes a line, in Crockford's base 32 (no I, L, O or U: they are read as 1, 1, 0, and refused). The check character
makes a sum over the line and its number zero in GF(32): any one wrong character is found, and any two of a line that
changed places, and so is any line that stands where another should.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.audit.checkpoints import Checkpoint
from assistant.audit.merkle import HASH_SIZE

if TYPE_CHECKING:
    from segno import QRCode

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ = {**{char: value for value, char in enumerate(_ALPHABET)}, "O": 0, "I": 1, "L": 1}
_LINES, _LINE_BYTES, _GROUPS, _GROUP = 4, 10, 4, 4
_LINE = _GROUPS * _GROUP + 1
_MOST = (1 << 32) - 1
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)
_AS_PRINTED = re.compile(r"\s*(?:[0-9A-Z]{4}[ -]+){4}[0-9A-Z]\s*", re.IGNORECASE | re.ASCII)


class PaperError(ValueError):
    """Not the short text of a checkpoint. line: the one (from 1) that was not typed as it was printed; else None."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Short:
    """What the short text holds: the id of the key that signed (4 bytes), the size of the tree, its root (32 bytes)."""

    key_id: bytes
    size: int
    root: bytes

    @classmethod
    def of(cls, head: Checkpoint, key_id: bytes) -> Short:
        """Shorten a checkpoint; its origin is the name of the key."""
        return cls(key_id, head.size, head.root)

    def lines(self) -> list[str]:
        """The lines to print.

        Raises:
            PaperError: the log has more entries than four bytes count.
        """
        if self.size > _MOST:
            raise PaperError("the log is too large for the short text")
        data = self.key_id + self.size.to_bytes(4, "big") + self.root
        return [_line(number, data[number * _LINE_BYTES :][:_LINE_BYTES]) for number in range(_LINES)]


def read(text: str) -> Short:
    """Read a short text, however it is spaced; or the page that it stands on.

    Raises:
        PaperError: it is none, or a line of it was not typed as it was printed.
    """
    printed = [line for line in text.splitlines() if _AS_PRINTED.fullmatch(line)]
    typed = re.sub(r"[\s-]", "", "".join(printed) if printed else text).upper()
    if len(typed) != _LINES * _LINE:
        raise PaperError(f"{_LINES * _LINE} characters are needed, not {len(typed)}")
    data = b""
    for number in range(_LINES):
        data += _bytes(number, typed[number * _LINE :][:_LINE])
    return Short(data[:4], int.from_bytes(data[4:8], "big"), data[8 : 8 + HASH_SIZE])


def drawn(note: bytes, *, dark_paper: bool) -> str:
    """The QR code of a signed note, in half blocks; dark_paper: for a terminal whose background is dark."""
    ink = [[bool(module) != dark_paper for module in row] for row in _code(note).matrix_iter(border=4)]
    return "".join(line + "\n" for line in _half_blocks(ink))


def drawn_svg(note: bytes) -> bytes:
    """The QR code of a signed note, to be printed: an SVG of 0.5 mm a module."""
    out = io.BytesIO()
    _code(note).save(out, kind="svg", scale=0.5, unit="mm", border=4, light="#fff", xmldecl=True, nl=True)
    return out.getvalue()


def _code(note: bytes) -> QRCode:
    import segno

    return segno.make(note, error="l", micro=False)  # with more correction where that makes it no larger


def _half_blocks(ink: list[list[bool]]) -> Iterator[str]:
    blank = [False] * len(ink[0])
    for at in range(0, len(ink), 2):
        lower = ink[at + 1] if at + 1 < len(ink) else blank
        yield "".join(" ▀▄█"[upper + 2 * under] for upper, under in zip(ink[at], lower, strict=True))


def _line(number: int, data: bytes) -> str:
    bits = int.from_bytes(data, "big")
    values = [bits >> 5 * place & 31 for place in range(_LINE - 2, -1, -1)]
    characters = "".join(_ALPHABET[value] for value in values)
    groups = [characters[at : at + _GROUP] for at in range(0, len(characters), _GROUP)]
    return f"{' '.join(groups)}  {_ALPHABET[_check(number, values)]}"


def _bytes(number: int, line: str) -> bytes:
    try:
        *values, check = (_READ[character] for character in line)
    except KeyError as error:
        raise PaperError(f"line {number + 1} holds a character that is never used", number + 1) from error
    if check != _check(number, values):
        raise PaperError(f"line {number + 1} was not typed as it was printed", number + 1)
    bits = 0
    for value in values:
        bits = bits << 5 | value
    return bits.to_bytes(_LINE_BYTES, "big")


def _check(number: int, values: list[int]) -> int:
    """What makes check + Σ value·α^place zero, the number of the line being a value of its own."""
    total, power = 0, 1
    for value in (*values, number):
        power = _times_alpha(power)
        total ^= _product(value, power)
    return total


def _product(left: int, right: int) -> int:
    found = 0
    while right:
        if right & 1:
            found ^= left
        left, right = _times_alpha(left), right >> 1
    return found


def _times_alpha(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value & 32 else value
