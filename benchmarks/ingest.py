"""How fast PDF files become passages, against two ways of only reading their text: the numbers in docs/performance.md.

    python benchmarks/ingest.py [FOLDER] [--workers 2] [--rounds 2] [--json FILE]

All contenders read the same files with as many processes, taking turns; each figure is the best of its rounds, because
other programs only ever take time away. Greffier parses as it does when it files: a sandboxed process for each file.
pdfminer.six is no dependency of Greffier: pip installs it into a virtual environment of its own, in a temporary folder,
which is why this script wants a package source.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pypdfium2

from assistant.office import Office
from indexes.files import sha256_of
from ingest import job, sandbox

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "pdfs" / "bylaws"

# Reads the text of each file, with as many processes; prints the seconds that it took, without those to start Python.
READER = """
import multiprocessing, sys, time
def pdfminer(path):
    from pdfminer.high_level import extract_text
    return len(extract_text(path))
def pdfium(path):
    import pypdfium2
    document = pypdfium2.PdfDocument(path)
    return sum(len(page.get_textpage().get_text_range()) for page in document)
if __name__ == "__main__":
    tool, workers, *files = sys.argv[1:]
    with multiprocessing.get_context("fork").Pool(int(workers)) as pool:
        pool.map(abs, range(int(workers)))
        begun = time.perf_counter()
        pool.map(globals()[tool], files, chunksize=1)
        print(time.perf_counter() - begun)
"""


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    arguments = parser.parse_args()
    files = sorted(arguments.folder.rglob("*.pdf"))
    if not files:
        parser.error(f"no PDF file in {arguments.folder}")
    pages = sum(len(pypdfium2.PdfDocument(file)) for file in files)
    workers: int = arguments.workers
    with tempfile.TemporaryDirectory() as folder:
        other = _environment(Path(folder) / "pdfminer")
        version = _output(other, "-c", "import pdfminer; print(pdfminer.__version__)")
        contenders: dict[str, Callable[[], float]] = {
            "Greffier, parsed": lambda: _parsed(files, workers),
            "Greffier, filed and published": lambda: _filed(arguments.folder, workers),
            "PDFium, bare text": lambda: _read(sys.executable, "pdfium", workers, files),
            f"pdfminer.six {version}, bare text": lambda: _read(other, "pdfminer", workers, files),
        }
        seconds: dict[str, list[float]] = {name: [] for name in contenders}
        _parsed(files[:1], 1)  # the server that workers are forked from is started once a job, not once a file
        for _round in range(arguments.rounds):
            for name, measure in contenders.items():
                seconds[name].append(measure())
                print(f"{name}: {seconds[name][-1]:.1f} s", file=sys.stderr)
    best = {name: min(measured) for name, measured in seconds.items()}
    slowest = max(best.values())
    print(f"{len(files)} files, {pages} pages, {workers} processes, best of {arguments.rounds} rounds")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for name, took in best.items():
        print(f"{name:36} {pages / took:8.1f} pages/s  {slowest / took:6.1f} ×")
    if arguments.json:
        report = {
            "files": len(files),
            "pages": pages,
            "workers": workers,
            "load": os.getloadavg()[0],
            "seconds": seconds,
            "pages_per_second": {name: pages / took for name, took in best.items()},
        }
        arguments.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _parsed(files: Sequence[Path], workers: int) -> float:
    """Seconds to make passages of the files, each in a sandboxed process."""
    stopping = threading.Event()
    names = [sha256_of(file) for file in files]
    begun = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda file, name: sandbox.run(file, name, sandbox.Limits(), stopping), files, names))
    return time.perf_counter() - begun


def _filed(folder: Path, workers: int) -> float:
    """Seconds to file the folder into a new library and publish it, the encoder and the lexicon being loaded."""
    with tempfile.TemporaryDirectory() as place:
        office = Office(Path(place) / "library")
        library, encoder, lexicon = office.library(create=True), office.encoder(), office.lexicon()
        order = job.Order([folder], workers=workers)
        begun = time.perf_counter()
        for _event in job.run(library, order, encoder=encoder, lexicon=lexicon, recorder=office.recorder()):
            pass
        took = time.perf_counter() - begun
        library.close()
    return took


def _read(python: str, tool: str, workers: int, files: Sequence[Path]) -> float:
    """Seconds that a bare reader takes for the files."""
    return float(_output(python, "-c", READER, tool, str(workers), *map(str, files)))


def _environment(folder: Path) -> str:
    """Make a virtual environment with pdfminer.six in it; return its Python."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pdfminer.six"]
    subprocess.run(command, check=True)
    return python


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
