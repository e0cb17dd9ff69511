"""The sandbox: real worker processes that die, spin, swell and lie, each killed or refused with its reason."""

from __future__ import annotations

import os
import signal
import socket
import struct
import sys
import threading
import time
from pathlib import Path

import pytest

from indexes.records import Page
from ingest import sandbox
from ingest.errors import UnreadableError
from ingest.parse import Parsed
from ingest.read import Options, Source
from ingest.sandbox import Limits
from ingest.wire import pack

MEBIBYTE = 1 << 20


def fine(source: Source, options: Options) -> bytes:
    """A parser that reports what it was given, as the title."""
    import numpy as np

    page = Page(1, None, "", 612.0, 792.0, np.zeros((0, 4), np.int16))
    return pack(Parsed(f"{source.name} {source.document} {options.pages} {os.getpid()}", "fr", (page,), (), (), {}))


def kills_itself(source: Source, options: Options) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def aborts(source: Source, options: Options) -> bytes:
    os.abort()


def leaves(source: Source, options: Options) -> bytes:
    os._exit(7)


def dies_speaking(source: Source, options: Options) -> bytes:
    sender = sys._getframe(1).f_locals["sender"]
    os.write(sender.fileno(), struct.pack("!i", 1000) + b"par")
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def spins(source: Source, options: Options) -> bytes:
    while True:
        pass


def hangs(source: Source, options: Options) -> bytes:
    threading.Event().wait()
    return b""


def swells(source: Source, options: Options) -> bytes:
    held = []
    while True:
        held.append(b"x" * (8 * MEBIBYTE))


def swells_at_once(source: Source, options: Options) -> bytes:
    return bytes(1 << 40)


def raises(source: Source, options: Options) -> bytes:
    raise ValueError(f"cannot read {source.name}\x1b]52;c;eA==\x07")


def refuses(source: Source, options: Options) -> bytes:
    raise UnreadableError("encrypted", "two\nlines")


def lies(source: Source, options: Options) -> bytes:
    return b'{"title": "half'


def writes(source: Source, options: Options) -> bytes:
    (source.path.parent / "written").write_bytes(b"x" * 100)
    return b""


def connects(source: Source, options: Options) -> bytes:
    socket.create_connection(("192.0.2.1", 9), timeout=0.2)
    return b""


def run(parser: sandbox.Parser, *, memory: int = 512, deadline: float = 60.0, path: Path = Path("a.pdf")) -> Parsed:
    source = Source(path, path.name, "d")
    return sandbox.run(source, Options(pages=7), Limits(memory * MEBIBYTE, deadline), threading.Event(), parser)


def refused(parser: sandbox.Parser, *, memory: int = 512, deadline: float = 60.0) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        run(parser, memory=memory, deadline=deadline)
    return caught.value


def test_a_parser_runs_in_another_process_with_what_it_was_given() -> None:
    name, document, cap, process = run(fine).title.split()
    assert (name, document, cap) == ("a.pdf", "d", "7")
    assert int(process) != os.getpid()


@pytest.mark.parametrize(
    ("parser", "name"), [(kills_itself, "SIGSEGV"), (aborts, "SIGABRT"), (dies_speaking, "SIGKILL")]
)
def test_row_08_a_parser_that_dies_by_a_signal_crashed_with_its_name(parser: sandbox.Parser, name: str) -> None:
    error = refused(parser)
    assert (error.reason, error.detail) == ("crashed", name)


def test_row_08_a_parser_that_leaves_without_a_word_crashed() -> None:
    error = refused(leaves)
    assert (error.reason, error.detail) == ("crashed", "exit status 7")


@pytest.mark.parametrize("parser", [spins, hangs])
def test_row_09_a_parser_that_does_not_end_is_killed_at_its_deadline(parser: sandbox.Parser) -> None:
    began = time.monotonic()
    error = refused(parser, deadline=0.4)
    assert (error.reason, error.detail) == ("timeout", "0.4 s")
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("parser", [swells, swells_at_once])
def test_row_06_a_parser_that_swells_is_stopped_at_its_memory(parser: sandbox.Parser) -> None:
    error = refused(parser, memory=256)
    assert (error.reason, error.detail) == ("memory_limit", "256 MiB")


def test_an_error_of_the_parser_is_a_crash_with_what_it_said() -> None:
    error = refused(raises)
    assert error.reason == "crashed"
    assert "cannot read a.pdf" in error.detail
    assert "\x1b" not in error.detail


def test_the_parsers_own_reason_comes_through() -> None:
    error = refused(refuses)
    assert (error.reason, error.detail) == ("encrypted", "two\nlines")


def test_what_is_no_parsed_document_crashed() -> None:
    assert refused(lies).reason == "crashed"


def test_a_parser_can_write_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        run(writes, path=tmp_path / "a.pdf")
    assert caught.value.reason == "crashed"
    assert not (tmp_path / "written").exists() or not (tmp_path / "written").stat().st_size


def test_row_51_a_parser_can_connect_to_nothing() -> None:
    error = refused(connects)
    assert error.reason == "crashed"
    assert "NetworkForbiddenError" in error.detail


def test_a_job_that_is_stopped_stops_its_parsers() -> None:
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(UnreadableError) as caught:
        sandbox.run(Source(Path("a.pdf"), "a.pdf", "d"), Options(), Limits(), stopping, hangs)
    assert caught.value.reason == "stopped"


def test_siblings_are_unaffected() -> None:
    refused(kills_itself)
    assert run(fine).title.startswith("a.pdf")
