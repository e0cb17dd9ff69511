"""Makes `unstructured` elements of blocks, and lets it chunk them by title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import BlockKind
from ingest.partitioners import (
    Element,
    ElementMetadata,
    Footer,
    Header,
    ListItem,
    NarrativeText,
    PageNumber,
    Title,
    chunk_by_title,
)

_CLASSES: dict[BlockKind, type[Element]] = {
    "heading": Title,
    "text": NarrativeText,
    "item": ListItem,
    "row": ListItem,  # a Table would be a passage of its own, and cut where it is long
    "header": Header,
    "footer": Footer,
    "number": PageNumber,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """What is never cut by chunking: a heading, or one sentence of a block."""

    kind: BlockKind
    page: int
    text: str


def chunk(units: Sequence[Unit], *, longest: int, full: int, shortest: int) -> list[list[int]]:
    """Group units into passages, each a list of indexes into `units`, without the headings that head something.

    A passage holds at most `longest` characters (a longer unit stands alone), is closed once it holds `full`, and a
    section with fewer than `shortest` is joined with the next. Sections begin at headings and may run over pages.
    """
    elements = [
        _CLASSES[unit.kind](
            text=unit.text[:longest],  # a longer one would be cut in two: what is chunked is only its place
            element_id=str(index),
            metadata=ElementMetadata(page_number=unit.page),
        )
        for index, unit in enumerate(units)
        if unit.kind in _CLASSES
    ]
    chunks = chunk_by_title(
        elements,
        max_characters=longest,
        new_after_n_chars=full,
        combine_text_under_n_chars=shortest,
        include_orig_elements=True,
        multipage_sections=True,
    )
    return [_body(units, [int(element.id) for element in chunk.metadata.orig_elements or ()]) for chunk in chunks]


def _body(units: Sequence[Unit], group: Sequence[int]) -> list[int]:
    """Leave out the headings, unless there is nothing else: a page may hold no more than its title."""
    indexes = list(dict.fromkeys(group))
    return [index for index in indexes if units[index].kind != "heading"] or indexes
