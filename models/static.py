"""Encodes text with a static sentence-transformers model, by tokenizers and numpy alone: no torch, no network."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models import manifest
from models.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_BATCH = 1024
_TOKENS = 4096
"""Token vectors gathered at once: 4 MiB of float32 at 256 dimensions."""


class NotStaticError(ModelError):
    """A folder holds no static sentence-transformers model."""


class StaticEncoder:
    """A table of token vectors; a text's vector is the mean of its tokens', scaled to length 1.

    The folder is the one that sentence-transformers writes and reads for its `StaticEmbedding` module, and gives the
    same vectors with it: `tokenizer.json` and `model.safetensors`, which holds `embedding.weight`, floating-point
    [vocabulary, dimension], at its top or in the folder of its first module.
    """

    def __init__(self, tokenizer: Tokenizer, weights: NDArray[np.floating], fingerprint: str) -> None:
        self._tokenizer = tokenizer
        self._weights = weights.astype(np.float32)
        self._fingerprint = fingerprint

    @classmethod
    def load(cls, folder: Path) -> StaticEncoder:
        """Verify a folder against its manifest and load it. Raises a ModelError where it is not what is said."""
        # TOKENIZERS_PARALLELISM is left alone: unset, the library uses all cores, and one in a process forked later,
        # where the parent's threads would be missing.
        from safetensors import SafetensorError
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        manifest.verify(folder)
        place = next((at for at in (folder, folder / "0_StaticEmbedding") if (at / "tokenizer.json").is_file()), None)
        if place is None or not (place / "model.safetensors").is_file():
            raise NotStaticError(
                _("The folder {folder} holds no static sentence-transformers model.").format(folder=folder),
                hint=_("Choose a folder with tokenizer.json and model.safetensors, or another kind of encoder."),
            )
        vocabulary, weights = (place / "tokenizer.json").read_bytes(), (place / "model.safetensors").read_bytes()
        try:
            tokenizer = Tokenizer.from_buffer(vocabulary)
            table = load(weights)["embedding.weight"]
        except (KeyError, SafetensorError, ValueError) as error:
            raise _unreadable(folder, str(error)) from error
        if table.ndim != 2 or tokenizer.get_vocab_size() > len(table):
            raise _unreadable(folder, _("not every token has a vector"))
        tokenizer.no_padding()
        digest = hashlib.sha256(b"mean")
        for part in (vocabulary, weights):
            digest.update(hashlib.sha256(part).digest())
        return cls(tokenizer, table, digest.hexdigest())

    @property
    def fingerprint(self) -> str:
        """Names the weights, the tokenizer and the pooling: a SHA-256."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._weights.shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, float32 [len(texts), dimension]; zeros for a text without a token."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            for row, one in enumerate(self._tokenizer.encode_batch_fast(batch, add_special_tokens=False), start):
                self._add(np.array(one.ids, dtype=np.int64), vectors[row])
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, norms, out=vectors, where=norms > 0)
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return a query's unit vector, float32 [dimension]: that of a passage of the same words."""
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector

    def _add(self, ids: NDArray[np.int64], into: NDArray[np.float32]) -> None:
        """Add up the token vectors of one text: at unit length, a sum and a mean are the same.

        One text at a time: what is gathered then stays in the processor's cache until it is added up. Many texts in one
        call of numpy (`add.reduceat`) took eight times as long.
        """
        for start in range(0, len(ids), _TOKENS):
            into += self._weights[ids[start : start + _TOKENS]].sum(axis=0)


def _unreadable(folder: Path, reason: str) -> NotStaticError:
    return NotStaticError(
        _("The static model in {folder} cannot be read: {reason}").format(folder=folder, reason=reason),
        hint=_("Copy the folder again from where it came from, and import it again."),
    )
