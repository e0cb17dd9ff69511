"""Reranks passages with a cross-encoder: any sentence-transformers folder of one, read from the disk alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from models import foreign, manifest
from models.foreign import NotAnEncoderError, UnsafeError

if TYPE_CHECKING:
    from models.torch_models import PairModel


class Titled(Protocol):
    """What is read of a passage: its text, under its heading."""

    @property
    def heading(self) -> str:
        """The headings that the passage stands under, ` > ` between."""

    @property
    def text(self) -> str:
        """The passage itself."""


class CrossEncoderReranker:
    """Judges each passage together with the query, as far as the model looks at tokens."""

    def __init__(self, model: PairModel, fingerprint: str) -> None:
        self._model = model
        self.fingerprint = fingerprint

    @classmethod
    def load(cls, folder: Path, *, threads: int) -> CrossEncoderReranker:
        """Check a folder, against its manifest where it has one, and load the model in it.

        Raises NotAnEncoderError, UnsafeError, a manifest's errors, or CannotRunError.
        """
        from models.torch_models import PairModel

        if (folder / manifest.NAME).is_file():
            manifest.verify(folder)
        fingerprint = check(folder)
        return cls(PairModel(folder, threads=threads), fingerprint)

    def rerank(self, query: str, passages: Sequence[Titled]) -> NDArray[np.float32]:
        """Return how well each passage answers, from 0 to 1: float32 [len(passages)]."""
        if not passages:
            return np.zeros(0, dtype=np.float32)
        return self._model.scores(query, [read(passage) for passage in passages])


def read(passage: Titled) -> str:
    """What of a passage is judged: its innermost heading, and its text."""
    heading = passage.heading.split(" > ")[-1]
    return f"{heading}. {passage.text}" if heading else passage.text


def check(folder: Path) -> str:
    """Refuse a folder that is no cross-encoder or would have to be trusted; return the fingerprint of the others.

    Raises NotAnEncoderError and UnsafeError.
    """
    config = foreign.settings(folder / "config.json")
    if not config or not any(folder.glob("*.safetensors")):
        raise NotAnEncoderError(
            _("The folder {folder} holds no cross-encoder with weights in the safetensors format.").format(
                folder=folder
            ),
            hint=_("Name the folder that sentence-transformers or transformers saved: the one with config.json in it."),
        )
    digest = hashlib.sha256(b"cross-encoder")
    for file in sorted(folder.glob("*")):
        if file.suffix == ".json" and "auto_map" in foreign.settings(file):
            raise _untrusted(folder, file.name)
        if file.suffix in (".json", ".safetensors", ".txt", ".model") and file.name != manifest.NAME:
            with file.open("rb") as stream:
                digest.update(f"{file.name} {hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
    modules = foreign.parsed(folder / foreign.MODULES)
    kinds = [str(one.get("type")) for one in modules if isinstance(one, dict)] if isinstance(modules, list) else []
    activation = str(foreign.settings(folder / "config_sentence_transformers.json").get("activation_fn") or "")
    for named, owner in [*((kind, "sentence_transformers.") for kind in kinds), (activation, "torch.nn.")]:
        if named and not named.startswith(owner):
            raise _untrusted(folder, named)
    return digest.hexdigest()


def _untrusted(folder: Path, what: str) -> UnsafeError:
    return UnsafeError(
        _("The model in {folder} asks for code that is not sentence-transformers' own: {what}.").format(
            folder=folder, what=what
        ),
        hint=_("Choose a cross-encoder that transformers knows by itself."),
    )
