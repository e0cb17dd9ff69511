"""Search without asking: passages for a query, with the models loaded once and no generator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from gettext import gettext as _
from typing import TYPE_CHECKING

from assistant.explained import matches_json, matches_lines, terms_json, terms_lines
from assistant.i18n import spoken
from assistant.render import hit_json, hit_lines
from assistant.session import understood
from indexes.records import Hit, Language

if TYPE_CHECKING:
    from assistant.office import Office
    from indexes.explaining import Explanation
    from indexes.search import Searcher


class Finder:
    """Searches the current generation of the office's library: what is current, or was valid on a day."""

    def __init__(self, office: Office, as_of: date | None = None) -> None:
        self._office = office
        self._as_of = as_of

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
        return language, self.searcher.search(query, language, self._office.scope(collection, self._as_of), limit)

    def explained(
        self, query: str, language: Language | None, collection: str | None, limit: int
    ) -> tuple[Language, list[Hit], Explanation]:
        """The same, with what its terms are taken for and where each hit meets them."""
        from indexes.explaining import explain

        language, hits = self.hits(query, language, collection, limit)
        query, _ = understood(query, language, spoken())
        matcher = self.searcher.matcher(query, language, self._office.scope(collection, self._as_of))
        return language, hits, explain(query, language, matcher, hits)

    def find(
        self, query: str, language: Language | None, collection: str | None, limit: int, *, explained: bool = False
    ) -> dict[str, object]:
        """The same, as outside programs read it; `explained` adds an "explanation" of the query and of each hit."""
        if explained:
            language, hits, explanation = self.explained(query, language, collection, limit)
        else:
            language, hits = self.hits(query, language, collection, limit)
        found: dict[str, object] = {"query": query, "language": language, "generation": self.searcher.generation.name}
        rows = [hit_json(hit) for hit in hits]
        if explained:
            found["explanation"] = terms_json(explanation)
            for row, hit, matches in zip(rows, hits, explanation.matches, strict=True):
                row["explanation"] = matches_json(hit, matches)
        return found | {"hits": rows}

    def lines(
        self, query: str, language: Language | None, collection: str | None, limit: int, *, explained: bool = False
    ) -> Iterator[str]:
        """The same, as people read it."""
        if not explained:
            hits = self.hits(query, language, collection, limit)[1]
            for hit in hits:
                yield from (*hit_lines(hit), "")
        else:
            _language, hits, explanation = self.explained(query, language, collection, limit)
            yield from (*terms_lines(explanation), "")
            for hit, matches in zip(hits, explanation.matches, strict=True):
                yield from (*hit_lines(hit), *matches_lines(hit, matches, explanation), "")
        if not hits:
            yield _("Nothing was found.")
