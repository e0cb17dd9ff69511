"""How long Greffier keeps people waiting when it starts: the numbers in docs/performance.md.

    python benchmarks/start.py [--rounds 5] [--json FILE]

Each start is held against the least that could be started in its place, in the same run and in turns: `greffier --help`
against an empty Python program, the terminal UI against an empty Textual app with one input line. Medians.
A screen is timed to the bytes of its question line at the far end of a pseudo-terminal; "ready" is when the library
is open and the generator loaded.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
GREFFIER = str(Path(sys.executable).with_name("greffier"))
EMPTY_APP = """
from textual.app import App
from textual.widgets import Input
class Empty(App):
    def compose(self):
        yield Input(placeholder="Your question")
Empty().run()
"""
QUESTION_LINE = b"our question"  # without its first letter, which the cursor stands on
READY = b"Ready."
_PATIENCE = 120.0  # seconds
_ASKED, _VT220 = b"\x1b[c", b"\x1b[?62;22c"  # what a terminal is (DA1), and what all but every one answers at once


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        greffier = [GREFFIER, "--ui", "en", "--library", str(Path(folder) / "library")]
        # 3: one of the samples is a scan, which is set aside where tesseract is absent.
        filed = subprocess.run(
            [*greffier, "ingest", "run", str(ROOT / "samples" / "documents")], check=False, capture_output=True
        )
        if filed.returncode not in (0, 3):
            sys.exit(filed.stderr.decode())
        found: dict[str, list[float]] = {}
        for number in range(-1, arguments.rounds):  # the first round warms the disk's cache, and does not count
            measured = {
                "empty Python": first_line([sys.executable, "-c", "print()"]),
                "greffier --help": first_line([*greffier, "--help"]),
                "empty Textual app": painted([sys.executable, "-c", EMPTY_APP], [QUESTION_LINE])[0],
            }
            screen, ready = painted(greffier, [QUESTION_LINE, READY])
            measured |= {"greffier, question line": screen, "greffier, ready": ready}
            if number >= 0:
                for name, seconds in measured.items():
                    found.setdefault(name, []).append(seconds)
    medians = {name: median(seconds) for name, seconds in found.items()}
    against = {"greffier --help": "empty Python", "greffier, question line": "empty Textual app"}
    print(f"medians of {arguments.rounds}; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for name, seconds in medians.items():
        base = against.get(name)
        ratio = f"  {seconds / medians[base]:5.1f} × {base}" if base else ""
        print(f"{name:26} {seconds:6.2f} s{ratio}")
    if arguments.json:
        report = {"load": os.getloadavg()[0], "seconds": found, "medians": medians}
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def first_line(command: Sequence[str]) -> float:
    """Seconds from starting a command to the first line that it prints."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        if process.stdout is not None:
            process.stdout.readline()
        took = time.perf_counter() - begun
        process.communicate()
    return took


def painted(command: Sequence[str], awaited: Sequence[bytes]) -> list[float]:
    """Seconds from starting a command, in a terminal of 100 by 30, to each of the texts that it paints, in order."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color"}
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    written, times, answered = b"", [], False
    try:
        for text in awaited:
            while text not in written:
                left = _PATIENCE - (time.perf_counter() - begun)
                if left <= 0 or not select.select([ours], [], [], left)[0]:
                    sys.exit(f"{text.decode()!r} was not painted in {_PATIENCE:g} s; last: {written[-500:]!r}")
                written += os.read(ours, 65536)
                if _ASKED in written and not answered:
                    os.write(ours, _VT220)
                    answered = True
            times.append(time.perf_counter() - begun)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return times


if __name__ == "__main__":
    main()
