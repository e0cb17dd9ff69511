"""Blocking calls, made in worker threads: what they return comes back to the widget that asked, on the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from inspect import isawaitable
from typing import Any, TypeVar

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

    async def run() -> None:
        worker = get_current_worker()
        hand: Callable[[Any], object]
        try:
            what: object = await asyncio.to_thread(call)
            hand = then
        except ERRORS as error:
            what, hand = trouble(error), failed or _notify
        if not worker.is_cancelled and widget.is_running:
            await asyncio.shield(_handed(hand, what))  # what has begun to change the screen ends

    def _notify(problem: Trouble) -> None:
        widget.notify(f"{problem.message}\n→ {problem.hint}", severity="error", markup=False)

    return widget.run_worker(run, group=group, exclusive=True)  # not run(): it may never be begun


async def _handed(hand: Callable[[Any], object], what: object) -> None:
    given = hand(what)
    if isawaitable(given):
        await given
