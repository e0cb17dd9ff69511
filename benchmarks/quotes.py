"""How many of the quotations that answer the development questions are found whole in one passage after ingest.

    python benchmarks/quotes.py [--questions FILE.jsonl …] [--pdfs FOLDER …] [--misses]

Parses the files that the questions name, in this process. Words are compared as `tools/score.py` of the shared data
compares them: without case, punctuation, line-end hyphens, and the spaces in numbers. A quotation counts as whole when
its words stand in a row in one passage's text; as held when at least half of its runs of four words stand in one.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ingest.parse import parse
from ingest.read import Options, Source

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words that answer a question, and the file that they are quoted from."""

    question: str
    file: str
    page: int | None
    text: str


def words(text: str) -> list[str]:
    """Cut a text into words, as the shared score does."""
    text = unicodedata.normalize("NFKC", text).replace("\ufffe", "").replace("\x02", "").replace("\u00ad", "").lower()
    return re.findall(r"\w+", re.sub(r"(?<=\d)[ ,\u202f](?=\d{3}\b)", "", text))


def quotations(path: Path) -> Iterator[Quotation]:
    """Read a question file: each source's quotation, in each language that it has one in."""
    for line in path.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        for source in question["sources"]:
            if "quote" in source:
                yield Quotation(question["id"], source["file"], source["page"], source["quote"])
            for language in ("en", "fr"):
                if text := source.get(f"quote_{language}"):
                    yield Quotation(question["id"], f"{source['doc']}.{language}.pdf", None, text)


def is_whole(quotation: Sequence[str], passage: Sequence[str]) -> bool:
    """Say whether the quotation's words stand in a row in the passage."""
    return f" {' '.join(quotation)} " in f" {' '.join(passage)} "


def is_held(quotation: Sequence[str], passage: Sequence[str]) -> bool:
    """Say whether at least half of the quotation's runs of four words stand in the passage."""
    length = min(4, len(quotation)) or 1
    wanted, there = _runs(quotation, length), _runs(passage, length)
    return 2 * len(wanted & there) >= len(wanted)


def _runs(found: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(found[start : start + length]) for start in range(len(found) - length + 1)}


def main() -> None:
    """Measure and print a line a file, then the whole; with --misses, each quotation that is not whole."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--questions", nargs="+", type=Path, default=[DATA / "questions" / f"{n}.jsonl" for n in ("bylaws", "statutes")]
    )
    parser.add_argument("--pdfs", nargs="+", type=Path, default=[DATA / "pdfs" / n for n in ("bylaws", "statutes")])
    parser.add_argument("--misses", action="store_true", help="print the quotations that are not whole")
    arguments = parser.parse_args()
    paths = {path.name: path for folder in arguments.pdfs for path in folder.rglob("*.pdf")}
    asked: dict[str, list[Quotation]] = defaultdict(list)
    for questions in arguments.questions:
        for quotation in quotations(questions):
            asked[quotation.file].append(quotation)
    lengths: list[int] = []
    whole = held = total = pages = 0
    begun = time.process_time()
    for file, wanted in sorted(asked.items()):
        path = paths.get(file)
        if path is None:
            print(f"   - of {len(wanted):4}: not there      {file}")
            continue
        found = parse(Source(path, path.name, "0" * 64), Options())
        passages = [words(passage.text) for passage in found.passages]
        lengths += [len(passage.text) for passage in found.passages]
        pages += len(found.pages)
        missed = [one for one in wanted if not any(is_whole(words(one.text), passage) for passage in passages)]
        holding = sum(any(is_held(words(one.text), passage) for passage in passages) for one in wanted)
        total, whole, held = total + len(wanted), whole + len(wanted) - len(missed), held + holding
        print(f"{len(wanted) - len(missed):4} of {len(wanted):4} whole, {holding:4} held, "
              f"{len(passages):4} passages  {file}")  # fmt: skip
        for one in missed if arguments.misses else []:
            print(f"          {one.question} p{one.page}: {one.text}")
    print(f"{whole} of {total} whole ({whole / total:.3f}), {held} held ({held / total:.3f})")
    print(f"{len(lengths)} passages on {pages} pages; mean length {mean(lengths):.0f}, median {median(lengths):.0f}")
    print(f"{time.process_time() - begun:.1f} s of processor time")


if __name__ == "__main__":
    main()
