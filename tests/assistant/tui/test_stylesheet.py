"""The rules of how all looks: read once for each theme."""

from __future__ import annotations

import pytest
from textual.css import stylesheet
from textual.css.parse import parse

from .driving import Running


async def test_rules_are_read_once_for_each_theme(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []

    def noted(scope, css, read_from, **more):  # type: ignore[no-untyped-def]
        read.append((read_from, more["tie_breaker"]))
        return parse(scope, css, read_from, **more)

    monkeypatch.setattr(stylesheet, "parse", noted)
    async with running() as pilot:
        assert len(read) == len(set(read)), "the theme that one begins with is there before anything is read"
        await pilot.app.action_room("find")
        await pilot.pause()
        assert len(read) == len(set(read)), "a room adds its own"
        before, dark = len(read), pilot.app.screen.styles.background
        pilot.app.theme = "greffier-light"
        await pilot.pause()
        assert len(read) > before
        assert pilot.app.screen.styles.background != dark
        light = len(read)
        await pilot.app.action_room("ask")
        await pilot.pause()
        assert pilot.app.screen.styles.background != dark
        assert len(read) == light, "and another room takes the same colours"
