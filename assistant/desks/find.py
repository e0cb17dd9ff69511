"""What the room for finding asks of the assistant: two searchers over the office's library, a quick and a close one."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from assistant.i18n import spoken
from assistant.marks import noted
from assistant.office import Office
from assistant.tui.find.dates import dated_within
from assistant.tui.find.desk import Filters, Found
from indexes.browsing import Listed, listed
from indexes.completing import completed, spoken_in
from indexes.generation import open_current
from indexes.lighting import Lights
from indexes.search import Scope, Searcher
from models.language import detect

if TYPE_CHECKING:
    from indexes.records import Hit, Language

_SURE = 4
"""Words from which a model of languages is surer than what is filed."""


class OfficeFindDesk:
    """Searches the generation that is current when it is asked, so that what is filed meanwhile is found.

    Nothing is put on the record, as by `greffier search`.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._quickly, self._closely = threading.Lock(), threading.Lock()
        self._library = office.library()
        self._encoder, self._lexicon = office.encoder(), office.lexicon()
        self._lights = Lights(self._lexicon)
        self._quick: Searcher | None = None
        self._close: Searcher | None = None
        self._listed: tuple[str, tuple[Listed, ...]] = ("", ())
        self._among: tuple[object, frozenset[str] | None] = (None, None)
        self.find("bonjour", Filters(), 1)  # what loads at the first search is not to hold up the first key

    def find(self, query: str, filters: Filters, limit: int, *, typing: bool = False, closely: bool = False) -> Found:
        """The best passages for a query."""
        if not closely:
            with self._quickly:
                return self._found(self._searcher(), query, filters, limit, typing=typing)
        with self._quickly:
            scope = self._scope(filters)
        with self._closely:
            found = self._found(self._close_searcher(), query, filters, limit, scope=scope)
            return replace(found, closely=True)

    def documents(self) -> tuple[Listed, ...]:
        """The documents that are filed."""
        with self._quickly:
            return self._documents()

    def close(self) -> None:
        """Let go of the library and the models."""
        if self._close is not None:
            self._close.catalogue.close()
        self._library.close()

    def _found(
        self,
        searcher: Searcher,
        query: str,
        filters: Filters,
        limit: int,
        *,
        typing: bool = False,
        scope: Scope | None = None,
    ) -> Found:
        begun = perf_counter()
        scope = scope or self._scope(filters)
        written = query.encode("utf-8", "replace").decode()
        allowed = searcher.allowed(scope)
        language = self._language(searcher, written, scope)
        lexical = searcher.generation.lexical
        written = completed(written, language, lexical, self._lexicon, allowed.statistics, typing=typing)
        hits = searcher.search(written, language, scope, limit) if written.strip() else []
        matcher = searcher.matcher(written, language, scope)
        return Found(
            query,
            filters,
            language,
            tuple(self._noted(searcher, hits)),
            tuple(self._lights.spans(hit.passage.text, hit.passage.language, matcher) for hit in hits),
            int(allowed.mask.sum()),
            perf_counter() - begun,
        )

    def _language(self, searcher: Searcher, query: str, scope: Scope) -> Language:
        """The query's language, which is never refused: whoever types has not come to an end yet."""
        statistics = searcher.allowed(scope).statistics
        if len(re.findall(r"\w+", query)) < _SURE:
            known = spoken_in(query, searcher.generation.lexical, self._lexicon, statistics)
            if known is not None:
                return known
        language = detect(query)
        return language if language == "fr" or language == "en" else spoken()

    @staticmethod
    def _noted(searcher: Searcher, hits: Sequence[Hit]) -> list[Hit]:
        """The hits with what the catalogue knows of their documents: what took their place, and so on."""
        documents = {hit.document.id: hit.document for hit in hits}
        known = {name: noted(searcher.catalogue, document) for name, document in documents.items()}
        return [replace(hit, document=known[hit.document.id]) for hit in hits]

    def _scope(self, filters: Filters) -> Scope:
        """Where to search: what the filters leave of what the reader is cleared for."""
        scope = self._office.scope(filters.collection, filters.as_of)
        return replace(scope, language=filters.language, documents=self._documents_of(filters))

    def _documents_of(self, filters: Filters) -> frozenset[str] | None:
        """The documents that the filters name or date; None where all are searched."""
        if filters.document is None and filters.since is None and filters.until is None:
            return None
        documents = self._documents()
        key = (self._listed[0], filters.document, filters.since, filters.until)
        if self._among[0] != key:  # the same object each time, which the generation's preparation is kept by
            chosen = frozenset(
                one.id
                for one in documents
                if filters.document in (None, one.id) and dated_within(one.date, filters.since, filters.until)
            )
            self._among = (key, chosen)
        return self._among[1]

    def _documents(self) -> tuple[Listed, ...]:
        generation = self._searcher().generation.name
        if self._listed[0] != generation:
            self._listed = (generation, tuple(listed(self._library.catalogue, self._office.settings.labels)))
        return self._listed[1]

    def _searcher(self) -> Searcher:
        """The quick one: words and meaning, without the models that rank again."""
        if self._quick is None or self._is_old(self._quick):
            generation = open_current(self._library.generations, self._encoder, self._lexicon)
            self._quick = Searcher(generation, self._library.catalogue, self._encoder, self._lexicon)
        return self._quick

    def _close_searcher(self) -> Searcher:
        """The one that answers are found by, opened when it is first wanted: it takes a model more, and longer."""
        if self._close is None or self._is_old(self._close):
            if self._close is not None:
                self._close.catalogue.close()
                self._close = None
            self._close = self._office.searcher()
        return self._close

    def _is_old(self, searcher: Searcher) -> bool:
        return self._library.current_generation() != searcher.generation.name
