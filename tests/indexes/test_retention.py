"""How long a superseded generation is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexes import retention


def test_retention_is_counted_from_when_a_generation_was_superseded() -> None:
    now = datetime(2026, 7, 31, tzinfo=UTC)
    superseded = {"old": now - timedelta(days=31), "recent": now - timedelta(days=29)}
    assert retention.expired(["old", "recent", "unknown"], superseded, now, retention.RETENTION) == ["old"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"a": 1}', '{"a": "yesterday"}', "\x80"])
def test_dates_that_cannot_be_read_are_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "superseded.json").write_text(content, encoding="latin-1")
    assert retention.read(tmp_path) == {}
