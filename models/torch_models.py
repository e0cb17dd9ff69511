"""Runs models through sentence-transformers: alone, beside training, imports it and torch, and only to load one."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

BATCH = 32
"""Texts computed at once. sentence-transformers sorts them by length first, so that little is padded."""

# What transformers and torch raise over a folder that does not fit together.
FAILURES = (ArithmeticError, AttributeError, ImportError, LookupError, OSError, RuntimeError, TypeError, ValueError)


class CannotRunError(ModelError):
    """sentence-transformers cannot load a model, or run it."""


class SentenceModel:
    """A sentence-transformers model on the processor, in single precision, read from its folder alone.

    threads: fixed for the whole process, as torch has it. Raises CannotRunError.
    """

    def __init__(self, folder: Path, *, threads: int) -> None:
        try:
            self._model = _loaded(folder, threads)
        except FAILURES as error:
            raise _refusal(folder, error) from error
        self._folder = folder

    @property
    def tokens(self) -> int | None:
        """How many tokens of a text the model looks at; None: all of them."""
        length = self._model.max_seq_length
        return None if length is None or length == float("inf") else int(length)

    def encode(self, texts: Sequence[str], prefix: str) -> NDArray[np.float32]:
        """Return unit vectors of texts, each behind the prefix: float32 [len(texts), dimension]."""
        try:
            vectors = self._model.encode(
                list(texts), prompt=prefix, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        except FAILURES as error:
            raise _refusal(self._folder, error) from error
        return np.asarray(vectors, dtype=np.float32)


class PairModel:
    """A sentence-transformers cross-encoder on the processor: it reads a query and a text together.

    threads: as for SentenceModel. Raises CannotRunError, also where the model gives a pair more than one number.
    """

    def __init__(self, folder: Path, *, threads: int) -> None:
        try:
            self._model = _loaded_pairs(folder, threads)
        except FAILURES as error:
            raise _refusal(folder, error) from error
        if self._model.num_labels != 1:
            raise _refusal(folder, ValueError(_("it gives a pair of texts more than one number")))
        self._folder = folder

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how well each text answers, from 0 to 1, the logistic function of the logits: float32 [len(texts)]."""
        import torch

        try:
            scores = self._model.predict(
                [(query, text) for text in texts],
                batch_size=BATCH,
                activation_fn=torch.nn.Sigmoid(),
                show_progress_bar=False,
            )
        except FAILURES as error:
            raise _refusal(self._folder, error) from error
        return np.asarray(scores, dtype=np.float32)


def _loaded(folder: Path, threads: int) -> SentenceTransformer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries about each other
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # as transformers has it
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(threads)
        model = SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    return model.float()


def _loaded_pairs(folder: Path, threads: int) -> CrossEncoder:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging

        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(threads)
        model: CrossEncoder = CrossEncoder(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
        model.float()
    return model


def _refusal(folder: Path, error: Exception) -> CannotRunError:
    reason = str(error).strip().partition("\n")[0] or type(error).__name__
    return CannotRunError(
        _("The model in {folder} cannot be run: {reason}").format(folder=folder, reason=reason),
        hint=_("Check that the folder is whole, and that the installed sentence-transformers knows its kind of model."),
    )
