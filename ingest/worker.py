"""The worker: a process of its own that narrows itself, parses one file, and tells how far it is and how it ended.

It sends pairs of messages, what it is about and what it says of it:

    begun, nothing       it is about to parse
    page, N              page N is begun
    parsed, JSON         the document, as `ingest.wire` packs it
    unreadable, REASON NUL BOUND NUL DETAIL   why there is none; BOUND is the limit that it ran into, or nothing
    full, DETAIL         there is no room left on the disk
"""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import signal
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.confinement import confine
from ingest.errors import UnreadableError
from ingest.read import Options, Progress, Source
from models.offline import forbid

MEGABYTE = 1 << 20
Parser = Callable[[Source, Options, Progress], bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: memory and the size of a file that is written in bytes, time in seconds.

    progress: the time that may go by between a page and the next. deadline: that all of them may take.
    """

    memory: int = 1024 * MEGABYTE
    deadline: float = 3600.0
    progress: float = 120.0
    written: int = 64 * MEGABYTE
    files: int = 128


def parse_to_bytes(source: Source, options: Options, progress: Progress) -> bytes:
    """Parse a file in this process; the parser that a worker runs."""
    from ingest.parse import parse
    from ingest.wire import pack

    return pack(parse(source, options, progress))


def draw_to_png(source: Source, _options: Options, progress: Progress, *, number: int, width: int) -> bytes:
    """Draw one page of a PDF in this process; what a worker runs for a reader who looks at the page."""
    from ingest.pdfium.drawing import draw

    progress(number)
    return draw(source.path, number, width)


def work(sender: Connection, parser: Parser, source: Source, options: Options, limits: Limits, scratch: Path) -> None:
    """Run the parser, with `scratch` as the one folder that may be written to, where the kernel can see to that."""
    os.setsid()
    threading.Thread(target=_end_with_parent, args=(sender,), daemon=True).start()
    forbid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the parent that is asked to stop
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
    confine(scratch)
    # Address space is the backstop behind the parent's watch over resident memory: the server that this process was
    # forked from maps some hundreds of megabytes itself.
    _narrow(resource.RLIMIT_AS, limits.memory + 1024 * MEGABYTE)
    _narrow(resource.RLIMIT_CPU, int(limits.deadline) + 1)
    _narrow(resource.RLIMIT_FSIZE, limits.written)
    _narrow(resource.RLIMIT_NOFILE, limits.files)
    _narrow(resource.RLIMIT_CORE, 0)
    _send(sender, "begun", b"")
    kind, message = _parse(sender, parser, source, options, limits)
    _send(sender, kind, message)


def _parse(sender: Connection, parser: Parser, source: Source, options: Options, limits: Limits) -> tuple[str, bytes]:
    try:
        return "parsed", parser(source, options, lambda page: _send(sender, "page", str(page).encode()))
    except UnreadableError as error:
        return _unreadable(error.reason, error.detail)
    except MemoryError:
        return _unreadable("memory_limit", f"{limits.memory // MEGABYTE} MiB", "memory")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return "full", str(error).encode(errors="replace")
        return _unreadable("crashed", repr(error), _BOUNDS.get(error.errno or 0, ""))
    except Exception as error:  # noqa: BLE001  # the worker boundary: one bad file must never stop the others
        return _unreadable("crashed", repr(error))


_BOUNDS = {errno.EFBIG: "written", errno.EMFILE: "files"}


def _unreadable(reason: str, detail: str, bound: str = "") -> tuple[str, bytes]:
    return "unreadable", "\0".join((reason, bound, detail)).encode(errors="replace")


def _send(sender: Connection, kind: str, message: bytes) -> None:
    sender.send_bytes(kind.encode())
    sender.send_bytes(message)


def _end_with_parent(sender: Connection) -> None:
    """Wait for the parent's end of the pipe to close; then go, with all that was started here.

    The parent says nothing, so whatever ends this wait is its end, be it by a signal that it could not catch.
    """
    with contextlib.suppress(OSError):
        sender.poll(None)
    os.killpg(0, signal.SIGKILL)


def _narrow(which: int, most: int) -> None:
    _, hard = resource.getrlimit(which)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))
