"""Checks a claim against the sentences that it cites, in both languages and across them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _

from indexes.records import LANGUAGES, Language, Lexicon

LEAST_SHARED = 0.55
"""The share of a claim's terms that the cited sentences must hold, themselves or in translation."""

_NEGATION = {
    "fr": re.compile(r"\b(?:ne|n['’]|aucun\w*|jamais|sans|interdit\w*|ni)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:not|no|never|cannot|without|neither|nor|prohibited|forbidden)\b|n['’]t\b", re.IGNORECASE),
}
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim was found to be supported, and if not, why, in the reader's language."""

    supported: bool
    reason: str = ""


def check(claim: str, cited: Sequence[tuple[str, Language]], lexicon: Lexicon) -> Verdict:
    """Hold a claim against what it cites, given as (text, language).

    Its numbers must stand in the cited text, most of its words too (as they are, or translated), and it must deny
    where the text denies.
    """
    if not cited:
        return Verdict(False, _("it cites nothing"))
    terms = {language: set(lexicon.terms(claim, language)) for language in LANGUAGES}
    language = max(LANGUAGES, key=lambda one: (len(_NEGATION[one].findall(claim)), one == cited[0][1]))
    present = {one: {term for text, of in cited if of == one for term in lexicon.terms(text, one)} for one in LANGUAGES}
    everywhere = present["fr"] | present["en"]
    missing = sorted(term for term in terms["fr"] | terms["en"] if _DIGITS.search(term) and term not in everywhere)
    if missing:
        return Verdict(False, _("the source does not hold: {numbers}").format(numbers=", ".join(missing)))
    if max(_shared(terms[one], one, present, lexicon) for one in LANGUAGES) < LEAST_SHARED:
        return Verdict(False, _("the wording is too far from the source"))
    denied = any(_NEGATION[of].search(text) for text, of in cited)
    if bool(_NEGATION[language].search(claim)) != denied:
        return Verdict(False, _("it does not affirm or deny as the source does"))
    return Verdict(True)


def _shared(terms: set[str], language: Language, present: dict[Language, set[str]], lexicon: Lexicon) -> float:
    """The share of terms, taken as of one language, that stand in the cited text or whose translation does."""
    other: Language = "en" if language == "fr" else "fr"
    if not terms:
        return 0.0
    held = sum(
        term in present[language] or not present[other].isdisjoint(lexicon.translate(term, language)) for term in terms
    )
    return held / len(terms)
