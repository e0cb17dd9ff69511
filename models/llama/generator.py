"""Generators that llama.cpp runs: they score questions after passages, and write under a grammar.

Ours are the decode loop, the prompt and the tokens' text, over the low-level interface: what a session records can be
computed again only if nothing between the model and us decides for itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Literal, Self

import numpy as np

from models.chat import Part
from models.decoding import Context, Environment, LoadError, Sampler
from models.errors import ModelError
from models.language import dominant
from models.likelihood import LAYOUTS, PASSAGE_LIMIT, QUESTION_LIMIT, mean_log_probability, reached
from models.llama import backend
from models.stream import Stream

End = Literal["eog", "limit", "stop", "cancelled"]


class PromptTooLongError(ModelError):
    """A prompt and the answer's limit do not fit the context."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text as it is generated, with the ids of the tokens that it came from. The last piece says why it `end`s.

    A piece holds whole characters; tokens whose bytes do not complete one wait for the next. The token that ends a
    text is among the last piece's `tokens`, without any text.
    """

    text: str
    tokens: tuple[int, ...]
    end: End | None = None


class LlamaGenerator:
    """A loaded GGUF model. What it returns follows from its environment and the call's arguments, not from the past.

    One thread computes at a time, another waits; the thread that is still reading `generate` may not compute.
    """

    def __init__(self, library: ModuleType, model: Any, environment: Environment) -> None:
        self._library = library
        self._model = model
        self._words = library.llama_model_get_vocab(model)
        self._context = Context(library, model, environment)
        self._turn = threading.Lock()
        self._holder: int | None = None
        self.environment = environment

    @classmethod
    def load(cls, path: Path, *, threads: int, batch: int = 512, context: int = 4096, seed: int = 0) -> Self:
        """Load a GGUF file; `context` and `batch` are in tokens.

        The file's bytes are compared with its manifest, where it has one, before llama.cpp sees them. Decoding is
        greedy: `seed` is recorded, and nothing draws from it. Raises ModelError.
        """
        fingerprint = backend.checked(path)
        library, model = backend.load(path)
        context = min(context, library.llama_model_n_ctx_train(model))
        environment = Environment(
            model=fingerprint,
            llama_cpp=library.__version__,
            cpu=library.llama_print_system_info().decode().strip(" |"),
            threads=threads,
            batch=min(batch, context),
            context=context,
            seed=seed,
        )
        try:
            return cls(library, model, environment)
        except LoadError:
            library.llama_model_free(model)
            raise

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the model's file."""
        return self.environment.model

    @property
    def _vocabulary(self) -> Any:
        """llama.cpp's pointer to the vocabulary, which must not be used once the model is freed."""
        if not self._model:
            raise RuntimeError("the generator is closed")
        return self._words

    def close(self) -> None:
        """Free the model and its contexts. The generator is of no use afterwards."""
        with self._alone():
            self._context.close()
            if self._model:
                self._library.llama_model_free(self._model)
                self._model = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def tokens(self, text: str, *, control: bool = False) -> list[int]:
        """Tokenise, int [n]. Unless it is `control` text, no special token comes out of it, whatever it says.

        Half of a surrogate pair, which has no UTF-8, becomes "?".
        """
        data = text.encode("utf-8", "replace")
        buffer = (ctypes.c_int32 * (len(data) + 8))()
        count = self._library.llama_tokenize(self._vocabulary, data, len(data), buffer, len(buffer), False, control)
        if count < 0:
            raise AssertionError(f"a text of {len(data)} bytes has {-count} tokens")
        return list(buffer[:count])

    def count(self, text: str) -> int:
        """How many tokens the text has, as plain text."""
        return len(self.tokens(text))

    def likelihoods(
        self,
        question: str,
        passages: Sequence[str],
        *,
        budget: int,
        limit: int = PASSAGE_LIMIT,
        language: Literal["fr", "en"] | None = None,
    ) -> list[float | None]:
        """Score each passage by the mean log-probability (natural, at most 0) of the question's tokens after it.

        Passages are taken in order, each cut to its first `limit` tokens, until the next would pass `budget`
        evaluated tokens in all; those not reached get None, and so do all when the question is empty. The budget is
        in tokens, not in seconds, so that every machine reaches the same passages. Each is evaluated by itself: its
        score depends on no other, and on two cores this is also faster than several sequences in one batch. `language`
        is the question's; by default what its function words say. See `models.likelihood` for the sources.
        """
        layout = LAYOUTS[language or dominant(question, otherwise="en")]
        opening, bridge = self._opening(), self.tokens(layout.bridge)
        asked = self.tokens(layout.before + question)[:QUESTION_LIMIT] if question.strip() else []
        room = min(limit, self.environment.batch - len(opening) - len(bridge) - len(asked))
        scores: list[float | None] = [None] * len(passages)
        if not asked or room < 1:
            return scores
        # The last token of the question is only predicted: nothing follows it.
        rows = [[*opening, *self.tokens(passage)[:room], *bridge, *asked[:-1]] for passage in passages]
        targets = np.array(asked, np.int32)
        with self._alone():
            self._context.clear()
            for index in range(reached([len(row) for row in rows], budget=budget)):
                self._context.clear(wipe=False)
                scores[index] = mean_log_probability(self._context.decode(rows[index], outputs=len(asked)), targets)
        return scores

    def generate(
        self,
        prompt: Sequence[Part],
        *,
        limit: int,
        grammar: str | None = None,
        stop: Sequence[str] = (),
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[Piece]:
        """Write the most probable continuation that the grammar (GBNF, from its rule `root`) admits, piece by piece.

        Ends at a token that ends a text, before a string of `stop`, after `limit` tokens, or when `cancelled` says
        so (it is asked before every batch of the prompt and every token). All that was evaluated before is forgotten
        first. Raises PromptTooLongError at once; GrammarError and DecodeError when it is read.
        """
        ids = self.tokens_of(prompt)
        if len(ids) + limit > self.environment.context:
            raise PromptTooLongError(
                _("The prompt has {tokens} tokens and the answer up to {limit}; the context holds {context}.").format(
                    tokens=len(ids), limit=limit, context=self.environment.context
                ),
                hint=_("Ask a shorter question, or give fewer or shorter passages."),
            )
        return self._generate(ids, grammar, limit, Stream(stop), cancelled)

    def _generate(
        self, prompt: list[int], grammar: str | None, limit: int, text: Stream, cancelled: Callable[[], bool]
    ) -> Iterator[Piece]:
        with self._alone(), self._sampler(grammar) as sampler:
            yield from self._decode(prompt, sampler, limit, text, cancelled)

    def _decode(
        self, prompt: list[int], sampler: Sampler, limit: int, text: Stream, cancelled: Callable[[], bool]
    ) -> Iterator[Piece]:
        context, batch = self._context, self.environment.batch
        context.clear()
        logits = None
        for start in range(0, len(prompt), batch):
            if cancelled():
                yield Piece("", (), "cancelled")
                return
            chunk = prompt[start : start + batch]
            logits = context.decode(chunk, start=start, outputs=int(start + batch >= len(prompt)))
        if logits is None:
            raise AssertionError("an empty prompt")
        pending: list[int] = []
        end: End = "limit"
        for position in range(len(prompt), len(prompt) + limit):
            if cancelled():
                end = "cancelled"
                break
            token = sampler.choose(logits[0])
            pending.append(token)
            if self._library.llama_vocab_is_eog(self._vocabulary, token):
                end = "eog"
                break
            fresh = text.add(self._bytes(token))
            if text.stopped:
                yield Piece(fresh, tuple(pending), "stop")
                return
            if fresh:
                yield Piece(fresh, tuple(pending))
                pending = []
            if position + 1 < len(prompt) + limit:
                logits = context.decode([token], start=position, outputs=1)
        yield Piece(text.finish(), tuple(pending), end)

    def _opening(self) -> list[int]:
        """The beginning-of-text token, where the vocabulary asks for one."""
        if not self._library.llama_vocab_get_add_bos(self._vocabulary):
            return []
        return [self._library.llama_vocab_bos(self._vocabulary)]

    def tokens_of(self, parts: Sequence[Part]) -> list[int]:
        """Tokenise the parts. A marker that a control part uses never comes out of a plain one.

        llama.cpp leaves tokens of the kind "control" out of plain text, but not those of the kind "user defined",
        under which some files list their chat markers. Where one came out, the text is cut inside it.
        """
        control = {part.text: self.tokens(part.text, control=True) for part in parts if part.control}
        attribute, special = self._library.llama_vocab_get_attr, 8 | 16  # LLAMA_TOKEN_ATTR_CONTROL, _USER_DEFINED
        markers = {token for ids in control.values() for token in ids if attribute(self._vocabulary, token) & special}
        names = [self._library.llama_vocab_get_text(self._vocabulary, token).decode() for token in sorted(markers)]
        inside = "|".join(f"(?<={re.escape(name[:1])})(?={re.escape(name[1:])})" for name in names if len(name) > 1)
        ids = self._opening()
        for part in parts:
            found = control[part.text] if part.control else self.tokens(part.text)
            if not part.control and not markers.isdisjoint(found):
                found = [token for piece in re.split(inside, part.text) for token in self.tokens(piece)]
            ids += found
        return ids

    def _bytes(self, token: int) -> bytes:
        """The token's bytes: part of a character, perhaps. A special token has none."""
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            count: int = self._library.llama_token_to_piece(self._vocabulary, token, buffer, size, 0, False)
            if count >= 0:
                return buffer.raw[:count]
            size = -count

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait for the thread that computes now. Waiting for oneself would be for ever, and is refused instead."""
        if self._holder == threading.get_ident():
            raise RuntimeError("this thread has not finished reading `generate`")
        with self._turn:
            self._holder = threading.get_ident()
            try:
                yield
            finally:
                self._holder = None

    @contextlib.contextmanager
    def _sampler(self, grammar: str | None) -> Iterator[Sampler]:
        sampler = Sampler(self._library, self._vocabulary, grammar)
        try:
            yield sampler
        finally:
            sampler.close()
