"""What the room asks of the assistant: passages for what is being typed, and the documents that are filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from indexes.browsing import Listed
from indexes.records import Hit, Language


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; None: not by that.

    since, until: days between which documents are dated, both included; document: one alone, by its id; as_of: what was
    valid on a day, in place of what is current.
    """

    collection: str | None = None
    language: Language | None = None
    since: date | None = None
    until: date | None = None
    document: str | None = None
    as_of: date | None = None

    def count(self) -> int:
        """How many are set; from when and until when are two."""
        chosen = (self.collection, self.language, self.since, self.until, self.document, self.as_of)
        return sum(one is not None for one in chosen)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found.

    language: that the query was taken to be in; lit: for each hit, where in its passage's text words of the query stand
    or translations of them, as (start, end), ascending; searched: how many passages the filters left to be searched;
    closely: whether the best were ranked by the slower models as well.
    """

    query: str
    filters: Filters
    language: Language
    hits: tuple[Hit, ...]
    lit: tuple[tuple[tuple[int, int], ...], ...]
    searched: int
    seconds: float
    closely: bool = False


class FindDesk(Protocol):
    """Blocking calls, from any thread. Nothing is put on the record, and nothing told that the reader may not see.

    A quick search is not kept waiting by one that ranks closely.
    """

    def find(self, query: str, filters: Filters, limit: int, *, typing: bool = False, closely: bool = False) -> Found:
        """The best passages for a query; its last word may be incomplete while one is `typing`.

        Raises:
            AssistantError, LibraryError, ModelError: with a hint.
        """

    def documents(self) -> tuple[Listed, ...]:
        """The documents that are filed, by collection and file."""

    def close(self) -> None:
        """Let go of the library and the models."""
