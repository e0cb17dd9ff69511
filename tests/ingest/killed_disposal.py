"""Destroys a document in child processes that kill themselves at their first, second, … change; run by test_disposal.

    python killed_disposal.py FOLDER

Writes, as JSON, the number of changes, and what was wrong after a death and the next finish: nothing, where all is
well. A process of its own, with one thread, because it forks.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parents[1] / "indexes"))

from killed import CHANGES, Encoder, Lexicon, file, seen, spare_the_disk  # of tests/indexes

from indexes.disposal import Disposal
from indexes.library import Library
from indexes.publishing import publish
from ingest import disposal
from ingest.disposal import Tools

MARK = b"heron"


class Recorder:
    def __init__(self) -> None:
        self.kinds: list[str] = []

    def record(self, kind: str, facts: Mapping[str, object]) -> None:  # noqa: ARG002
        self.kinds.append(kind)


def opened(folder: Path) -> Tools:
    return Tools(Library(folder), Encoder(), Lexicon(), Recorder())


def destroy(folder: Path, name: str) -> None:
    tools = opened(folder)
    document = tools.library.catalogue.document(name)
    if document is not None:
        disposal.purge(tools, [document], rule="R", approver="A")
    tools.library.close()


def die_at(count: int) -> None:
    """Let so many changes happen (to the disk, or statements that write to the catalogue), then die before the next."""
    left = [count]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def change(*arguments: object, **named: object) -> object:
            step()
            return real(*arguments, **named)

        return change

    def step() -> None:
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    for name in CHANGES:
        setattr(os, name, counted(getattr(os, name)))
    connect = sqlite3.connect

    def watched(*arguments: object, **named: object) -> sqlite3.Connection:
        database = connect(*arguments, **named)  # type: ignore[arg-type]
        database.set_trace_callback(
            lambda text: step() if text.split()[0] in ("INSERT", "DELETE", "UPDATE", "COMMIT", "VACUUM") else None
        )
        return database

    sqlite3.connect = watched  # type: ignore[assignment]


def traces(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and MARK in path.read_bytes()]


def main() -> None:
    place = Path(sys.argv[1])
    os.fsync = spare_the_disk
    begin, killed = place / "begin", place / "killed"
    library = Library(begin, create=True)
    file(library.catalogue, "parc")
    publish(library.generations, library.catalogue, Encoder(), Lexicon())
    name = file(library.catalogue, "heron")
    publish(library.generations, library.catalogue, Encoder(), Lexicon())
    path = library.vault.path(name)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"the bytes of the heron")
    library.close()
    before = seen(begin / "generations")[1]
    wrong: list[object] = []
    count, died = 0, True
    while died:
        shutil.rmtree(killed, ignore_errors=True)
        shutil.copytree(begin, killed)
        child = os.fork()
        if not child:
            die_at(count)
            destroy(killed, name)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not died and status:
            wrong.append([count, "failed", status])
        if seen(killed / "generations")[1] not in (before, before[:2], before[2:]):
            wrong.append([count, "neither the old nor the new", seen(killed / "generations")])
        tools = opened(killed)
        begun = Disposal(tools.library.catalogue).tombstone(name) is not None
        with tools.library.writing():
            finished = disposal.finish(tools)
        tools.library.close()
        if begun and (not finished or traces(killed)):
            wrong.append([count, "left", traces(killed)])
        if not begun and tools.library.vault.path(name).read_bytes() != b"the bytes of the heron":
            wrong.append([count, "gone before its tombstone stood"])
        destroy(killed, name)
        if traces(killed):
            wrong.append([count, "left at the end", traces(killed)])
        count += died
    sys.stdout.write(json.dumps({"changes": count, "wrong": wrong}))


if __name__ == "__main__":
    main()
