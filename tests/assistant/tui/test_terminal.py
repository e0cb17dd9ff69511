"""Row 46 of the faults in a real terminal: the bytes that the program writes, from its start to its end."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PROGRAM = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("scripted", {str(HERE / "scripted.py")!r})
scripted = sys.modules["scripted"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(scripted)
import assistant.tui.app
def open_desk():
    desk = scripted.hostile_desk()
    desk.script = {{"bad": list(desk.script.values())[0]}}
    return desk
assistant.tui.run(scripted.ScriptedServices(open_desk()))
"""


class Terminal:
    """The far end of a pseudo-terminal; reads until it sees something, and gives up after 30 seconds."""

    def __init__(self, program: str) -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "LANGUAGE": "en"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", program], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
        )
        os.close(theirs)
        self.written = b""

    def until(self, awaited: bytes) -> None:
        deadline = time.monotonic() + 30
        while awaited not in self.written:
            ready, _writable, _failed = select.select([self.ours], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, self.written[-2000:]
            self.written += os.read(self.ours, 65536)

    def close(self) -> None:
        os.close(self.ours)
        self.process.kill()
        self.process.wait()


@pytest.mark.slow
def test_row_46_the_bytes_written_hold_no_sequence_of_a_document() -> None:
    terminal = Terminal(PROGRAM)
    try:
        terminal.until(b"Ready.")
        os.write(terminal.ours, b"bad\r")
        terminal.until(b"entry 12")
        os.write(terminal.ours, b"\x0e")  # Ctrl+N
        terminal.until(b"Source 1 of 3")
        os.write(terminal.ours, b"\x11")  # Ctrl+Q
        terminal.until(b"\x1b[?1049l")
    finally:
        terminal.close()
    for sequence in (b"\x1b]52", b"\x1b]8;", b"\x1b]0;", b"\x1b[6666;66H", b"\xc2\x9b", b"\xc2\x9d", "\u202e".encode()):
        assert sequence not in terminal.written
