"""Parses each file in a process of its own, with limits on memory and time; what goes wrong there gets a reason."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from ingest.errors import UnreadableError
from ingest.parse import Parsed, parse
from ingest.read import Options, Source
from ingest.wire import pack, unpack
from models.offline import forbid

_POLL = 0.05  # seconds between two looks at a worker's memory
_MEGABYTE = 1 << 20
Parser = Callable[[Source, Options], bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: memory in bytes, time in seconds."""

    memory: int = 1024 * _MEGABYTE
    deadline: float = 300.0


def parse_to_bytes(source: Source, options: Options) -> bytes:
    """Parse a file in this process; the parser that a worker runs."""
    return pack(parse(source, options))


def run(
    source: Source, options: Options, limits: Limits, stopping: threading.Event, parser: Parser = parse_to_bytes
) -> Parsed:
    """Parse a file in a process that is killed when it takes more than `limits`, or when `stopping` is set.

    Raises:
        UnreadableError: the parser's own, or `memory_limit`, `timeout`, `crashed` (with the signal), `stopped`.
    """
    receiver, sender = _context().Pipe(duplex=False)
    worker = _context().Process(target=_work, args=(sender, parser, source, options, limits), daemon=True)
    worker.start()
    sender.close()
    try:
        kind, message = _watch(worker, receiver, limits, stopping)
    finally:
        _kill(worker)
        receiver.close()
    if kind == "parsed":
        return unpack(message)
    reason, _, detail = message.decode(errors="replace").partition("\n")
    raise UnreadableError(reason, detail)


def _context() -> ForkServerContext:
    # A server that has the parsers imported already forks each worker: a clean process in some milliseconds.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ingest.sandbox"])
    return context


def _watch(
    worker: ForkServerProcess, receiver: Connection, limits: Limits, stopping: threading.Event
) -> tuple[str, bytes]:
    """Wait for the worker's message, looking at its memory and the clock meanwhile."""
    end = time.monotonic() + limits.deadline
    most = 0
    while not receiver.poll(_POLL):
        most = max(most, _resident(worker.pid))
        if most > limits.memory:
            raise UnreadableError("memory_limit", f"{limits.memory // _MEGABYTE} MiB")
        if stopping.is_set():
            raise UnreadableError("stopped")
        if time.monotonic() > end:
            raise UnreadableError("timeout", f"{limits.deadline:g} s")
    try:
        return receiver.recv_bytes().decode(), receiver.recv_bytes()
    except (EOFError, OSError):  # it ended before its message, or in the middle of it
        worker.join()
        raise UnreadableError(*_cause_of_death(worker.exitcode or 0, most, limits)) from None


def _cause_of_death(exit_code: int, most: int, limits: Limits) -> tuple[str, str]:
    # PDFium ends itself with one of these when an allocation fails; so close to the limit, that is what happened.
    if -exit_code in (signal.SIGILL, signal.SIGTRAP, signal.SIGABRT) and most > limits.memory // 2:
        return "memory_limit", f"{limits.memory // _MEGABYTE} MiB"
    if -exit_code == signal.SIGXCPU:
        return "timeout", f"{limits.deadline:g} s"
    if exit_code < 0:
        return "crashed", signal.Signals(-exit_code).name
    return "crashed", f"exit status {exit_code}"


def _resident(pid: int | None) -> int:
    """Bytes of memory that a process holds; 0 once it is gone."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(fields[1]) * resource.getpagesize()


def _kill(worker: ForkServerProcess) -> None:
    if worker.pid is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(worker.pid, signal.SIGKILL)
    worker.kill()
    worker.join()
    worker.close()


def _work(sender: Connection, parser: Parser, source: Source, options: Options, limits: Limits) -> None:
    """The worker: it narrows itself, parses, and sends (kind, message)."""
    os.setsid()
    forbid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the parent that is asked to stop
    # Address space is the backstop behind the parent's watch over resident memory: the server that this process was
    # forked from maps some hundreds of megabytes itself.
    _narrow(resource.RLIMIT_AS, limits.memory + 1024 * _MEGABYTE)
    _narrow(resource.RLIMIT_CPU, int(limits.deadline) + 1)
    _narrow(resource.RLIMIT_FSIZE, 0)
    _narrow(resource.RLIMIT_CORE, 0)
    kind, message = "parsed", b""
    try:
        message = parser(source, options)
    except UnreadableError as error:
        kind, message = "unreadable", f"{error.reason}\n{error.detail}".encode(errors="replace")
    except MemoryError:
        kind, message = "unreadable", f"memory_limit\n{limits.memory // _MEGABYTE} MiB".encode()
    except Exception as error:  # noqa: BLE001  # the worker boundary: one bad file must never stop the others
        kind, message = "unreadable", f"crashed\n{error!r}".encode(errors="replace")
    sender.send_bytes(kind.encode())
    sender.send_bytes(message)


def _narrow(which: int, most: int) -> None:
    _, hard = resource.getrlimit(which)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))
