"""Cuts a block of French or English administrative text into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 420
"""Characters after which a sentence is cut at its semicolons, so that what is quoted stays readable."""

_ABBREVIATIONS = frozenset(
    "m mm mme mmes mlle me dr drs st ste sts p pp par art arts al alin c ch chap vol no nos nº n° éd etc cf ex fig tab "
    "inc ltée ltd co corp mr mrs ms prof hon rev jr sr vs i.e e.g p.ex l.r.q r.s.c l.r.c s.c s.q l.q c.c.q r.l.r.q "
    "rlrq r.r.q sec secs subs para paras reg regs approx dept tél tel av boul jan janv févr fév avr juil sept oct nov "
    "déc feb mar apr aug dec s ss".split()
)
_END = re.compile(r"(?P<mark>[.!?…]+)[’'”\"»)\]\u00a0\u202f]*\s+(?=[\"“«(\[•–—-]*\s*[^\W\da-zà-öø-ÿœ_]|\(?\d)")
_SEMICOLON = re.compile(r";\s+|:\s+(?=\(?[a-z]{1,3}\)\s)|\.\s+(?=\(\d{1,2}\)\s)")
_LAST_WORD = re.compile(r"([^\s(«“\"'’]+)$")


def cut(text: str) -> list[tuple[int, int]]:
    """Return the sentences' (start, end) in `text`, in order, without the spaces between; all else is covered."""
    return [
        bounds
        for start, end in _at_full_stops(text)
        for bounds in (_at_semicolons(text, start, end) if end - start > LONGEST else [(start, end)])
    ]


def _at_full_stops(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if match["mark"] == "." and _abbreviates(text, start, match.start()):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _abbreviates(text: str, start: int, stop: int) -> bool:
    """Say whether the full stop at `stop` ends an abbreviation, an initial or a number that opens the sentence."""
    word = _LAST_WORD.search(text, start, stop)
    if word is None:
        return False
    last = word[1].casefold()
    opens = not text[start : word.start()].strip()
    if opens and re.fullmatch(r"[\divxlc]+(?:\.\d+)*|[a-z]", last):
        return True
    return last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and word[1].isupper())


def _at_semicolons(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a long sentence at its semicolons and before its lettered paragraphs, as evenly as that allows."""
    begin = start
    for match in _SEMICOLON.finditer(text, start, end):
        if match.end() - begin >= LONGEST // 2 and end - match.end() >= 40:
            yield from _trimmed(text, begin, match.end())
            begin = match.end()
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
