"""What a run of ingest comes to: counted from its events, as JSON and as text for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from gettext import gettext as _
from gettext import ngettext

from indexes.reasons import reasons
from ingest.events import Event, Filed, Published, SetAside, Unchanged

NAMED = 10
"""Files that are named for a reason; the quarantine lists all."""


@dataclass(slots=True)
class Report:
    """Counts of one run. Every file found is counted once: as filed, unchanged, partial or quarantined.

    flagged: pages of which the text is doubtful, or was recognised. What a person released counts as unchanged.
    """

    filed: int = 0
    unchanged: int = 0
    partial: int = 0
    quarantined: list[SetAside] = field(default_factory=list)
    pages: int = 0
    flagged: int = 0
    passages: int = 0
    generation: str = ""
    seconds: float = 0.0

    def add(self, event: Event) -> None:
        """Count one event. Of several jobs, the generation is the last one's."""
        match event:
            case Filed():
                self.filed += not event.lost
                self.partial += bool(event.lost)
                self.pages += event.pages
                self.flagged += len(event.flagged)
                self.passages += event.passages
            case Unchanged():
                self.unchanged += 1
            case SetAside():
                self.quarantined.append(event)
            case Published():
                self.generation = event.generation
                self.seconds += event.seconds
            case _:
                pass

    @property
    def in_part(self) -> bool:
        """Not all that was found is filed whole."""
        return bool(self.quarantined or self.partial)

    def as_json(self) -> dict[str, object]:
        """The report as outside programs read it."""
        return {
            "filed": self.filed,
            "unchanged": self.unchanged,
            "partial": self.partial,
            "quarantined": [{"file": one.file, "reason": one.reason, "detail": one.detail} for one in self.quarantined],
            "pages": self.pages,
            "flagged": self.flagged,
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
            yield ngettext("{n} file was seen to already", "{n} files were seen to already", self.unchanged).format(
                n=self.unchanged
            )
        if self.flagged:
            yield ngettext(
                "{n} page is flagged: what it says was recognised on its picture, or is doubtful",
                "{n} pages are flagged: what they say was recognised on their pictures, or is doubtful",
                self.flagged,
            ).format(n=self.flagged)
        if self.quarantined:
            yield from self._aside()
        yield _("{pages} pages, {passages} passages, in {seconds} s").format(
            pages=self.pages, passages=self.passages, seconds=f"{self.seconds:.1f}"
        )

    def _aside(self) -> Iterator[str]:
        yield ngettext("{n} file set aside:", "{n} files set aside:", len(self.quarantined)).format(
            n=len(self.quarantined)
        )
        by_reason: dict[str, list[SetAside]] = defaultdict(list)
        for one in self.quarantined:
            by_reason[one.reason].append(one)
        for reason, files in sorted(by_reason.items(), key=lambda item: -len(item[1])):
            yield f"  {reasons().get(reason, reason)}: {len(files)}"
            for one in files[:NAMED]:
                yield f"    {one.file}"
            if len(files) > NAMED:
                yield "    " + _("… and {n} more").format(n=len(files) - NAMED)
        yield _("What became of each, and what to do: greffier ingest quarantine")
