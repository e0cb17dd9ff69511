"""The receiving room: files are copied and hashed there, and handed to the workers that parse them."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indexes.files import sha256_of
from indexes.journal import Trace
from indexes.library import Library
from indexes.vault import Vault
from ingest import sandbox
from ingest.containers import Unpacked
from ingest.discover import Candidate
from ingest.errors import UnreadableError
from ingest.events import Current, Working
from ingest.read import Source
from ingest.wanted import Order

if TYPE_CHECKING:
    from ingest.parse import Parsed

_FRESH = 2.0  # seconds within which a file may change again and keep its time, on the coarsest of file systems


@dataclass(frozen=True, slots=True)
class Received:
    """A file copied into the vault's waiting room and hashed, with the size and time that it had there."""

    one: Candidate
    document: str
    waiting: Path
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker made of a file: a parsed document, or the reason why there is none."""

    result: Parsed | UnreadableError
    trace: Trace


class Receiving:
    """Threads that copy, and threads that each see a worker through one file at a time."""

    def __init__(self, library: Library, order: Order) -> None:
        self._vault = library.vault
        self._order = order
        self._stopping = threading.Event()
        self._copying = ThreadPoolExecutor(max_workers=2)
        self._parsing = ThreadPoolExecutor(max_workers=order.workers)
        self._current: dict[str, Current] = {}

    def copy(self, one: Candidate) -> Future[Received]:
        """Copy and hash a file. The copy is what is hashed and parsed.

        The future raises OSError where the file cannot be read or its copy not be written, and UnreadableError
        `changing` where it does not keep still.
        """
        return self._copying.submit(receive, self._vault, one)

    def parse(self, received: Received) -> Future[Outcome]:
        """Have a worker parse a file. The future raises OSError where there is no room left on the disk."""
        return self._parsing.submit(self._parse, received)

    def unpack(self, one: Candidate, into: Path) -> Unpacked:
        """Have a worker unpack an archive or a message into a folder, and wait for it.

        Raises:
            UnreadableError: it cannot be unpacked.
            OSError: there is no room left on the disk.
        """
        return sandbox.unpack(Source(one.path, one.file, ""), self._order.limits, self._stopping, into)

    def working(self) -> Working:
        """What the workers are at."""
        return Working(tuple(self._current.copy().values()))

    def close(self) -> None:
        """Stop the workers, and wait until they are gone."""
        self._stopping.set()
        for pool in (self._copying, self._parsing):
            pool.shutdown(wait=True, cancel_futures=True)

    def _parse(self, received: Received) -> Outcome:
        file, document = received.one.file, received.document

        def begun(page: int) -> None:
            self._current[document] = Current(file, page)

        begun(0)
        source = Source(received.waiting, file, document)
        order = self._order
        try:
            parsed, trace = sandbox.run(
                source, order.options, order.limits, self._stopping, workroom=self._vault.incoming, progress=begun
            )
        except sandbox.StoppedWorkerError as error:
            return Outcome(error, error.trace)
        finally:
            del self._current[document]
        return Outcome(parsed, trace)


def receive(vault: Vault, one: Candidate) -> Received:
    """Copy and hash a file, and once more where it changed meanwhile.

    Raises:
        OSError: it cannot be read, or its copy not be written.
        UnreadableError: `changing`.
    """
    for _attempt in range(2):
        before = one.path.stat()
        document, waiting = vault.receive(one.path)
        if _still(one.path, before, document):
            if one.passing:
                one.path.unlink()
            return Received(one, document, waiting, before.st_size, before.st_mtime_ns)
        vault.discard(waiting)
    raise UnreadableError("changing", "it changed each time that it was read")


def _still(path: Path, before: os.stat_result, document: str) -> bool:
    """Say whether a file is what it was. Size and time tell; where the time is too fresh to, the bytes' hash does."""
    after = path.stat()
    if (before.st_ino, before.st_size, before.st_mtime_ns) != (after.st_ino, after.st_size, after.st_mtime_ns):
        return False
    return abs(time.time() - before.st_mtime) > _FRESH or sha256_of(path) == document
