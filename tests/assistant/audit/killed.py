"""Appends to a log in child processes that kill themselves before their first, second, … change to the disk.

    python killed.py SCENARIO FOLDER

Run by test_killed. Writes, as JSON, the number of changes, and what was wrong after a death: nothing, where all is
well.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from assistant.audit.log import Log
from assistant.audit.notes import parse
from assistant.audit.verify import verify
from assistant.errors import RecordError

CHANGES = ("pwrite", "fdatasync", "fsync", "rename", "replace", "mkdir", "unlink", "rmdir", "ftruncate", "write")
SESSION = "0123456789abcdef"

BEFORE = {"first": 0, "second": 1, "whole": 254, "next": 255, "destroy": 300, "rotate": 3, "origin": 3}
"""How many entries are recorded before what is killed, besides the one that opens the log."""


def act(scenario: str, log: Log) -> object:
    """What is killed."""
    if scenario == "destroy":
        return log.destroy([2, 280], "Rule 4-12", "M. Tremblay", SESSION)
    if scenario == "rotate":
        return log.rotate_key("M. Tremblay")
    if scenario == "origin":
        return log.new_origin("restored", "M. Tremblay")
    return log.record("answer", {"killed": True}, SESSION)


def die_at(count: int) -> None:
    """Let so many changes to the disk happen, then die before the next."""
    left = [count]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def change(*arguments: object, **named: object) -> object:
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*arguments, **named)

        return change

    for name in CHANGES:
        setattr(os, name, counted(getattr(os, name)))


def wrong_with(scenario: str, log: Log, recorded: int) -> list[str]:
    """What is wrong with a log in which one went on after a death."""
    entries = list(log.entries())
    found = []
    if [entry.index for entry in entries] != list(range(len(entries))):
        found.append("entries are missing")
    kept = [entry.facts.get("number") for entry in entries if entry.kind == "question" and entry.destroyed is None]
    gone = [entry.index for entry in entries if entry.destroyed is not None]
    if len(kept) + len(gone) != recorded + 1:
        found.append(f"{len(kept)} and {len(gone)} of {recorded + 1} questions")
    purges = [entry for entry in entries if entry.kind == "session.purged"]
    if gone != ([2, 280] if purges else []):
        found.append(f"{gone} destroyed, {len(purges)} told")
    if len([entry for entry in entries if entry.kind == "answer"]) > 1:
        found.append("twice")
    if (log.folder / "purging").exists():
        found.append("a destruction is left undone")
    signatures = parse(log.checkpoint().encode()).signatures
    if len(signatures) != 1 + any(entry.kind == "key.rotated" for entry in entries):
        found.append(f"{len(signatures)} keys sign")
    opened = [str(entry.facts["verifier"]) for entry in entries if entry.kind == "log.opened"]
    if not opened[-1].startswith(f"{signatures[0].name}+"):
        found.append("signed under another name than the one that was opened last")
    key = bytes.fromhex((log.folder / "keys" / "library.key").read_text())
    report = verify(log.folder, key=key)
    if report.size != len(entries):
        found.append(f"the checker saw {report.size} of {len(entries)}")
    return [f"{scenario}: {one}" for one in found]


def main() -> None:
    scenario, place = sys.argv[1], Path(sys.argv[2])
    begin, killed = place / "begin", place / "killed"
    folder = killed / "log"
    recorded = BEFORE[scenario]
    log = Log(folder, state=killed / "state")
    if recorded:
        real, os.fdatasync = os.fdatasync, lambda _descriptor: None
        for number in range(recorded):
            log.record("question", {"number": number}, SESSION)
        os.fdatasync = real
    else:
        folder.mkdir(parents=True)
    shutil.copytree(killed, begin)
    wrong: list[object] = []
    count, died = 0, True
    while died:
        shutil.rmtree(killed)
        shutil.copytree(begin, killed)
        child = os.fork()
        if not child:
            die_at(count)
            act(scenario, Log(folder, state=killed / "state"))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not died and status:
            wrong.append([count, "failed", status])
        after = Log(folder, state=killed / "state")
        try:
            after.record("question", {"number": recorded}, SESSION)
            wrong += [[count, one] for one in wrong_with(scenario, after, recorded)]
        except RecordError as error:
            wrong.append([count, str(error)])
        count += died
    sys.stdout.write(json.dumps({"changes": count, "wrong": wrong}))


if __name__ == "__main__":
    main()
