"""Tells French from English, and both from other languages, in texts as short as a question."""

from __future__ import annotations

import re
from typing import Literal

_WORD = re.compile(r"[^\W\d_]+")
# Words that one of the two languages has and the other has not (so neither "on", "a", "or" nor "me").
_FRENCH = frozenset(
    "le la les des du un une et est sont que qui quoi quel quelle quels quelles dans pour par avec sans sur sous aux "
    "ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre leur leurs je tu elle nous vous ils elles "
    "ne pas plus peut peux doit dois faut combien comment pourquoi quand où lorsque si ou mais donc être avoir été ont "
    "avez suis fait faire chez entre après avant depuis selon tout tous toute toutes y vos il au".split()
)
_ENGLISH = frozenset(
    "the an of and is are was were be been to in for with without at from by this that these those my your his her its "
    "our their i you he she it we they not what which who whom how when where why can could may must shall should will "
    "would do does did has have had if but than then there any all each no after before under over between about long "
    "much many".split()
)
_THIRD_LANGUAGE_LEAD = 25.0  # log-probability by which another language must win over both to be believed


def detect(text: str) -> Literal["fr", "en", "other"] | None:
    """Return the language of a text: French, English, or another; None where it has no word at all.

    Function words decide most texts; where they do not, py3langid's model of byte n-grams (Lui and Baldwin 2012) does.
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    if not words:
        return None
    french, english = sum(word in _FRENCH for word in words), sum(word in _ENGLISH for word in words)
    if max(french, english) >= 0.2 * len(words) and abs(french - english) >= max(2, 0.1 * len(words)):
        return "fr" if french > english else "en"
    lead, lean = _by_bytes(text)
    if lead > _THIRD_LANGUAGE_LEAD:
        return "other"
    # The model is at its weakest on a few words: there, function words have the first say.
    return "fr" if french > english or (french == english and lean > 0) else "en"


def dominant(text: str, *, otherwise: Literal["fr", "en"]) -> Literal["fr", "en"]:
    """The language of a passage by its function words alone: fast, and good from a sentence on."""
    words = [word.casefold() for word in _WORD.findall(text)]
    french, english = sum(word in _FRENCH for word in words), sum(word in _ENGLISH for word in words)
    return otherwise if french == english else "fr" if french > english else "en"


def _by_bytes(text: str) -> tuple[float, float]:
    """Log-probabilities of the model: the best language's over the better of our two, and French's over English's."""
    import py3langid

    scores = {str(language): float(score) for language, score in py3langid.rank(text)}
    return max(scores.values()) - max(scores["fr"], scores["en"]), scores["fr"] - scores["en"]
