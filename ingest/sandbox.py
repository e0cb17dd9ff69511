"""Parses each file in a process of its own, with limits on memory and time; what goes wrong there gets a reason."""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import resource
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import TYPE_CHECKING

from indexes.journal import Trace
from ingest.containers import Unpacked, unpack_to_bytes, unpacked_from
from ingest.errors import UnreadableError
from ingest.kinds import Kind
from ingest.packages import MOST_UNPACKED
from ingest.read import Options, Progress, Source
from ingest.worker import MEGABYTE, Limits, Parser, draw_to_png, parse_to_bytes, work

if TYPE_CHECKING:
    from ingest.parse import Parsed

__all__ = ["Limits", "Parser", "StoppedWorkerError", "draw", "prepare", "run", "unpack"]

_POLL = 0.05  # seconds between two looks at a worker's memory
_FORMATS = "ingest.formats.ready"
_preloaded = ["ingest.worker", "ingest.parse", "ingest.wire"]
_DRAWING = ["ingest.worker", "ingest.pdfium.drawing"]  # all that it takes, in a fifth of a second


class StoppedWorkerError(UnreadableError):
    """A worker brought no document. `trace` says how far it came, and what stopped it."""

    def __init__(self, reason: str, detail: str, trace: Trace) -> None:
        super().__init__(reason, detail)
        self.trace = trace


@dataclass(frozen=True, slots=True)
class _End:
    """How a worker ended: the message that it sent last, or what stands in its place."""

    kind: str
    message: bytes = b""
    reason: str = ""
    detail: str = ""
    bound: str | None = None
    signal: str | None = None


