"""A generator that says what it is told to, piece by piece, whatever the grammar admits: it can misbehave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from models.chat import Part
from models.llama import PromptTooLongError

STEP = 3
"""Characters of a piece: words and pointers are split over several."""


@dataclass(frozen=True)
class Piece:
    """Text as it is generated."""

    text: str
    tokens: tuple[int, ...]
    end: str | None = None


@dataclass
class Scripted:
    """Says `text`, where {words} is the number of the sentence shown that has these words, and notes what was asked.

    `room` is how many characters of a prompt it takes; `closed` becomes true when it is read no more.
    """

    text: str = ""
    end: str = "eog"
    room: int = 10**6
    environment: object = None
    asked: list[dict[str, object]] = field(default_factory=list)
    ranked: list[str] = field(default_factory=list)
    closed: bool = False

    def generate(self, prompt: Sequence[Part], *, cancelled: Callable[[], bool], **how: object) -> Iterator[Piece]:
        """Begin to say it."""
        shown = "".join(part.text for part in prompt)
        if len(shown) > self.room:
            raise PromptTooLongError("too long", hint="less")
        self.asked.append({"prompt": prompt, **how})
        return self._write(re.sub(r"\{(.+?)\}", lambda found: str(number_of(found[1], shown)), self.text), cancelled)

    def _write(self, text: str, cancelled: Callable[[], bool]) -> Iterator[Piece]:
        try:
            for start in range(0, len(text), STEP):
                if cancelled():
                    yield Piece("", (), "cancelled")
                    return
                yield Piece(text[start : start + STEP], (start,))
            yield Piece("", (), self.end)
        finally:
            self.closed = True

    def likelihoods(self, question: str, passages: Sequence[str], *, budget: int, limit: int = 0) -> list[float | None]:
        """All passages are alike to it."""
        self.ranked.append(question)
        assert min(budget, limit) > 0
        return [-1.0] * len(passages)

    def close(self) -> None:
        """There is nothing to free."""


def number_of(words: str, prompt: str) -> int:
    """The number under which a prompt shows the sentence with these words."""
    for line in prompt.split("\n"):
        found = re.match(r"\[(\d+)\] (.*)", line)
        if found and words in unicodedata.normalize("NFKC", found[2]).replace("’", "'"):
            return int(found[1])
    raise AssertionError(f"no sentence shown has {words!r}:\n{prompt}")
