"""The sandbox: real worker processes that die, spin, swell and lie, each killed or refused with its reason."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from indexes.records import Page
from ingest import sandbox
from ingest.errors import UnreadableError
from ingest.parse import Parsed
from ingest.read import Options, Source
from ingest.sandbox import Limits
from ingest.wire import pack
from ingest.worker import Progress

MEBIBYTE = 1 << 20


def fine(source: Source, options: Options, progress: Progress) -> bytes:
    """A parser that reports what it was given, as the title."""
    return titled(f"{source.name} {source.document} {options.pages} {os.getpid()}")


def kills_itself(source: Source, options: Options, progress: Progress) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def aborts(source: Source, options: Options, progress: Progress) -> bytes:
    os.abort()


def leaves(source: Source, options: Options, progress: Progress) -> bytes:
    os._exit(7)


def dies_speaking(source: Source, options: Options, progress: Progress) -> bytes:
    sender = sys._getframe(1).f_locals["sender"]
    os.write(sender.fileno(), struct.pack("!i", 1000) + b"par")
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def spins(source: Source, options: Options, progress: Progress) -> bytes:
    while True:
        pass


def hangs(source: Source, options: Options, progress: Progress) -> bytes:
    threading.Event().wait()
    return b""


def swells(source: Source, options: Options, progress: Progress) -> bytes:
    held = []
    while True:
        held.append(b"x" * (8 * MEBIBYTE))


def swells_at_once(source: Source, options: Options, progress: Progress) -> bytes:
    return bytes(1 << 40)


def raises(source: Source, options: Options, progress: Progress) -> bytes:
    raise ValueError(f"cannot read {source.name}\x1b]52;c;eA==\x07")


def refuses(source: Source, options: Options, progress: Progress) -> bytes:
    raise UnreadableError("encrypted", "two\nlines")


def lies(source: Source, options: Options, progress: Progress) -> bytes:
    return b'{"title": "half'


def writes_outside(source: Source, options: Options, progress: Progress) -> bytes:
    (source.path.parent / "written").write_bytes(b"x" * 100)
    return b""


def writes_inside(source: Source, options: Options, progress: Progress) -> bytes:
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"x" * MEBIBYTE)
        file.flush()
        return titled(file.name)


def writes_too_much(source: Source, options: Options, progress: Progress) -> bytes:
    with tempfile.TemporaryFile() as file:
        for _ in range(65):
            file.write(b"x" * MEBIBYTE)
    return b""


def fills_the_disk(source: Source, options: Options, progress: Progress) -> bytes:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def opens_too_much(source: Source, options: Options, progress: Progress) -> bytes:
    held = [os.dup(0) for _ in range(1000)]
    return bytes(held)


def turns_pages_and_dies(source: Source, options: Options, progress: Progress) -> bytes:
    for page in range(1, 8):
        progress(page)
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def turns_pages_slowly(source: Source, options: Options, progress: Progress) -> bytes:
    """Takes longer than may go by between two pages, and never as long for one."""
    for page in range(1, 13):
        progress(page)
        threading.Event().wait(0.2)
    return titled("all")


def stays_at_a_page(source: Source, options: Options, progress: Progress) -> bytes:
    progress(3)
    threading.Event().wait()
    return b""


def starts_another(source: Source, options: Options, progress: Progress) -> bytes:
    """Starts a program that would stay for ever, tells its number to the folder beside the file, and hangs."""
    child = subprocess.Popen(["sleep", "1000"])
    progress(child.pid)
    threading.Event().wait()
    return b""


def feeds_another(source: Source, options: Options, progress: Progress) -> bytes:
    script = "held = bytearray(600 << 20); print(flush=True); import time; time.sleep(1000)"
    subprocess.run([sys.executable, "-c", script], check=True)
    return b""


def signals_its_parent(source: Source, options: Options, progress: Progress) -> bytes:
    os.kill(int(source.document), signal.SIGTERM)
    return b""


def connects(source: Source, options: Options, progress: Progress) -> bytes:
    socket.create_connection(("192.0.2.1", 9), timeout=0.2)
    return b""


def titled(title: str) -> bytes:
    page = Page(1, None, "", 612.0, 792.0, np.zeros((0, 4), np.int16))
    return pack(Parsed(title, "fr", (page,), (), (), {}))


def landlock() -> int:
    """The version of Landlock that the kernel has; 0 or less where it has none."""
    return int(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1))


def gone(process: int) -> bool:
    """Wait until a process is no more, or no more than a name that nobody has asked after yet."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        threading.Event().wait(0.02)
    return False


def run(parser: sandbox.Parser, *, memory: int = 512, deadline: float = 60.0, path: Path = Path("a.pdf")) -> Parsed:
    source = Source(path, path.name, "d")
    limits = Limits(memory * MEBIBYTE, deadline)
    return sandbox.run(source, Options(pages=7), limits, threading.Event(), parser)[0]


