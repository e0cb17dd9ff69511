"""What an answer may look like for one question, as a grammar; and what a line written under it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import category

from assistant.numbering import Numbered, pieces
from models import grammar as nodes
from models.grammar import Node

VERSION = "3"
"""Of how lines are written and read. It stands on the record with the grammar's fingerprint."""

Use = Literal["compose", "pointing"]
"""compose: quotations, whole or cut, and claims. pointing: quotations of whole sentences alone, for small models."""

POINTERS = 3
"""Pointers of a claim at most."""

WORDS = (3, 80)
"""Tokens of a claim."""

CUT = (4, 30)
"""Words of a quotation that is cut. A sentence of not twice as many as the least is quoted whole."""

REFUSAL = "[0]"
"""What is written where no sentence answers; sentences are numbered from 1."""

_POINTED = re.compile(r"\[([0-9]{1,4})(?:-([0-9]{1,4})|: (.+))?\]")
_CLAIMED = re.compile(r"([^\[\]]*[^\[\]\s])\s*((?:\[[0-9]{1,4}\])+)")
_UNWRITTEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


@dataclass(frozen=True, slots=True)
class Pointed:
    """A quotation: the sentences from number `first` to `last`, or of the one sentence, the stretch `excerpt`."""

    first: int
    last: int
    excerpt: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim: words, and the numbers of the sentences that are to say so, each once."""

    words: str
    numbers: tuple[int, ...]


def grammar(lines: Sequence[Numbered], statements: int, use: Use) -> Node:
    """The grammar of an answer: a refusal, or one to so many statements, a line each.

    Its pointers are the numbers of the lines and no other; a range runs over sentences that follow one another.
    """
    pointer = nodes.Choice(tuple(nodes.Literal(f"[{line.number}]") for line in lines))
    kinds: list[Node] = [pointer, *_ranges(lines)]
    if use == "compose":
        kinds += _cuts(lines)
        kinds.append(nodes.Sequence((nodes.Words(*WORDS), nodes.Literal(" "), nodes.Repeat(pointer, 1, POINTERS))))
    statement = nodes.Choice(tuple(kinds))
    more = nodes.Repeat(nodes.Sequence((nodes.Literal("\n"), statement)), 0, statements - 1)
    return nodes.Choice((nodes.Literal(REFUSAL), nodes.Sequence((statement, more))))


def read(line: str) -> Pointed | Claimed | None:
    """What a whole line says; None where it is no statement of the grammar, whichever its numbers.

    Nor is one with a control or a format character, which could move a cursor, turn a text, or hide a part of it.
    """
    line = line.strip()
    if any(category(character) in _UNWRITTEN for character in line):
        return None
    if found := _POINTED.fullmatch(line):
        first, last, excerpt = found.groups()
        return Pointed(int(first), int(last or first), excerpt)
    if found := _CLAIMED.fullmatch(line):
        words, pointers = found.groups()
        numbers = dict.fromkeys(int(number) for number in re.findall("[0-9]+", pointers))
        return Claimed(words.strip(), tuple(numbers)) if len(numbers) <= POINTERS else None
    return None


def drafted(line: str) -> str:
    """The words of a line that is still being written: nothing of a quotation, which is shown when it is read."""
    return line.split("[")[0].strip()


def _ranges(lines: Sequence[Numbered]) -> list[Node]:
    ends = (
        (one.number, other.number)
        for piece in pieces(lines)
        for place, one in enumerate(piece)
        for other in piece[place + 1 :]
    )
    return [nodes.Literal(f"[{first}-{last}]") for first, last in ends]


def _cuts(lines: Sequence[Numbered]) -> list[Node]:
    least, most = CUT
    return [
        nodes.Sequence((nodes.Literal(f"[{line.number}: "), nodes.Excerpt(line.text, least, most), nodes.Literal("]")))
        for line in lines
        if len(line.text.split()) >= 2 * least
    ]
