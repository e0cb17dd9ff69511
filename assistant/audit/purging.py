"""Destroys payloads so that it is told before it is done, and done in full once it is told.

What is intended stands in the file `purging`, from before the entry that tells of it until the payloads are gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.audit import payloads
from assistant.audit.store import Store
from indexes.files import canonical, replace_file, sync

KIND = "session.purged"
_INTENT = "purging"


def intend(log: Path, indexes: Sequence[int], told: int) -> None:
    """Note that the payloads of entries are to be destroyed once entry `told` says so."""
    replace_file(log / _INTENT, canonical({"entries": list(indexes), "told": told}))


def is_intended(log: Path) -> bool:
    """Whether something was begun and not finished."""
    return (log / _INTENT).exists()


def carry_out(log: Path, indexes: Sequence[int]) -> None:
    """Destroy what was intended."""
    payloads.destroy(log, list(indexes))
    _forget(log)


def finish(store: Store, size: int, facts: Callable[[int], Mapping[str, Any]]) -> None:
    """Carry out what an interrupted writer had told of already; forget what it had not.

    Raises:
        PayloadError: a payload that was to be destroyed is not there.
    """
    log = store.folder
    try:
        intent = json.loads((log / _INTENT).read_bytes())
        told, entries = int(intent["told"]), list(intent["entries"])
    except (KeyError, TypeError, ValueError):  # damaged: what was told last is done, once more if need be
        told = next(store.latest(KIND, size), size)
        entries = list(facts(told).get("entries", ())) if told < size else []
    if told < size and store.header(told).kind == KIND and facts(told).get("entries") == entries:
        carry_out(log, entries)
    else:
        _forget(log)


def _forget(log: Path) -> None:
    (log / _INTENT).unlink()
    sync(log)


def told(store: Store, size: int, facts: Callable[[int], Mapping[str, Any]]) -> dict[int, int]:
    """By which entry each destroyed payload was told of."""
    found: dict[int, int] = {}
    for header in store.headers(size):
        if header.kind == KIND:
            found.update(
                (index, header.index) for index in facts(header.index).get("entries", ()) if index not in found
            )
    return found
