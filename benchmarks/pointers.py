"""Whether a model can leave its evidence: answers at a high temperature, every pointer and quotation looked at again.

    python benchmarks/pointers.py [--answers 1000] [--temperature 1.5]

Asks the questions of the samples, in both languages, of the embedded model, each time with another seed, by turns with
the grammar that composes and the one that points. What it wrote is read here by other code than the program's: pointers
that are no number of a sentence shown, statements whose citation is not their page's text at its offsets, quotations
that say anything else. The target of each is 0. Evidence is kept short, and words few, so that each answer comes to its
pointers soon: it is the number of draws that counts.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant import answer_grammar
from assistant import evidence as choosing
from assistant.answer_grammar import Use
from assistant.claims import Claimer
from assistant.evidence import Evidence
from assistant.office import Office
from assistant.quotation import Composition
from indexes.catalogue import Catalogue
from indexes.records import LANGUAGES, Language
from indexes.search import Searcher
from ingest import job
from models import shelf
from models.chat import Part, declared
from models.generation import Generation
from models.llama import LlamaGenerator
from models.sampling import Sampling

ROOT = Path(__file__).resolve().parents[1]
USES: tuple[Use, ...] = ("compose", "pointing")
PIECES, SENTENCES = 2, 2
TOKENS = 32
WORDS, CUT = (3, 10), (4, 8)


class Short:
    """The generator, for answers of `TOKENS` tokens at most; keeps the text of the last."""

    def __init__(self, generator: LlamaGenerator) -> None:
        self._generator = generator
        self._written: list[str] = []

    @property
    def text(self) -> str:
        """What it wrote last."""
        return "".join(self._written)

    def generate(self, prompt: Sequence[Part], *, limit: int, **how: object) -> Generation:
        """Write as it is asked, but less."""
        found = self._generator.generate(prompt, limit=min(limit, TOKENS), **how)  # type: ignore[arg-type]
        self._written = []
        return Generation(found.trace, self._noted(found))

    def _noted(self, pieces: Generation) -> Iterator[object]:
        for piece in pieces:
            self._written.append(piece.text)
            yield piece


def filed(folder: Path) -> Searcher:
    """The samples, filed."""
    office = Office(folder)
    library = office.library(create=True)
    order = job.Order([ROOT / "samples" / "documents"])
    for _event in job.run(
        library, order, encoder=office.encoder(), lexicon=office.lexicon(), recorder=office.recorder()
    ):
        pass
    library.close()
    return office.searcher()


def evidence_for(searcher: Searcher, question: str, language: Language) -> list[Evidence]:
    """A little evidence for a question: the best sentence of each of a few passages, with its neighbours."""
    scope = Office().scope()
    hits = searcher.search(question, language, scope, PIECES)
    matcher = searcher.matcher(question, language, scope)
    vector = searcher.encoder.encode_query(question)
    found = choosing.choose(question, vector, hits, matcher, searcher.reader, None)
    starts = [max(0, min(one.best - 1, len(one.sentences) - SENTENCES)) for one in found]
    return [
        replace(one, sentences=one.sentences[start : start + SENTENCES], best=one.best - start)
        for one, start in zip(found, starts, strict=True)
    ]


def faults(text: str, shown: int, composition: Composition, catalogue: Catalogue, *, cut_off: bool) -> Counter[str]:
    """Count what is wrong with one answer, and what there is of it."""
    found: Counter[str] = Counter()
    *whole, last = text.split("\n")
    for line in whole if cut_off else [*whole, last]:
        for pointer in re.findall(r"\[([^\]:]*)(?::[^\]]*)?\]", line):
            numbers = re.fullmatch(r"(\d+)(?:-(\d+))?", pointer)
            inside = numbers is not None and all(1 <= int(n) <= shown for n in numbers.groups() if n is not None)
            found["pointers"] += 1
            found["pointers outside the evidence"] += not inside and text != "[0]"
    found["refusals"] += text == "[0]"
    found["lines that are no statement"] += composition.unreadable
    for statement in composition.statements:
        found[f"{statement.kind}s"] += 1
        found["claims marked unsupported"] += not statement.supported
        said = " ".join(citation.quote for citation in statement.citations)
        if statement.kind == "quotation":
            found["quotations that say something else"] += statement.text.split() != said.split()
        for citation in statement.citations:
            page = catalogue.page(citation.document, citation.page)
            found["citations"] += 1
            found["citations that are not their page's text"] += (
                page is None or page.text[citation.start : citation.end] != citation.quote or not citation.quote
            )
    return found


def main() -> None:
    """Ask, and print the counts, every fifty answers too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=1000)
    parser.add_argument("--temperature", type=float, default=1.5)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in (ROOT / "samples" / "questions.jsonl").read_text("utf-8").splitlines()]
    questions = [(row[f"question_{language}"], language) for row in rows for language in LANGUAGES]
    answer_grammar.WORDS, answer_grammar.CUT = WORDS, CUT
    known: dict[str, list[Evidence]] = {}
    counts: Counter[str] = Counter()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        searcher = filed(Path(folder) / "library")
        file = shelf.install_packaged(Path(folder) / "models").file
        with LlamaGenerator.load(file, threads=2, context=2048) as generator:
            writer = Short(generator)
            asked = itertools.islice(itertools.cycle(questions), arguments.answers)
            for seed, (question, language) in enumerate(asked):
                if question not in known:
                    known[question] = evidence_for(searcher, question, language)
                claimer = Claimer(
                    searcher.catalogue,
                    searcher.lexicon,
                    writer,  # type: ignore[arg-type]
                    declared("chatml"),
                    3,
                    use=USES[seed % 2],
                    sampling=Sampling(arguments.temperature, seed),
                )
                composing = claimer.compose(question, language, known[question], lambda: False)
                try:
                    while True:
                        next(composing)
                except StopIteration as finished:
                    composition = finished.value
                trace = composition.trace
                shown, cut_off = len(trace["pointers"]), trace["end"] == "limit"
                counts.update(faults(writer.text, shown, composition, searcher.catalogue, cut_off=cut_off))
                if (seed + 1) % 50 == 0 or seed + 1 == arguments.answers:
                    print(f"{seed + 1} answers, {time.perf_counter() - begun:.0f} s: {dict(counts)}", flush=True)
        searcher.catalogue.close()


if __name__ == "__main__":
    main()
