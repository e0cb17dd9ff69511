"""What a clerk asks for, as a job is given it and as the journal remembers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from ingest.read import Options
from ingest.worker import Limits

DEFAULT_COLLECTION, DEFAULT_LABEL = "general", "public"


@dataclass(frozen=True, slots=True)
class Order:
    """What a clerk asks for. Without a collection or label, known documents keep theirs, new versions take on the one
    before's, and other new documents get the default.

    again: file what is in quarantine and is to be tried again, in place of what is under `paths`. rules: the file of
    folder rules, in place of those that lie in or above the folders. Rules come after what is said here of all files.
    """

    paths: Sequence[Path]
    collection: str | None = None
    label: str | None = None
    workers: int = 2
    limits: Limits = field(default_factory=Limits)
    options: Options = field(default_factory=Options)
    again: bool = False
    rules: Path | None = None

    def remembered(self) -> dict[str, object]:
        """What an interrupted job goes on with: all but the means, which are those of whoever goes on."""
        return {
            "paths": [str(path.absolute()) for path in self.paths],
            "collection": self.collection,
            "label": self.label,
            "options": asdict(self.options),
            "again": self.again,
            "rules": None if self.rules is None else str(self.rules.absolute()),
        }


def recall(remembered: Mapping[str, Any], *, workers: int, limits: Limits) -> Order:
    """Make the order again that `remembered` describes, with other means. What is not known any more is left out."""
    known = {one.name for one in fields(Options)}
    return Order(
        paths=tuple(map(Path, remembered["paths"])),
        collection=remembered["collection"],
        label=remembered["label"],
        workers=workers,
        limits=limits,
        options=Options(**{name: value for name, value in remembered["options"].items() if name in known}),
        again=remembered["again"],
        rules=Path(remembered["rules"]) if remembered.get("rules") else None,
    )