def refused(parser: sandbox.Parser, *, memory: int = 512, deadline: float = 60.0) -> sandbox.StoppedWorkerError:
    with pytest.raises(sandbox.StoppedWorkerError) as caught:
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


def test_a_parser_has_a_folder_of_its_own_that_goes_when_it_ends(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    source = Source(Path("a.pdf"), "a.pdf", "d")
    workroom = tmp_path / "room"
    parsed, _ = sandbox.run(source, Options(), Limits(), threading.Event(), writes_inside, workroom=workroom)
    assert Path(parsed.title).parent.parent == workroom
    assert list(workroom.iterdir()) == []


def test_a_parser_can_write_so_much_and_no_more() -> None:
    error = refused(writes_too_much)
    assert (error.reason, error.trace.bound) == ("crashed", "written")


def test_a_parser_can_open_so_many_files_and_no_more() -> None:
    error = refused(opens_too_much)
    assert (error.reason, error.trace.bound) == ("crashed", "files")


def test_a_parser_can_write_nowhere_else(tmp_path: Path) -> None:
    if not landlock():
        pytest.skip("this kernel has no Landlock, and only how much is written can be limited")
    with pytest.raises(UnreadableError) as caught:
        run(writes_outside, path=tmp_path / "a.pdf")
    assert caught.value.reason == "crashed"
    assert "Permission" in caught.value.detail
    assert list(tmp_path.iterdir()) == []


def test_a_parser_can_signal_nobody_else() -> None:
    if landlock() < 6:
        pytest.skip("this kernel does not confine signals")
    source = Source(Path("a.pdf"), "a.pdf", str(os.getpid()))
    with pytest.raises(UnreadableError) as caught:
        sandbox.run(source, Options(), Limits(), threading.Event(), signals_its_parent)
    assert "not permitted" in caught.value.detail


def test_row_26_a_disk_that_is_full_is_no_fault_of_the_file() -> None:
    with pytest.raises(OSError, match="No space left") as caught:
        run(fills_the_disk)
    assert caught.value.errno == errno.ENOSPC


def test_row_08_a_crash_says_at_which_page() -> None:
    error = refused(turns_pages_and_dies)
    assert (error.trace.page, error.trace.signal, error.trace.bound) == (7, "SIGSEGV", None)


def test_row_09_a_parser_that_moves_on_may_take_its_time() -> None:
    limits = Limits(512 * MEBIBYTE, progress=1.5)
    seen: list[int] = []
    source = Source(Path("a.pdf"), "a.pdf", "d")
    parsed, trace = sandbox.run(source, Options(), limits, threading.Event(), turns_pages_slowly, progress=seen.append)
    assert parsed.title == "all"
    assert seen == list(range(1, 13))
    assert trace.page == 12
    assert trace.seconds > limits.progress


def test_row_09_a_parser_that_stays_at_a_page_is_killed_long_before_its_deadline() -> None:
    source = Source(Path("a.pdf"), "a.pdf", "d")
    limits = Limits(512 * MEBIBYTE, deadline=1000, progress=0.5)
    with pytest.raises(sandbox.StoppedWorkerError) as caught:
        sandbox.run(source, Options(), limits, threading.Event(), stays_at_a_page)
    error = caught.value
    assert (error.reason, error.detail) == ("timeout", "0.5 s")
    assert (error.trace.bound, error.trace.page) == ("progress", 3)


def test_row_09_what_a_parser_started_is_killed_with_it() -> None:
    seen: list[int] = []
    source = Source(Path("a.pdf"), "a.pdf", "d")
    with pytest.raises(UnreadableError):
        sandbox.run(source, Options(), Limits(deadline=0.8), threading.Event(), starts_another, progress=seen.append)
    (child,) = seen
    assert gone(child)


def test_row_06_what_a_parser_started_counts_for_its_memory() -> None:
    if not Path(f"/proc/self/task/{os.getpid()}/children").exists():
        pytest.skip("this kernel does not list what a process has started")
    error = refused(feeds_another, memory=512)
    assert error.reason == "memory_limit"


def test_row_25_a_worker_goes_when_the_job_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, threading; from pathlib import Path; from ingest import sandbox\n"
        "from ingest.read import Options, Source; from ingest.worker import Limits\n"
        "import test_sandbox\n"
        "sandbox.run(Source(Path('a.pdf'), 'a.pdf', 'd'), Options(), Limits(), threading.Event(),\n"
        "    test_sandbox.starts_another, progress=lambda page: page and print(page, flush=True))"
    )
    path = os.pathsep.join(map(str, (Path(__file__).parent, Path(__file__).parents[2])))
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    ) as job:
        assert job.stdout is not None
        child = int(job.stdout.readline())
        job.kill()
    assert gone(child)


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
