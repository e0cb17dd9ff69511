"""The record as it was before it was a tree: one file of entries, each with the hash of the one before."""

from __future__ import annotations

import hashlib
from pathlib import Path

from assistant.audit.durable import make
from indexes.files import sync

ENTRIES = "entries.jsonl"


def set_aside(log: Path) -> dict[str, object]:
    """Move such a file to `before/`, if there is one; what the first entry of the new log says of it.

    It may have been moved already, by a writer that was cut off before that entry.
    """
    old, kept = log / ENTRIES, log / "before" / ENTRIES
    if old.exists():
        make(kept.parent)
        old.replace(kept)
        sync(kept.parent)
        sync(log)
    if not kept.exists():
        return {}
    data = kept.read_bytes()
    return {
        "chained": {
            "file": f"before/{ENTRIES}",
            "entries": data.count(b"\n"),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    }
