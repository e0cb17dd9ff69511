"""Tells the furniture of a document (running headers and footers, page numbers, contents) from its body."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from typing import Literal

from ingest.lines import LABEL, Line

Kind = Literal["body", "header", "footer", "number", "contents"]

_ZONE = 0.13  # the share of a page's height, at its top and at its bottom, where furniture stands
_SAME_PLACE = 6.0  # points
_BEGINNING = 24  # characters by which two headers are known as the same, where the rest names the chapter
_NEARBY = 2  # pages
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*[\divxlc]*\s*$|(?:\.\s?){6,}|[….]{3,}\s*\d+$", re.IGNORECASE)
_CONTENTS_TITLE = re.compile(r"^(table des mati[eè]res|sommaire|table of contents|contents)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"^[-–—\s]*(?:page|p\.)?\s*(?:[a-z]{0,2}-?\d{1,4}|[ivxlc]{1,7})\s*(?:(?:/|de|of|sur)\s*\d{1,4})?[-–—\s]*$",
    re.IGNORECASE,
)

_PRINTED = re.compile(r"(?:^|\bpage\s+)[-–—\s]*(\d{1,4})\s*(?:(?:/|de|of|sur)\s*\d{1,4})?[-–—\s]*$", re.IGNORECASE)

_Key = tuple[str, int, str]  # zone, place, words


def classify(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[list[Kind]]:
    """Give a kind to each line of each page, for pages given as (height in points, lines).

    A header or footer is a line in the page's margin zone that stands in the same place with the same words,
    numbers aside, or with the same beginning, on a page nearby. A page of contents is known by its dotted leaders.
    """
    seen: dict[_Key, set[int]] = defaultdict(set)
    for number, (height, lines) in enumerate(pages):
        for line in lines:
            for key in _keys(line, height):
                seen[key].add(number)
    kinds: list[list[Kind]] = []
    for number, (height, lines) in enumerate(pages):
        found = [_furniture(line, height, number, seen) for line in lines]
        found = ["body" if _is_bodys_own(place, lines, found) else kind for place, kind in enumerate(found)]
        if _is_contents(lines):
            found = ["contents" if kind == "body" else kind for kind in found]
        kinds.append(found)
    return kinds


def printed_labels(
    labels: Sequence[str | None], pages: Sequence[Sequence[Line]], kinds: Sequence[Sequence[Kind]]
) -> list[str | None]:
    """The pages' labels: the file's own where it has any; else the numbers printed on them, where they can be trusted.

    They can where they go up by one from page to page on most of the pages that have one.
    """
    if any(labels):
        return list(labels)
    printed: list[int | None] = []
    for lines, found in zip(pages, kinds, strict=True):
        numbers = [
            int(match[1])
            for line, kind in zip(lines, found, strict=True)
            if kind in ("number", "header", "footer") and (match := _PRINTED.search(line.text))
        ]
        printed.append(numbers[0] if numbers else None)
    ahead = Counter(number - place for place, number in enumerate(printed) if number is not None)
    if not ahead:
        return list(labels)
    step, times = ahead.most_common(1)[0]
    if times < 2 or times < 0.6 * ahead.total():
        return list(labels)
    return [None if number is None or number != place + step else str(number) for place, number in enumerate(printed)]


def _zone(line: Line, height: float) -> Literal["header", "footer"] | None:
    if line.y1 <= height * _ZONE:
        return "header"
    if line.y0 >= height * (1 - _ZONE):
        return "footer"
    return None


def _keys(line: Line, height: float) -> list[_Key]:
    """The ways in which a line can be the same as one on another page."""
    zone = _zone(line, height)
    if zone is None:
        return []
    place = round(line.y0 / _SAME_PLACE)
    words = _words(line)
    return [(zone, near, key) for near in (place - 1, place, place + 1) for key in {words, words[:_BEGINNING]}]


def _words(line: Line) -> str:
    """What a header says, numbers aside; an article's own number is what it says."""
    words = line.text.casefold()
    return words if LABEL.fullmatch(line.text) else re.sub(r"\d+", "#", words)


def _furniture(line: Line, height: float, number: int, seen: Mapping[_Key, Set[int]]) -> Kind:
    zone = _zone(line, height)
    if zone is None:
        return "body"
    if _NUMBER.match(line.text):
        return "number"
    place = round(line.y0 / _SAME_PLACE)
    words = _words(line)
    if len(words) < 4:
        return "body"
    pages = seen[zone, place, words] | seen[zone, place, words[:_BEGINNING]]
    # Nearby: a header may differ between odd and even pages; a section's own first heading is not so near another's.
    return zone if any(0 < abs(page - number) <= _NEARBY for page in pages) else "body"


def _is_bodys_own(place: int, lines: Sequence[Line], kinds: Sequence[Kind]) -> bool:
    """Say whether a line that stands where others like it do belongs to the body, because that goes on close to it.

    Provisions on pages nearby may begin alike: "9 (1) Unless authorized under this Act, it is prohibited …".
    """
    line, kind = lines[place], kinds[place]
    beside = place + 1 if kind == "header" else place - 1
    if kind not in ("header", "footer") or not 0 <= beside < len(lines) or kinds[beside] != "body":
        return False
    upper, lower = (line, lines[beside]) if kind == "header" else (lines[beside], line)
    close = lower.y0 - upper.y0 > 0 and lower.y0 - upper.y1 < 0.45 * line.height and abs(lower.size - upper.size) < 0.5
    return close and lower.x0 < upper.x1 and upper.x0 < lower.x1


def _is_contents(lines: Sequence[Line]) -> bool:
    leaders = sum(bool(_LEADERS.search(line.text)) for line in lines)
    titled = any(_CONTENTS_TITLE.match(line.text) for line in lines[:6])
    return leaders >= 3 and leaders >= (0.15 if titled else 0.3) * len(lines)
