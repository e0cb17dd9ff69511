"""What is asked of a generator and what comes of it, as data: enough to ask it again and compare token by token."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Literal

from models.sampling import Sampling

End = Literal["eog", "complete", "limit", "stop", "cancelled"]
"""Why a text ends: the model ended it, the grammar admits nothing more, or what was asked for was reached."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text as it is generated, with the ids of the tokens that it came from. The last piece says why it `end`s.

    A piece holds whole characters; tokens whose bytes do not complete one wait for the next. The token that ends a
    text is among the last piece's `tokens`, without any text.
    """

    text: str
    tokens: tuple[int, ...]
    end: End | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """All that a text depends on besides the generator's environment: the arguments of `generate_ids`.

    `ids` are the prompt's tokens; the first `prefix` of them are evaluated by themselves. `grammar` is the fingerprint
    of the grammar (`models.grammar.fingerprint`), which is kept elsewhere; None: there was none.
    """

    ids: tuple[int, ...]
    prefix: int
    limit: int
    grammar: str | None
    sampling: Sampling
    stop: tuple[str, ...]


class Generation(Iterator[Piece]):
    """The pieces of a text, computed as they are read, and the `trace` by which to generate it again.

    Whoever reads it no more before its end closes it: the generator is held until then.
    """

    def __init__(self, trace: Trace, pieces: Generator[Piece, None, None]) -> None:
        self.trace = trace
        self._pieces = pieces

    def __next__(self) -> Piece:
        """Generate on, up to where the next text is certain."""
        return next(self._pieces)

    def close(self) -> None:
        """Stop here."""
        self._pieces.close()
