"""How the room was left, as JSON values, and taken up again from them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.tui.find.dates import period
from assistant.tui.find.desk import Filters
from indexes.records import Language

_DATES = ("since", "until", "as_of")


def kept(query: str, filters: Filters, written: Mapping[str, str], *, shelves: bool) -> dict[str, object]:
    """What is remembered. written: the dates as they were written, by name; shelves: whether documents were shown."""
    return {
        "query": query,
        "collection": filters.collection,
        "language": filters.language,
        "document": filters.document,
        "dates": {name: written.get(name, "") for name in _DATES},
        "shelves": shelves,
    }


def taken_up(state: Mapping[str, object]) -> tuple[str, Filters, dict[str, str], bool]:
    """What `kept` remembered: the query, the filters, the dates as written, whether documents are shown.

    What is unknown, or no such value, is passed over.
    """
    dates = state.get("dates")
    told = {str(name): text for name, text in dates.items() if isinstance(text, str)} if isinstance(dates, dict) else {}
    written = {name: told[name] for name in _DATES if period(told.get(name, "")) is not None}
    days = {name: period(text) for name, text in written.items()}
    since, until, as_of = (days.get(name) for name in _DATES)
    language = state.get("language")
    named: Language | None = "fr" if language == "fr" else "en" if language == "en" else None
    filters = Filters(
        collection=_text(state.get("collection")),
        language=named,
        since=since and since[0],
        until=until and until[1],
        document=_text(state.get("document")),
        as_of=as_of and as_of[1],
    )
    return _text(state.get("query")) or "", filters, written, state.get("shelves") is True


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
