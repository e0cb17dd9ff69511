"""Checks a claim against the sentences that it cites, in both languages and across them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.checks import agreement, contrasts, figures, names, parties
from assistant.checks.meaning import Alignment
from assistant.checks.reading import read
from assistant.checks.verdict import Finding, Verdict, verdict
from indexes.records import Language, Lexicon
from models.language import dominant

__all__ = ["Finding", "Verdict", "check"]

LEAST_SHARED = 0.4
"""The share of a claim's words and figures that the cited sentences must hold, themselves or in translation."""

NEAR, FAR = 0.35, 0.15
"""Cosines of a claim and what it cites: above the one a smaller share is enough, below the other a larger is needed."""

LEAST_SHARED_NEAR, LEAST_SHARED_FAR = 0.25, 0.55


class Encoder(Protocol):
    """What of an encoder the closeness of a claim needs."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of passages, float32 [len(texts), dimension]."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a query, float32 [dimension]."""


def check(
    claim: str,
    cited: Sequence[tuple[str, Language]],
    lexicon: Lexicon,
    *,
    encoder: Encoder | None = None,
    language: Language | None = None,
    context: Sequence[tuple[str, Language]] = (),
) -> Verdict:
    """Hold a claim against what it cites, given as (text, language).

    Its figures, dates, names and parties must stand in the cited texts, in whatever form; it must deny, allow and
    oblige as the clause does that it is about; and most of its words must be there, as they are or translated. The
    claim's own language is found where it is not given. `context` is what the cited sentences stand in, where a party
    is named that they call by a pronoun; it supports nothing by itself. `docs/checks.md` says what this catches and
    what it cannot.
    """
    if not cited or not any(text.strip() for text, _ in cited):
        return verdict([Finding("uncited", claim)], 0.0)
    mine = read(claim, language or dominant(claim, otherwise=cited[0][1]), lexicon)
    found = Alignment(mine, [read(text, of, lexicon) for text, of in cited], lexicon)
    failed = [
        *figures.check(found),
        *names.check(found, lexicon),
        *parties.check(found, [read(text, of, lexicon) for text, of in context]),
        *agreement.check(found),
        *contrasts.check(found),
    ]
    closeness = _closeness(found, failed)
    if closeness < _least_shared(claim, cited, encoder):
        failed.append(Finding("wording", claim))
    return verdict(failed, closeness)


def _closeness(found: Alignment, failed: Sequence[Finding]) -> float:
    """The share of the claim's words and figures that stand in the cited texts."""
    words = found.partners
    amounts = sum(not one.article for one in found.claim.quantities)
    figures = amounts + len(found.claim.dates) + len(found.claim.times)
    held = sum(map(bool, words)) + max(0, figures - sum(one.kind in ("number", "date") for one in failed))
    return held / max(1, len(words) + figures)


def _least_shared(claim: str, cited: Sequence[tuple[str, Language]], encoder: Encoder | None) -> float:
    """The share that is asked for, by how near the encoder finds claim and cited texts where there is one."""
    if encoder is None:
        return LEAST_SHARED
    near: float = float((encoder.encode([text for text, _ in cited]) @ encoder.encode_query(claim)).max())
    return LEAST_SHARED_NEAR if near >= NEAR else LEAST_SHARED_FAR if near < FAR else LEAST_SHARED
