"""How the screens behave under load: the numbers in docs/performance.md.

    python benchmarks/screens.py [--statements 5000] [--questions 500] [--keys 300] [--json FILE]

Key to paint: the program runs in a pseudo-terminal with a history of so many statements, reopened as from the
record; each letter typed is timed until the terminal gets it painted; in the same run and in turns, in an empty Textual
app with one input line. Memory: so many questions are asked of a scripted generator, three statements each; resident
memory after a fifth of them and at the end. After every tenth question a person reads for some seconds, and memory is
looked through, as in the program. The loop: over the same questions, without these pauses, the processor time that the
loop's thread took for one callback, and the longest time by the clock between two beats of a timer.
"""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import inspect
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from assistant.answer import Answer, Answered, Citation, Drafting, Event, Retrieved, Stated, Statement
from assistant.exchange import Exchange
from assistant.tui.app import GreffierApp
from assistant.tui.rest import AFTER, Rest
from indexes.records import Document, Hit, Page, Passage, Sentence, Span

STATEMENTS_EACH = 10
READ = 10  # questions after which a person takes the time to read, and memory is looked through
TEXT = "4. The public servant may telework no more than three days a week, as set out in the agreement of part {n}. "
EMPTY_APP = """
from textual.app import App
from textual.widgets import Input
class Empty(App):
    def compose(self):
        yield Input(placeholder="Your question")
Empty().run()
"""


def citation(number: int) -> Citation:
    """A citation of one page, told apart by its number."""
    quote = TEXT.format(n=number).strip()
    return Citation(
        "d" * 64, "telework.pdf", "Telework Directive", "en", 1 + number % 40, None, 0, len(quote), quote, ()
    )


def hits() -> tuple[Hit, ...]:
    """Ten passages found."""
    document = Document("d" * 64, "telework.pdf", "Telework Directive", "en", "rh", "public", 40)
    found = []
    for rank in range(1, 11):
        sentence = Sentence(f"s{rank}", (Span(rank, 0, 60),), TEXT.format(n=rank))
        found.append(Hit(rank, 1 / rank, Passage(f"p{rank}", document.id, "en", "", (sentence,)), document, None, {}))
    return tuple(found)


def answered(question: str, count: int, entry: int) -> Answer:
    """An answer of so many quotations."""
    statements = tuple(Statement("", "quotation", True, (citation(entry * count + n),)) for n in range(count))
    return Answer(question, "en", False, "compose", statements, hits(), "5" * 16, entry, None, "9" * 64, {"total": 1.0})


