"""How long a generation that is no longer current is kept, so that sessions can be replayed on what they searched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from indexes.files import canonical, replace_file

RETENTION = timedelta(days=30)
_FILE = "superseded.json"


def expired(names: Iterable[str], superseded: Mapping[str, datetime], now: datetime, retention: timedelta) -> list[str]:
    """Of the generations that are not current, those that are kept no longer; none of which it is not known since when.

    superseded: when each stopped being current.
    """
    return [name for name in names if name in superseded and superseded[name] + retention <= now]


def read(folder: Path) -> dict[str, datetime]:
    """When each generation in a folder stopped being current, as far as it is written there."""
    try:
        written = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return {str(name): datetime.fromisoformat(when) for name, when in written.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def write(folder: Path, superseded: Mapping[str, datetime]) -> None:
    """Write it down."""
    replace_file(folder / _FILE, canonical({name: when.isoformat() for name, when in superseded.items()}))
