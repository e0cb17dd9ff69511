"""An encoder imported from a sentence-transformers folder, which says what is put before queries and passages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.backends import Chosen
from models.errors import ModelError
from models.manifest import Manifest, ManifestError

if TYPE_CHECKING:
    from models.exported import ExportedModel
    from models.torch_models import SentenceModel

TRAITS = "encoder.json"
_BACKENDS = ("onnx", "openvino")
_TRIED = ("Un avis de trente jours.", "A notice of thirty days, in writing, to the Minister.", "?")


class UnsteadyError(ModelError):
    """A model gives other vectors each time that it is loaded, or the same ones for all texts."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is put before a query and before a passage, the length of a vector, and how many tokens are looked at."""

    query: str
    passage: str
    dimension: int
    tokens: int | None

    def write(self, home: Path) -> None:
        """Write it into an encoder's folder."""
        (home / TRAITS).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    @staticmethod
    def read(home: Path) -> Traits | None:
        """Read it from an encoder's folder; None where there is none: the encoder was not imported by this program.

        Raises ManifestError where it has not exactly these fields.
        """
        try:
            text = (home / TRAITS).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            return Traits(**json.loads(text))
        except (TypeError, ValueError) as error:
            raise ManifestError(
                _("{file} in the model folder {folder} is damaged.").format(file=TRAITS, folder=home),
                hint=_("Import the model again with “greffier models import”."),
            ) from error


class ImportedEncoder:
    """Runs through sentence-transformers, or what was exported from it; loaded when something is first encoded."""

    def __init__(self, home: Path, manifest: Manifest, traits: Traits, chosen: Chosen, threads: int) -> None:
        self._home = home
        self._traits = traits
        self._chosen = chosen
        self._threads = threads
        self._fingerprint = fingerprint(manifest, traits, chosen)

    @property
    def fingerprint(self) -> str:
        """Names the weights, the tokenizer, the pooling, the prefixes and the back end: a SHA-256."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._traits.dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of passages, float32 [len(texts), dimension]. Raises ModelError."""
        return self._encode(texts, self._traits.passage)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a query, float32 [dimension]. Raises ModelError."""
        vector: NDArray[np.float32] = self._encode([text], self._traits.query)[0]
        return vector

    def _encode(self, texts: Sequence[str], prefix: str) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._model.encode(texts, prefix)

    @cached_property
    def _model(self) -> SentenceModel | ExportedModel:
        if self._chosen.file is not None:
            from models.exported import ExportedModel

            return ExportedModel(self._home, self._chosen.file, tokens=self._traits.tokens, threads=self._threads)
        from models.torch_models import SentenceModel

        return SentenceModel(self._home, threads=self._threads)


def fingerprint(manifest: Manifest, traits: Traits, chosen: Chosen) -> str:
    """Name all that a vector comes of: the files but the card, the prefixes, and what runs them; SHA-256.

    Weights that another back end would run do not count.
    """
    others = [name for name in _BACKENDS if name != chosen.backend]
    digests = {
        path: file.sha256
        for path, file in manifest.files.items()
        if path != TRAITS and not path.endswith(".md") and not set(others) & set(path.split("/"))
    }
    named = {
        "files": digests,
        "query": traits.query,
        "passage": traits.passage,
        "backend": chosen.backend,
        "file": chosen.file,
    }
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()


def tried(home: Path, query: str, passage: str, threads: int) -> Traits:
    """Load a model twice, encode with both, and return its traits.

    transformers makes up weights that a folder lacks, others each time: the two then differ. Raises CannotRunError,
    UnsteadyError.
    """
    from models.torch_models import SentenceModel

    once, again = (SentenceModel(home, threads=threads) for _time in range(2))
    vectors = once.encode(_TRIED, passage)
    if (
        vectors.ndim != 2
        or not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
        or np.allclose(vectors[0], vectors[1], atol=1e-4)
        or not np.allclose(vectors, again.encode(_TRIED, passage), atol=1e-4)
    ):
        raise UnsteadyError(
            _("The model in {folder} gives the same vector for any text, or another each time it is loaded.").format(
                folder=home
            ),
            hint=_("Files or weights are missing from it: copy the folder again, whole."),
        )
    return Traits(query, passage, int(vectors.shape[1]), once.tokens)
