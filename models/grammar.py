"""What an answer may look like, as data: nodes to put together, hash and record, without a vocabulary in sight."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields

GRAMMAR_VERSION = "2"
"""Of what the nodes mean: the same nodes under another version may admit other texts. It is part of a fingerprint."""


@dataclass(frozen=True, slots=True)
class Literal:
    """This text, and no other."""

    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the options, of which there is at least one."""

    options: tuple[Node, ...]

    def __post_init__(self) -> None:
        if not self.options:
            raise ValueError("a choice needs an option")


@dataclass(frozen=True, slots=True)
class Sequence:
    """The parts, one after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The part, so many times over: at least `least`, at most `most`."""

    part: Node
    least: int
    most: int

    def __post_init__(self) -> None:
        _bounds(self.least, self.most)


@dataclass(frozen=True, slots=True)
class Words:
    """Free words, from `least` to `most` tokens of them.

    Their bytes hold no control character and none of `[ ] < > |`, and a character is never left half written.
    """

    least: int
    most: int

    def __post_init__(self) -> None:
        _bounds(self.least, self.most)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of the text that begins where a word of it begins, and ends where one ends.

    `least` and `most` count its words (stretches without white space); `most` None is as many as the text has. Where
    the text has no stretch of `least` words, the node admits nothing.
    """

    text: str
    least: int = 1
    most: int | None = None

    def __post_init__(self) -> None:
        _bounds(self.least, self.least if self.most is None else self.most)


Node = Literal | Choice | Sequence | Repeat | Words | Excerpt


def fingerprint(node: Node) -> str:
    """The SHA-256, in hexadecimal, of the grammar's canonical JSON with the version of what its nodes mean.

    Canonical: keys sorted, no white space, ASCII only; a node is an object of its fields and its `kind`.
    """
    document = {"version": GRAMMAR_VERSION, "root": _plain(node)}
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Node):
        return {"kind": type(value).__name__.lower()} | {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _bounds(least: int, most: int) -> None:
    if not 0 <= least <= most:
        raise ValueError(f"from {least} to {most} is no range")
