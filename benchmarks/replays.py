"""How many recorded answers come out the same when they are computed again by a fresh process: docs/performance.md.

    python benchmarks/replays.py [--answers 200] [--composed 30] [--threads N] [--library DIR]

Files samples/documents into a library, asks the questions of samples/ in both languages and the sample conversations
through `greffier ask`, most in quotation mode and some worded by the installed generator; then replays all of it with
`greffier audit replay --all --recompute`, in a process of its own. --threads replays with another number of threads
than the answers were made with: then every composed answer must be said to come from another environment.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"


def main() -> None:
    """Record, replay, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=200, help="recorded answers, in all")
    parser.add_argument("--composed", type=int, default=30, help="how many of them the generator words")
    parser.add_argument("--threads", type=int, help="threads of the generator when it is replayed")
    parser.add_argument("--library", type=Path, help="where to make the library, to be looked at afterwards")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = arguments.library or Path(folder) / "library"
        environment = {**os.environ, "GREFFIER_STATE": str(Path(folder) / "state"), "GREFFIER_UI": "en"}
        # 3: one of the samples is a scan, which is set aside where tesseract is absent.
        greffier(library, "ingest", "run", SAMPLES / "documents", environment=environment, allowed=(0, 3))
        quoted = arguments.answers - arguments.composed
        for mode, rows in (
            ("quotation", list(islice(conversations(), quoted // 3))),
            ("quotation", list(islice(single(), quoted - quoted // 3))),
            ("compose", list(islice(single(), arguments.composed))),
        ):
            record(library, Path(folder), mode, rows, environment)
        evidential, seconds = replay(library, environment)
        if arguments.threads:
            environment["GREFFIER_GENERATOR__THREADS"] = str(arguments.threads)
        print(f"evidence alone: {evidential['checks']}, verified: {evidential['verified']}, {seconds:.1f} s")
        computed, seconds = replay(library, environment, "--recompute")
        report(computed, seconds)


def single() -> Iterator[dict[str, object]]:
    """The questions that stand by themselves, in both languages; again, in another order, where more are wanted."""
    for number in range(1000):
        for line in (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for language in ("fr", "en") if number % 2 == 0 else ("en", "fr"):
                yield {"id": f"{row['id']}-{language}-{number}", "query": row[f"question_{language}"]}


def conversations() -> Iterator[dict[str, object]]:
    """The questions of the sample conversations, each conversation a session."""
    for line in (SAMPLES / "conversations.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for place, turn in enumerate(row["turns"]):
            yield {"id": f"{row['id']}-{place}", "query": turn["question"], "conversation": row["id"]}


def record(
    library: Path, folder: Path, mode: str, rows: Sequence[dict[str, object]], environment: dict[str, str]
) -> None:
    """Ask the questions in one process."""
    if not rows:
        return
    file = folder / "questions.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    began = time.perf_counter()
    greffier(library, "ask", "--questions", file, "--json", environment={**environment, "GREFFIER_ANSWER__MODE": mode})
    print(f"recorded {len(rows)} in {mode} mode: {time.perf_counter() - began:.1f} s", flush=True)


def replay(library: Path, environment: dict[str, str], *options: str) -> tuple[dict[str, object], float]:
    """Replay all sessions in one process; what it prints, and how many seconds it took."""
    began = time.perf_counter()
    done = greffier(library, "audit", "replay", "--all", "--json", *options, environment=environment, allowed=(0, 4))
    found: dict[str, object] = json.loads(done)
    return found, time.perf_counter() - began


def report(computed: dict[str, object], seconds: float) -> None:
    """Print what came out, by how the answers were made."""
    counts: Counter[tuple[str, str]] = Counter()
    for session in computed["replayed"]:  # type: ignore[attr-defined]
        mode = "composed" if any(one["check"] == "model" for one in session["findings"]) else "quoted"
        for one in session["questions"]:
            counts[mode, one["recomputed"]["result"]] += 1
            if one["recomputed"]["result"] != "identical":
                print(f"  {one['question']}: {one['recomputed']['text']}")
    for (mode, result), count in sorted(counts.items()):
        print(f"{mode:10} {result:20} {count}")
    print(f"checks: {computed['checks']}, verified: {computed['verified']}; {seconds:.1f} s")


def greffier(library: Path, *arguments: object, environment: dict[str, str], allowed: Sequence[int] = (0,)) -> str:
    """Run the program; return what it prints."""
    command = [sys.executable, "-m", "assistant", "--library", str(library), *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode not in allowed:
        sys.exit(done.stderr)
    return done.stdout


if __name__ == "__main__":
    main()
