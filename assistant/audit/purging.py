"""Destroys payloads so that it is told before it is done, and done in full once it is told.

What is intended stands in the file `purging`, from before the entry that tells of it until the payloads are gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.audit import payloads
from assistant.audit.store import Header, Store
from indexes.files import canonical, replace_file, sync

KIND = "session.purged"
_INTENT = "purging"


def intend(log: Path, indexes: Sequence[int], told: int) -> None:
    """Note that the payloads of entries are to be destroyed once entry `told` says so."""
    replace_file(log / _INTENT, canonical({"entries": list(indexes), "told": told}))


def is_intended(log: Path) -> bool:
    """Whether something was begun and not finished."""
    return (log / _INTENT).exists()


def carry_out(log: Path) -> None:
    """Destroy what was intended."""
    payloads.destroy(log, json.loads((log / _INTENT).read_bytes())["entries"])
    (log / _INTENT).unlink()
    sync(log)


def finish(log: Path, size: int, headers: Callable[[int], Header], facts: Callable[[int], Mapping[str, Any]]) -> None:
    """Carry out what an interrupted writer had told of already; forget what it had not."""
    intent = json.loads((log / _INTENT).read_bytes())
    told = intent["told"]
    if told < size and headers(told).kind == KIND and facts(told).get("entries") == intent["entries"]:
        carry_out(log)
    else:
        (log / _INTENT).unlink()
        sync(log)


def told(store: Store, size: int, facts: Callable[[int], Mapping[str, Any]]) -> dict[int, int]:
    """By which entry each destroyed payload was told of."""
    found: dict[int, int] = {}
    for header in store.headers(size):
        if header.kind == KIND:
            found.update((index, header.index) for index in facts(header.index)["entries"] if index not in found)
    return found
