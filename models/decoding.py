"""One context of llama.cpp, and what is evaluated in it, over the library that `models.llama` hands in."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.likelihood import QUESTION_LIMIT

messages: deque[str] = deque(maxlen=8)
_ABORTED = 2  # of llama_decode, llama.h
_LONG = 32
"""Tokens from which on llama.cpp is asked to look, amid a batch, whether to stop: it asks some thousand times."""


def complaint() -> str:
    """What llama.cpp first complained of since `messages` was cleared; what comes after is mostly its consequence."""
    return messages[0] if messages else _("llama.cpp gives no reason")


class LoadError(ModelError):
    """llama.cpp refuses a model file, or has no memory for it."""


class DecodeError(ModelError):
    """llama.cpp could not evaluate a batch."""


class CancelledError(Exception):
    """An evaluation was given up, because it was asked to be."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What an answer depends on besides what was asked. Two runs with equal environments give equal tokens.

    `model` is the SHA-256 of the file, `adapter` that of the adapter's, where there is one; `cpu` the instruction sets
    that llama.cpp was built for and found.
    """

    model: str
    llama_cpp: str
    cpu: str
    threads: int
    batch: int
    context: int
    adapter: str | None = None


class Context:
    """One llama_context with its batch, whose arrays are numpy's: filled by slices, without a call a token."""

    def __init__(self, library: ModuleType, model: Any, environment: Environment, adapter: Any = None) -> None:
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
        self._adapter = adapter
        self._vocabulary = library.llama_vocab_n_tokens(library.llama_model_get_vocab(model))
        self._batch = batch
        self._tokens = np.zeros(batch, np.int32)
        self._positions = np.zeros(batch, np.int32)
        self._counts = np.ones(batch, np.int32)
        self._sequences = np.zeros(batch, np.int32)
        self._outputs = np.zeros(batch, np.int8)
        # llama_batch wants, for each token, a pointer to the ids of its sequences: each has one, in `_sequences`.
        self._sequence_pointers = self._sequences.ctypes.data + 4 * np.arange(batch, dtype=np.uintp)
        self._cancelled: Callable[[], bool] = bool
        self._raised: BaseException | None = None
        self._asked = library.ggml_abort_callback(self._ask)
        self._unasked = library.ggml_abort_callback()

    def adapt(self, adapted: bool) -> None:
        """Evaluate with the adapter from now on, where there is one, or without."""
        if self._adapter is not None:
            library, count = self._library, int(adapted)
            adapters = (library.llama_adapter_lora_p_ctypes * count)(*[self._adapter] * count)
            status = library.llama_set_adapters_lora(
                self._pointer, adapters, count, (ctypes.c_float * count)(*[1.0] * count)
            )
            if status != 0:
                raise AssertionError(f"llama.cpp does not take the adapter that it loaded (status {status})")

    def clear(self, *, wipe: bool = True) -> None:
        """Forget what was evaluated. `wipe` also zeroes the memory, which takes longer and shows in no result."""
        self._library.llama_memory_clear(self._library.llama_get_memory(self._pointer), wipe)

    def keep(self) -> bytes:
        """Copy what was evaluated since it was last cleared, to be restored."""
        buffer = (ctypes.c_uint8 * self._library.llama_state_seq_get_size(self._pointer, 0))()
        if self._library.llama_state_seq_get_data(self._pointer, buffer, len(buffer), 0) != len(buffer):
            raise AssertionError("llama.cpp does not give its state")
        return bytes(buffer)

    def restore(self, kept: bytes) -> None:
        """Have in the memory, which was cleared, exactly what was kept."""
        buffer = (ctypes.c_uint8 * len(kept)).from_buffer_copy(kept)
        if self._library.llama_state_seq_set_data(self._pointer, buffer, len(kept), 0) != len(kept):
            raise AssertionError("llama.cpp does not take back the state that it gave")

    def evaluate(
        self, tokens: Sequence[int], *, start: int, outputs: int = 1, cancelled: Callable[[], bool] = bool
    ) -> NDArray[np.float32]:
        """Evaluate tokens of any number from position `start`, batch by batch, and return what follows the last.

        Returns logits as `decode` does. `cancelled` is asked before each batch, and over and over within a long one.
        Raises CancelledError, after which the memory must be cleared and wiped; DecodeError.
        """
        logits = None
        for first in range(0, len(tokens), self._batch):
            if cancelled():
                raise CancelledError
            chunk = tokens[first : first + self._batch]
            last = first + self._batch >= len(tokens)
            logits = self.decode(chunk, start=start + first, outputs=outputs * last, cancelled=cancelled)
        if logits is None:
            raise AssertionError("nothing to evaluate")
        return logits

    def decode(
        self, tokens: Sequence[int], *, start: int = 0, outputs: int, cancelled: Callable[[], bool] = bool
    ) -> NDArray[np.float32]:
        """Evaluate tokens, one batch at most, from position `start`, and return what follows the last `outputs`.

        Returns logits, float32 [outputs, vocabulary]: llama.cpp's own memory, good until the next call. Raises as
        `evaluate` does.
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
        status = self._run(batch, cancelled) if count >= _LONG else library.llama_decode(self._pointer, batch)
        if status == _ABORTED:
            raise CancelledError
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

    def _run(self, batch: Any, cancelled: Callable[[], bool]) -> int:
        """Decode a long batch, which `cancelled` may end at any step. Raises what `cancelled` raises."""
        library, nothing = self._library, ctypes.c_void_p(0)
        self._cancelled, self._raised = cancelled, None
        library.llama_set_abort_callback(self._pointer, self._asked, nothing)
        try:
            status: int = library.llama_decode(self._pointer, batch)
        finally:
            library.llama_set_abort_callback(self._pointer, self._unasked, nothing)
            self._cancelled = bool
        if self._raised is not None:
            raise self._raised
        return status

    def _ask(self, _data: object) -> bool:
        try:
            return bool(self._cancelled())
        except BaseException as error:  # noqa: BLE001 - C cannot carry it, an interrupt least: `_run` raises it again
            self._raised = error
            return True
