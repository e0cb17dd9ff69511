"""Tells which tokens a grammar admits next: an automaton over bytes, walked along the vocabulary's trie.

A state is a set of positions in the grammar, reached over bytes; a token is admitted where its bytes lead to a position
from which tokens can reach the grammar's end. The mask of a state is found by walking only those branches of the trie
that the positions admit, and is kept; that of free words is read from the whole vocabulary, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from gettext import gettext as _
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models import grammar
from models.characters import REJECT, STEPS, WHOLE
from models.errors import ModelError
from models.excerpts import Borders, borders
from models.pieces import NEVER, Vocabulary


class GrammarError(ModelError):
    """A grammar that no text of the model's tokens can meet."""


# What stands in a grammar is compiled to these, each with the positions that follow it. Equality is identity: they are
# hashed a lot.
@dataclass(eq=False, slots=True)
class _Text:
    data: bytes
    spelled: list[bool]
    then: State


@dataclass(eq=False, slots=True)
class _Free:
    then: State


@dataclass(eq=False, slots=True)
class _Cut:
    borders: Borders
    least: int
    most: int | None
    then: State


class _Written(NamedTuple):
    """So many bytes of a literal."""

    of: _Text
    offset: int


class _Wording(NamedTuple):
    """Amid free words: `need` more tokens must touch them, `room` more may, `touched`: the present token does."""

    of: _Free
    state: int
    need: int
    room: int
    touched: bool = False


class _Excerpted(NamedTuple):
    """At a byte of an excerpt's text, with so many of its words begun."""

    of: _Cut
    offset: int
    words: int


class _Complete(NamedTuple):
    """Nothing is missing."""


_Position = _Written | _Wording | _Excerpted | _Complete
State = frozenset[_Position]
"""Where a text stands in the grammar, between two tokens."""
_NOWHERE: Final[State] = frozenset()


@dataclass(frozen=True, slots=True)
class Mask:
    """The tokens that a state admits: `flags`, bool [vocabulary], and their `ids` in order, int64 [n]."""

    flags: NDArray[np.bool_]
    ids: NDArray[np.int64]


class Automaton:
    """A grammar compiled for a vocabulary. From every state that it leads to, some text of tokens completes it."""

    def __init__(self, node: grammar.Node, vocabulary: Vocabulary) -> None:
        """Compile. Raises GrammarError where no tokens can write a text of the grammar."""
        self._vocabulary = vocabulary
        self._borders: dict[grammar.Excerpt, Borders] = {}
        self._masks: dict[State, Mask] = {}
        finite = vocabulary.costs[vocabulary.costs < NEVER]
        self._enough = int(finite.max()) + 1  # more room than this changes no mask
        self.start: State = self._compile(node, frozenset([_Complete()]))
        if not self.start:
            raise GrammarError(
                _("The grammar of the answer admits no text that this model can write."),
                hint=_("This is a fault of the program: please report it with the question that was asked."),
            )

    def mask(self, state: State) -> Mask:
        """Return the tokens admitted next; those that end a text are, where the grammar is complete."""
        key = frozenset(self._same(position) for position in state)
        if key not in self._masks:
            self._masks[key] = self._mask(key)
        return self._masks[key]

    def advance(self, state: State, token: int) -> State:
        """Return the state after an admitted token of text. Raises ValueError for another."""
        after = self._live(_read(state, self._vocabulary.pieces[token])) if self._vocabulary.pieces[token] else None
        if not after:
            raise ValueError(f"the grammar does not admit token {token} here")
        return after

    def forced(self, state: State) -> int | None:
        """The only token of text that is admitted, where there is one and the text cannot end before it."""
        ids = self.mask(state).ids
        return int(ids[0]) if len(ids) == 1 and not complete(state) else None

    def _compile(self, node: grammar.Node, then: State) -> State:
        """Return where a text stands before a node that `then` follows; nowhere, where no tokens can write it."""
        if not then:
            return _NOWHERE
        match node:
            case grammar.Literal(text):
                data = text.encode("utf-8", "replace")
                spelled = self._vocabulary.spelled(data)
                if not data or not spelled[0]:
                    return _NOWHERE if data else then
                return frozenset([_Written(_Text(data, spelled, then), 0)])
            case grammar.Choice(options):
                return _NOWHERE.union(*(self._compile(option, then) for option in options))
            case grammar.Sequence(parts):
                for part in reversed(parts):
                    then = self._compile(part, then)
                return then
            case grammar.Repeat(part, least, most):
                after = then
                for count in range(most - 1, -1, -1):
                    again = self._compile(part, after)
                    after = again if count < least else again | then
                return after
            case grammar.Words(least, most):
                words = [_Wording(_Free(then), WHOLE, least, most)] if most and self._vocabulary.worded else []
                return frozenset(words) | (_NOWHERE if least else then)
            case grammar.Excerpt(text, least, most):
                if node not in self._borders:
                    self._borders[node] = borders(text, max(1, least), self._vocabulary)
                cut = _Cut(self._borders[node], max(1, least), most, then)
                starts = cut.borders.starts if most != 0 else ()
                return frozenset(_Excerpted(cut, *start) for start in starts) | (_NOWHERE if least else then)

    def _same(self, position: _Position) -> _Position:
        """One position for all that admit the same tokens next: most counts of words do."""
        if isinstance(position, _Wording):
            room = min(position.room, self._enough)
            return _Wording(position.of, position.state, min(position.need, 2, room), room)
        return position

    def _mask(self, state: State) -> Mask:
        vocabulary = self._vocabulary
        flags = np.zeros(len(vocabulary.pieces), bool)
        flags[vocabulary.ids[self._walk(state)]] = True
        if complete(state):
            flags[vocabulary.ends] = True
        return Mask(flags, np.flatnonzero(flags))

    def _walk(self, state: State) -> NDArray[np.bool_]:
        """Which tokens of the sorted list lead on, bool [tokens of text]."""
        vocabulary = self._vocabulary
        found = np.zeros(len(vocabulary.sorted), bool)
        branches: list[tuple[int, int, bytes, Iterable[_Position]]] = [(0, len(found), b"", state)]
        while branches:
            first, last, prefix, positions = branches.pop()
            if prefix and self._live(positions):
                place = first
                while place < last and len(vocabulary.sorted[place]) == len(prefix):
                    found[place] = True
                    place += 1
            wanted: dict[int, list[_Position]] = {}
            for position in positions:
                if isinstance(position, _Wording):
                    self._word(position, first, last, len(prefix), found)
                elif (byte := _wanted(position)) is not None:
                    wanted.setdefault(byte, []).append(position)
            for byte, some in wanted.items():
                longer = prefix + bytes([byte])
                low, high = vocabulary.branch((first, last), longer)
                if low < high:
                    branches.append((low, high, longer, {after for one in some for after in _step(one, byte)}))
        return found

    def _word(self, position: _Wording, first: int, last: int, depth: int, found: NDArray[np.bool_]) -> None:
        """Mark the tokens of a branch that go on as free words, to their end or to where something else follows."""
        vocabulary = self._vocabulary
        touching = position if position.touched else _touch(position)
        if touching is None:
            return
        ends = vocabulary.words((first, last), depth, position.state)
        found[first:last] |= vocabulary.costs[ends] <= touching.room
        if touching.need:
            return
        entered = position.of.then
        leaving = vocabulary.leaving((first, last), depth, position.state)
        for byte in leaving if any(isinstance(one, _Wording) for one in entered) else set(map(_wanted, entered)):
            for place, at in leaving.get(byte, ()) if byte is not None else ():
                if not found[place] and self._live(_read(entered, vocabulary.sorted[place][at:])):
                    found[place] = True

    def _live(self, positions: Iterable[_Position]) -> State:
        """The positions at which a token may end, as they stand between two tokens."""
        live: set[_Position] = set()
        for position in positions:
            match position:
                case _Wording(of, state, need, room):
                    if self._vocabulary.costs[state] <= room > 0:  # without room, what follows stands beside it
                        live.add(_Wording(of, state, need, room))
                case _Written(of, offset):
                    if of.spelled[offset]:
                        live.add(position)
                case _Excerpted(of, offset):
                    if of.borders.spelled[offset]:
                        live.add(position)
                case _Complete():
                    live.add(position)
        return frozenset(live)


