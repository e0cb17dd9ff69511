"""How fast PDF files become passages, against `unstructured` and bare PDFium: the numbers in docs/performance.md.

    python benchmarks/ingest.py [FOLDER...] [--files 24] [--workers 2] [--rounds 3] [--environment DIR] [--json FILE]

All contenders read the same files, the shortest in the folders, taking turns; each figure is the median of its rounds.
With `--workers` processes, by the clock: Greffier, which parses each file in a sandboxed process of its own, and files
and publishes; and `unstructured.partition_pdf(strategy="fast")`, which ends at elements, in processes that are warm. In
one process, by the processor's time, which other programs take less from: PDFium's bare text, the same with each
character's box asked for, and what Greffier makes of the files, down to passages. Nothing is recognised on pictures.

`unstructured` reads PDF files with an extra that Greffier does without. It is installed into an environment of its own,
in a temporary folder unless `--environment` names one to keep; torch, which the extra asks for, is left out, as the
fast strategy never calls it. The model that it would download at first use has rules in its place, which are faster.
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
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pypdfium2

from assistant.office import Office
from indexes.files import sha256_of
from ingest import job, sandbox
from ingest.read import Options, Source
from ingest.wanted import Order

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "pdfs"
PACKAGES = (
    "unstructured pdfminer.six pikepdf pypdf pdf2image pi_heif pandas scipy opencv-python-headless onnx onnxruntime "
    "protobuf huggingface_hub matplotlib"
).split()
WITHOUT_THEIR_OWN = ["unstructured_inference"]  # for what it asks for is torch, transformers and timm
BARE = Options(ocr="never")

# Reads files with `unstructured` in as many processes; prints the seconds that it took, without those to get ready.
UNSTRUCTURED = r"""
import multiprocessing, os, re, sys, time
from types import ModuleType
os.environ.update(DO_NOT_TRACK="true", SCARF_NO_ANALYTICS="true", UNSTRUCTURED_DISABLE_NOTICE="1", OMP_NUM_THREADS="1")
rules = ModuleType("unstructured.nlp.tokenize")
rules.sent_tokenize = lambda text: re.split(r"(?<=[.!?])\s+", text)
rules.word_tokenize = lambda text: re.findall(r"\w+|[^\w\s]", text)
rules.pos_tag = lambda text: [(word, "VB") for word in rules.word_tokenize(text)]
sys.modules["unstructured.nlp.tokenize"] = rules
def read(path):
    from unstructured.partition.pdf import partition_pdf
    return len(partition_pdf(filename=path, strategy="fast", languages=["fra"]))
if __name__ == "__main__":
    workers, *files = sys.argv[1:]
    read(files[0])
    with multiprocessing.get_context("fork").Pool(int(workers)) as pool:
        pool.map(read, files[:1] * int(workers), chunksize=1)
        begun = time.perf_counter()
        found = pool.map(read, files, chunksize=1)
        took = time.perf_counter() - begun
    print(took, sum(found))
"""

# Reads files in one process; prints the processor's seconds, without those to get ready.
ALONE = r"""
import sys, time
sys.path.insert(0, sys.argv[1])
tool, *files = sys.argv[2:]
import pypdfium2, pypdfium2.raw as raw
from pathlib import Path
def text(path):
    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_range()
        page.close()
    document.close()
def boxes(path):
    document = pypdfium2.PdfDocument(path)
    for page in document:
        textpage = page.get_textpage()
        textpage.get_text_range()
        for index in range(textpage.count_chars()):
            textpage.get_charbox(index, loose=True)
        page.close()
    document.close()
def passages(path):
    parse(Source(Path(path), path, "0" * 64), Options(ocr="never"))
if tool == "passages":
    from ingest.parse import parse
    from ingest.read import Options, Source
read = globals()[tool]
read(files[0])
begun = time.process_time()
for path in files:
    read(path)
