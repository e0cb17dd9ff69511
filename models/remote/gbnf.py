"""Writes the grammar of an answer as GBNF, the text that llama.cpp's servers take (llama.cpp, grammars/README.md)."""

from __future__ import annotations

import re

from models.grammar import Choice, Excerpt, Literal, Node, Repeat, Sequence, Words

# A token of ordinary text holds some four characters; long words are cut in tokens of one or two. The server counts
# characters and we count tokens: what is written here admits all that the tokens do, and the limit ends the rest.
CHARACTERS = 8
_FREE = r"[^\x00-\x1f\x7f-\x9f\[\]<>|]"
_WORD = re.compile(r"\S+")


class NothingAdmittedError(ValueError):
    """A grammar admits no text at all."""


def gbnf(node: Node) -> str:
    """Write a grammar, whose rule `root` admits what the node does, but counts free words in characters.

    Raises NothingAdmittedError.
    """
    writer = _Writer()
    root = writer.write(node)
    if root is None:
        raise NothingAdmittedError("the grammar admits no text")
    return "\n".join([f"root ::= {root}", *writer.rules]) + "\n"


class _Writer:
    """Collects the rules that an expression names."""

    def __init__(self) -> None:
        self.rules: list[str] = []
        self._named = 0

    def write(self, node: Node) -> str | None:
        """The node as an expression; None where it admits nothing."""
        if isinstance(node, Literal):
            return quoted(node.text)
        if isinstance(node, Words):
            return f"{_FREE}{{{node.least},{node.most * CHARACTERS}}}"
        if isinstance(node, Choice):
            options = [found for one in node.options if (found := self.write(one)) is not None]
            return f"({' | '.join(options)})" if options else None
        if isinstance(node, Sequence):
            parts = [self.write(one) for one in node.parts]
            return None if None in parts else " ".join(filter(None, parts)) or '""'
        if isinstance(node, Repeat):
            part = self.write(node.part)
            if part is None:
                return '""' if node.least == 0 else None
            return f"{self._rule(part)}{{{node.least},{node.most}}}"
        return self._excerpt(node)

    def _rule(self, expression: str) -> str:
        self._named += 1
        name = f"r{self._named}"
        self.rules.append(f"{name} ::= {expression}")
        return name

    def _excerpt(self, node: Excerpt) -> str | None:
        """One rule a word, "from here on, perhaps", so that a text of n words takes n rules and not n²."""
        words = list(_WORD.finditer(node.text))
        count = len(words)
        if node.least == 0:
            rest = self._excerpt(Excerpt(node.text, 1, node.most)) if node.most != 0 else None
            return '""' if rest is None else f"({rest})?"
        if node.least > count:
            return None
        most = count if node.most is None else min(node.most, count)
        room = most - node.least
        ends = [0, *(word.end() for word in words)]
        tails: dict[tuple[int, int], str] = {}  # by the word that comes next and how many words may still come
        for start in range(count - 1, node.least - 1, -1):
            left = count - start
            for size in (left,) if room >= left else range(1, room + 1):
                then = tails.get((start + 1, min(size - 1, left - 1)), "")
                tails[start, size] = self._rule(f"({quoted(node.text[ends[start] : ends[start + 1]])} {then})?")
        starts = []
        for first in range(count - node.least + 1):
            said = node.text[words[first].start() : words[first + node.least - 1].end()]
            start = first + node.least
            starts.append(f"{quoted(said)} {tails.get((start, min(room, count - start)), '')}".rstrip())
        return f"({' | '.join(starts)})"


def quoted(text: str) -> str:
    """A text as GBNF writes it between quotes; what is not printable is written by its number."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
