"""Cuts aligned sections into aligned clauses: the shorter the pairs, the sharper the lexicon learned from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from models.analysis import normalise
from models.training.corpus import Both, Section

# The marks of subsections and paragraphs are the same in both languages, but for a bracket: (1), (a) and a), (iv).
_MARK = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,3}(?:\.\d+)?|[a-z](?:\.\d+)?|[ivx]{2,5})\)\s", re.IGNORECASE)
_STOP = re.compile(r"(?<=[.;:])\s+(?=\S)")
# In definitions, the term in the other language closes its paragraph: "… or attitudinal. ( obstacle ) barrier means".
_OTHER_TERM = re.compile(r"\(\s+([^()]{2,80}?)\s+\)")
_LONG = 60
"""Words beyond which a clause is cut again, at its stops, when both languages have as many."""


def clauses(section: Section) -> Iterator[Both]:
    """Yield a section's title, headings, note and clauses as pairs (may repeat from one section to the next)."""
    for pair in (section.title, section.note):
        if pair.fr and pair.en:
            yield pair
    headings = [text.split(" > ") for text in section.heading]
    if len(headings[0]) == len(headings[1]):
        yield from (Both(fr, en) for fr, en in zip(*headings, strict=True) if fr and en)
    if section.body.fr.startswith("["):
        return
    yield from _cut(section.body)


def _cut(body: Both) -> Iterator[Both]:
    defined = list(_definitions(body))
    if defined:
        yield from defined
        return
    marks = [list(_MARK.finditer(text)) for text in body]
    labels = [[mark[1].lower() for mark in found] for found in marks]
    matched = SequenceMatcher(None, labels[0], labels[1], autojunk=False).get_matching_blocks()
    anchors = [(block.a + k, block.b + k) for block in matched for k in range(block.size)]
    fr_at = en_at = 0
    for fr_mark, en_mark in anchors:
        fr_end, en_end = marks[0][fr_mark].start(), marks[1][en_mark].start()
        yield from _at_stops(body.fr[fr_at:fr_end], body.en[en_at:en_end])
        fr_at, en_at = marks[0][fr_mark].end(), marks[1][en_mark].end()
    yield from _at_stops(body.fr[fr_at:], body.en[en_at:])


def _at_stops(fr: str, en: str) -> Iterator[Both]:
    if not fr.strip() or not en.strip():
        return
    if max(len(fr.split()), len(en.split())) > _LONG:
        parts = _STOP.split(fr), _STOP.split(en)
        if len(parts[0]) == len(parts[1]) > 1:
            yield from map(Both, *parts)
            return
    yield Both(fr, en)


def _definitions(body: Both) -> Iterator[Both]:
    """Pair the definitions of a section, which stand in each language's own alphabetical order."""
    blocks = [_blocks(text) for text in body]
    if min(map(len, blocks)) < 2:
        return
    by_term = {normalise(term): (text, normalise(text)) for text, term in blocks[1]}
    for fr_text, en_term in blocks[0]:
        start = normalise(fr_text)
        for fr_term, (en_text, en_start) in by_term.items():
            if start.startswith(fr_term) and en_start.startswith(normalise(en_term)):
                yield Both(fr_text[: len(fr_term)], en_term)
                yield Both(fr_text, en_text)


def _blocks(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    for match in _OTHER_TERM.finditer(text):
        found.append((text[at : match.start()].strip(), match[1]))
        at = match.end()
    return found
