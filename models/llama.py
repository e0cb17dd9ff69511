"""Generators that llama.cpp runs: the one module that imports llama_cpp, and that only when a model is loaded.

Ours are the decode loop, the prompt and the tokens' text, over the low-level interface: what a session records can be
computed again only if nothing between the model and us decides for itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Literal, Self, cast

import numpy as np

from models import manifest
from models.chat import Part
from models.decoding import Context, Environment, LoadError, Sampler, complaint, messages
from models.errors import ModelError
from models.language import dominant
from models.likelihood import LAYOUTS, PASSAGE_LIMIT, QUESTION_LIMIT, mean_log_probability, reached
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


_backend = threading.Lock()
_callback: Any = None  # llama.cpp keeps the pointer only: this keeps the function alive


def _library() -> ModuleType:
    """Import llama_cpp, once, with its log turned into the last few messages, for errors to quote."""
    global _callback
    with _backend:
        # Threads that wait for each other spin, by default for as long as it takes. When another program wants one of
        # two cores, the spinning one keeps it from the one that it waits for: prefill fell to a tenth of its speed,
        # under that of one thread. After a thousand turns they sleep. libgomp reads this when it is loaded.
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")
        import llama_cpp

        if _callback is None:

            @llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]  # llama_cpp is not typed
            def keep(level: int, text: bytes, _user_data: int) -> None:
                if level in (3, 4):  # GGML_LOG_LEVEL_WARN, GGML_LOG_LEVEL_ERROR of ggml.h
                    messages.append(text.decode("utf-8", "replace").strip())

            _callback = keep
            llama_cpp.llama_log_set(keep, ctypes.c_void_p(0))
            llama_cpp.llama_backend_init()
    return cast(ModuleType, llama_cpp)


def _checked(path: Path) -> str:
    """The file's SHA-256, once the folder's manifest, where there is one, was found to hold. Raises ModelError."""
    if (path.parent / manifest.NAME).is_file():
        return manifest.verify(path.parent).files[path.name].sha256
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise LoadError(
            _("The model file {file} cannot be read: {reason}").format(file=path, reason=error.strerror),
            hint=_("Check the path, and that you may read it."),
        ) from error


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
        fingerprint = _checked(path)
        library = _library()
        settings = library.llama_model_default_params()
        settings.n_gpu_layers = 0
        messages.clear()
        model = library.llama_model_load_from_file(str(path).encode(), settings)
        if not model:
            raise LoadError(
                _("llama.cpp cannot load “{file}”: {reason}").format(file=path.name, reason=complaint()),
                hint=_("Check the file with “greffier models verify”, or import the model again."),
            )
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


def quantise(source: Path, target: Path, kind: str, threads: int) -> None:
    """Write `source` again with its matrices in another format (`Q4_0`, `Q8_0`, `F16`). Blocks; runs no Python.

    Made to be run in a process of its own: llama.cpp ends the whole process over some files. Raises LoadError.
    """
    library = _library()
    settings = library.llama_model_quantize_default_params()
    settings.ftype = {"F16": 1, "Q4_0": 2, "Q8_0": 7}[kind]  # enum llama_ftype, llama.h
    settings.allow_requantize = True
    settings.nthread = threads
    messages.clear()
    if library.llama_model_quantize(str(source).encode(), str(target).encode(), ctypes.byref(settings)) != 0:
        raise LoadError(
            _("“{file}” could not be converted: {reason}").format(file=source.name, reason=complaint()),
            hint=_("Check the file with “greffier models verify”, and that the disk has room."),
        )
