"""What a run of ingest comes to: counted from its events, as JSON and as text for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from gettext import gettext as _
from gettext import ngettext

from ingest.events import Event, Filed, Published, SetAside, Unchanged


def reasons() -> dict[str, str]:
    """The reasons for which a file is set aside, in the reader's words."""
    return {
        "encrypted": _("protected by a password"),
        "damaged": _("damaged"),
        "not_pdf": _("not a PDF, whatever its name says"),
        "needs_ocr": _("a scan without text: it needs character recognition"),
        "empty": _("nothing on its pages"),
        "memory_limit": _("took more memory than allowed"),
        "timeout": _("took more time than allowed"),
        "crashed": _("made the parser fail"),
        "outside": _("a link out of the folder"),
        "missing": _("no such file"),
        "not_a_file": _("not a regular file"),
        "unreadable": _("cannot be read"),
        "stopped": _("the job was stopped"),
    }


@dataclass(slots=True)
class Report:
    """Counts of one run. Every file found is counted once: as filed, unchanged, partial or quarantined."""

    filed: int = 0
    unchanged: int = 0
    partial: int = 0
    quarantined: list[SetAside] = field(default_factory=list)
    pages: int = 0
    passages: int = 0
    generation: str = ""
    seconds: float = 0.0

    def add(self, event: Event) -> None:
        """Count one event."""
        match event:
            case Filed():
                self.filed += not event.lost
                self.partial += bool(event.lost)
                self.pages += event.pages
                self.passages += event.passages
            case Unchanged():
                self.unchanged += 1
            case SetAside():
                self.quarantined.append(event)
            case Published():
                self.generation, self.seconds = event.generation, event.seconds
            case _:
                pass

    def as_json(self) -> dict[str, object]:
        """The report as outside programs read it."""
        return {
            "filed": self.filed,
            "unchanged": self.unchanged,
            "partial": self.partial,
            "quarantined": [{"file": one.file, "reason": one.reason, "detail": one.detail} for one in self.quarantined],
            "pages": self.pages,
            "passages": self.passages,
            "generation": self.generation,
            "seconds": round(self.seconds, 3),
        }

    def as_lines(self) -> Iterator[str]:
        """The report as people read it."""
        yield ngettext("{n} document filed", "{n} documents filed", self.filed).format(n=self.filed)
        if self.partial:
            yield ngettext(
                "{n} document filed in part: some of its pages could not be read",
                "{n} documents filed in part: some of their pages could not be read",
                self.partial,
            ).format(n=self.partial)
        if self.unchanged:
            yield ngettext("{n} file was filed already", "{n} files were filed already", self.unchanged).format(
                n=self.unchanged
            )
        if self.quarantined:
            yield ngettext("{n} file set aside:", "{n} files set aside:", len(self.quarantined)).format(
                n=len(self.quarantined)
            )
            for one in self.quarantined:
                yield f"  {one.file} – {reasons().get(one.reason, one.reason)}"
        yield _("{pages} pages, {passages} passages, in {seconds} s").format(
            pages=self.pages, passages=self.passages, seconds=f"{self.seconds:.1f}"
        )
