"""Runs jobs in child processes that kill themselves at their first, second, … change to the disk; run by test_killed.

    python killed_job.py FOLDER

Writes, as JSON, the number of changes, and what was wrong after a death and a resumption: nothing, where all is well. A
process of its own, which has no thread while it forks. Files are parsed in it, not in workers: those change no disk.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parents[1] / "indexes"))

from killed import CHANGES, Encoder, Lexicon, spare_the_disk  # of tests/indexes
from reportlab.pdfgen.canvas import Canvas

from indexes.journal import Journal, Trace
from indexes.library import Library
from ingest import job, sandbox
from ingest.errors import UnreadableError
from ingest.parse import parse
from ingest.read import Options
from ingest.wanted import Order, recall
from ingest.worker import Limits

OPTIONS = Options(ocr="never")
_WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT")


class Recorder:
    def record(self, kind: str, facts: Mapping[str, object]) -> None:
        pass


def parse_here(source, options, limits, stopping, *, workroom, progress):
    try:
        with _one_at_a_time:
            return parse(source, options), Trace()
    except UnreadableError as error:
        raise sandbox.StoppedWorkerError(error.reason, error.detail, Trace()) from error


_one_at_a_time = threading.Lock()


def write(path: Path, text: str) -> None:
    canvas = Canvas(str(path), invariant=1)
    canvas.drawString(72, 700, text)
    canvas.save()


def prepare(place: Path) -> None:
    """Make a library with one document filed, and a folder where that has a new version, and where others stand."""
    documents, begin = place / "documents", place / "begin"
    documents.mkdir()
    write(documents / "a.pdf", "Le parc est ouvert tous les jours de 7 h à 22 h.")
    run(begin, Order([documents], label="secret", workers=1, options=OPTIONS))
    write(documents / "a.pdf", "Le parc est ouvert tous les jours de 7 h à 21 h.")
    write(documents / "b.pdf", "Le chien est tenu en laisse.")
    shutil.copy(documents / "b.pdf", documents / "c.pdf")
    (documents / "d.pdf").write_bytes(b"%PDF-1.7\nnothing\n%%EOF")


def run(folder: Path, order: Order, number: int | None = None) -> None:
    library = Library(folder, create=True)
    events = job.run(library, order, encoder=Encoder(), lexicon=Lexicon(), recorder=Recorder(), number=number)
    for _event in events:
        pass
    library.close()


def resume(folder: Path, order: Order) -> bool:
    """Go on with what was interrupted; where nothing was noted yet, do it. Say which."""
    library = Library(folder)
    left = Journal(library.catalogue).open_jobs()
    library.close()
    for one in left:
        run(folder, recall(one.wanted, workers=2, limits=Limits()), one.number)
    if not left:
        run(folder, order)
    return bool(left)


def seen(folder: Path) -> dict[str, object]:
    """All that is filed, without when and how often it was tried."""
    database = sqlite3.connect(folder / "catalogue.sqlite")
    tables = {
        "documents": "*", "locations": "*", "pages": "*", "passages": "*",
        "quarantine": "root, file, reason, detail, size, modified, pipeline, document, collection, label, released",
        "journal": "document, pipeline, state, lost, reason, detail",
    }  # fmt: skip
    found: dict[str, object] = {
        name: [list(map(str, row)) for row in database.execute(f"SELECT {columns} FROM {name} ORDER BY 1, 2")]  # noqa: S608
        for name, columns in tables.items()
    }
    database.close()
    found["current"] = (folder / "generations" / "current").read_text()
    found["vault"] = sorted(str(path.relative_to(folder)) for path in (folder / "vault").rglob("*"))
    return found


def die_at(count: int) -> None:
    """Let so many changes to the disk happen, commits of the catalogue among them, then die before the next."""
    left = [count]

    def change() -> None:
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def changing(*arguments: object, **named: object) -> object:
            change()
            return real(*arguments, **named)

        return changing

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if sql.startswith(_WRITES) and (not self.in_transaction or sql == "COMMIT"):
                change()
            return super().execute(sql, *values)

    connect = sqlite3.connect
    sqlite3.connect = lambda *arguments, **named: connect(*arguments, factory=Connection, **named)
    for name in CHANGES:
        setattr(os, name, counted(getattr(os, name)))


def in_child(act: Callable[[], object]) -> int:
    """Do something in a child process; the signal that it died by, or 0."""
    child = os.fork()
    if not child:
        act()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and status:
        raise RuntimeError("a child failed")
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def main() -> None:
    place = Path(sys.argv[1])
    os.fsync = spare_the_disk
    sandbox.run = parse_here
    in_child(lambda: prepare(place))
    documents, begin = place / "documents", place / "begin"
    order = Order([documents], workers=2, options=OPTIONS)
    whole, killed = place / "whole", place / "killed"
    shutil.copytree(begin, whole)
    before = seen(whole)
    in_child(lambda: run(whole, order))
    expected = seen(whole)
    wrong: list[object] = []
    count, unnoted, died = 0, 0, True
    while died:
        shutil.rmtree(killed, ignore_errors=True)
        shutil.copytree(begin, killed)

        def job_that_dies(count: int = count) -> None:
            die_at(count)
            run(killed, order)

        died = in_child(job_that_dies) == signal.SIGKILL
        if seen(killed)["current"] not in (before["current"], expected["current"]):
            wrong.append([count, "neither the old generation nor the new"])
        unnoted += died and not noted(killed)
        in_child(lambda: resume(killed, order))
        after = seen(killed)
        wrong += [[count, name, after[name], expected[name]] for name in expected if after[name] != expected[name]]
        count += died
    sys.stdout.write(json.dumps({"changes": count, "unnoted": unnoted, "expected": expected, "wrong": wrong}))


def noted(folder: Path) -> bool:
    """Whether the journal knows of a job that never ended, or the job had done all there was to do."""
    database = sqlite3.connect(folder / "catalogue.sqlite")
    (jobs,) = database.execute("SELECT count(*) FROM jobs WHERE number > 1").fetchone()
    database.close()
    return bool(jobs)


if __name__ == "__main__":
    main()
