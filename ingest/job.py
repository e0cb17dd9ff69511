"""One run of ingest: every file found is filed, known already, or quarantined with its reason; then it is published.

The job yields what happens and calls the recorder that it is handed; it does not print, log or draw.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from typing import Any

from indexes.journal import Journal
from indexes.library import Library
from indexes.publishing import publish
from indexes.quarantine import Quarantine
from indexes.records import Encoder, Lexicon
from ingest import disposal, sandbox
from ingest.discover import Candidate, Refused, discover, holding, look
from ingest.disposal import Tools
from ingest.encoding import Progress, noting
from ingest.errors import UnreadableError
from ingest.events import Begun, Event, Filed, Found, Published, Publishing, SetAside, Unchanged, Working
from ingest.filing import Filing, Recorder
from ingest.full_disk import telling_a_full_disk
from ingest.kinds import stated
from ingest.known import Known, root_of
from ingest.opening import Opening
from ingest.receiving import Outcome, Received, Receiving
from ingest.relations import relate
from ingest.wanted import Order

__all__ = [
    "Begun", "Event", "Filed", "Found", "Order", "Published", "Publishing", "Recorder", "SetAside", "Unchanged",
    "Working", "run",
]  # fmt: skip

_TICK = 0.2  # seconds after which it is said again what the workers are at


def run(
    library: Library,
    order: Order,
    *,
    encoder: Encoder,
    lexicon: Lexicon,
    recorder: Recorder,
    found: Iterable[Candidate | Refused] | None = None,
    number: int | None = None,
    encoding: Progress = lambda _done, _total: None,
) -> Generator[Event, None, None]:
    """File what is under the order's paths and publish a generation, yielding what happens.

    Closing the iterator stops the job: what was filed stays filed, and it goes on from there when it is resumed.

    found: the files to look at, where it is not all that the order's paths hold. number: the job in the journal that
    this one goes on with, where it is not told by the order itself. encoding: told how far the indexes are.

    Raises:
        BusyError: another process writes to the library.
        FullDiskError: the disk is full; the generation published before still answers.
    """
    began = time.monotonic()
    with telling_a_full_disk(), library.writing():
        disposal.finish(Tools(library, encoder, lexicon, recorder))
        journal = Journal(library.catalogue)
        job = journal.open_job(order.remembered(), library.current_generation(), number)
        yield Begun(job.number)
        files = list(_found(library, order) if found is None else found)
        yield Found(len(files))
        yield from _file_all(library, order, files, journal, recorder)
        relate(library.catalogue)
        yield Publishing()
        generation = publish(
            library.generations,
            library.catalogue,
            encoder,
            lexicon,
            keep=library.keep,
            progress=noting(library, journal, encoding),
        )
        journal.published()
        if generation != job.before:
            recorder.record("generation.published", {"generation": generation})
        journal.close_job(job.number)
        yield Published(generation, time.monotonic() - began)


def _found(library: Library, order: Order) -> Iterator[Candidate | Refused]:
    """What the order is about: all under its paths, or what is in quarantine and to be tried again."""
    if not order.again:
        yield from discover(order.paths)
        return
    opened = set()
    for one in Quarantine(library.catalogue).waiting():
        root = Path(one.root)
        path = root / one.file
        if path.is_symlink() or path.exists():
            yield look(path, root)
        elif (container := holding(path, root)) is not None:
            if container not in opened:
                yield look(container, root)
            opened.add(container)
        else:  # a name that is stored as it can be shown, or one that is gone
            yield next((found for found in discover([root]) if found.file == one.file), look(path, root))


def _file_all(
    library: Library, order: Order, found: Sequence[Candidate | Refused], journal: Journal, recorder: Recorder
) -> Iterator[Event]:
    """Copy ahead, and keep the workers busy; what is done first is filed first."""
    known = Known(library, order)
    filing = Filing(library, order, known, journal, recorder)
    receiving = Receiving(library, order)
    flow = _Flow(filing, receiving, order.workers, journal.interrupted())
    opening = Opening(library, order, known, receiving.unpack)
    sandbox.prepare({stated(one.file) for one in found})
    try:
        for one in opening.all(found):
            if not isinstance(one, Candidate | Refused):
                yield one
                continue
            event = known.look(one)
            if event is not None:
                yield event
                continue
            assert isinstance(one, Candidate)  # noqa: S101  # what was refused is always known
            flow.add(one)
            while flow.full:
                yield from flow.step()
        while flow.busy:
            yield from flow.step()
    finally:
        flow.close()
        library.vault.sweep()


class _Flow:
    """Files on their way: copied, then with a worker, then done.

    Those that the last job was killed over have a worker alone: if one of them is what kills jobs, no other is blamed.
    """

    def __init__(self, filing: Filing, receiving: Receiving, workers: int, suspects: set[tuple[str, str]]) -> None:
        self._filing = filing
        self._receiving = receiving
        self._workers = workers
        self._suspects = suspects
        self._copies: deque[tuple[Candidate, Future[Received]]] = deque()
        self._parsing: dict[Future[Outcome], Received] = {}
        self._twins: dict[str, list[Received]] = {}
        self._alone = False
        self._told = time.monotonic()

    @property
    def full(self) -> bool:
        """Enough is copied ahead."""
        return len(self._copies) > self._workers

    @property
    def busy(self) -> bool:
        """Something is still on its way."""
        return bool(self._copies or self._parsing)

    def add(self, one: Candidate) -> None:
        """Begin with a file."""
        self._copies.append((one, self._receiving.copy(one)))

    def step(self) -> Iterator[Event]:
        """Hand over what is copied, wait for what is parsed, and yield what came of either."""
        yield from self._hand_over()
        awaited: list[Future[Any]] = list(self._parsing)
        if self._copies and self._has_room():
            awaited.append(self._copies[0][1])
        done = wait(awaited, timeout=_TICK, return_when=FIRST_COMPLETED).done if awaited else ()
        for future in [one for one in self._parsing if one in done]:
            yield from self._take(future)
        if time.monotonic() > self._told + _TICK:
            self._told = time.monotonic()
            yield self._receiving.working()

    def close(self) -> None:
        """Stop what is on its way, and put it back."""
        self._receiving.close()
        self._filing.put_back()

    def _has_room(self) -> bool:
        if self._alone or len(self._parsing) >= self._workers:
            return False
        return not (self._parsing and self._copies and self._is_suspect(self._copies[0][0]))

    def _is_suspect(self, one: Candidate) -> bool:
        return (root_of(one.root), one.file) in self._suspects

    def _hand_over(self) -> Iterator[Event]:
        """Give copies that are ready to workers that are free."""
        while self._copies and self._has_room() and self._copies[0][1].done():
            one, future = self._copies.popleft()
            try:
                received = future.result()
            except (OSError, UnreadableError) as error:
                yield self._filing.unreadable(one, error)
                continue
            if received.document in self._twins:
                self._twins[received.document].append(received)
                continue
            yield from self._admit(received)

    def _take(self, future: Future[Outcome]) -> Iterator[Event]:
        """File what a worker brought, and say the same of the files that hold the same bytes."""
        event = self._filing.finish(self._parsing[future], future.result())
        received = self._parsing.pop(future)
        if event is None:
            self._parsing[self._receiving.parse(received)] = received
            return
        self._alone = False
        yield event
        for twin in self._twins.pop(received.document):
            yield from self._admit(twin)

    def _admit(self, received: Received) -> Iterator[Event]:
        """Give a file to a worker, if nothing can be said of it without."""
        event = self._filing.admit(received)
        if event is not None:
            yield event
            return
        self._alone = self._is_suspect(received.one)
        self._twins[received.document] = []
        self._parsing[self._receiving.parse(received)] = received
