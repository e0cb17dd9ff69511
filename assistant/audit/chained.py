"""The record as it was before it was a tree: one file of entries, each with the hash of the one before."""

from __future__ import annotations

import hashlib
from pathlib import Path

from indexes.files import sync

_ENTRIES = "entries.jsonl"


def set_aside(log: Path) -> dict[str, object]:
    """Move such a file to `before/`, if there is one; what the first entry of the new log says of it."""
    old = log / _ENTRIES
    if not old.exists():
        return {}
    data = old.read_bytes()
    kept = log / "before" / _ENTRIES
    kept.parent.mkdir(exist_ok=True)
    old.replace(kept)
    sync(kept.parent)
    return {
        "chained": {
            "file": f"before/{_ENTRIES}",
            "entries": data.count(b"\n"),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    }
