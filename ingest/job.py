"""One run of ingest: every file found is filed, known already, or quarantined with its reason; then it is published.

The job yields what happens and calls the recorder that it is handed; it does not print, log or draw.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from typing import Protocol

from indexes.catalogue import Location, Quarantined
from indexes.library import Library
from indexes.publishing import publish
from indexes.records import Document, Encoder, Lexicon
from ingest import sandbox
from ingest.discover import Candidate, Refused, discover, shown
from ingest.errors import FullDiskError, UnreadableError
from ingest.parse import PIPELINE, Parsed
from ingest.read import Options, Source
from ingest.sandbox import Limits

DEFAULT_COLLECTION, DEFAULT_LABEL = "general", "public"


class Recorder(Protocol):
    """Puts an entry on the record; it is durable when this returns."""

    def record(self, kind: str, facts: Mapping[str, object]) -> object:
        """Append an entry of this kind."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a clerk asks for. Without a collection or label, known documents keep theirs, new versions take on the one
    before's, and other new documents get the default.
    """

    paths: Sequence[Path]
    collection: str | None = None
    label: str | None = None
    workers: int = 2
    limits: Limits = field(default_factory=Limits)
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True)
class Found:
    """The walk is over: so many files are to be looked at."""

    files: int


@dataclass(frozen=True, slots=True)
class Filed:
    """A document is in the catalogue; `lost` of its pages could not be read."""

    file: str
    document: str
    pages: int
    passages: int
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file's bytes are filed already."""

    file: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file could not be filed; it is in quarantine, with the reason."""

    file: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Publishing:
    """All files are seen to; the indexes are being made."""


@dataclass(frozen=True, slots=True)
class Published:
    """The generation that answers from now on; `seconds` is what the whole job took."""

    generation: str
    seconds: float


Event = Found | Filed | Unchanged | SetAside | Publishing | Published


def run(
    library: Library, order: Order, *, encoder: Encoder, lexicon: Lexicon, recorder: Recorder
) -> Generator[Event, None, None]:
    """File what is under the order's paths and publish a generation, yielding what happens.

    Closing the iterator stops the job: what was filed stays filed, and the next run goes on from there.

    Raises:
        BusyError: another process writes to the library.
        FullDiskError: the disk is full; the generation published before still answers.
    """
    began = time.monotonic()
    try:
        with library.writing():
            found = list(discover(order.paths))
            yield Found(len(found))
            yield from _file_all(library, order, found, recorder)
            yield Publishing()
            before = library.current_generation()
            generation = publish(library.generations, library.catalogue, encoder, lexicon, keep=library.keep)
            if generation != before:
                recorder.record("generation.published", {"generation": generation})
            yield Published(generation, time.monotonic() - began)
    except (OSError, sqlite3.OperationalError) as error:
        if getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error):
            raise FullDiskError(
                _("The disk is full. What was filed before is kept, and still answers."),
                hint=_("Free some space, then run the same command again: it goes on where it stopped."),
            ) from error
        raise


def _file_all(
    library: Library, order: Order, found: Iterable[Candidate | Refused], recorder: Recorder
) -> Iterator[Event]:
    """Parse ahead with the order's workers; file in the order in which the files were found."""
    stopping = threading.Event()
    pool = ThreadPoolExecutor(max_workers=order.workers)
    waiting: deque[tuple[Candidate, Future[_Received]]] = deque()

    def finish_one() -> Event:
        candidate, future = waiting.popleft()
        return _finish(library, order, candidate, future, recorder)

    try:
        for one in found:
            known = _known(library, order, one)
            if known is not None:
                yield known
                continue
            assert isinstance(one, Candidate)  # noqa: S101  # a refused name is always known
            waiting.append((one, pool.submit(_receive, library, one, order, stopping)))
            if len(waiting) > 2 * order.workers:
                yield finish_one()
        while waiting:
            yield finish_one()
    finally:
        stopping.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _known(library: Library, order: Order, one: Candidate | Refused) -> Event | None:
    """What can be said of a name without reading it: refused, or looked at before and the same since."""
    if isinstance(one, Refused):
        return SetAside(one.file, one.reason, one.detail)
    try:
        facts = one.path.stat()
    except OSError:
        return None
    catalogue, root = library.catalogue, _root(one)
    location = catalogue.location(root, one.file)
    if (
        location is not None
        and (location.size, location.modified) == (facts.st_size, facts.st_mtime_ns)
        and catalogue.pipeline_of(location.document) == PIPELINE
    ):
        _assign(library, order, location.document)
        return Unchanged(one.file)
    aside = catalogue.quarantined_at(root, one.file)
    if aside is not None and (aside.size, aside.modified, aside.pipeline) == (
        facts.st_size,
        facts.st_mtime_ns,
        PIPELINE,
    ):
        return SetAside(aside.file, aside.reason, aside.detail)
    return None


