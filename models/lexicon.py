"""Carries index terms over to the other language, by a table of probabilities learned from aligned federal law."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models import analysis, manifest

Language = Literal["fr", "en"]
FILE = "lexicon.safetensors"


class BilingualLexicon:
    """A table of translations, for probabilistic structured queries (Darwish and Oard 2003).

    The file holds, for each language `x` of `fr` and `en`: `x.terms`, uint8, its terms in UTF-8 with line feeds
    between; `x.starts`, int32 [terms + 1], where the translations of each begin; `x.targets`, int32, their places in
    the other language's list, the most probable first; `x.probabilities`, float16, alongside.
    """

    def __init__(self, tables: Mapping[str, NDArray[np.generic]], fingerprint: str) -> None:
        self._fingerprint = fingerprint
        self._terms = {x: tables[f"{x}.terms"].tobytes().decode().split("\n") for x in ("fr", "en")}
        self._place = {x: {term: k for k, term in enumerate(terms)} for x, terms in self._terms.items()}
        self._tables = tables

    @classmethod
    def load(cls, folder: Path) -> BilingualLexicon:
        """Verify a folder against its manifest and load its table.

        Raises a ModelError where the folder is not what its manifest says.
        """
        from safetensors.numpy import load

        files = manifest.verify(folder)
        digest = hashlib.sha256(f"{files.files[FILE].sha256} {analysis.VERSION}".encode())
        return cls(load((folder / FILE).read_bytes()), digest.hexdigest())

    @property
    def fingerprint(self) -> str:
        """Names the table and the analysis: a SHA-256."""
        return self._fingerprint

    def terms(self, text: str, language: Language) -> list[str]:
        """Return the index terms of a text, in order; see `models.analysis.terms`."""
        return analysis.terms(text, language)

    def knows(self, term: str, language: Language) -> bool:
        """Say whether the table has a term of that language."""
        return term in self._place[language]

    def translate(self, term: str, source: Language) -> dict[str, float]:
        """Return a term's translations and their probabilities, the most probable first; they sum to at most 1.

        A term that the table does not know (a number, a name, an acronym) translates to itself.
        """
        place = self._place[source].get(term)
        if place is None:
            return {term: 1.0}
        target = self._terms["en" if source == "fr" else "fr"]
        start, end = self._tables[f"{source}.starts"][place : place + 2]
        targets = self._tables[f"{source}.targets"][start:end].tolist()
        probabilities = self._tables[f"{source}.probabilities"][start:end].tolist()
        if not targets:
            return {term: 1.0}
        total = max(1.0, sum(probabilities))
        return {target[k]: p / total for k, p in zip(targets, probabilities, strict=True)}
