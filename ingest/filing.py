"""Files what the workers bring, or sets it aside; each step is in the journal before the next is taken."""

from __future__ import annotations

import errno
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from indexes.catalogue import Location
from indexes.disposal import Disposal
from indexes.journal import Journal, Trace
from indexes.library import Library
from indexes.quarantine import Quarantine, Quarantined
from indexes.records import Document
from ingest.discover import Candidate
from ingest.errors import UnreadableError
from ingest.events import Filed, SetAside, Unchanged
from ingest.known import Known, root_of
from ingest.pipeline import filed_by, pipeline, settled
from ingest.receiving import Outcome, Received
from ingest.wanted import DEFAULT_COLLECTION, DEFAULT_LABEL, Order

if TYPE_CHECKING:
    from ingest.parse import Parsed

ATTEMPTS = 2
"""How often a file may be parsed, where it is not known what ended the attempt."""


class Recorder(Protocol):
    """Puts an entry on the record; it is durable when this returns."""

    def record(self, kind: str, facts: Mapping[str, object]) -> object:
        """Append an entry of this kind."""


class Filing:
    """What one job puts into the library. All of it runs in the job's own thread, as the one that writes."""

    def __init__(self, library: Library, order: Order, known: Known, journal: Journal, recorder: Recorder) -> None:
        self._library = library
        self._order = order
        self._known = known
        self._journal = journal
        self._recorder = recorder
        self._quarantine = Quarantine(library.catalogue)
        self._disposal = Disposal(library.catalogue)
        self._begun: set[str] = set()

    @functools.cached_property
    def _pipeline(self) -> str:
        return pipeline(self._order.options)

    def admit(self, received: Received) -> Unchanged | SetAside | None:
        """Say what becomes of a file by its hash; None where it has to be parsed, which is then in the journal."""
        catalogue, document = self._library.catalogue, received.document
        buried = self._disposal.tombstone(document)
        if buried is not None:
            error = UnreadableError("destroyed", f"by rule {buried.rule}, approved by {buried.approver}")
            return self._refuse(received, error, Trace(), read=False)
        if self._known.wants_back(received.one, document):
            self._recorder.record("document.restored", {"document": document, "file": received.one.file})
            self._disposal.restore(document)
        kept = catalogue.pipeline_of(document)
        if kept is not None and settled(kept, self._order.options):
            self._library.vault.discard(received.waiting)
            with catalogue.transaction():
                catalogue.locate(_location(received))
            filed = catalogue.document(document)
            if filed is not None:
                self._known.assign(received.one, document, filed.collection, filed.label)
            return Unchanged(received.one.file)
        row = self._journal.row(document, self._pipeline)
        if row is not None and row.state == "quarantined":
            return self._refuse(received, UnreadableError(row.reason, row.detail), row.trace, read=False)
        if row is not None and row.state == "parsing" and row.attempts >= ATTEMPTS:
            error = UnreadableError("crashed", f"the job ended {row.attempts} times while it was parsed")
            return self._refuse(received, error, row.trace)
        self._begin(received)
        return None

    def finish(self, received: Received, outcome: Outcome) -> Filed | SetAside | None:
        """File what a worker brought, or set it aside; None where it is to be parsed once more."""
        if isinstance(outcome.result, UnreadableError):
            if outcome.trace.signal == "SIGKILL" and self._attempts(received) < ATTEMPTS:
                # Nobody kills himself so: it was the system, short of memory, and may have picked the wrong one.
                self._begin(received)
                return None
            event: Filed | SetAside = self._refuse(received, outcome.result, outcome.trace)
        else:
            event = self._file(received, outcome.result, outcome.trace)
        self._begun.discard(received.document)
        return event

    def unreadable(self, one: Candidate, error: OSError | UnreadableError) -> SetAside:
        """Set a file aside that could not even be copied.

        Raises:
            OSError: the error itself, where it says that there is no room left.
        """
        if isinstance(error, UnreadableError):
            return self._put(one, error, size=-1, modified=-1, by=self._pipeline)
        if error.errno == errno.ENOSPC:
            raise error
        unread = UnreadableError("unreadable", error.strerror or str(error))
        return self._put(one, unread, size=-1, modified=-1, by=self._pipeline)

    def put_back(self) -> None:
        """Note that a person stopped the job while some were parsed."""
        for document in self._begun:
            self._journal.put_back(document, self._pipeline)

    def _begin(self, received: Received) -> None:
        # Noted here first: whatever stops the job in between, what the journal says is begun is put back.
        self._begun.add(received.document)
        self._journal.begin(received.document, self._pipeline, root_of(received.one.root), received.one.file)

    def _attempts(self, received: Received) -> int:
        row = self._journal.row(received.document, self._pipeline)
        return row.attempts if row is not None else 0

    def _file(self, received: Received, parsed: Parsed, trace: Trace) -> Filed:
        catalogue, one = self._library.catalogue, received.one
        collection, label = self._place(one)
        flagged = tuple(map(int, parsed.notes.get("flagged") or ()))  # type: ignore[call-overload]
        document = Document(
            id=received.document,
            file=one.file,
            title=parsed.title or Path(one.file).stem,
            language=parsed.language,
            collection=collection,
            label=label,
            pages=len(parsed.pages),
            notes={**parsed.notes, **({"lost": list(parsed.lost)} if parsed.lost else {})},
            facts=parsed.facts,
        )
        # First on the record, then in the catalogue: a job that is killed between the two files the document again,
        # and nothing is ever filed that is not on the record.
        self._recorder.record("document.filed", {"document": document.id, "file": document.file})
        self._library.vault.keep(received.document, received.waiting)
        with catalogue.transaction():
            by = filed_by(parsed, self._order.options)
            catalogue.file_document(document, parsed.pages, parsed.passages, pipeline=by)
            catalogue.locate(_location(received))
            self._known.ruling.note(document.id, one)
            self._journal.parsed(document.id, self._pipeline, len(parsed.lost), trace)
        return Filed(one.file, document.id, document.pages, len(parsed.passages), parsed.lost, flagged, trace.seconds)

    def _place(self, one: Candidate) -> tuple[str, str]:
        """The collection and label of a new document: as ordered now or when its file was set aside, or as the folder's
        rules say anew, or those of the version before it: a document does not lose its label by being revised.
        """
        before, aside = self._known.before(one)
        collection, label = self._wanted(aside)
        said = self._known.ruling.news(one, before.document if before else None)
        return (
            collection or said.collection or (before.collection if before else DEFAULT_COLLECTION),
            label or said.label or (before.label if before else DEFAULT_LABEL),
        )

    def _wanted(self, aside: Quarantined | None) -> tuple[str | None, str | None]:
        """The collection and label that were asked for: now, or when a file was set aside."""
        return (
            self._order.collection or (aside.collection if aside else None),
            self._order.label or (aside.label if aside else None),
        )

    def _refuse(self, received: Received, error: UnreadableError, trace: Trace, *, read: bool = True) -> SetAside:
        """Set a file aside by its hash. read: a worker had it in this job; else what is known of its bytes is said."""
        self._library.vault.discard(received.waiting)
        document, one = received.document, received.one
        by = filed_by(error, self._order.options)
        facts = {"file": one.file, "document": document, "reason": error.reason}
        self._recorder.record("document.quarantined", facts)
        with self._library.catalogue.transaction():
            if read:
                self._journal.quarantined(document, self._pipeline, error.reason, error.detail, trace)
            self._put(one, error, size=received.size, modified=received.modified, by=by, document=document)
        return SetAside(one.file, error.reason, error.detail, trace.seconds if read else 0.0)

    def _put(
        self, one: Candidate, error: UnreadableError, *, size: int, modified: int, by: str, document: str | None = None
    ) -> SetAside:
        wanted = self._wanted(self._known.before(one)[1])
        self._quarantine.put(
            Quarantined(
                root_of(one.root), one.file, error.reason, error.detail, size, modified, by, document,
                *wanted,
            )
        )  # fmt: skip
        return SetAside(one.file, error.reason, error.detail)


def _location(received: Received) -> Location:
    return Location(root_of(received.one.root), received.one.file, received.document, received.size, received.modified)
