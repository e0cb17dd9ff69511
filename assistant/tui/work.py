"""Blocking calls, made in worker threads: what they return comes back to the widget that asked, on the loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.widget import Widget
from textual.worker import Worker, get_current_worker

from assistant.tui.desk import ERRORS, Trouble, trouble

Result = TypeVar("Result")


def in_thread(
    widget: Widget,
    call: Callable[[], Result],
    then: Callable[[Result], object],
    *,
    group: str,
    failed: Callable[[Trouble], object] | None = None,
) -> Worker[None]:
    """Run `call` in a thread; hand what it returns to `then` (a function or a coroutine function), on the loop.

    A later call of the same group supersedes this one: its result is not handed on. What it raises of ERRORS goes to
    `failed`, or to a notification where there is none. Nothing is handed to a widget that is gone.
    """

    def run() -> None:
        worker = get_current_worker()
        try:
            result = call()
        except ERRORS as error:
            _tell(worker, failed or _notify, trouble(error))
        else:
            _tell(worker, then, result)

    def _tell(
        worker: Worker[None], hand: Callable[[Result], object] | Callable[[Trouble], object], what: object
    ) -> None:
        async def deliver() -> None:
            if worker.is_cancelled or not widget.is_running:
                return
            given = hand(what)  # type: ignore[arg-type]
            if hasattr(given, "__await__"):
                await given

        widget.call_later(deliver)

    def _notify(problem: Trouble) -> None:
        widget.notify(f"{problem.message}\n→ {problem.hint}", severity="error", markup=False)

    return widget.run_worker(run, group=group, exclusive=True, thread=True)
