"""The places where words were found in a document, and the one that is looked at. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tui.page_lines import Light
from indexes.records import Span


class Matches:
    """Places in the order of the document; `at` is the one looked at, from 0."""

    def __init__(self, places: Sequence[Span] = (), page: int = 1) -> None:
        """Look at the first place on a page or after it; at the first of all, where there is none."""
        self._places = tuple(places)
        self.at = next((at for at, span in enumerate(self._places) if span.page >= page), 0)

    def __len__(self) -> int:
        return len(self._places)

    def step(self, by: int) -> None:
        """Go to another place; after the last comes the first."""
        if self._places:
            self.at = (self.at + by) % len(self._places)

    @property
    def page(self) -> int | None:
        """The page of the place that is looked at."""
        return self._places[self.at].page if self._places else None

    def lights(self, page: int) -> list[Light]:
        """The places on a page, the one that is looked at chosen."""
        return [Light(span.start, span.end, at == self.at) for at, span in enumerate(self._places) if span.page == page]
