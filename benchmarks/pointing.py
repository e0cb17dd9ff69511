"""How often the right provision is pointed at: by the encoder's order, by the generator, and by both together.

    python benchmarks/pointing.py [--adapter FOLDER] [--base N] [--minutes M] [--cases FILE] [--out FILE]

The everyday questions that are kept from training are asked in both languages over the provisions of both. The bundled
contextual encoder chooses five of the 1,343 provisions for each and puts them in order; the generator that comes along
is shown them under the prompt for pointing, and its probabilities of the numbers, 0 for none, are read off llama.cpp's
logits. Cases come in an order by chance, so that what is measured within `--minutes` is a fair sample; without an
adapter, or for the first N cases beside it, the generator is measured as it is.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from models import shelf
from models.chat import FORMATS, prompt
from models.decoding import Context, Environment
from models.llama import LlamaGenerator, backend
from models.llama.contextual import ContextualEncoder
from models.training import everyday
from models.training.corpus import Language
from models.training.pointing import FILE, digits
from models.training.pointing_examples import TITLE, messages

ROOT = Path(__file__).resolve().parents[1]
CANDIDATES = 5
LANGUAGES: tuple[Language, Language] = ("fr", "en")
WEIGHTS = (0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.5)
"""Of a nat of the pointer's log-probability beside a cosine."""
FOLDS, RESAMPLES = 5, 10_000
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the provisions that the encoder put first, and the number of the right one from 1; 0: not there."""

    question: int
    asked: Language
    written: Language
    candidates: tuple[int, ...]
    cosines: tuple[float, ...]
    right: int


@dataclass(frozen=True, slots=True)
class Row:
    """A case, and the log-probabilities of 0 to 5 among themselves; None: not measured."""

    case: Case
    adapted: tuple[float, ...] | None
    base: tuple[float, ...] | None


def cases(lives: Sequence[everyday.Asked], encoder: ContextualEncoder, random: Random) -> list[Case]:
    """Every kept question in four pairs of languages, in an order by chance."""
    provisions = {side: encoder.encode([getattr(one.provision, side) for one in lives]) for side in LANGUAGES}
    found = []
    for place, one in enumerate(lives):
        if not one.measured:
            continue
        for asked in LANGUAGES:
            question = encoder.encode([getattr(one.question, asked)])[0]
            for written in LANGUAGES:
                scores = provisions[written] @ question
                first = np.argsort(-scores, kind="stable")[:CANDIDATES].tolist()
                right = first.index(place) + 1 if place in first else 0
                cosines = tuple(float(scores[each]) for each in first)
                found.append(Case(place, asked, written, tuple(first), cosines, right))
    random.shuffle(found)
    return found


class Pointer:
    """The generator, with an adapter or without, asked for the probabilities of the numbers."""

    def __init__(self, file: Path, adapter: Path | None, threads: int) -> None:
        library, model = backend.load(file)
        over = None if adapter is None else backend.load_adapter(library, model, adapter)
        environment = Environment(model="", llama_cpp="", cpu="", threads=threads, batch=512, context=2048)
        self._context = Context(library, model, environment, over)
        self._context.adapt(True)
        self._kept: dict[tuple[int, ...], bytes] = {}

    def __call__(self, ids: Sequence[int], prefix: int, numbers: NDArray[np.int64]) -> tuple[float, ...]:
        """Return the log-probabilities of `numbers` after a prompt, whose first tokens are the same in many."""
        head = tuple(ids[:prefix])
        self._context.clear(wipe=False)
        if head in self._kept:
            self._context.restore(self._kept[head])
        else:
            self._context.evaluate(head, start=0, outputs=0)
            self._kept[head] = self._context.keep()
        logits = self._context.evaluate(ids[prefix:], start=prefix)[0].astype(np.float64)[numbers]
        return tuple((logits - logits.max() - np.log(np.exp(logits - logits.max()).sum())).tolist())


def measured(
    all_cases: Sequence[Case], lives: Sequence[everyday.Asked], file: Path, arguments: argparse.Namespace
) -> Iterator[Row]:
    """Measure case by case until the time is over."""
    adapter = None if arguments.adapter is None else arguments.adapter / FILE
    adapted = None if adapter is None else Pointer(file, adapter, arguments.threads)
    base = Pointer(file, None, arguments.threads)
    until = time.monotonic() + 60 * arguments.minutes
    with LlamaGenerator.load(file, threads=arguments.threads, context=512) as words:
        numbers = digits(words).numpy()[: CANDIDATES + 1]
        for place, case in enumerate(all_cases):
            if time.monotonic() > until:
                return
            texts = [getattr(lives[each].provision, case.written) for each in case.candidates]
            question = getattr(lives[case.question].question, case.asked)
            system, user = messages(question, case.asked, getattr(TITLE, case.written), texts)
            parts = prompt(FORMATS["chatml"], system=system, user=user)
            ids = words.tokens_of(parts) + words.tokens("[")
            prefix = len(words.tokens_of([part for part in parts if part.fixed]))
            yield Row(
                case,
                None if adapted is None else adapted(ids, prefix, numbers),
                base(ids, prefix, numbers) if adapted is None or place < arguments.base else None,
            )


def combined(rows: Sequence[Row], found: Sequence[tuple[float, ...]]) -> tuple[NDArray[np.bool_], list[float]]:
    """Whether cosine + w × log-probability points right, w chosen on the other folds’ questions."""
    fold = np.array([row.case.question % FOLDS for row in rows])
    right = np.array([row.case.right for row in rows])
    scores = np.array([row.case.cosines for row in rows])
    pointers = np.array(found)[:, 1:]
    hits = np.array([(np.argmax(scores + w * pointers, axis=1) + 1) == right for w in WEIGHTS])
    chosen = [int(np.argmax(hits[:, fold != each].mean(axis=1))) for each in range(FOLDS)]
    return hits[np.array(chosen)[fold], np.arange(len(rows))], [WEIGHTS[each] for each in chosen]


def interval(rows: Sequence[Row], gains: NDArray[np.float64]) -> tuple[float, float]:
    """The middle 95 % of the mean gain, over questions drawn again with all their cases (paired bootstrap)."""
    _, owner = np.unique([row.case.question for row in rows], return_inverse=True)
    sums, counts = np.bincount(owner, gains), np.bincount(owner)
    drawn = np.random.default_rng(1).integers(0, len(sums), (RESAMPLES, len(sums)))
    low, high = np.percentile(sums[drawn].sum(1) / counts[drawn].sum(1), (2.5, 97.5))
    return float(low), float(high)


def report(name: str, rows: Sequence[Row], found: Sequence[tuple[float, ...]]) -> None:
    """Print how often each way of pointing is right, of all cases, with what it gains over the encoder's order."""
    right = np.array([row.case.right for row in rows])
    pointed = np.argmax(np.array(found), axis=1)
    among = np.argmax(np.array(found)[:, 1:], axis=1) + 1
    both, weights = combined(rows, found)
    first = right == 1
    there = right > 0
    print(f"{name}: {len(rows)} cases, the right provision among the five in {there.mean():.3f}")
    print(f"  the encoder's first                    {first.mean():.3f}")
    for label, hit in (
        ("the generator", (pointed == right) & there),
        ("the generator, refusals apart", (among == right) & there),
        (f"both, w {weights}", both),
    ):
        low, high = interval(rows, hit.astype(float) - first.astype(float))
        print(f"  {label:38} {hit.mean():.3f}  gain {hit.mean() - first.mean():+.3f} [{low:+.3f}, {high:+.3f}]")
    refused = pointed == 0
    print(f"  refused: {refused[there].mean():.3f} of the answered, {refused[~there].mean():.3f} of the others")
    print(f"  numbers written: {np.bincount(pointed, minlength=CANDIDATES + 1).tolist()}")


