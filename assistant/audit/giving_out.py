"""Gives entries out of the record: puts it on the record, then writes readable files, proofs, and how to check them."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.audit import access, check_export, in_lines
from assistant.audit.access_readme import FILES
from assistant.audit.keeping import EXPORTED
from assistant.audit.proofs import entry_proof
from assistant.errors import AssistantError
from assistant.safe import visible
from indexes.files import aside

if TYPE_CHECKING:
    from assistant.audit.access import Choice
    from assistant.audit.clearance import Screened
    from assistant.audit.log import Log
    from assistant.audit.reading import Told
    from indexes.disposal import Tombstone


class ExportError(AssistantError):
    """An export could not be written: see the disk, or name another place."""


class _Head:
    """A log as it is at one moment, so that all proofs lead to one checkpoint, whoever writes meanwhile."""

    def __init__(self, log: Log) -> None:
        self._note = log.checkpoint()
        self.hash_at = lru_cache(maxsize=1 << 16)(log.hash_at)  # proofs of neighbours share most of their hashes
        self.header = lru_cache(maxsize=1)(log.header)  # asked for by its proof, and to be written

    def checkpoint(self) -> str:
        return self._note


def entries_of(sessions: Sequence[Told]) -> list[Screened]:
    """The entries of sessions, each once, in order."""
    return [one for _index, one in sorted({one.entry.index: one for told in sessions for one in told.entries}.items())]


def give_out(
    log: Log, sessions: Sequence[Told], choice: Choice, gone: Mapping[str, Tombstone], why: Mapping[str, str], out: Path
) -> dict[str, object]:
    """Give sessions out, into a new folder or ZIP file; return what the export says of itself.

    It is on the record before anything leaves; the proofs lead to a head that has that entry, too.

    Raises:
        RecordError: it could not be put on the record, and nothing was written.
        ExportError: it could not be written.
    """
    names = [one.session for one in sessions]
    facts = {"sessions": names, "entries": choice.opened, **why}
    recorded = log.record(EXPORTED, facts, names[0] if len(names) == 1 else None)
    about: dict[str, object] = {
        "made": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        **why,
        "recorded": recorded,
        "sessions": names,
        "entries": [{"index": index, "status": status} for index, status in sorted(choice.statuses.items())],
        "repeating": list(choice.along),
    }
    files = {"export.json": access.document(about), **_proven(log, choice)}
    for told in sessions:
        files.update(_readable(access.readable(told, choice), choice, gone))
    _write(files, out)
    return about


def give_proof(log: Log, index: int, out: Path) -> dict[str, object]:
    """Give out that an entry stands on the record, and nothing of what it says.

    Raises:
        ChoiceError: there is no such entry.
        ExportError: it could not be written.
    """
    if index >= log.size():
        raise access.ChoiceError(
            _("The record has no entry {index}.").format(index=index),
            hint=_("See how many it has: greffier audit verify"),
        )
    choice = access.Choice({index: "left out"})
    about: dict[str, object] = {"entries": [{"index": index, "status": "left out"}]}
    _write({"export.json": access.document(about), **_proven(log, choice)}, out)
    return about


def _proven(log: Log, choice: Choice) -> dict[str, bytes]:
    head = _Head(log)
    files = {
        "checkpoint": head.checkpoint().encode(),
        "verifiers": (log.folder / "verifiers").read_bytes(),
        "check.py": Path(check_export.__file__).read_bytes(),
        **{name: text.encode() for name, text in FILES.items()},
    }
    for piece in access.pieces(choice, head.header, lambda index: entry_proof(head, index), log.opened):
        files.update(piece.files())
    return files


def _readable(told: Told, choice: Choice, gone: Mapping[str, Tombstone]) -> Iterator[tuple[str, bytes]]:
    rows = [
        {**row, "status": choice.statuses[one.entry.index]}
        for row, one in zip(in_lines.rows(told, gone), told.entries, strict=True)
    ]
    left_out = {index for index, status in choice.statuses.items() if status == "left out"}
    text = "\n".join(visible(line) for line in in_lines.lines(told, gone, left_out))
    yield f"sessions/{told.session}.json", access.document(rows)
    yield f"sessions/{told.session}.txt", f"{text}\n".encode()


def _write(files: Mapping[str, bytes], out: Path) -> None:
    """Write files into a new folder or ZIP file, which has its name once all of it is there."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with aside(out.parent) as hidden:
            hidden.chmod(0o700)
            made = hidden / "made"
            if out.suffix.lower() == ".zip":
                with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
                    for name, content in sorted(files.items()):
                        zipped.writestr(name, content)
                made.chmod(0o600)
            else:
                made.mkdir(mode=0o700)
                for name, content in sorted(files.items()):
                    path = made / name
                    path.parent.mkdir(mode=0o700, exist_ok=True)
                    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                        file.write(content)
            made.rename(out)
    except OSError as error:
        raise ExportError(
            _("The export could not be written to {path}: {reason}.").format(
                path=out, reason=error.strerror or str(error)
            ),
            hint=_("See that there is room and leave to write there, or name another place."),
        ) from error