print(time.process_time() - begun)
"""


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[DATA / "bylaws", DATA / "statutes"])
    parser.add_argument("--files", type=int, default=24)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--environment", type=Path, help="where unstructured is installed, or is already")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    arguments = parser.parse_args()
    lengths = {
        file: len(pypdfium2.PdfDocument(file)) for folder in arguments.folders for file in sorted(folder.rglob("*.pdf"))
    }
    if not lengths:
        parser.error(f"no PDF file in {', '.join(map(str, arguments.folders))}")
    files = sorted(lengths, key=lambda file: lengths[file])[: arguments.files]
    pages = sum(lengths[file] for file in files)
    with tempfile.TemporaryDirectory() as folder:
        other = _environment(arguments.environment or Path(folder) / "unstructured")
        seconds = _measure(files, arguments.workers, arguments.rounds, other)
        version = _output(other, "-c", "from importlib.metadata import version; print(version('unstructured'))")
    took = {name: median(measured) for name, measured in seconds.items()}
    print(f"{len(files)} files, {pages} pages, unstructured {version}, median of {arguments.rounds} rounds")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for name, against in AGAINST.items():
        print(f"{name:28} {pages / took[name]:8.1f} pages/s  {took[against] / took[name]:7.2f} × {against}")
    if arguments.json:
        report = {
            "files": [file.name for file in files],
            "pages": pages,
            "workers": arguments.workers,
            "load": os.getloadavg()[0],
            "unstructured": version,
            "seconds": seconds,
            "pages_per_second": {name: pages / one for name, one in took.items()},
        }
        arguments.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


AGAINST = {
    "parsed": "unstructured, fast",
    "filed and published": "unstructured, fast",
    "unstructured, fast": "unstructured, fast",
    "text": "text",
    "boxes": "text",
    "passages": "text",
}
"""What is measured, and what it is compared with: by the clock with all processes, then by the processor in one."""


def _measure(files: Sequence[Path], workers: int, rounds: int, other: str) -> dict[str, list[float]]:
    """Seconds that each contender takes, one a round."""
    names = list(map(str, files))

    def alone(tool: str) -> Callable[[], float]:
        return lambda: float(_output(sys.executable, "-c", ALONE, str(ROOT), tool, *names))

    def unstructured() -> float:
        took, found = _output(other, "-c", UNSTRUCTURED, str(workers), *names).splitlines()[-1].split()
        if not int(found):
            raise SystemExit("unstructured found nothing in any of the files")
        return float(took)

    contenders: dict[str, Callable[[], float]] = {
        "parsed": lambda: _parsed(files, workers),
        "filed and published": lambda: _filed(files, workers),
        "unstructured, fast": unstructured,
        "text": alone("text"),
        "boxes": alone("boxes"),
        "passages": alone("passages"),
    }
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    _parsed(files[:1], 1)  # the server that workers are forked from is started once a job, not once a file
    for _round in range(rounds):
        for name, measure in contenders.items():
            seconds[name].append(measure())
            print(f"{name}: {seconds[name][-1]:.2f} s", file=sys.stderr)
    return seconds


def _parsed(files: Sequence[Path], workers: int) -> float:
    """Seconds to make passages of the files, each in a sandboxed process."""
    stopping = threading.Event()
    sources = [Source(file, file.name, sha256_of(file)) for file in files]
    begun = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda source: sandbox.run(source, BARE, sandbox.Limits(), stopping), sources))
    return time.perf_counter() - begun


def _filed(files: Sequence[Path], workers: int) -> float:
    """Seconds to file the files into a new library and publish it, the encoder and the lexicon being loaded."""
    with tempfile.TemporaryDirectory() as place:
        office = Office(Path(place) / "library")
        library, encoder, lexicon = office.library(create=True), office.encoder(), office.lexicon()
        order = Order(files, workers=workers, options=BARE)
        begun = time.perf_counter()
        for _event in job.run(library, order, encoder=encoder, lexicon=lexicon, recorder=office.recorder()):
            pass
        took = time.perf_counter() - begun
        library.close()
    return took


def _environment(folder: Path) -> str:
    """Make a virtual environment with unstructured in it, unless it is there; return its Python."""
    python = str(folder / "bin" / "python")
    if not (folder / "bin" / "python").exists():
        print("installing unstructured", file=sys.stderr)
        venv.create(folder, with_pip=True)
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*command, *PACKAGES], check=True)
        subprocess.run([*command, "--no-deps", *WITHOUT_THEIR_OWN], check=True)
    return python


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


if __name__ == "__main__":
    main()
