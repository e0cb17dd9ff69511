"""How fast each storage format reads and writes here: the numbers behind docs/decisions/0009-packaged-weights.md.

    python benchmarks/generator.py [--threads 1 2] [--rounds 5]

Reads with the query likelihood of passages of 160 tokens, writes greedily. The formats take turns, and each figure is
the best of its rounds: other programs only ever take time away.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from models import shelf
from models.chat import Part
from models.grammar import Words
from models.llama import LlamaGenerator, quantise

KINDS = ("Q4_0", "Q8_0", "F16")
QUESTION = "Quel est le montant de l’amende pour une personne physique?"
PASSAGE = "Quiconque contrevient au présent règlement est passible d’une amende de 500 $ à 1 000 $. " * 8
PASSAGES = 4
WRITTEN = 32


def measure(file: Path, threads: int) -> tuple[float, float, float]:
    """Return the seconds to load, and the tokens per second read and written."""
    begun = time.perf_counter()
    with LlamaGenerator.load(file, threads=threads, context=1024) as generator:
        loaded = time.perf_counter() - begun
        generator.likelihoods(QUESTION, [PASSAGE], budget=1 << 20)
        tokens = PASSAGES * (160 + generator.count(QUESTION) + 4)
        begun = time.perf_counter()
        generator.likelihoods(QUESTION, [PASSAGE] * PASSAGES, budget=1 << 20)
        read = tokens / (time.perf_counter() - begun)
        pieces = generator.generate([Part("La ville")], limit=WRITTEN, grammar=Words(WRITTEN, WRITTEN))
        next(pieces)
        begun = time.perf_counter()
        written = sum(len(piece.tokens) for piece in pieces) / (time.perf_counter() - begun)
    return loaded, read, written


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = {"Q4_1": shelf.packaged()}
        for kind in KINDS:
            files[kind] = Path(folder) / f"{kind}.gguf"
            quantise(files["Q4_1"], files[kind], kind, 2)
        found: dict[tuple[str, int], list[tuple[float, float, float]]] = {}
        for _round in range(arguments.rounds):
            for threads in arguments.threads:
                for kind, file in files.items():
                    found.setdefault((kind, threads), []).append(measure(file, threads))
        print("format  MB   threads  load s  read t/s  write t/s")
        for (kind, threads), rows in found.items():
            load, read, write = zip(*rows, strict=True)
            size = files[kind].stat().st_size / 1e6
            print(f"{kind:6}  {size:3.0f}  {threads:7}  {min(load):6.2f}  {max(read):8.0f}  {max(write):9.1f}")


if __name__ == "__main__":
    main()