@dataclass(frozen=True, slots=True)
class _Received:
    """A file copied into the vault's waiting room, hashed, and parsed (or the reason why not)."""

    document: str
    waiting: Path
    size: int
    modified: int
    outcome: Parsed | UnreadableError


def _receive(library: Library, one: Candidate, order: Order, stopping: threading.Event) -> _Received:
    """Copy, hash and parse one file; runs in a worker's thread. The copy is what is hashed and parsed.

    Raises:
        OSError: the file cannot be read, or its copy not be written.
    """
    facts = one.path.stat()
    document, waiting = library.vault.receive(one.path)
    try:
        source = Source(waiting, one.file, document)
        outcome: Parsed | UnreadableError = sandbox.run(source, order.options, order.limits, stopping)
    except UnreadableError as error:
        outcome = error
    return _Received(document, waiting, facts.st_size, facts.st_mtime_ns, outcome)


def _finish(library: Library, order: Order, one: Candidate, future: Future[_Received], recorder: Recorder) -> Event:
    """File what a worker's thread brought, or set the file aside."""
    try:
        received = future.result()
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        return _set_aside(library, one, "unreadable", error.strerror or str(error), size=-1, modified=-1)
    catalogue = library.catalogue
    location = Location(_root(one), one.file, received.document, received.size, received.modified)
    if catalogue.pipeline_of(received.document) == PIPELINE:
        library.vault.discard(received.waiting)
        with catalogue.transaction():
            catalogue.locate(location)
        _assign(library, order, received.document)
        return Unchanged(one.file)
    if isinstance(received.outcome, UnreadableError):
        library.vault.discard(received.waiting)
        reason, detail = received.outcome.reason, received.outcome.detail
        return _set_aside(library, one, reason, detail, received.size, received.modified)
    parsed = received.outcome
    # A new version belongs where the one before it did: a document does not lose its label by being revised.
    before = catalogue.location(location.root, location.file)
    earlier = None if before is None else catalogue.document(before.document)
    document = Document(
        id=received.document,
        file=one.file,
        title=parsed.title or Path(one.file).stem,
        language=parsed.language,
        collection=order.collection or (earlier.collection if earlier else DEFAULT_COLLECTION),
        label=order.label or (earlier.label if earlier else DEFAULT_LABEL),
        pages=len(parsed.pages),
        notes={**parsed.notes, **({"lost": list(parsed.lost)} if parsed.lost else {})},
        facts=parsed.facts,
    )
    # First on the record, then in the catalogue: a job that is killed between the two files the document again, and
    # nothing is ever filed that is not on the record.
    recorder.record("document.filed", {"document": document.id, "file": document.file})
    library.vault.keep(received.document, received.waiting)
    with catalogue.transaction():
        catalogue.file_document(document, parsed.pages, parsed.passages, pipeline=PIPELINE)
        catalogue.locate(location)
    return Filed(one.file, document.id, document.pages, len(parsed.passages), parsed.lost)


def _set_aside(library: Library, one: Candidate, reason: str, detail: str, size: int, modified: int) -> SetAside:
    if reason != "stopped":
        with library.catalogue.transaction():
            library.catalogue.quarantine(Quarantined(_root(one), one.file, reason, detail, size, modified, PIPELINE))
    return SetAside(one.file, reason, detail)


def _assign(library: Library, order: Order, name: str) -> None:
    """Give a document that is filed already the collection or label that the order names."""
    document = library.catalogue.document(name)
    if document is None:
        return
    collection, label = order.collection or document.collection, order.label or document.label
    if (collection, label) != (document.collection, document.label):
        library.catalogue.assign(name, collection, label)


def _root(one: Candidate) -> str:
    return shown(os.fspath(one.root.resolve()))
