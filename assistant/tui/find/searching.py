"""Searches as one types: a moment after the last key, one at a time; what is not wanted any more is not shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.tui.desk import Trouble
from assistant.tui.find.desk import Filters, FindDesk, Found
from assistant.tui.work import in_thread

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget

LIMIT = 30
"""Passages that are listed."""

PAUSE = 0.09
"""Seconds after a key in which the next may come."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be found; `typing`: its last word may be incomplete."""

    query: str
    filters: Filters
    typing: bool = False


class Searching:
    """Calls the desk in threads, and hands on what is found while it is still wanted.

    A search cannot be stopped: while one runs, only the last that is wanted waits for it. Ranking closely has a thread
    of its own, so that typing goes on meanwhile.
    """

    def __init__(
        self, widget: Widget, desk: FindDesk, found: Callable[[Found], object], failed: Callable[[Trouble], object]
    ) -> None:
        self._widget = widget
        self._desk = desk
        self._tell, self._tell_failed = found, failed
        self._wanted: Wanted | None = None
        self._under_way: Wanted | None = None
        self._timer: Timer | None = None
        self.ranking: Wanted | None = None

    @property
    def busy(self) -> bool:
        """Whether anything is still to come."""
        return self._wanted is not None or self._under_way is not None or self.ranking is not None

    def want(self, wanted: Wanted, *, at_once: bool = False) -> None:
        """Search for this, and for nothing that was wanted before."""
        self._wanted = wanted
        self.ranking = None
        if self._timer is not None:
            self._timer.stop()
        if at_once:
            self._begin()
        else:
            self._timer = self._widget.set_timer(PAUSE, self._begin)

    def nothing(self) -> None:
        """Search for nothing any more."""
        self._wanted = self.ranking = None
        if self._timer is not None:
            self._timer.stop()

    def rank(self, wanted: Wanted) -> None:
        """Rank closely what is found for this."""
        self.ranking = wanted

        def call() -> Found:
            return self._desk.find(wanted.query, wanted.filters, LIMIT, closely=True)

        def ranked(found: Found) -> None:
            if self.ranking == wanted:
                self.ranking = self._wanted = None  # the quick search has nothing to add
                self._tell(found)

        def failed(trouble: Trouble) -> None:
            if self.ranking == wanted:
                self.ranking = None
                self._tell_failed(trouble)

        in_thread(self._widget, call, ranked, group="rank", failed=failed)

    def _begin(self) -> None:
        wanted = self._wanted
        if wanted is None or self._under_way is not None:
            return
        self._under_way = wanted

        def call() -> Found:
            return self._desk.find(wanted.query, wanted.filters, LIMIT, typing=wanted.typing)

        in_thread(self._widget, call, self._found, group="find", failed=self._failed)

    def _found(self, found: Found) -> None:
        if self._is_over():
            self._tell(found)

    def _failed(self, trouble: Trouble) -> None:
        if self._is_over():
            self._tell_failed(trouble)

    def _is_over(self) -> bool:
        """Whether what was found is still wanted; else the next search begins."""
        done, self._under_way = self._under_way, None
        if self._wanted == done:
            self._wanted = None
            return True
        self._begin()
        return False
