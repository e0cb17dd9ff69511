"""Writes a text run by run: a token chosen among those that the grammar admits, with those that it then forces."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from models.admission import Automaton, State, finished
from models.decoding import CancelledError, Context
from models.generation import End, Piece
from models.llama.vocabulary import Words
from models.sampling import Sampler
from models.stream import Stream

Run = tuple[list[int], End | None]
"""Tokens that are evaluated together, and where they are the last, why."""


class Chooser:
    """Chooses the tokens that come next, and knows where they stand in the grammar."""

    def __init__(self, words: Words, automaton: Automaton | None, sampler: Sampler) -> None:
        self._words = words
        self._automaton = automaton
        self._sampler = sampler
        self._state: State = automaton.start if automaton else frozenset()

    def choose(self, logits: NDArray[np.float32], most: int) -> Run:
        """Return a token and those that the grammar forces after it, `most` in all. logits: float32 [vocabulary]."""
        automaton, run = self._automaton, list[int]()
        token: int | None = self._sampler.choose(logits, automaton.mask(self._state) if automaton else None)
        while token is not None and len(run) < most:
            run.append(token)
            if self._words.ends(token):
                return run, "eog"
            if automaton is None:
                break
            self._state = automaton.advance(self._state, token)
            if finished(self._state):
                return run, "complete"
            token = automaton.forced(self._state)
        return run, "limit" if len(run) == most else None


def runs(
    context: Context,
    prompted: Callable[[], NDArray[np.float32]],
    chooser: Chooser,
    *,
    start: int,
    limit: int,
    cancelled: Callable[[], bool],
) -> Iterator[Run]:
    """Evaluate the prompt, whose logits `prompted` returns (float32 [1, vocabulary]), then choose and evaluate runs."""
    try:
        logits = prompted()
        while True:
            if cancelled():
                raise CancelledError
            run, end = chooser.choose(logits[0], limit) if limit else ([], "limit")
            yield run, end
            if end is not None:
                return
            logits = context.evaluate(run, start=start, cancelled=cancelled)
            start, limit = start + len(run), limit - len(run)
    except CancelledError:
        context.clear()
        yield [], "cancelled"


def pieces(runs: Iterable[Run], words: Words, text: Stream) -> Generator[Piece, None, None]:
    """Turn tokens into text as it becomes certain."""
    pending: list[int] = []
    for run, end in runs:
        for token in run:
            pending.append(token)
            fresh = "" if words.ends(token) else text.add(words.bytes_of(token))
            if text.stopped:
                yield Piece(fresh, tuple(pending), "stop")
                return
            if fresh:
                yield Piece(fresh, tuple(pending))
                pending = []
        if end is not None:
            yield Piece(text.finish(), tuple(pending), end)