class Desk:
    """Writes three statements a question, word by word, as a generator would."""

    library_name, generation, session = "Benchmark", "9" * 16, "5" * 16

    def __init__(self) -> None:
        self.entry = 0

    def advice(self) -> str | None:
        """Nothing."""
        return None

    def ask(self, question: str, *, alone: bool, cancelled: Callable[[], bool]) -> Iterator[Event]:  # noqa: ARG002
        """Passages, drafts, statements, the answer."""
        self.entry += 5
        answer = answered(question, 3, self.entry)
        yield Retrieved(answer.nearest, None, "en", self.entry)
        for statement in answer.statements:
            words = statement.citations[0].quote.split()
            for count in range(4, len(words), 4):
                yield Drafting(" ".join(words[:count]))
            yield Stated(statement, "en", self.entry)
        yield Answered(answer)

    def page(self, _document: str, number: int) -> Page:
        """A page."""
        text = TEXT.format(n=number) * 20
        return Page(number, None, text, 612.0, 792.0, np.zeros((len(text), 4), dtype=np.int16))

    def document(self, document: str) -> Document:
        """The document."""
        return Document(document, "telework.pdf", "Telework Directive", "en", "rh", "public", 40)

    def go_on_after(self, session: str) -> None:
        """Nothing to do."""

    def begin(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to let go."""


class Services:
    """One desk for asking and reading."""

    kept = None

    def __init__(self) -> None:
        self.desk = Desk()

    def ask(self) -> Desk:
        """The desk."""
        return self.desk

    source = ask

    def __getattr__(self, name: str) -> Callable[[], Desk]:
        """No other room is entered."""
        raise AttributeError(name)


def history(statements: int) -> list[Exchange]:
    """A session with so many statements."""
    return [
        Exchange(
            "5" * 16,
            f"Question {n}?",
            "en",
            "2026-01-01T00:00:00Z",
            n,
            "answered",
            answered(f"Question {n}?", STATEMENTS_EACH, n),
        )
        for n in range(statements // STATEMENTS_EACH)
    ]


def run_with_history(statements: int) -> None:
    """The child in the pseudo-terminal: the program, with a history."""

    class WithHistory(GreffierApp):
        CSS_PATH = Path(inspect.getfile(GreffierApp)).with_name("styles.tcss")

        async def on_mount(self) -> None:
            self.call_after_refresh(self.fill)

        async def fill(self) -> None:
            while getattr(self.screen, "desk", None) is None:
                await asyncio.sleep(0.01)
            await self.screen.reopen("5" * 16, history(statements))  # type: ignore[attr-defined]
            self.call_after_refresh(self.notify, "FILLED", timeout=1)

    WithHistory(Services(), language_named=True).run()  # type: ignore[arg-type]


class Terminal:
    """The far end of a pseudo-terminal."""

    def __init__(self, *arguments: str) -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "LANGUAGE": "en"}
        self.process = subprocess.Popen(
            [sys.executable, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
        )
        os.close(theirs)

    def until(self, awaited: bytes, patience: float = 120.0) -> float:
        """Read until it comes; the seconds that it took."""
        began, written = time.perf_counter(), b""
        while awaited not in written:
            ready, _writable, _failed = select.select([self.ours], [], [], patience)
            if not ready:
                sys.exit(f"never came: {awaited!r} in {written[-500:]!r}")
            written += os.read(self.ours, 65536)
        return time.perf_counter() - began

    def quiet(self, seconds: float = 0.3) -> None:
        """Read until nothing more comes."""
        while select.select([self.ours], [], [], seconds)[0]:
            os.read(self.ours, 65536)

    def key(self, letter: bytes) -> float:
        """Type a letter; the seconds until it is painted."""
        os.write(self.ours, letter)
        return self.until(letter)

    def close(self) -> None:
        """End the program."""
        self.process.kill()
        self.process.wait()
        os.close(self.ours)


def key_to_paint(statements: int, keys: int) -> dict[str, list[float]]:
    """Seconds of each key, with the history and in an empty app, in turns."""
    ours = Terminal(__file__, "--child", str(statements))
    ours.until(b"FILLED")
    time.sleep(1.5)
    empty = Terminal("-c", EMPTY_APP)
    empty.until(b"our question")
    terminals = {"greffier": ours, "empty": empty}
    found: dict[str, list[float]] = {name: [] for name in terminals}
    for number in range(keys):
        for name, terminal in terminals.items():
            terminal.quiet(0.02)
            if number % 40 == 0:
                os.write(terminal.ours, b"\x15")  # Ctrl+U empties the line
                terminal.quiet(0.2)
            found[name].append(terminal.key(bytes([ord("A") + number % 26])))
    for terminal in terminals.values():
        terminal.close()
    return found


def resident() -> float:
    """MiB of memory resident now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def long_session(questions: int) -> dict[str, float]:
    """Ask so many questions; memory, and how long the loop was kept busy."""
    busiest, longest = 0.0, 0.0
    run = asyncio.Handle._run

    def measured(handle: asyncio.Handle) -> None:
        nonlocal busiest
        began = time.thread_time()
        run(handle)
        busiest = max(busiest, time.thread_time() - began)

    app = GreffierApp(Services(), language_named=True)  # type: ignore[arg-type]
    app.rest = Rest(app)
    async with app.run_test(size=(160, 50)) as pilot:
        while getattr(app.screen, "desk", None) is None:
            await pilot.pause()
        room = app.screen
        beat = time.perf_counter()

        def beating() -> None:
            nonlocal beat, longest
            now = time.perf_counter()
            longest, beat = max(longest, now - beat), now

        for number in range(questions):
            if number == 3:  # what is made once is made
                app.set_interval(0.01, beating)
                asyncio.Handle._run = measured  # type: ignore[method-assign]
                beat, longest = time.perf_counter(), 0.0
            await room.ask(f"Question {number}?")  # type: ignore[attr-defined]
            while room.asking.under_way:  # type: ignore[attr-defined]
                await asyncio.sleep(0.005)
            if number % READ == READ - 1:  # a person reads
                longest_before, busiest_before = longest, busiest
                await asyncio.sleep(AFTER + 0.5)
                beat, longest, busiest = time.perf_counter(), longest_before, busiest_before
            if number == questions // 5:
                fifth = resident()
        asyncio.Handle._run = run  # type: ignore[method-assign]
        widgets = sum(1 for _ in room.walk_children())
    return {
        "MiB after a fifth": fifth,
        "MiB at the end": resident(),
        "KiB a question": (resident() - fifth) * 1024 / (questions - questions // 5),
        "widgets at the end": widgets,
        "processor ms of the busiest callback": busiest * 1000,
        "ms between two beats of 10 ms at most": longest * 1000,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=5000)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--keys", type=int, default=300)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child is not None:
        run_with_history(arguments.child)
        return
    keys = key_to_paint(arguments.statements, arguments.keys)
    figures: dict[str, float] = {}
    for name, seconds in keys.items():
        figures[f"{name}: ms from key to paint, median"] = median(seconds) * 1000
        figures[f"{name}: ms from key to paint, p95"] = quantiles(seconds, n=20)[-1] * 1000
    figures |= asyncio.run(long_session(arguments.questions))
    for name, figure in figures.items():
        print(f"{name:<48} {figure:10.1f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
