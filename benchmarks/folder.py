"""What it takes to file a folder of thousands of files, and again when nothing changed: for docs/performance.md.

    python benchmarks/folder.py [--files 2000] [--workers 2] [--json FILE]

The files are made on the spot: PDFs of one page, each with a text of its own. Both runs are the command that a clerk
types, start of Python and loading of models included; the second is the best of three. The memory of the job's own
process (resident, workers excluded) is sampled while files are filed: what it holds at the end against what it held
after a tenth of them says whether it grows.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).resolve().parents[1]
MEBIBYTE = 1 << 20
RULE = (
    "{n}. Le parc numéro {n} est ouvert tous les jours de 7 h à 22 h, et l'accès y est gratuit pour les résidents de "
    "la Ville. Le gardien d'un chien le tient en laisse. Quiconque contrevient au présent article est passible d'une "
    "amende de {n} $ et, en cas de récidive, du double."
)


@dataclass
class Run:
    """One run of the command. memory: (files filed, bytes resident), as sampled."""

    seconds: float
    report: dict[str, object]
    memory: list[tuple[int, int]] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        documents, library = Path(place) / "documents", Path(place) / "library"
        documents.mkdir()
        for number in range(arguments.files):
            write(documents / f"{number:05}.pdf", RULE.format(n=number))
        first = file(library, documents, arguments.workers)
        again = min((file(library, documents, arguments.workers) for _round in range(3)), key=lambda run: run.seconds)
    if not first.report["filed"] == again.report["unchanged"] == arguments.files:
        parser.error(f"not all was filed, or not all was known again: {first.report}, {again.report}")
    early = next(held for files, held in first.memory if files >= arguments.files // 10)
    filing = [held for files, held in first.memory if 0 < files < arguments.files]
    figures = {
        "files": arguments.files,
        "workers": arguments.workers,
        "load": os.getloadavg()[0],
        "first_seconds": first.seconds,
        "first_job_seconds": first.report["seconds"],
        "again_seconds": again.seconds,
        "again_job_seconds": again.report["seconds"],
        "share": again.seconds / first.seconds,
        "memory_after_a_tenth": early,
        "memory_at_the_end_of_filing": filing[-1],
        "memory_most_while_filing": max(filing),
    }
    print(f"{arguments.files} files, {arguments.workers} workers, load average {figures['load']:.1f}")
    print(f"first run   {first.seconds:8.1f} s (the job itself {first.report['seconds']} s)")
    print(f"second run  {again.seconds:8.2f} s (the job itself {again.report['seconds']} s)")
    print(f"share       {100 * figures['share']:8.2f} %")
    print(f"memory after a tenth {early / MEBIBYTE:.0f} MiB, at the end {filing[-1] / MEBIBYTE:.0f} MiB")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def write(path: Path, text: str) -> None:
    """Write a PDF of one page."""
    canvas = Canvas(str(path), invariant=1)
    canvas.setFont("Helvetica", 11)
    for row, line in enumerate(simpleSplit(text, "Helvetica", 11, 450)):
        canvas.drawString(72, 720 - 14 * row, line)
    canvas.save()


def file(library: Path, documents: Path, workers: int) -> Run:
    """Run the command, and sample the memory of its process against the rows of the catalogue."""
    command = [sys.executable, "-m", "assistant", "--library", str(library), "ingest", "run", str(documents)]
    begun = time.perf_counter()
    memory: list[tuple[int, int]] = []
    with subprocess.Popen(
        [*command, "--jobs", str(workers), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as job:
        ended = threading.Event()
        sampler = threading.Thread(target=sample, args=(job.pid, library, memory, ended))
        sampler.start()
        out, _ = job.communicate()
        seconds = time.perf_counter() - begun
        ended.set()
        sampler.join()
    return Run(seconds, json.loads(out), memory)


def sample(process: int, library: Path, memory: list[tuple[int, int]], ended: threading.Event) -> None:
    """Note, each half second, how many documents are in the vault and what the process holds."""
    while not ended.wait(0.5):
        try:
            held = int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
        except OSError:
            return
        folders = [path for path in (library / "vault").glob("*") if re.fullmatch("[0-9a-f]{2}", path.name)]
        memory.append((sum(len(list(folder.iterdir())) for folder in folders), held))


if __name__ == "__main__":
    main()
