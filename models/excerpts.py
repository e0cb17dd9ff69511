"""Where a stretch of a text may begin and end, and where it may be cut into tokens on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.pieces import Vocabulary

# What stands together stays together: a no-break space is no border.
_WORD = re.compile(r"(?:\S|[\u00a0\u202f\u2007])+")
_OPENING = "([{«“„‘\"'"
_CLOSING = ")]}»”\"'.,;:!?…"


@dataclass(frozen=True, slots=True)
class Borders:
    """A text's bytes with the borders of its words, all of them offsets in bytes.

    A word is a stretch without a space; it may be taken without the marks that open or close it. `starts` are where an
    excerpt may begin, each with how many words have begun by then, counted where `heads` says that one does; `ends`
    are where it may end. `tails` are where a word ends with all its marks, and say whether another may follow.
    `spelled`, by offset: whether tokens can go on from there to the end of the word.
    """

    data: bytes
    starts: tuple[tuple[int, int], ...]
    heads: frozenset[int]
    ends: frozenset[int]
    tails: dict[int, bool]
    spelled: tuple[bool, ...]


def borders(text: str, least: int, vocabulary: Vocabulary) -> Borders:
    """Find the borders of a text for excerpts of at least so many words, each spelled by tokens of the vocabulary."""
    words = [match.span() for match in _WORD.finditer(text)]
    at = _offsets(text)
    spelled = [False] * (at[-1] + 1)
    before = 0
    for _start, end in words:
        # A word is spelled together with the space that leads to it.
        spelled[at[before] : at[end]] = vocabulary.spelled(text[before:end].encode("utf-8", "replace"))[:-1]
        before = end
    following = [spelled[at[end]] for _start, end in words[:-1]] + [False] * bool(words)
    heads, ends, starts = set(), set(), []
    row = [0] * (len(words) + 1)  # how many words can follow each other from here
    for index in range(len(words) - 1, -1, -1):
        row[index] = 1 + (row[index + 1] if following[index] else 0)
        start, end = words[index]
        word = text[start:end]
        inner = start + len(word) - len(word.lstrip(_OPENING))
        core = end - len(word) + len(word.rstrip(_CLOSING))
        if inner >= core:  # nothing but marks
            inner, core = start, end
        heads.add(at[start])
        ends |= {at[core], at[end]}
        if row[index] >= least:
            starts += [(at[place], int(place > start)) for place in sorted({start, inner}) if spelled[at[place]]]
    tails = {at[end]: follows for (_start, end), follows in zip(words, following, strict=True)}
    data = text.encode("utf-8", "replace")
    return Borders(data, tuple(sorted(starts)), frozenset(heads), frozenset(ends), tails, tuple(spelled))


def _offsets(text: str) -> list[int]:
    """The offset in bytes of each character, and of the end."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + len(character.encode("utf-8", "replace")))
    return offsets
