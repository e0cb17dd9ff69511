"""What takes its time in the audit room: begun in threads, told of on the way, and stopped when it is not wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from textual.widget import Widget

from assistant.tui.audit.desk import Cancelled, Progress
from assistant.tui.desk import Trouble
from assistant.tui.work import in_thread

Given = TypeVar("Given")


class Jobs:
    """One job of a name at a time: a later one stops the one before. Its methods are called from the loop."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._jobs: dict[str, threading.Event] = {}

    def run(
        self,
        name: str,
        call: Callable[[Progress, Cancelled], Given],
        then: Callable[[Given], object],
        failed: Callable[[Trouble], object],
        at: Callable[[int, int], None],
    ) -> None:
        """Make a call in a thread: `at` is told how far it is, `then` what it returned, `failed` what went wrong."""
        self.stop(name)
        job = self._jobs[name] = threading.Event()

        def reach(done: int, total: int) -> None:
            if self._jobs.get(name) is job and not job.is_set() and self._widget.is_attached:
                at(done, total)

        def told(done: int, total: int) -> None:
            self._widget.call_later(reach, done, total)

        def ended(given: Given) -> object:
            self._forget(name, job)
            return then(given)

        def broken(trouble: Trouble) -> object:
            self._forget(name, job)
            return failed(trouble)

        in_thread(self._widget, lambda: call(told, job.is_set), ended, group=name, failed=broken)

    def under_way(self, name: str) -> bool:
        """Whether there is one of that name, be it stopped already."""
        return name in self._jobs

    def stop(self, name: str) -> None:
        """Say that one is not wanted any more; it ends as soon as it can."""
        if name in self._jobs:
            self._jobs[name].set()

    def stop_all(self) -> None:
        """Say that nothing is wanted any more."""
        for name in self._jobs:
            self.stop(name)

    def _forget(self, name: str, job: threading.Event) -> None:
        if self._jobs.get(name) is job:
            del self._jobs[name]
