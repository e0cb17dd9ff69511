"""How the screens were left, for the next time: colours, language, room, what was typed and not asked yet."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from indexes.files import replace_file

QUESTIONS = 200
"""Questions that the arrows take up again, the latest."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered. language: where it was changed on the screens; rooms: what each room says of itself."""

    theme: str = ""
    language: str = ""
    room: str = ""
    rooms: Mapping[str, dict[str, object]] = field(default_factory=dict)


def read(file: Path | None) -> Kept:
    """What was remembered; nothing where there is no such file, or it holds something else."""
    try:
        found: Any = json.loads(file.read_bytes()) if file is not None else {}
        rooms = {str(name): dict(state) for name, state in found.get("rooms", {}).items()}
        return Kept(
            theme=str(found.get("theme", "")),
            language=str(found.get("language", "")),
            room=str(found.get("room", "")),
            rooms=rooms,
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return Kept()  # comfort, not record: whoever cannot read it begins afresh


def write(file: Path | None, kept: Kept) -> None:
    """Remember. Where it cannot be written, the next time begins afresh."""
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(file, json.dumps(asdict(kept), ensure_ascii=False).encode())
        file.chmod(0o600)  # questions are in it
    except OSError as error:
        logging.getLogger(__name__).info("how the screens were left is not kept: %s", error)
