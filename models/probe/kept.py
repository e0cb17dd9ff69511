"""Keeps the result of a probe: with the model, beside its manifest, or in a folder of the user's own."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from models import manifest, place
from models.probe.result import Result, parsed

NAME = manifest.BESIDE
_LONGEST = 1 << 16  # characters of a result: some thirty times what there is to say


@dataclass(frozen=True, slots=True)
class Place:
    """Where a result was put; `instead` says why that is not beside the model."""

    file: Path
    instead: str = ""


def keep(result: Result, model: Path, own: Path) -> Place:
    """Write a result, whole or not at all, beside an installed model's file, else into the folder `own`.

    A model that has no manifest is a file of somebody's: nothing is put beside it. Raises FolderError where neither
    can be written.
    """
    home = model.parent
    if not (home / manifest.NAME).is_file():
        return Place(_write(result, own / f"{result.sha256}.json", own), _("the model is not installed"))
    try:
        with place.locked(home.parent):
            return Place(_write(result, home / NAME, home.parent))
    except place.FolderError as error:
        return Place(_write(result, own / f"{result.sha256}.json", own), str(error))


def kept(sha256: str, model: Path, own: Path, adapter: str | None = None) -> Result | None:
    """The latest result of a model's bytes, with that adapter over them or none; None where none can be read.

    What speaks of other bytes, or cannot be read, is as good as none: the probe can be run again.
    """
    found = []
    for file in (model.parent / NAME, own / f"{sha256}.json"):
        try:
            with file.open(encoding="utf-8") as stream:
                result = parsed(stream.read(_LONGEST))
        except (OSError, ValueError):
            continue
        if (result.sha256, result.adapter) == (sha256, adapter):
            found.append(result)
    return max(found, key=lambda one: one.date, default=None)


def _write(result: Result, target: Path, aside: Path) -> Path:
    """Write aside, in a folder that `place.locked` clears where this is interrupted, then put it in its place."""
    text = json.dumps(result.json(), ensure_ascii=False, indent=2) + "\n"
    try:
        aside.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".aside-", dir=aside) as folder:
            made = Path(folder) / target.name
            with made.open("w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            made.chmod(0o644)
            made.replace(target)
    except OSError as error:
        raise place.FolderError(
            _("The result of the probe could not be written to {file}: {reason}").format(
                file=target, reason=error.strerror or error
            ),
            hint=_("Check that the disk has room, and that you may write there."),
        ) from error
    return target
