"""What can be said of a file without reading it: that it is filed or set aside already, and the same since."""

from __future__ import annotations

import functools
import os
from bisect import bisect_left
from pathlib import Path

from indexes.catalogue import Standing
from indexes.disposal import Disposal
from indexes.library import Library
from indexes.quarantine import AGAIN, Quarantine, Quarantined
from ingest.discover import Candidate, Refused, shown
from ingest.events import SetAside, Unchanged
from ingest.pipeline import settled
from ingest.ruling import Ruling
from ingest.wanted import Order

WALK = "walk"
"""The pipeline of a name that was refused: no more than its looks were seen."""


@functools.lru_cache(maxsize=64)
def root_of(root: Path) -> str:
    """A folder as the catalogue names it."""
    return shown(os.fspath(root.resolve()))


class Known:
    """What a library knows of the folders of a job, read once a folder: a look costs no more than the file's size and
    time.
    """

    def __init__(self, library: Library, order: Order) -> None:
        self._catalogue = library.catalogue
        self._quarantine = Quarantine(library.catalogue)
        self._order = order
        self._folders: dict[str, tuple[dict[str, Standing], dict[str, Quarantined]]] = {}
        self._names: dict[str, list[str]] = {}
        self._removed = {one.document for one in Disposal(library.catalogue).removals()}
        self.ruling = Ruling(library.catalogue, tuple(order.paths), order.rules)
        self._settled = functools.cache(lambda pipeline: settled(pipeline, order.options))

    def look(self, one: Candidate | Refused) -> Unchanged | SetAside | None:
        """Say what is known of a name; None where it has to be read."""
        if isinstance(one, Refused):
            return self._refused(one)
        try:
            facts = one.path.stat()
        except OSError:
            return None
        return self._said(one, facts.st_size, facts.st_mtime_ns)

    def inside(self, one: Candidate, modified: int) -> list[Unchanged | SetAside] | None:
        """Say what is known of the files in a container of that time, in the order of their names; None where one of
        them has to be read.
        """
        found = []
        for file in self._under(one):
            member = Candidate(one.root, one.path, file)
            standing, aside = self._of(member)
            event: Unchanged | SetAside | None
            if standing and standing.modified == modified:
                event = self._said(member, standing.size, modified)
            elif aside and aside.pipeline == WALK:
                event = self._refused(Refused(one.root, file, aside.reason, aside.detail))
            elif aside and aside.modified == modified:
                event = self._said(member, aside.size, modified)
            else:  # it was in the container before, and is not any more
                continue
            if event is None:
                return None
            found.append(event)
        return found

    def _said(self, one: Candidate, size: int, modified: int) -> Unchanged | SetAside | None:
        """Say what is known of a file of that size and time."""
        seen = size, modified
        standing, aside = self._of(one)
        if standing and (standing.size, standing.modified) == seen and self._settled(standing.pipeline):
            if self.wants_back(one, standing.document):
                return None
            self.assign(one, standing.document, standing.collection, standing.label)
            return Unchanged(one.file)
        if aside and (aside.size, aside.modified) == seen:
            if aside.released:
                return Unchanged(one.file, released=True)
            if self._settled(aside.pipeline):
                return SetAside(one.file, aside.reason, aside.detail)
        return None

    def wants_back(self, one: Candidate, document: str) -> bool:
        """Say whether the order names this very file, whose document was taken out of search."""
        return document in self._removed and one.path in self._order.paths

    def assign(self, one: Candidate, document: str, collection: str, label: str) -> None:
        """Give a document that is filed already the collection or label that the order names, or else the rules."""
        said = self.ruling.note(document, one)
        wanted = self._order.collection or said.collection or collection, self._order.label or said.label or label
        if wanted != (collection, label):
            self._catalogue.assign(document, *wanted)

    def before(self, one: Candidate) -> tuple[Standing | None, Quarantined | None]:
        """What was filed or set aside from a file's place before this job."""
        return self._of(one)

    def _refused(self, one: Refused) -> Unchanged | SetAside:
        _, aside = self._of(one)
        same = aside is not None and (aside.reason, aside.detail) == (one.reason, one.detail)
        if aside is not None and same and aside.released:
            return Unchanged(one.file, released=True)
        if aside is None or not same or aside.pipeline == AGAIN:
            self._quarantine.put(
                Quarantined(
                    root_of(one.root), one.file, one.reason, one.detail, size=-1, modified=-1, pipeline=WALK,
                    collection=self._order.collection, label=self._order.label,
                )
            )  # fmt: skip
        return SetAside(one.file, one.reason, one.detail)

    def _under(self, one: Candidate) -> list[str]:
        """The names of what was found in a container, in order."""
        root = root_of(one.root)
        if root not in self._names:
            self._of(one)
            standing, aside = self._folders[root]
            self._names[root] = sorted({*standing, *aside})
        names = self._names[root]
        return names[bisect_left(names, f"{one.file}/") : bisect_left(names, f"{one.file}0")]  # "0" is next after "/"

    def _of(self, one: Candidate | Refused) -> tuple[Standing | None, Quarantined | None]:
        root = root_of(one.root)
        if root not in self._folders:
            self._folders[root] = self._catalogue.standing(root), self._quarantine.under(root)
        standing, aside = self._folders[root]
        return standing.get(one.file), aside.get(one.file)
