"""Writes the grammar of an answer as GBNF, the text that llama.cpp's servers take (llama.cpp, grammars/README.md)."""

from __future__ import annotations

import re

from models.grammar import Choice, Excerpt, Literal, Node, Repeat, Sequence, Words

# A server counts characters where we count tokens: about as many to a token, in French and in English.
CHARACTERS = 5
_FREE = r"[^\x00-\x1f\x7f-\x9f\[\]<>|]"
_WORD = re.compile(r"\S+")


class NothingAdmittedError(ValueError):
    """A grammar admits no text at all."""


def gbnf(node: Node) -> str:
    """Write a grammar, whose rule `root` admits what the node does, but for two lengths.

    Free words are counted in characters, and an excerpt may be as long as its text: counting its words would take a
    rule for each word and each length. Raises NothingAdmittedError.
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
        least = max(node.least, 1)
        if least > len(words) or node.most == 0:
            return '""' if node.least == 0 else None
        rest = {len(words): ""}  # what may follow before each word
        for place in range(len(words) - 1, least - 1, -1):
            said = node.text[words[place - 1].end() : words[place].end()]
            rest[place] = self._rule(f"({quoted(said)} {rest[place + 1]})?")
        starts = []
        for place in range(len(words) - least + 1):
            said = node.text[words[place].start() : words[place + least - 1].end()]
            starts.append(f"{quoted(said)} {rest[place + least]}".rstrip())
        return f"({' | '.join(starts)})" + ("?" if node.least == 0 else "")


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