def run(
    source: Source,
    options: Options,
    limits: Limits,
    stopping: threading.Event,
    parser: Parser = parse_to_bytes,
    *,
    workroom: Path | None = None,
    progress: Progress = lambda _page: None,
) -> tuple[Parsed, Trace]:
    """Parse a file in a process that is killed when it takes more than `limits`, or when `stopping` is set.

    workroom: where the worker's own folder is made, which goes when it ends; the system's, where none is given.
    progress: told the number of each page that is begun.

    Raises:
        StoppedWorkerError: with the parser's own reason, or `memory_limit`, `timeout`, `crashed` (with the signal),
            `stopped`.
        OSError: there is no room left on the disk.
    """
    scratch = Path(tempfile.mkdtemp(prefix="worker-", dir=workroom))
    try:
        watch = _Watch(limits, stopping, progress)
        end = watch.over(parser, source, options, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    from ingest import wire

    message, trace = _brought(end, watch)
    try:
        return wire.unpack(message), trace
    except UnreadableError as error:
        raise StoppedWorkerError(error.reason, error.detail, trace) from error


def unpack(source: Source, limits: Limits, stopping: threading.Event, into: Path) -> Unpacked:
    """Unpack a container into a folder, in a process like that of `run`.

    Raises:
        UnreadableError: as `run` does.
        OSError: there is no room left on the disk.
    """
    watch = _Watch(replace(limits, written=MOST_UNPACKED), stopping, lambda _page: None)
    message, _trace = _brought(watch.over(unpack_to_bytes, source, Options(), into), watch)
    return unpacked_from(message)


def draw(source: Source, number: int, width: int, limits: Limits) -> bytes:
    """Draw a page of a PDF as a PNG that is `width` pixels wide, in a process like that of `run`.

    Raises:
        UnreadableError: as `run` does.
        OSError: there is no room left on the disk.
    """
    _preloaded[:] = _DRAWING
    scratch = Path(tempfile.mkdtemp(prefix="worker-"))
    try:
        watch = _Watch(limits, threading.Event(), lambda _page: None)
        end = watch.over(partial(draw_to_png, number=number, width=width), source, Options(), scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return _brought(end, watch)[0]


def _brought(end: _End, watch: _Watch) -> tuple[bytes, Trace]:
    """The message of a worker that did what it was to do; an error where it did not."""
    if end.kind == "full":
        raise OSError(errno.ENOSPC, end.message.decode(errors="replace"))
    if end.kind != "parsed":
        raise StoppedWorkerError(end.reason, end.detail, watch.trace(end))
    return end.message, watch.trace(end)


def prepare(kinds: Collection[Kind]) -> None:
    """Have the server that workers are forked from import what these kinds of files need, unless it runs already.

    What reads a Word document or a page of HTML takes a second to import: once, in place of once a file.
    """
    if not set(kinds) <= {"pdf"} and _FORMATS not in _preloaded:
        _preloaded.append(_FORMATS)


def _context() -> ForkServerContext:
    # A server that has the parsers imported already forks each worker: a clean process in some milliseconds.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_preloaded)
    return context


class _Watch:
    """Waits for one worker's last message, looking at its memory, its pages and the clock meanwhile."""

    def __init__(self, limits: Limits, stopping: threading.Event, progress: Progress) -> None:
        self._limits = limits
        self._stopping = stopping
        self._progress = progress
        self._began = time.monotonic()
        # Not before the worker begins: the server that it is forked from may have to import the parsers first.
        self._moved: float | None = None
        self._looked = 0.0
        self._most = 0
        self._page: int | None = None

    def over(self, parser: Parser, source: Source, options: Options, scratch: Path) -> _End:
        """Start a worker and see it to its end."""
        receiver, sender = _context().Pipe(duplex=True)
        arguments = (sender, parser, source, options, self._limits, scratch)
        worker = _context().Process(target=work, args=arguments, daemon=True)
        worker.start()
        sender.close()
        try:
            return self._wait(worker, receiver)
        finally:
            _kill(worker)
            receiver.close()

    def trace(self, end: _End) -> Trace:
        """What is to be remembered of the worker."""
        return Trace(end.bound, end.signal, self._page, time.monotonic() - self._began)

    def _wait(self, worker: ForkServerProcess, receiver: Connection) -> _End:
        try:
            while True:
                if receiver.poll(_POLL):
                    kind, message = receiver.recv_bytes().decode(), receiver.recv_bytes()
                    if kind == "begun":
                        self._moved = time.monotonic()
                    elif kind == "page":
                        self._turn(int(message))
                    else:
                        return _end(kind, message)
                if (stopped := self._stop(worker.pid)) is not None:
                    return stopped
        except (EOFError, OSError, ValueError):  # it ended before its last message, or in the middle of it
            worker.join(timeout=5)
            return self._death(worker.exitcode)

    def _turn(self, page: int) -> None:
        self._page, self._moved = page, time.monotonic()
        self._progress(page)

    def _stop(self, process: int | None) -> _End | None:
        """Why the worker must be killed now, if it must."""
        now, limits = time.monotonic(), self._limits
        if now > self._looked + _POLL:
            self._looked = now
            self._most = max(self._most, _resident(process))
        if self._most > limits.memory:
            return self._too_large()
        if self._stopping.is_set():
            return _End("killed", reason="stopped")
        if now > self._began + limits.deadline:
            return _End("killed", reason="timeout", detail=f"{limits.deadline:g} s", bound="deadline")
        if self._moved is not None and now > self._moved + limits.progress:
            return _End("killed", reason="timeout", detail=f"{limits.progress:g} s", bound="progress")
        return None

    def _too_large(self, name: str | None = None) -> _End:
        detail = f"{self._limits.memory // MEGABYTE} MiB"
        return _End("killed", reason="memory_limit", detail=detail, bound="memory", signal=name)

    def _death(self, exit_code: int | None) -> _End:
        """Why a worker died of itself."""
        if exit_code is None:
            return _End("died", reason="crashed", detail="it sent what cannot be read")
        if exit_code >= 0:
            return _End("died", reason="crashed", detail=f"exit status {exit_code}")
        name = signal.Signals(-exit_code).name
        # PDFium ends itself with one of these when an allocation fails; so close to the limit, that is what happened.
        if name in ("SIGILL", "SIGTRAP", "SIGABRT") and self._most > self._limits.memory // 2:
            return self._too_large(name)
        if name == "SIGXCPU":
            return _End("died", reason="timeout", detail=f"{self._limits.deadline:g} s", bound="deadline", signal=name)
        return _End("died", reason="crashed", detail=name, signal=name)


def _end(kind: str, message: bytes) -> _End:
    """Read a worker's last message."""
    if kind in ("parsed", "full"):
        return _End(kind, message)
    reason, bound, detail = message.decode(errors="replace").split("\0", 2)
    return _End(kind, reason=reason, detail=detail, bound=bound or None)


def _resident(pid: int | None) -> int:
    """Bytes of memory that a process holds with those that it started; 0 once it is gone."""
    try:
        held = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return 0
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:  # a kernel that does not list them
        return held
    return held + sum(_resident(int(child)) for child in children)


def _kill(worker: ForkServerProcess) -> None:
    if worker.pid is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(worker.pid, signal.SIGKILL)
    worker.kill()
    worker.join()
    worker.close()
