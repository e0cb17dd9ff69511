"""Writes out what a browser only draws: the numbers of lists, the places that a table's spans cover."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST_SPAN = 50


def spell_out_lists(root: HtmlElement) -> None:
    """Put before the items of numbered lists the numbers that a browser draws there."""
    for ordered in root.iter("ol"):
        kind = ordered.get("type", "1")
        number = _integer(ordered.get("start"), 1)
        for item in ordered.findall("li"):
            number = _integer(item.get("value"), number)
            first = item if (item.text or "").strip() or not len(item) else item[0]
            first.text = f"{_numeral(number, kind)}. {(first.text or '').lstrip()}"
            number += 1


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else otherwise


def _numeral(number: int, kind: str) -> str:
    """A number in the manner of HTML's `type`: 1, a, A, i or I."""
    if kind in ("a", "A") and 0 < number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and 0 < number < 50:
        ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
        roman = ("", "x", "xx", "xxx", "xl")[number // 10] + ones
        return roman if kind == "i" else roman.upper()
    return str(number)


def square_tables(root: HtmlElement) -> None:
    """Take apart the tables that only lay out, and give the others one cell for each place that a span covers."""
    for table in reversed(list(root.iter("table"))):
        rows = list(table.iter("tr"))
        widest = max((len(row.findall("td") + row.findall("th")) for row in rows), default=0)
        nested = table.find(".//table") is not None
        headed = table.find(".//th") is not None
        blocks = table.xpath(".//td[.//h1 or .//h2 or .//h3 or .//ul or .//ol or count(.//p) > 2]")
        if nested or widest < 2 or table.get("role") == "presentation" or (blocks and not headed):
            for element in [table, *table.iter("tr", "td", "th", "tbody", "thead", "tfoot", "caption")]:
                element.tag = "div"
                element.attrib.clear()
            continue
        _spread(rows)


def _spread(rows: list[HtmlElement]) -> None:
    from lxml.html import Element

    below: dict[int, tuple[int, HtmlElement]] = {}  # column: rows still to be covered, the cell that covers them
    for row in rows:
        column = 0
        for cell in [cell for cell in row if cell.tag in ("td", "th")]:
            while column in below:
                column = _cover(row, cell, column, below)
            across = min(max(_integer(cell.get("colspan"), 1), 1), _MOST_SPAN)
            down = min(max(_integer(cell.get("rowspan"), 1), 1), len(rows))
            cell.attrib.clear()
            if down > 1:
                below[column] = (down, deepcopy(cell))
            for extra in range(across - 1):
                cell.addnext(Element(cell.tag))
                if down > 1:
                    below[column + extra + 1] = (down, Element(cell.tag))
            column += across
        while column in below:
            column = _cover(row, None, column, below)
        for place, (left, cell) in list(below.items()):
            if left <= 1:
                del below[place]
            else:
                below[place] = (left - 1, cell)


def _cover(row: HtmlElement, before: HtmlElement | None, column: int, below: dict[int, tuple[int, HtmlElement]]) -> int:
    copy = deepcopy(below[column][1])
    copy.tail = None
    if before is None:
        row.append(copy)
    else:
        before.addprevious(copy)
    return column + 1
