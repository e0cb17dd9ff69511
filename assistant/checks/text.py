"""Spells a text in one way, of the same length, and cuts it into sentences and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from indexes.records import Language

_ONE_FOR_ONE = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "′": "'", "´": "'", "`": "'", "‐": "-", "‑": "-", "−": "-", "–": "-", "—": ";",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\n": " ", "\t": " ", "“": '"', "”": '"',
    }
)  # fmt: skip

_SENTENCE = re.compile(r"(?<![\s(]art)(?<![\s(]no)(?<![\s(]p)[.!?]['\"»)]*\s+(?=[^a-zà-ÿ])")
_BOUND = re.compile(r"[,;:()\"«»]|\s-\s|\.(?=\s|$)")
_MARK = re.compile(r"\((?:\d{1,3}|[a-z]{1,4})(?:\.\d+)?\)|(?<=[\s(])[a-z]\)|(?<=\d)\)[a-z]?\)?")  # (a), b), 26(1)a)
_SUBORDINATE = {
    "en": re.compile(
        r"\b(?:if|unless|where|when|whenever|while|whereas|because|until|who|whom|whose|which|that|provided|except|but"
        r"|although|though|whether|so that|otherwise|in the event|in case"
        r"|and (?=(?:is|are|may|must|shall|can|cannot|does|do|has|have|will|then)\b))\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(?:(?:si|s'ils?|quand|qui|dont|lequel|laquelle|où|sauf|mais|même si|sinon|en cas)\b"
        r"|(?:lors|puis|quoi|(?:parce|tant|pourvu|à moins|jusqu'à ce|pendant|alors|bien|à (?:la )?condition) )"
        r"qu(?:e\b|')"
        r"|à moins de (?!\d|deux|trois|quatre|cinq)"
        r"|et (?=(?:ne|est|sont|peut|peuvent|doit|doivent|il|elle|ils|elles|se|non)\b|n'|s'))",
        re.IGNORECASE,
    ),
}


def spelled(text: str) -> str:
    """One apostrophe, one hyphen and plain spaces; every character stays where it is."""
    return text.translate(_ONE_FOR_ONE)


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a spelled text begins and ends."""
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    starts = [0, *ends]
    return [(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True) if text[start:end].strip()]


def clauses(text: str, language: Language, start: int, end: int) -> list[tuple[int, int]]:
    """Where each clause of a sentence begins and ends: at punctuation, and before a word that subordinates."""
    cuts = {start, end}
    cuts.update(match.end() for match in _points(text, start, end))
    cuts.update(match.start() for match in _SUBORDINATE[language].finditer(text, start, end))
    edges = sorted(cuts)
    return [(first, last) for first, last in pairwise(edges) if text[first:last].strip(" ,;:.()")]


def _points(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Punctuation that parts clauses: not the mark inside a number, nor that of an abbreviation."""
    for match in _BOUND.finditer(text, start, end):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if match[0] in ",." and before.isdigit() and after.isdigit():
            continue
        if match[0] in "()" and _MARK.search(text, max(start, match.start() - 5), match.end() + 5):
            continue
        yield match
