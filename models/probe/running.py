"""Asks a generator all that the probe has, and counts what it gets right and how long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from models.chat import ChatFormat, Part, prompt
from models.grammar import Node
from models.probe import asking
from models.probe.items import LANGUAGES, Language, Page, pages

Task = Literal["read", "point", "copy", "cite", "stay", "refuse", "repeat"]
Pages = Sequence[Mapping[Language, Page]]
CONTEXT = 1024
"""Tokens of context that the longest prompt and its answer fit in, whatever the vocabulary makes of French."""
_ANSWER = 48  # tokens
_READ = 400  # tokens, about, of the text that is only read
_OTHER: Mapping[Language, Language] = {"fr": "en", "en": "fr"}


class Written(Protocol):
    """Text as it is generated, with its tokens."""

    @property
    def text(self) -> str:
        """The text."""

    @property
    def tokens(self) -> tuple[int, ...]:
        """The ids that it came from."""


class Probed(Protocol):
    """What of a generator is probed."""

    def count(self, text: str) -> int:
        """How many tokens the text has."""

    def generate(self, prompt: Sequence[Part], *, limit: int, grammar: Node | None = None) -> Iterator[Written]:
        """Write the most probable continuation that the grammar admits."""


@dataclass(slots=True)
class Measured:
    """What a generator got right, by task and language, as [right, of]; and its speeds, in tokens a second.

    steady: whether the same prompt gave the same tokens again. A speed is None where nothing was there to measure.
    """

    scores: dict[str, dict[Language, list[int]]] = field(default_factory=dict)
    prefill: float | None = None
    decode: float | None = None
    steady: bool = True

    def count(self, task: Task, language: Language, right: bool) -> None:
        """Count one more, right or wrong."""
        score = self.scores.setdefault(task, {}).setdefault(language, [0, 0])
        score[0] += right
        score[1] += 1


Progress = Callable[[Task, int, int], None]
"""Is told the task, how much of it is done, and of how much."""


def run(
    generator: Probed,
    chat: ChatFormat,
    *,
    items: Pages | None = None,
    progress: Progress = lambda _task, _done, _of: None,
    clock: Callable[[], float] = time.perf_counter,
) -> Measured:
    """Ask all of it. What comes out follows from the generator and the items, but for the speeds."""
    return _Run(generator, chat, pages() if items is None else items, progress, clock).whole()


class _Run:
    """One probe, from the first question to the last."""

    def __init__(
        self, generator: Probed, chat: ChatFormat, items: Pages, progress: Progress, clock: Callable[[], float]
    ) -> None:
        self._generator = generator
        self._chat = chat
        self._items = items
        self._progress = progress
        self._clock = clock
        self._found = Measured()
        self._written = 0  # tokens after the first of each text
        self._writing = 0.0  # seconds that they took

    def whole(self) -> Measured:
        """Run all tasks."""
        self._read()
        for task, ask in (
            ("point", self._point), ("copy", self._copy), ("cite", self._cite), ("stay", self._stay),
            ("refuse", self._refuse),
        ):  # fmt: skip
            self._each(task, ask)  # type: ignore[arg-type]  # the names are those of tasks
        self._repeat()
        if self._writing > 0:
            self._found.decode = self._written / self._writing
        return self._found

    def _each(self, task: Task, ask: Callable[[Mapping[Language, Page], Language], Iterator[bool]]) -> None:
        rounds = [(page, language) for page in self._items for language in LANGUAGES]
        for done, (page, language) in enumerate(rounds):
            self._progress(task, done, len(rounds))
            for right in ask(page, language):
                self._found.count(task, language, right)
        self._progress(task, len(rounds), len(rounds))

    def _point(self, page: Mapping[Language, Page], language: Language) -> Iterator[bool]:
        sentences = page[language].sentences
        for right, question in enumerate(page[language].questions, start=1):
            user = asking.framed(sentences, question, language)
            text, _tokens = self._ask(asking.POINT[language], user, limit=8, grammar=asking.pointer(len(sentences)))
            yield asking.pointed(text) == right

    def _copy(self, page: Mapping[Language, Page], language: Language) -> Iterator[bool]:
        sentence = page[language].sentences[-1]
        text, _tokens = self._ask(asking.COPY[language], sentence, limit=_ANSWER + 16)
        yield asking.copied(text, sentence)

    def _cite(self, page: Mapping[Language, Page], language: Language) -> Iterator[bool]:
        place, sentences = self._place(page), page[language].sentences
        text, _tokens = self._compose(sentences, page[language].questions[place], language)
        yield asking.cited(text, place + 1, len(sentences))

    def _stay(self, page: Mapping[Language, Page], language: Language) -> Iterator[bool]:
        sentences = page[_OTHER[language]].sentences
        text, _tokens = self._compose(sentences, page[language].questions[self._place(page)], language)
        yield asking.stayed(text, language)

    def _refuse(self, page: Mapping[Language, Page], language: Language) -> Iterator[bool]:
        text, _tokens = self._compose(page[language].sentences, page[language].unanswered, language)
        yield asking.refused(text)

    def _repeat(self) -> None:
        """Ask once more what was asked last, with something else between."""
        page, (one, other) = self._items[-1], LANGUAGES
        once, _between, again = (
            self._compose(page[language].sentences, page[language].questions[0], language)
            for language in (one, other, one)
        )
        self._found.steady = once == again
        self._progress("repeat", 1, 1)

    def _read(self) -> None:
        """Time the reading of a text that begins like no other prompt, so that nothing of it was read before."""
        self._progress("read", 0, 1)
        told = (page[language].sentences for page in reversed(self._items) for language in LANGUAGES)
        text, size = "", 0
        for sentence in (one for sentences in told for one in sentences):
            size += self._generator.count(sentence)
            text += sentence + " "
            if size >= _READ:
                break
        parts = prompt(self._chat, system="", user=text)
        began = self._clock()
        for _piece in self._generator.generate(parts, limit=1):
            pass
        seconds = self._clock() - began
        if seconds > 0:
            self._found.prefill = size / seconds
        self._progress("read", 1, 1)

    def _place(self, page: Mapping[Language, Page]) -> int:
        """Which question of a page is asked where one is enough: another on each page."""
        return self._items.index(page) % len(page["fr"].questions)

    def _compose(self, sentences: Sequence[str], question: str, language: Language) -> tuple[str, tuple[int, ...]]:
        return self._ask(asking.COMPOSE[language], asking.framed(sentences, question, language), limit=_ANSWER)

    def _ask(self, system: str, user: str, *, limit: int, grammar: Node | None = None) -> tuple[str, tuple[int, ...]]:
        parts = prompt(self._chat, system=system, user=user)
        text, first = "", None
        tokens: list[int] = []
        for piece in self._generator.generate(parts, limit=limit, grammar=grammar):
            now = self._clock()
            if first is None:
                first, counted = now, len(piece.tokens)
            text += piece.text
            tokens += piece.tokens
        if first is not None and grammar is None:
            self._written += len(tokens) - counted
            self._writing += now - first
        return text, tuple(tokens)
