"""What the room of the evaluations asks: the results that the library keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from assistant.evaluation import comparing, saved
from assistant.evaluation.comparing import Comparison
from assistant.evaluation.errors import ResultError
from assistant.evaluation.keeping import FOLDER, kept
from assistant.evaluation.saved import Saved
from assistant.tui.evaluation.desk import Run

if TYPE_CHECKING:
    from assistant.office import Office


class OfficeEvaluationDesk:
    """Reads the results of the library in use; what a result came to is read once."""

    def __init__(self, office: Office) -> None:
        self._folder = office.settings.library / FOLDER
        self._known: dict[str, tuple[int, Run]] = {}
        self._lock = Lock()

    def runs(self) -> Sequence[Run]:
        """The results, the newest first."""
        with self._lock:
            found = {}
            for path in kept(self._folder):
                try:
                    changed = path.stat().st_mtime_ns
                except FileNotFoundError:  # dropped for a newer one
                    continue
                before = self._known.get(path.name)
                fresh = before is not None and before[0] == changed
                found[path.name] = before if before is not None and fresh else (changed, _run(path))
            self._known = found
            return [run for _changed, run in found.values()]

    def run(self, name: str) -> Saved:
        """One of them, with its questions."""
        with self._lock:
            return _load(self._folder / name)

    def compare(self, before: str, after: str) -> Comparison:
        """What changed from one to another."""
        with self._lock:
            return comparing.compare(_load(self._folder / before), _load(self._folder / after))

    def close(self) -> None:
        """There is nothing to let go of."""


def _run(path: Path) -> Run:
    try:
        return Run(path.name, replace(_load(path), rows=()))
    except ResultError as error:
        return Run(path.name, None, str(error))


def _load(path: Path) -> Saved:
    try:
        return saved.load(path)
    except OSError as error:
        raise ResultError(
            _("{file} cannot be read: {reason}.").format(file=path.name, reason=error.strerror or error),
            hint=_("Evaluate again: greffier eval run QUESTIONS.jsonl"),
        ) from error
