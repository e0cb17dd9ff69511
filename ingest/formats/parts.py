"""Makes items of what `unstructured`'s partitioners give: their categories become kinds, their tables rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ingest import headings
from ingest.blocks import BlockKind
from ingest.formats.assemble import Item, Sheet, clean
from ingest.formats.rows import html_rows, row_items
from ingest.lines import Line
from ingest.partitioners import Part

_KINDS: dict[str, BlockKind] = {
    "ListItem": "item",
    "Header": "header",
    "Footer": "footer",
    "PageNumber": "number",
}
_NO_TEXT = frozenset({"Image", "PageBreak"})
_BODY = 10.0  # points: what is read here has no sizes, so that all of it is body


def items(parts: Sequence[Part], *, styled: bool) -> list[Item]:
    """The items of a document, in order.

    `styled` says that the format marks its headings: `unstructured`'s titles are taken for headings then, and what
    looks like a heading beside them stands below the last of them. Elsewhere only looks decide.
    """
    return [item for _, item in _paged(parts, styled=styled)]


def sheets(parts: Sequence[Part], *, styled: bool) -> list[Sheet]:
    """The pages that the parts stand on, the empty ones too; what has no page of its own stands where the last did."""
    by_page: dict[int, list[Item]] = defaultdict(list)
    for page, item in _paged(parts, styled=styled):
        by_page[page].append(item)
    return [Sheet(by_page[page]) for page in range(1, max(by_page, default=0) + 1)]


def _paged(parts: Sequence[Part], *, styled: bool) -> Iterator[tuple[int, Item]]:
    lowest, page = 0, 1
    for part, following in zip_longest(parts, parts[1:]):
        page = part.page or page
        if part.category in _NO_TEXT:
            continue
        if part.table is not None:
            caption, rows = html_rows(part.table)
            yield page, Item("text", caption)
            yield from ((page, item) for item in row_items(rows, caption))
            continue
        text = clean(part.text)
        if styled and part.category == "Title":
            lowest = part.depth + 1
            yield page, Item("heading", text, lowest)
        elif part.category not in _KINDS and following is not None and (guess := looks(text, bold=part.bold)):
            yield page, Item("heading", text, max(guess, lowest + 1))
        else:
            yield page, Item(_KINDS.get(part.category, "text"), text)


def looks(text: str, *, bold: bool = False) -> int | None:
    """The level of the heading that a paragraph looks like, by its words; None where it looks like none."""
    if not text:
        return None
    line = Line(1, 0, len(text), text, 0.0, 0.0, 0.0, 0.0, size=_BODY, bold=bold, broken=False)
    return headings.level(line, _BODY, alone=True)
