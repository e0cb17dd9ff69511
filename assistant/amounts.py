"""Tells whether a question asks for an amount of money, and whether a text holds one, or says that nothing is paid."""

from __future__ import annotations

import re
from collections.abc import Mapping

from indexes.records import Language
from models.analysis import normalise

# “Combien de jours payés” counts days, and “how much notice” weighs notice: a verb or a noun has to speak of money, and
# nothing may stand before the noun that makes it the side of something else (the time limit for a fee).
_ASKED: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\bcombien (?!de |d'|y a|sont )(?:[^\s?.;]+ ){0,6}?"
        r"(?:co[uû]t|pa[iy][eé]|vaut|gagn|touch|factur|rembours|vers[eé]|reç|reco)"
        r"|\bde combien (?!de |d')|\bà combien (?:s'élève|revien|se chiffr)"
        r"|\b(?:ça|cela) (?:me |nous |lui |leur )?co[uû]t"
        r"|\bquel(?:le)?s? (?:(?!de |du |des |pour |si |d')[^\s?.;]+ ){0,3}?(?:l')?"
        r"(?:prix|tarifs?|frais|co[uû]ts?|montants?|sommes?|amendes?|salaires?|indemnités?|pénalités?|primes?|loyers?)\b"
    ),
    "en": re.compile(
        r"\bhow much (?:is|are|was|were|do|does|did|will|would|can|could|must|should|am|may|extra|more) "
        r"|\bwhat (?:do|does|did|will|would) (?:[^\s?.;]+ ){1,9}?(?:cost|charge)\b"
        r"|\bwhat (?:(?:is|are|was) (?:(?!for |to |of |if |that )[^\s?.;]+ ){0,4}?|[^\s?.;]+ )?"
        r"(?:prices?|costs?|fees?|fines?|amounts?|values?|salary|wages?|allowances?|penalty|bonus|rents?|compensation)\b"
    ),
}
_HELD = re.compile(
    r"\$|\b(?:dollars?|cents?|pour cent|percent|gratuit\w*|sans frais|free of charge|no (?:fee|charge))\b|%|\bis free\b"
)


def asked(question: str, language: Language) -> bool:
    """Whether a question asks how much is paid."""
    return _ASKED[language].search(normalise(question)) is not None


def held(text: str) -> bool:
    """Whether a text holds an amount or a share, or says that there is nothing to pay, in either language."""
    return _HELD.search(normalise(text)) is not None