def complete(state: State) -> bool:
    """Whether the text may end here."""
    return _Complete() in state


def finished(state: State) -> bool:
    """Whether the text must end here."""
    return all(isinstance(position, _Complete) for position in state)


def _read(positions: Iterable[_Position], data: bytes) -> set[_Position]:
    """Where a text stands after these bytes."""
    reached = set(positions)
    for byte in data:
        reached = {after for position in reached for after in _step(position, byte)}
        if not reached:
            break
    return reached


def _wanted(position: _Position) -> int | None:
    """The one byte that a position of a text or an excerpt admits."""
    if isinstance(position, _Written):
        return position.of.data[position.offset]
    return position.of.borders.data[position.offset] if isinstance(position, _Excerpted) else None


def _touch(position: _Wording) -> _Wording | None:
    """The position once the present token touches the words; None where they have no room for it."""
    if position.room == 0:
        return None
    return _Wording(position.of, position.state, max(0, position.need - 1), position.room - 1, touched=True)


def _step(position: _Position, byte: int) -> Iterator[_Position]:
    """Where a text may stand after one more byte."""
    match position:
        case _Written(of, offset):
            if of.data[offset] == byte:
                if offset + 1 < len(of.data):
                    yield _Written(of, offset + 1)
                else:
                    yield from of.then
        case _Wording(of):
            touching = position if position.touched else _touch(position)
            state = STEPS[position.state][byte]
            if touching is not None and state != REJECT:
                yield _Wording(of, state, touching.need, touching.room, touched=True)
                if state == WHOLE and touching.need == 0:
                    yield from of.then
        case _Excerpted(of, offset, words):
            if of.borders.data[offset] == byte:
                yield from _excerpt(of, offset, words)


def _excerpt(of: _Cut, offset: int, words: int) -> Iterator[_Position]:
    """Where a text may stand after the byte at this offset of an excerpt's text."""
    found = of.borders
    words += offset in found.heads
    if of.most is None:
        words = min(words, of.least)  # so that excerpts that began elsewhere and are long enough are one
    offset += 1
    if offset in found.ends and words >= of.least:
        yield from of.then
    follows = found.tails.get(offset)
    if follows is None or (follows and (of.most is None or words < of.most)):
        yield _Excerpted(of, offset, words)
