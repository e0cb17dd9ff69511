"""Reads a page of a document from the desk, and the page of its twin that says the same."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.tui.source.desk import SourceDesk
from indexes.records import Document, Page


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What was read for one page, and for its twin where that is wanted."""

    document: Document | None
    page: Page | None
    twin: Document | None = None
    twin_page: Page | None = None


def read(desk: SourceDesk, document: str, number: int, *, twin: bool) -> Read:
    """Read page `number` (1-based) of a document; `twin`: and its counterpart in the other language. Takes its time."""
    known, page = desk.document(document), desk.page(document, number)
    other = desk.twin(document) if twin else None
    if other is None:
        return Read(known, page)
    return Read(known, page, other, desk.page(other.id, desk.counterpart(document, number)))
