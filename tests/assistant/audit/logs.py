"""A log in a test, opened again as another process does, and filled."""

from __future__ import annotations

from assistant.audit.log import Log
from assistant.audit.verify import verify

ONE, TWO = "1" * 16, "2" * 16


def again(log: Log) -> Log:
    """The same log, opened by another process of this machine."""
    return Log(log.folder, state=log.folder.parent / "state")


def fill(log: Log, count: int, session: str | None = ONE) -> None:
    """Record so many questions."""
    for number in range(count):
        log.record("question", {"number": number, "question": "Où ?"}, session)


def kinds(log: Log) -> list[str]:
    """The kinds of all entries, of which the checker has seen that they hold."""
    entries = list(again(log).entries())
    key = bytes.fromhex((log.folder / "keys" / "library.key").read_text())
    assert verify(log.folder, key=key).size == len(entries)
    return [entry.kind for entry in entries]
