"""A model's vocabulary by its bytes: a trie, laid out as a sorted list in which every branch is a range."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.characters import REJECT, STEPS, TABLE, WHOLE

Range = tuple[int, int]
"""A branch: the places, in the sorted list, of the tokens that begin with the same bytes."""
NEVER = 255
"""The cost of what cannot be reached."""


class Vocabulary:
    """The bytes of the tokens that a grammar may admit, sorted; equal ones stand side by side."""

    def __init__(self, pieces: Sequence[bytes], ends: Iterable[int]) -> None:
        """Take each token's bytes by its id, empty for a token that is no text, and the ids that end a text."""
        self.pieces = tuple(pieces)
        self.ends = np.array(sorted(ends), np.int64)
        order = sorted((token for token, piece in enumerate(self.pieces) if piece), key=self.pieces.__getitem__)
        self.ids = np.array(order, np.int64)
        self.sorted = [self.pieces[token] for token in order]
        self._lengths = np.array([len(piece) for piece in self.sorted], np.int64)
        self._starts = np.cumsum(self._lengths) - self._lengths
        self._flat = np.frombuffer(b"".join(self.sorted), np.uint8)
        singles = {piece[0] for piece in self.sorted if len(piece) == 1}
        self._missing = bytes(sorted(set(range(256)) - singles))
        self._words: dict[tuple[Range, int, int], NDArray[np.uint8]] = {}
        self._leaving: dict[tuple[Range, int, int], dict[int, list[Range]]] = {}
        self.costs = self._costs()
        self.worded = bool((self.words((0, len(self.sorted)), 0, WHOLE) == WHOLE).any())

    def branch(self, within: Range, prefix: bytes) -> Range:
        """The tokens of the range that begin with the prefix; its first bytes are those that all of them share."""
        first = bisect_left(self.sorted, prefix, *within)
        if prefix[-1] == 0xFF:  # no byte comes after it, and so nothing of the range does
            return first, within[1]
        return first, bisect_left(self.sorted, prefix[:-1] + bytes([prefix[-1] + 1]), first, within[1])

    def words(self, within: Range, depth: int, state: int) -> NDArray[np.uint8]:
        """Read the tokens of a range from their byte `depth` on as free words; return the states they end in.

        uint8 [size of the range]: a state of `models.characters`. Each question is worked out once.
        """
        key = within, depth, state
        if key not in self._words:
            self._words[key] = self._read(within, depth, state)
        return self._words[key]

    def leaving(self, within: Range, depth: int, state: int) -> dict[int, list[Range]]:
        """Where tokens that are not free words to their end could stop being so, between two characters.

        By the byte that comes next: the token's place in the sorted list, and that byte's in the token.
        """
        key = within, depth, state
        if key not in self._leaving:
            found: dict[int, list[Range]] = {}
            for place in within[0] + np.flatnonzero(self._partly(within, depth, state)):
                piece, reached = self.sorted[place], state
                for at in range(depth, len(piece) - 1):
                    reached = STEPS[reached][piece[at]]
                    if reached == REJECT:
                        break
                    if reached == WHOLE:
                        found.setdefault(piece[at + 1], []).append((int(place), at + 1))
            self._leaving[key] = found
        return self._leaving[key]

    def spelled(self, data: bytes) -> list[bool]:
        """For each place in the bytes, and their end: whether tokens can spell them from there to the end."""
        size = len(data)
        if not data.translate(None, delete=bytes(set(range(256)) - set(self._missing))):
            return [True] * (size + 1)
        possible = [False] * size + [True]
        for start in range(size - 1, -1, -1):
            within = 0, len(self.sorted)
            for end in range(start + 1, size + 1):
                within = self.branch(within, data[start:end])
                if within[0] == within[1]:
                    break
                if len(self.sorted[within[0]]) == end - start and possible[end]:
                    possible[start] = True
                    break
        return possible

    def _read(self, within: Range, depth: int, state: int) -> NDArray[np.uint8]:
        first, last = within
        states = np.full(last - first, state, np.uint8)
        left = np.flatnonzero(self._lengths[first:last] > depth)
        while len(left):
            states[left] = TABLE[states[left], self._flat[self._starts[first + left] + depth]]
            depth += 1
            left = left[(self._lengths[first + left] > depth) & (states[left] != REJECT)]
        return states

    def _partly(self, within: Range, depth: int, state: int) -> NDArray[np.bool_]:
        """Which tokens of the range go on after `depth` with a byte of words, and do not end as whole words."""
        first, last = within
        partly: NDArray[np.bool_] = self.words(within, depth, state) != WHOLE
        places = np.flatnonzero(partly & (self._lengths[first:last] > depth + 1))
        begins = TABLE[state, self._flat[self._starts[first + places] + depth]] != REJECT
        partly[:] = False
        partly[places[begins]] = True
        return partly

    def _costs(self) -> NDArray[np.uint8]:
        """How many tokens of words it takes from each state to a whole character, uint8 [10]; NEVER: none do it."""
        costs = np.full(REJECT + 1, NEVER, np.uint8)
        costs[WHOLE] = 0
        everything = 0, len(self.sorted)
        reached = {state: np.unique(self._read(everything, 0, state)) for state in range(1, REJECT)}
        for _round in range(REJECT):
            for state, ends in reached.items():
                best = int(costs[ends].min(initial=NEVER))
                costs[state] = min(int(costs[state]), best + 1, NEVER)
        return costs
