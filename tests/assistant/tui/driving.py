"""What drives the screens: keys and questions, a pilot that waits for threads and never sleeps, what is read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from textual.pilot import Pilot

from assistant.tui.app import GreffierApp

from .scripted import ScriptedDesk

SIZES = [(80, 24), (160, 50)]

Running = Callable[..., AbstractAsyncContextManager[Pilot[None]]]
Prepare = Callable[[Pilot[None]], Awaitable[None]]


class Look(Protocol):
    """Holds a screen against the picture of it that is kept: after `prepare`, in a room over the desks given."""

    def __call__(
        self,
        desk: ScriptedDesk | None = None,
        *,
        open_desk: Callable[[], ScriptedDesk] | None = None,
        room: str = "ask",
        desks: Mapping[str, Any] | None = None,
        prepare: Prepare | None = None,
    ) -> None: ...


async def settle(pilot: Pilot[None]) -> None:
    """Wait until the threads are done, and what they said is on the screen."""
    await pilot.pause()
    while any(not worker.is_finished for worker in pilot.app.workers):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    await pilot.pause()
    await pilot.pause()  # what a worker handed over may have asked for a layout


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each once what the one before began is done."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def ask(pilot: Pilot[None], question: str) -> None:
    """Type a question, and wait for what comes of it."""
    type_in(pilot, question)
    await pilot.press("enter")
    await settle(pilot)


def type_in(pilot: Pilot[None], question: str) -> None:
    """Put a question in the line, as if it were pasted."""
    pilot.app.screen.query_one("#question").value = question  # type: ignore[attr-defined]


def shown(app: GreffierApp) -> str:
    """What a person reads on the screen, without colour."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)
