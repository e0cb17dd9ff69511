"""Sets two texts side by side: lines that match beside each other, and in lines that changed the words that did."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Sign = Literal["=", "~", "−", "+"]
"""= the same on both sides; ~ changed; − only then; + only now."""

_WORDS = re.compile(r"\S+|\s+")
_ALIKE = 0.5
"""From which ratio of common words (twice those in common, by all of both) two lines are one line that changed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line; changed: whether the other side does not have them."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line on each side, or on one of them."""

    sign: Sign
    then: tuple[Piece, ...] = ()
    now: tuple[Piece, ...] = ()


def aligned(then: Sequence[str], now: Sequence[str]) -> list[Row]:
    """The lines of both sides, each beside the one that it matches."""
    rows: list[Row] = []
    for tag, a, b, c, d in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [Row("=", (Piece(one),), (Piece(one),)) for one in then[a:b]]
        else:
            rows += _changed(then[a:b], now[c:d])
    return rows


def alike(rows: Sequence[Row]) -> bool:
    """Whether nothing differs."""
    return all(row.sign == "=" for row in rows)


def _changed(then: Sequence[str], now: Sequence[str]) -> Iterator[Row]:
    """Pair the lines that are mostly the same, in order; the others stand on one side alone."""
    at = 0
    for line in then:
        found = next((n for n in range(at, len(now)) if _ratio(line, now[n]) >= _ALIKE), None)
        if found is None:
            yield Row("−", (Piece(line, changed=True),))
            continue
        yield from (Row("+", (), (Piece(one, changed=True),)) for one in now[at:found])
        yield Row("~", *_pieces(line, now[found]))
        at = found + 1
    yield from (Row("+", (), (Piece(one, changed=True),)) for one in now[at:])


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _pieces(then: str, now: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    one, other = _WORDS.findall(then), _WORDS.findall(now)
    left, right = [], []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        changed = tag != "equal"
        if b > a:
            left.append(Piece("".join(one[a:b]), changed))
        if d > c:
            right.append(Piece("".join(other[c:d]), changed))
    return tuple(left), tuple(right)
