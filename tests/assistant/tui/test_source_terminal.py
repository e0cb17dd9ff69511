"""What a terminal says of itself, over a real pseudo-terminal too; and that nothing is asked where there is none."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time

import pytest

from assistant.tui.source.terminal import Terminal, terminal, understood, worth_asking

KITTY = b"\x1b_Gi=4207;OK\x1b\\"
CELL = b"\x1b[6;18;9t"


@pytest.mark.parametrize(
    ("answer", "cell", "found"),
    [
        (b"", None, Terminal("blocks", (10, 20))),
        (b"\x1b[?62;22c", None, Terminal("blocks", (10, 20))),
        (b"\x1b[?62;4;22c", None, Terminal("sixel", (10, 20))),
        (CELL + b"\x1b[?62;4;22c", (7, 15), Terminal("sixel", (9, 18))),
        (b"\x1b[?62;22c", (7, 15), Terminal("blocks", (7, 15))),
        (KITTY + CELL + b"\x1b[?62;c", None, Terminal("kitty", (9, 18))),
        (KITTY + b"\x1b[?62;4c", None, Terminal("sixel", (10, 20))),
        (b"\x1b_Gi=4207;EINVAL:no\x1b\\\x1b[?62c", None, Terminal("blocks", (10, 20))),
        (b"\x1b[?64c", None, Terminal("blocks", (10, 20))),
        (b"\x1b[6;0;0t\x1b[?4c", None, Terminal("sixel", (10, 20))),
        (b"typed" + CELL + b"\x1b[?1;4c", None, Terminal("sixel", (9, 18))),
    ],
)
def test_what_an_answer_says(answer: bytes, cell: tuple[int, int] | None, found: Terminal) -> None:
    assert understood(answer, cell) == found


@pytest.mark.parametrize(
    ("environment", "worth"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot"}, True),
        ({"TERM": "xterm-256color", "TMUX": "tmux-0/default,1,0"}, False),
        ({"TERM": "tmux-256color"}, False),
        ({"TERM": "screen"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "dumb"}, False),
        ({}, False),
    ],
)
def test_who_is_asked(environment: dict[str, str], worth: bool) -> None:
    assert worth_asking(environment) is worth


def test_half_blocks_until_a_terminal_was_asked() -> None:
    assert terminal() == Terminal("blocks", (10, 20))


PROGRAM = """
import json, os, sys
from assistant.tui.source import terminal
terminal.look()
found = terminal.terminal()
print(json.dumps([found.way, found.cell, "textual" in sys.modules]), flush=True)
print(os.read(0, 100), flush=True)
"""


def over_a_terminal(answer: bytes, then: bytes) -> tuple[bytes, bytes]:
    """Run the program over a pseudo-terminal that answers so when it is asked; what it asked, and what it said.

    then: what is typed right after the answer; nothing: a line, once the program has waited for long enough.
    """
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.environ.pop("TMUX", None)
        os.execv(sys.executable, [sys.executable, "-c", PROGRAM])  # noqa: S606
    said, answered = b"", False
    while select.select([fd], [], [], 30)[0]:
        try:
            said += os.read(fd, 4096)
        except OSError:  # it ended
            break
        if not answered and b"\x1b[c" in said:
            answered = True
            os.write(fd, answer + then)
        elif not then and b"false]" in said:
            then = b"\n"
            os.write(fd, then)
    os.close(fd)  # which ends it, if it has not ended
    os.waitpid(pid, 0)
    asked, _, rest = said.partition(b"\x1b[c")
    return asked + b"\x1b[c", rest


def test_a_terminal_is_asked_once_and_what_is_typed_after_its_answer_is_left() -> None:
    asked, said = over_a_terminal(CELL + b"\x1b[?62;4c", b"q\n")
    assert asked == b"\x1b_Gi=4207,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[16t\x1b[c"
    assert b'["sixel", [9, 18], false]' in said
    assert b"b'q\\n'" in said, "the screens get it"


def test_a_terminal_that_answers_nothing_is_not_waited_for_long() -> None:
    began = time.monotonic()
    _asked, said = over_a_terminal(b"", b"")
    assert b'["blocks", [10, 20], false]' in said
    assert time.monotonic() - began < 20


def test_nothing_is_asked_where_there_is_no_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], input=b"", capture_output=True, check=True, env={**os.environ, "TERM": "xterm"}
    )
    assert json.loads(done.stdout.splitlines()[0]) == ["blocks", [10, 20], False]
    assert b"\x1b" not in done.stdout + done.stderr


def test_what_draws_is_imported_when_a_page_is_drawn_and_not_before() -> None:
    program = (
        "import sys, assistant.tui.source.pane\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'PIL', 'textual_image', 'sqlite3'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
