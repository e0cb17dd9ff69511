"""Search without asking: passages for a query, with the models loaded once and no generator."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from assistant.i18n import spoken
from assistant.render import hit_json
from assistant.session import understood
from indexes.records import Hit, Language

if TYPE_CHECKING:
    from assistant.office import Office
    from indexes.search import Searcher


class Finder:
    """Searches the current generation of the office's library."""

    def __init__(self, office: Office) -> None:
        self._office = office

    @cached_property
    def searcher(self) -> Searcher:
        """The open generation, with the models; opened once."""
        return self._office.searcher()

    def hits(
        self, query: str, language: Language | None, collection: str | None, limit: int
    ) -> tuple[Language, list[Hit]]:
        """The query's language and its best hits.

        Raises:
            QuestionRefusedError: the query is empty, too long or in a third language.
        """
        query, language = understood(query, language, spoken())
        return language, self.searcher.search(query, language, self._office.scope(collection), limit)

    def find(self, query: str, language: Language | None, collection: str | None, limit: int) -> dict[str, object]:
        """The same, as outside programs read it."""
        language, hits = self.hits(query, language, collection, limit)
        return {
            "query": query,
            "language": language,
            "generation": self.searcher.generation.name,
            "hits": [hit_json(hit) for hit in hits],
        }
