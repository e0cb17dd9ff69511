"""Encodes text with the contextual encoder, a small bidirectional transformer that llama.cpp runs."""

from __future__ import annotations

import ctypes
import hashlib
import threading
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models import manifest
from models.decoding import DecodeError, LoadError, complaint, messages
from models.llama import backend

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LONGEST = 192
"""Tokens read of a text: the first, since what a passage is about stands at its head."""

_GGUF, _TOKENIZER = "model.gguf", "tokenizer.json"
_MEAN = 1  # LLAMA_POOLING_TYPE_MEAN, llama.h


class ContextualEncoder:
    """A loaded encoder: a text's vector is the mean of its tokens' last hidden states, scaled to length 1.

    The folder holds `model.gguf`, a BERT (Devlin et al. 2019) as llama.cpp reads it, and `tokenizer.json`. A text is
    evaluated by itself, so that its vector depends on no other. One thread computes at a time, another waits.
    """

    def __init__(self, library: ModuleType, model: Any, context: Any, tokenizer: Tokenizer, fingerprint: str) -> None:
        self._library = library
        self._model = model
        self._context = context
        self._batch = library.llama_batch_init(LONGEST, 0, 1)
        self._tokenizer = tokenizer
        self._turn = threading.Lock()
        self.fingerprint = fingerprint
        self.dimension = int(library.llama_model_n_embd(model))

    @classmethod
    def load(cls, folder: Path, *, threads: int) -> ContextualEncoder:
        """Verify a folder against its manifest and load it. Raises ModelError."""
        from tokenizers import Tokenizer

        files = manifest.verify(folder).files
        tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        library, model = backend.load(folder / _GGUF)
        settings = library.llama_context_default_params()
        settings.n_ctx = settings.n_batch = settings.n_ubatch = LONGEST
        settings.n_seq_max = 1
        settings.n_threads = settings.n_threads_batch = threads
        settings.embeddings = True
        settings.pooling_type = _MEAN
        messages.clear()
        context = library.llama_init_from_model(model, settings)
        if not context:
            library.llama_model_free(model)
            raise LoadError(
                _("llama.cpp cannot load “{file}”: {reason}").format(file=folder.name, reason=complaint()),
                hint=_("Check the file with “greffier models verify”, or import the model again."),
            )
        parts = f"contextual {LONGEST} {files[_GGUF].sha256} {files[_TOKENIZER].sha256}"
        return cls(library, model, context, tokenizer, hashlib.sha256(parts.encode()).hexdigest())

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, float32 [len(texts), dimension]. Raises DecodeError."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encoded = self._tokenizer.encode_batch_fast(list(texts))
        with self._turn:
            for row, one in enumerate(encoded):
                vectors[row] = self._evaluate(one.ids)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return a query's unit vector, float32 [dimension]."""
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector

    def close(self) -> None:
        """Free the model. The encoder is of no use afterwards."""
        with self._turn:
            if self._context:
                self._library.llama_batch_free(self._batch)
                self._library.llama_free(self._context)
                self._library.llama_model_free(self._model)
                self._context = None

    def _evaluate(self, ids: Sequence[int]) -> NDArray[np.float32]:
        if not self._context:
            raise RuntimeError("the encoder is closed")
        batch = self._batch
        batch.n_tokens = len(ids)
        for place, token in enumerate(ids):
            batch.token[place], batch.pos[place] = token, place
            batch.n_seq_id[place], batch.seq_id[place][0], batch.logits[place] = 1, 0, 1
        messages.clear()
        status = self._library.llama_encode(self._context, batch)
        if status != 0:
            raise DecodeError(
                _("llama.cpp could not evaluate {tokens} tokens (status {status}): {reason}").format(
                    tokens=len(ids), status=status, reason=complaint()
                ),
                hint=_("Choose a smaller context, or close other programs to free memory."),
            )
        found = self._library.llama_get_embeddings_seq(self._context, 0)
        return np.ctypeslib.as_array(ctypes.cast(found, ctypes.POINTER(ctypes.c_float)), (self.dimension,)).copy()
