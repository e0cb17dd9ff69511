"""Times what the record costs: python benchmarks/appending.py [FOLDER]

Appends entries of answers and questions, as large as those that are recorded, each on the disk when the next begins;
and, in turns with it, writes the same bytes to one file with one fsync each, which is the least that a durable record
takes, and to five files with a sync each: three that grow (payload, entry, tile) and two that are written over (memory,
checkpoint). Prints the medians over rounds and their ratios, and how many bytes of the log a question adds beside its
payload.
FOLDER: on the disk that is to be timed; by default a temporary one.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from assistant.audit.log import Log

ROUNDS, EACH = 30, 20
SESSION = "0123456789abcdef"
QUESTION = {"question": "Quel est le délai pour répondre à une demande d’accès ?", "language": "fr", "collection": None}
ANSWER = {
    **QUESTION,
    "evidence": [{"number": n, "passage": "a" * 20, "score": 0.5} for n in range(10)],
    "answer": "x" * 1500,
}


def size(folder: Path) -> dict[str, int]:
    """Bytes of the files of a log, by the folder that they lie in."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            kind = path.relative_to(folder).parts[0]
            found[kind] = found.get(kind, 0) + path.stat().st_size
    return found


def main() -> None:
    """Print the medians, their ratio, and the bytes of a question."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as place:
        log = Log(Path(place) / "log", state=Path(place) / "state")
        log.record("session.opened", {}, SESSION)
        before, count = size(log.folder), log.size()
        for _ in range(100):
            log.record("question", QUESTION, SESSION)
            log.record("answer", ANSWER, SESSION)
        after = size(log.folder)
        added = {kind: (after[kind] - before.get(kind, 0)) / 100 for kind in after}
        record = b"x" * int(sum(added.values()) / 2)
        ours, bare, five = [], [], []
        growing = [(Path(place) / name).open("wb", buffering=0) for name in ("payload", "entry", "tile")]
        over = [(Path(place) / name).open("wb", buffering=0) for name in ("memory", "checkpoint")]
        parts = (record[: int(added["payloads"] / 2)], record[: int(added["tile"] / 2) - 32], bytes(32))
        with (Path(place) / "bare").open("wb", buffering=0) as file:
            for _ in range(ROUNDS):
                began = time.perf_counter()
                for number in range(EACH):
                    log.record("answer" if number % 2 else "question", ANSWER if number % 2 else QUESTION, SESSION)
                ours.append((time.perf_counter() - began) / EACH)
                began = time.perf_counter()
                for _ in range(EACH):
                    file.write(record)
                    os.fsync(file.fileno())
                bare.append((time.perf_counter() - began) / EACH)
                began = time.perf_counter()
                for _ in range(EACH):
                    for one, part in zip(growing, parts, strict=True):
                        one.write(part)
                    for one in growing:
                        os.fdatasync(one.fileno())
                    for one in over:
                        os.pwrite(one.fileno(), bytes(512), 0)
                        os.fdatasync(one.fileno())
                five.append((time.perf_counter() - began) / EACH)
        for one in (*growing, *over):
            one.close()
        told = {
            "append_ms": statistics.median(ours) * 1000,
            "one_file_ms": statistics.median(bare) * 1000,
            "five_files_ms": statistics.median(five) * 1000,
            "against_one_file": statistics.median(a / b for a, b in zip(ours, bare, strict=True)),
            "against_five_files": statistics.median(a / b for a, b in zip(ours, five, strict=True)),
            "bytes_a_write": len(record),
            "bytes_a_question": {kind: value for kind, value in added.items() if value},
            "without_payload": sum(value for kind, value in added.items() if kind != "payloads"),
            "entries": log.size() - count,
        }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
