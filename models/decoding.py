"""One context of llama.cpp, and one choice of the next token, over the library that `models.llama` hands in."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.likelihood import QUESTION_LIMIT

messages: deque[str] = deque(maxlen=8)


def complaint() -> str:
    """What llama.cpp first complained of since `messages` was cleared; what comes after is mostly its consequence."""
    return messages[0] if messages else _("llama.cpp gives no reason")


class LoadError(ModelError):
    """llama.cpp refuses a model file, or has no memory for it."""


class DecodeError(ModelError):
    """llama.cpp could not evaluate a batch."""


class GrammarError(ModelError):
    """A grammar that llama.cpp does not accept."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What an answer depends on besides its prompt. Two runs with equal environments give equal tokens.

    `model` is the SHA-256 of the file, `cpu` the instruction sets that llama.cpp was built for and found.
    """

    model: str
    llama_cpp: str
    cpu: str
    threads: int
    batch: int
    context: int
    seed: int


class Sampler:
    """Chooses the most probable token, or the most probable that a grammar admits."""

    def __init__(self, library: ModuleType, vocabulary: Any, grammar: str | None) -> None:
        self._library = library
        self._grammar = None
        # As llama_token_data has it.
        self._all = np.zeros(
            library.llama_vocab_n_tokens(vocabulary), [("id", np.int32), ("logit", np.float32), ("p", np.float32)]
        )
        if grammar is None:
            return
        messages.clear()
        text = grammar.encode()
        # An empty grammar would be taken for none.
        self._grammar = library.llama_sampler_init_grammar(vocabulary, text, b"root") if text.strip() else None
        if not self._grammar:
            raise GrammarError(
                _("llama.cpp does not accept the grammar of the answer: {reason}").format(reason=complaint()),
                hint=_("This is a fault of the program: please report it with the question that was asked."),
            )

    def choose(self, logits: NDArray[np.float32]) -> int:
        """Return the token. logits: float32 [vocabulary]. Of equals, the one with the lowest id."""
        best = int(logits.argmax())
        if self._grammar is None:
            return best
        # To ask about one token is some thousand times faster than to ask about all, and mostly enough.
        if not np.isfinite(self._admitted(np.array([best], np.int32), logits).max()):
            admitted = self._admitted(np.arange(len(logits), dtype=np.int32), logits)
            best = int(admitted.argmax())
            if not np.isfinite(admitted[best]):
                raise GrammarError(
                    _("The grammar of the answer admits no token here."),
                    hint=_("This is a fault of the program: please report it with the question that was asked."),
                )
        self._library.llama_sampler_accept(self._grammar, best)
        return best

    def _admitted(self, ids: NDArray[np.int32], logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """The logits of these tokens, minus infinity where the grammar forbids one."""
        library, candidates = self._library, self._all[: len(ids)]
        candidates["id"], candidates["logit"] = ids, logits[ids]
        array = library.llama_token_data_array()
        array.data = ctypes.cast(candidates.ctypes.data, library.llama_token_data_p)
        array.size, array.selected, array.sorted = len(ids), -1, False
        library.llama_sampler_apply(self._grammar, ctypes.byref(array))
        result: NDArray[np.float32] = candidates["logit"]
        return result

    def close(self) -> None:
        """Free the grammar."""
        if self._grammar:
            self._library.llama_sampler_free(self._grammar)
            self._grammar = None


class Context:
    """One llama_context with its batch, whose arrays are numpy's: filled by slices, without a call a token."""

    def __init__(self, library: ModuleType, model: Any, environment: Environment) -> None:
        settings = library.llama_context_default_params()
        settings.n_ctx = environment.context
        settings.n_batch = settings.n_ubatch = batch = environment.batch
        settings.n_threads = settings.n_threads_batch = environment.threads
        settings.n_outputs_max, settings.n_outputs_max_per_seq = min(batch, QUESTION_LIMIT), 0
        self._library = library
        messages.clear()
        self._pointer = library.llama_init_from_model(model, settings)
        if not self._pointer:
            raise LoadError(
                _("llama.cpp could not make room for a context of {tokens} tokens: {reason}").format(
                    tokens=environment.context, reason=complaint()
                ),
                hint=_("Choose a smaller context, or a smaller model."),
            )
        self._vocabulary = library.llama_vocab_n_tokens(library.llama_model_get_vocab(model))
        self._tokens = np.zeros(batch, np.int32)
        self._positions = np.zeros(batch, np.int32)
        self._counts = np.ones(batch, np.int32)
        self._sequences = np.zeros(batch, np.int32)
        self._outputs = np.zeros(batch, np.int8)
        # llama_batch wants, for each token, a pointer to the ids of its sequences: each has one, in `_sequences`.
        self._sequence_pointers = self._sequences.ctypes.data + 4 * np.arange(batch, dtype=np.uintp)

    def clear(self, *, wipe: bool = True) -> None:
        """Forget what was evaluated. `wipe` also zeroes the memory, which takes longer and shows in no result."""
        self._library.llama_memory_clear(self._library.llama_get_memory(self._pointer), wipe)

    def decode(self, tokens: Sequence[int], *, start: int = 0, outputs: int) -> NDArray[np.float32]:
        """Evaluate tokens from position `start`, and return what follows the last `outputs` of them.

        Returns logits, float32 [outputs, vocabulary]: llama.cpp's own memory, good until the next call.
        """
        library, count = self._library, len(tokens)
        self._tokens[:count] = tokens
        self._positions[:count] = np.arange(start, start + count, dtype=np.int32)
        self._outputs[:count] = 0
        self._outputs[count - outputs : count] = 1
        batch = library.llama_batch()
        batch.n_tokens = count
        for name, array in (
            ("token", self._tokens),
            ("pos", self._positions),
            ("n_seq_id", self._counts),
            ("seq_id", self._sequence_pointers),
            ("logits", self._outputs),
        ):
            kind = dict(library.llama_batch._fields_)[name]
            setattr(batch, name, ctypes.cast(array.ctypes.data, kind))
        messages.clear()
        status = library.llama_decode(self._pointer, batch)
        if status != 0:
            raise DecodeError(
                _("llama.cpp could not evaluate {tokens} tokens (status {status}): {reason}").format(
                    tokens=count, status=status, reason=complaint()
                ),
                hint=_("Choose a smaller context, or close other programs to free memory."),
            )
        if not outputs:
            return np.zeros((0, self._vocabulary), np.float32)
        logits: NDArray[np.float32] = np.ctypeslib.as_array(
            library.llama_get_logits(self._pointer), (outputs, self._vocabulary)
        )
        return logits

    def close(self) -> None:
        """Free the context."""
        if self._pointer:
            self._library.llama_free(self._pointer)
            self._pointer = None