def main() -> None:
    """Measure, print, and write the rows where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--adapter", type=Path, help="the folder of the adapter")
    parser.add_argument("--base", type=int, default=0, help="cases on which the generator alone is measured beside it")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--generator", type=Path, help="the GGUF file of the generator")
    parser.add_argument("--cases", type=Path, help="where the cases are kept, not to choose them again")
    parser.add_argument("--out", type=Path, help="where the rows go, as JSON lines")
    arguments = parser.parse_args()
    home = Path(sys.prefix) / "share" / "greffier" / "models"
    file = arguments.generator or shelf.find(home, shelf.PACKAGED_NAME).file
    lives = everyday.asked()
    if arguments.cases and arguments.cases.is_file():
        drawn = [Case(**json.loads(line)) for line in arguments.cases.read_text(encoding="utf-8").splitlines()]
    else:
        encoder = ContextualEncoder.load(ROOT / "models" / "bilingual-contextual", threads=arguments.threads)
        drawn = cases(lives, encoder, Random(1))  # noqa: S311  # an order
        encoder.close()
    if arguments.cases:
        arguments.cases.write_text("".join(json.dumps(asdict(case)) + "\n" for case in drawn), encoding="utf-8")
    rows = []
    for row in measured(drawn, lives, file, arguments):
        rows.append(row)
        if arguments.out:
            with arguments.out.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(row)) + "\n")
    pairs = [("all", rows)] + [
        (f"{asked} of {written}", [row for row in rows if (row.case.asked, row.case.written) == (asked, written)])
        for asked in LANGUAGES
        for written in LANGUAGES
    ]
    for name, some in pairs:
        for kind in ("adapted", "base"):
            held = [row for row in some if getattr(row, kind) is not None]
            if len(held) > FOLDS:
                report(f"{kind}, {name}", held, [getattr(row, kind) for row in held])


if __name__ == "__main__":
    main()
