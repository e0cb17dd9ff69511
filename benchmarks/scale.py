"""How searching scales: time and memory at ten thousand and at a million passages, the numbers in docs/performance.md.

    python benchmarks/scale.py [--passages 10000 1000000] [--parts 10] [--json FILE] [--keep FOLDER]

The passages are made up; what they are made of is not. The terms are those of the aligned federal laws, each in as
large a share of the passages as of ten thousand sections there, with its real frequencies within them; what a larger
library adds to a vocabulary stands in as rare terms of no meaning. The vectors, of 256 dimensions, lie about a thousand
centres. The questions are the real ones in data/questions, in both languages, analysed and translated by the
bundled lexicon; a question's vector lies near a passage's.

Segments are written, sealed, merged and opened by Greffier's own code. A hybrid query is what a search does before it
reads a passage: both indexes, and the fusion of their best. It is held against an exhaustive FAISS scan of the same
vectors (IndexFlatIP, 32-bit floats), in the same process, in turns, by the clock and by the processor's time, which
other programs lengthen less. Memory is what a process of its own takes more than before, with the segments open and
after all questions: its own (anonymous) and the pages of mapped files that it touched, which the system may take back.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray

from assistant.office import Office
from indexes import sealed, segment
from indexes.dense import Vectors
from indexes.generation import Generation
from indexes.postings import STEPS, Postings
from indexes.records import LANGUAGES, Language, Lexicon
from indexes.search import fuse
from indexes.segment import NAMES, Filed, Makers
from indexes.strings import Strings

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
MAKERS = Makers("e" * 64, "1" * 64)
SECTIONS = 10_000
A_DOCUMENT = 20
RARE = 0.3
"""Rare terms for each passage, each in 1 to 20 of them."""
DIMENSION = 256
CENTRES = 1000
CANDIDATES = 200


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--parts", type=int, default=10, help="segments that are made, then merged into one")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--keep", type=Path, help="leave the segments in this folder")
    parser.add_argument("--child", type=Path, nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(memory(arguments.child)))
        return
    vocabulary = {language: shares(language) for language in LANGUAGES}
    figures: dict[str, object] = {"load": os.getloadavg()[0]}
    for count in arguments.passages:
        with tempfile.TemporaryDirectory(dir=arguments.keep) as folder:
            figures[str(count)] = found = measured(Path(folder), count, arguments.parts, vocabulary)
        print(f"\n{count} passages; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        for name, value in found.items():
            print(f"  {name:52} {value:10.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def measured(
    folder: Path, count: int, parts: int, vocabulary: dict[Language, dict[str, tuple[float, list[int]]]]
) -> dict[str, float]:
    """Make the segments, merge them, and ask both."""
    random = np.random.default_rng(1)
    centres = random.normal(size=(CENTRES, DIMENSION)).astype(np.float32)
    for number in range(parts):
        make(folder / f"part{number}", number, count // parts, vocabulary, centres)
    made = [segment.load(folder / f"part{number}") for number in range(parts)]
    begun = time.perf_counter()
    (folder / "whole").mkdir()
    segment.merge(folder / "whole", made, [np.ones(len(one.documents), np.bool_) for one in made], MAKERS)
    figures = {"merging, seconds": time.perf_counter() - begun}
    size = {file.name: file.stat().st_size / 1e6 for file in (folder / "whole").iterdir()}
    figures["on disk, MB"] = sum(size.values())
    figures["of it postings, MB"] = sum(size for file, size in size.items() if file.startswith("lexical"))
    figures["of it vectors as they are, MB"] = size["vectors.faiss"]
    whole = segment.load(folder / "whole")
    name = sealed.name_of((folder / "whole" / sealed.MANIFEST).read_bytes())
    (folder / "whole").rename(folder / name)
    begun = time.perf_counter()
    sealed.verify(folder / name)
    figures["verifying, seconds"] = time.perf_counter() - begun
    figures |= times(generation([whole]), generation(made))
    for title, paths in {"one segment": [folder / name], f"{parts} segments": sorted(folder.glob("part*"))}.items():
        told = subprocess.run([sys.executable, __file__, "--child", *map(str, paths)], check=True, capture_output=True)
        for what, megabytes in json.loads(told.stdout).items():
            figures[f"memory, {title}, {what}, MB"] = megabytes
    return figures


def make(
    folder: Path,
    number: int,
    count: int,
    vocabulary: dict[Language, dict[str, tuple[float, list[int]]]],
    centres: NDArray[np.float32],
) -> None:
    """Write a segment of made-up passages, the first half French."""
    random = np.random.default_rng(number)
    folder.mkdir()
    postings: dict[str, tuple[NDArray[np.int32], NDArray[np.uint8]]] = {}
    for code, language in enumerate(LANGUAGES):
        start, rows = code * (count // 2), count // 2
        for term, (share, frequencies) in vocabulary[language].items():
            chosen = np.flatnonzero(random.random(rows) < share) if share > 0.02 else sparse(random, rows, share)
            weights = np.minimum(random.choice(frequencies, len(chosen)) * STEPS, 255)
            postings[f"{language}:{term}"] = (chosen + start).astype(np.int32), weights.astype(np.uint8)
        for rare in range(int(RARE * rows / 10)):
            chosen = sparse(random, rows, random.integers(1, 20) / rows)
            weights = np.full(len(chosen), STEPS, np.uint8)
            postings[f"{language}:0{number}-{rare}"] = (chosen + start).astype(np.int32), weights
    terms = sorted(term for term, (rows, _weights) in postings.items() if len(rows))
    sizes = [len(postings[term][0]) for term in terms]
    whole = np.concatenate([postings[term][0] for term in terms]), np.concatenate([postings[term][1] for term in terms])
    lengths = np.bincount(whole[0], weights=whole[1], minlength=count) / STEPS
    languages = (np.arange(count) >= count // 2).astype(np.uint8)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    Postings(Strings.of(terms), offsets, *whole, lengths.astype(np.float32), languages).save(folder)
    vectors = centres[random.integers(0, CENTRES, count)] + random.normal(size=(count, DIMENSION)).astype(np.float32)
    Vectors.build(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).save(folder)
    Strings.of(f"{number:08}{row // A_DOCUMENT:08}-p{row % A_DOCUMENT}" for row in range(count)).save(folder, NAMES)
    documents = [Filed(f"{number:08}{one:08}{one:048}", "1") for one in range(-(-count // A_DOCUMENT))]
    counts = [min(A_DOCUMENT, count - one * A_DOCUMENT) for one in range(len(documents))]
    segment.seal(folder, documents, counts, MAKERS)


def sparse(random: np.random.Generator, rows: int, share: float) -> NDArray[np.int64]:
    """Some of the rows, in their order: as many as a share of them is, more or less."""
    return np.unique(random.integers(0, rows, random.poisson(rows * share)))


def shares(language: Language) -> dict[str, tuple[float, list[int]]]:
    """In what share of the sections of federal laws each term is, and how often within some of them."""
    lexicon = Office().lexicon()
    found: dict[str, Counter[int]] = {}
    with gzip.open(DATA / "laws" / "aligned.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, 10 * SECTIONS, 10):
            row = json.loads(line)
            text = " ".join(row[f"{part}_{language}"] or "" for part in ("mn", "head", "title")) + " " + row[language]
            for term, times in Counter(lexicon.terms(text, language)).items():
                found.setdefault(term, Counter())[times] += 1
    return {term: (times.total() / SECTIONS, list(islice(times.elements(), 50))) for term, times in found.items()}


def questions() -> list[tuple[str, Language]]:
    """The real questions, in both languages."""
    rows = [
        json.loads(line)
        for file in sorted((DATA / "questions").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return [(row[f"question_{language}"], language) for row in rows for language in LANGUAGES]


def generation(segments: Sequence[segment.Segment]) -> Generation:
    """A generation of segments, of whose documents every other one has another label."""
    documents = sum(len(one.documents) for one in segments)
    codes = np.stack([np.zeros(documents), np.arange(documents) % 2], axis=1).astype(np.int32)
    return Generation("made up", segments, codes, ["general"], ["public", "secret"])


def hybrid(
    over: Generation,
    lexicon: Lexicon,
    labels: Sequence[str],
    question: tuple[str, Language],
    vector: NDArray[np.float32],
) -> object:
    """What a search does before it reads a passage."""
    allowed = over.allowed(labels)
    rows, _ = over.dense.search(vector, CANDIDATES, allowed.mask)
    scores = over.lexical.scores(*question, lexicon, allowed.statistics)
    return fuse(scores, rows, lambda rows: over.dense.scores(vector, rows))


def vectors_near(over: Generation, count: int) -> NDArray[np.float32]:
    """Vectors near some of the passages."""
    random = np.random.default_rng(2)
    rows = random.integers(0, len(over.passages), count)
    near = np.stack([over.segments[0].vectors.read(np.array([row % len(over.segments[0])]))[0] for row in rows])
    near += 0.5 * random.normal(size=near.shape).astype(np.float32) / np.sqrt(DIMENSION)
    return np.asarray(near / np.linalg.norm(near, axis=1, keepdims=True), dtype=np.float32)


def times(one: Generation, several: Generation) -> dict[str, float]:
    """Milliseconds of a query, and what the quantised vectors miss."""
    import faiss

    lexicon, asked = Office().lexicon(), questions()
    near = vectors_near(one, len(asked))
    stored = one.segments[0].vectors
    faiss.omp_set_num_threads(1)  # one query has nothing to share out
    flat = faiss.IndexFlatIP(DIMENSION)
    for start in range(0, len(stored), 100_000):
        flat.add(stored.read(np.arange(start, min(start + 100_000, len(stored)))))
    everything, half = ["public", "secret"], ["public"]
    mask = one.allowed(everything).mask
    ways: dict[str, Callable[[int], object]] = {
        "raw scan": lambda k: flat.search(near[k : k + 1], CANDIDATES),
        "hybrid, one segment": lambda k: hybrid(one, lexicon, everything, asked[k], near[k]),
        "hybrid, all parts": lambda k: hybrid(several, lexicon, everything, asked[k], near[k]),
        "hybrid, half of it allowed": lambda k: hybrid(one, lexicon, half, asked[k], near[k]),
        "lexical alone": lambda k: one.lexical.search(*asked[k], lexicon, CANDIDATES),
        "dense alone": lambda k: one.dense.search(near[k], CANDIDATES, mask),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for k in range(-5, len(asked)):
        for name, way in ways.items():
            begun = time.perf_counter(), time.process_time()
            way(k)
            if k >= 0:  # the first ones warm up
                taken[name].append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
    figures = {}
    for column, clock in enumerate(("", "processor ")):
        raw = float(np.median([one[column] for one in taken["raw scan"]]))
        for name, seconds in taken.items():
            p50, p95 = np.quantile([one[column] for one in seconds], [0.5, 0.95])
            figures |= {f"{name}, {clock}p50, ms": 1000 * float(p50), f"{name}, {clock}p95, ms": 1000 * float(p95)}
            figures[f"{name}, {clock}p95 over p50 of the raw scan"] = float(p95) / raw
    kept = [
        len(set(flat.search(near[k : k + 1], 50)[1][0]) & set(one.dense.search(near[k], 50, mask)[0].tolist())) / 50
        for k in range(0, len(asked), 4)
    ]
    figures["of the nearest 50, found"] = float(np.mean(kept))
    return figures


def memory(folders: Sequence[Path]) -> dict[str, float]:
    """Megabytes that the segments take of a process, which has the lexicon and FAISS already."""
    import faiss  # noqa: F401

    lexicon, asked = Office().lexicon(), questions()
    lexicon.terms("chien", "fr")
    before = resident()
    over = generation([segment.load(folder) for folder in folders])
    over.allowed(["public", "secret"])
    opened = resident()
    vectors = vectors_near(over, len(asked))
    for question, vector in zip(asked, vectors, strict=True):
        hybrid(over, lexicon, ["public", "secret"], question, vector)
    after = resident()
    return {
        "opened": sum(opened) - sum(before),
        f"after {len(asked)} questions": sum(after) - sum(before),
        f"after {len(asked)} questions, its own": after[0] - before[0],
    }


def resident() -> tuple[float, float]:
    """This process's memory in MB: its own, and pages of files."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = dict(line.split(":", 1) for line in status.splitlines())
    return tuple(int(found[key].split()[0]) * 1024 / 1e6 for key in ("RssAnon", "RssFile"))  # type: ignore[return-value]


if __name__ == "__main__":
    main()
