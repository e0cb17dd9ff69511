"""Makes entries of a log, as its reader gives them."""

from __future__ import annotations

from assistant.audit.log import Entry


def later(index: int) -> str:
    """A minute of its own of the first day of 2026."""
    return "2026-01-01T{:02}:{:02}:00.000Z".format(*divmod(index, 60))


def entry(
    index: int, kind: str, session: str | None = None, *, time: str = "", gone: int | None = None, **facts: object
) -> Entry:
    """An entry; `gone` is the index of the one that tells of its destruction."""
    return Entry(index, time or later(index), kind, session, {} if gone is not None else facts, gone)


def statement(
    document: str = "d1", text: str = "C’est ici.", *, kind: str = "quotation", supported: bool = True
) -> dict[str, object]:
    """A statement as the record holds it, with one citation."""
    citation = {"document": document, "file": f"{document}.pdf", "page": 1, "start": 0, "end": 5, "quote": text}
    return {"kind": kind, "text": text, "supported": supported, "reason": "", "pointers": [], "citations": [citation]}
