"""Reads the bound that words set on the quantity beside them: at least, more than, at most, less than."""

from __future__ import annotations

import re
from typing import Literal

Bound = Literal["least", "more", "most", "less", ""]

_COMPARED_MORE = r"(?:more|longer|later|farther|further|greater|over|higher|larger|above)"
_COMPARED_LESS = r"(?:less|fewer|shorter|lower|earlier|smaller|younger|closer|under)"
_EXCEEDS = r"(?:dépass\w+|excéd\w+|excèd\w+)"

_BEFORE: tuple[tuple[Bound, str], ...] = (
    ("most", rf"(?:\b(?:no|not|nor|never|without|cannot)|n't)\b(?: \w+){{0,4}}? {_COMPARED_MORE} than"),
    ("most", r"(?:not|n't|never|cannot|nor)(?: be| to)? ?exceed(?:ing)?"),
    ("most", r"(?:not|n't|cannot|no) (?:be )?(?:above|over|beyond)"),
    ("most", rf"n[e'] ?(?:\w+ ){{0,3}}?{_EXCEEDS}(?: pas| jamais)?"),
    ("most", r"pas (?:plus|supérieure?s?)|ne (?:peu[tv]\w*|doi[tv]\w*)(?: \w+){1,4}? plus"),
    ("most", r"at (?:the )?most|up to|(?:to )?an? maximum|maximum|limited to|capped at|within"),
    ("most", r"au plus|au maximum|jusqu'(?:à|au)(?: concurrence)?|maximale?|limitée?s? à|plafonnée?s? à"),
    ("least", rf"\b(?:no|not|nor|never|n't)\b(?: \w+){{0,4}}? {_COMPARED_LESS} than"),
    ("least", r"at (?:the )?least|an? minimum|minimum"),
    ("least", r"(?:d')?au moins|au minimum|minimale?|pas (?:être )?(?:moins|inférieure?s?)"),
    ("more", rf"{_COMPARED_MORE} than|older than|over|above|beyond|exceed(?:s|ed|ing)?|in excess"),
    ("more", rf"plus(?: tard)?|supérieure?s?|{_EXCEEDS}|au-delà|au-dessus"),
    ("less", rf"{_COMPARED_LESS} than|under|below"),
    ("less", r"moins|inférieure?s?|en deçà|au-dessous|sous"),
)
_AFTER: tuple[tuple[Bound, str], ...] = (
    ("most", r"at (?:the )?(?:most|latest)|(?:or|and) (?:less|fewer|under|below|younger)|maximum"),
    ("most", r"(?:tout )?au plus|(?:au )?maximum|(?:ou|et) moins"),
    ("least", r"at (?:the )?least|(?:or|and) (?:more|over|older|above|longer|up)|minimum"),
    ("least", r"au moins|(?:au )?minimum|(?:et|ou) plus"),
)
_ARTICLES = r"(?:(?:an?|the|to|of|by|de|d'|du|des|l'|les?|la|une?|à|par|que|qu') ?)*"
_PATTERNS_BEFORE = tuple(
    (bound, re.compile(rf"(?:{words})[ :]*{_ARTICLES}\$? ?$", re.IGNORECASE)) for bound, words in _BEFORE
)
_PATTERNS_AFTER = tuple(
    (bound, re.compile(rf"[ ,]*(?:[^\W\d_]+ )?(?:{words})\b", re.IGNORECASE)) for bound, words in _AFTER
)
_EXTREME = re.compile(r"\b(?:(?P<least>minim(?:um|ale?s?))|maxim(?:um|ale?s?))\b[^.;:]{0,45}$", re.IGNORECASE)
_REACH_BEFORE, _REACH_AFTER = 60, 40  # characters


def bound(text: str, start: int, end: int) -> Bound:
    """The bound on what stands at `start` to `end` of a spelled text, or nothing."""
    before, after = text[max(0, start - _REACH_BEFORE) : start], text[end : end + _REACH_AFTER]
    for found, pattern in _PATTERNS_AFTER:
        if pattern.match(after):
            return found
    for found, pattern in _PATTERNS_BEFORE:
        if pattern.search(before):
            return found
    if extreme := _EXTREME.search(before):
        return "least" if extreme["least"] else "most"
    return ""


def are_opposed(one: Bound, two: Bound) -> bool:
    """Say whether one bound is from below and the other from above."""
    up, down = ("least", "more"), ("most", "less")
    return (one in up and two in down) or (one in down and two in up)
