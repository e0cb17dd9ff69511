"""Tells passages that say little: blanks to fill in, a title said again, what stands alike in document after document.

They hold many of a question's words, and answer nothing. Contents, running headers and page numbers are left out when
a document is filed; this is about what looks like any other text there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from indexes.reading import Reading
from indexes.records import Passage

BLANK_EVERY = 200
"""Characters of text for each blank or dotted leader (four dots or underscores, and more) at which a passage is one."""

SAID_AGAIN = 0.6
"""The share of a passage's terms that its title and headings may say already."""

WIDESPREAD, WIDESPREAD_SHARE = 3, 0.5
"""Documents that make a sentence boilerplate, and how hollow a passage of nothing else is: somebody may ask for it."""

_BLANK = re.compile(r"(?:[._…]\s?){4,}")


def hollowness(
    passages: Sequence[Passage], readings: Sequence[Reading], titles: Sequence[AbstractSet[str]]
) -> list[float]:
    """How little each of the passages found together says, from 0 to 1. `titles` are the terms of their documents'."""
    texts = [[_normal(sentence.text) for sentence in passage.sentences] for passage in passages]
    documents: defaultdict[str, set[str]] = defaultdict(set)
    for passage, held in zip(passages, texts, strict=True):
        for text in held:
            documents[text].add(passage.document)
    widespread = {text for text, found in documents.items() if len(found) >= WIDESPREAD}
    return [
        max(blanks(passage.text), said_again(reading, title), WIDESPREAD_SHARE * _share_of(widespread, held))
        for passage, reading, title, held in zip(passages, readings, titles, texts, strict=True)
    ]


def blanks(text: str) -> float:
    """How much of a form or of a table of contents a text is, from 0 to 1, by its blanks and leaders."""
    return min(1.0, BLANK_EVERY * len(_BLANK.findall(text)) / max(1, len(text)))


def said_again(reading: Reading, title: AbstractSet[str]) -> float:
    """How much a passage only says its headings and its document's title again, from 0 to 1."""
    terms = frozenset[str]().union(*reading.sentences)
    if not terms:
        return 1.0
    share = len(terms & (reading.heading | title)) / len(terms)
    return max(0.0, (share - SAID_AGAIN) / (1 - SAID_AGAIN))


def _share_of(widespread: AbstractSet[str], texts: Sequence[str]) -> float:
    return sum(len(text) for text in texts if text in widespread) / max(1, sum(map(len, texts)))


def _normal(text: str) -> str:
    return " ".join(text.casefold().split())
