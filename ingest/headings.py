"""Knows a heading when it sees one, in both languages' ways, and what stands under what."""

from __future__ import annotations

import re

from ingest.lines import Line

ARTICLE = 6
"""The level of a numbered article's own heading."""

_LONGEST = 160
_KEYWORDS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (level, re.compile(rf"^(?:{words})\s+[«“\"]?\s?(?:[ivxlc]+|\d+|[a-z])(?:[.\d-]*)\b[»”\"\s]*", re.IGNORECASE))
    for level, words in (
        (1, "partie|part|titre|title|livre|book|annexe|appendix|schedule"),
        (2, "chapitre|chapter"),
        (3, "section|division"),
        (4, "sous-section|subdivision|subsection"),
        (ARTICLE, "article|art\\.|clause"),
    )
)
NUMBERED = re.compile(r"^(?P<number>\d{1,4}(?:\.\d{1,3})*)\.?\)?\s+(?=[^\W\d_a-zà-ÿ]|[«“\"])")
_DATE_OR_AMOUNT = re.compile(r"^\d+(?:er)?\s+(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|"
                             r"novembre|décembre|january|february|march|april|may|june|july|august|september|october|"
                             r"november|december|[$%])", re.IGNORECASE)  # fmt: skip


def level(line: Line, body_size: float, *, alone: bool) -> int | None:
    """The heading level of a line (1 the highest), or None where it is no heading.

    `body_size` is the size of most of the document's text, in points; `alone` says that the next line does not go on
    with this one's sentence.
    """
    text = line.text
    if len(text) > _LONGEST or not any(character.isalpha() for character in text):
        return None
    closed = text[-1] in ".;:,"
    for keyword_level, pattern in _KEYWORDS:
        if (match := pattern.match(text)) and (line.bold or not closed) and _titled(text[match.end() :]):
            return keyword_level
    if line.size >= body_size * 1.08 and not closed and not text[0].islower():
        return 1 if line.size >= body_size * 1.4 else 3
    if _DATE_OR_AMOUNT.match(text):
        return None
    numbered = NUMBERED.match(text)
    if line.bold and alone and (not closed or len(text) <= 60) and (text[0].isupper() or numbered):
        return ARTICLE if numbered else 7
    if alone and not closed and _in_capitals(text):
        return 5
    if numbered and alone and not closed and len(text) <= 110:
        return ARTICLE
    return None


def _in_capitals(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) >= 5 and sum(map(str.isupper, letters)) >= 0.9 * len(letters)


def is_numbered(text: str) -> bool:
    """Say whether a heading begins with a number of its own, or with the name of a division."""
    return bool(NUMBERED.match(text)) or any(pattern.match(text) for _, pattern in _KEYWORDS)


def _titled(rest: str) -> bool:
    """Say whether what follows "Article 12" reads as a title: nothing, a dash or a capital; not "Article 12 of"."""
    rest = rest.strip(" .:–—-\u00a0")
    return not rest or not (rest[0].islower() or rest[0] in ",;)")


class Outline:
    """The headings that stand above the place that reading has come to."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []
        self._last_was_heading = False

    def heading(self, at: int, text: str) -> str:
        """Come to a heading: it closes those of its level and below. A title in two lines is one; articles are not.

        Returns the headings that it stands under itself.
        """
        if self._last_was_heading and self._open and self._open[-1][0] == at != ARTICLE:
            _, before = self._open.pop()
            text = before if before == text else f"{before} – {text}"
        while self._open and self._open[-1][0] >= at:
            self._open.pop()
        above = self._joined()
        if not self._open or self._open[-1][1] != text:
            self._open.append((at, text))
        self._last_was_heading = True
        return above

    def text(self) -> str:
        """Come to text: return the headings that it stands under, the highest first, " > " between."""
        self._last_was_heading = False
        return self._joined()

    def _joined(self) -> str:
        return " > ".join(text for _, text in self._open)
