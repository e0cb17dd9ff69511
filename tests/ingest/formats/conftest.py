"""Reads files made by a test, and holds what is read to what every reader promises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import readers
from ingest.read import Options, Read, Source

ReadFile = Callable[..., Read]


@pytest.fixture
def read(tmp_path: Path) -> ReadFile:
    """Reads the bytes (or the text) under this name: blocks point at their text, and boxes are one a character."""

    def read(name: str, content: bytes | str, options: Options | None = None) -> Read:
        path = tmp_path / "waiting"  # the vault's copies have names of their own
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found = readers.read(Source(path, name, "0" * 64), options or Options())
        assert [page.number for page in found.pages] == list(range(1, len(found.pages) + 1))
        for page in found.pages:
            assert page.boxes.shape == (len(page.text), 4)
            assert not page.boxes.any()
        for block in found.blocks:
            (piece,) = block.pieces
            assert found.pages[piece.page - 1].text[piece.start : piece.end] == block.text
        return found

    return read


def told(found: Read) -> list[tuple[str, str]]:
    """The blocks as (kind, text)."""
    return [(block.kind, block.text) for block in found.blocks]


@pytest.fixture(name="told")
def _told() -> Callable[[Read], list[tuple[str, str]]]:
    return told
