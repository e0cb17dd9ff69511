"""Tries what an answer quotes: python benchmarks/quoting.py LIBRARY=QUESTIONS.jsonl [LIBRARY=QUESTIONS.jsonl …]

Each library is searched once for each question, in both languages. Then quotations are made as an answer makes them,
and again with one thing changed: what the judge weighs, how much of a passage is quoted, whether a quotation may go on
over the end of a page, how near the best a piece must come to be quoted beside it. Prints, of the answerable, the share
with a right citation, the share of right ones among all citations, and the share whose first citation is right. What
the estimate refuses is left out, at the threshold of the settings. A citation is judged as `greffier eval run
--answers` judges it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import citing, evidence, quotation, refusal
from assistant.answer import Statement
from assistant.evaluation.judging import Judge
from assistant.evaluation.questions import Question
from assistant.evaluation.running import read
from assistant.office import Office
from indexes.matching import Matcher
from indexes.records import Hit, Language, Sentence
from indexes.search import Searcher


def throughout(sentences: Sequence[Sentence]) -> list[bool]:
    """In place of `evidence.joined`: no sentence is parted from the one before it."""
    return [True] * (len(sentences) - 1)


VARIANTS: dict[str, dict[tuple[object, str], object]] = {
    "as shipped": {},
    "without the judge": {(evidence, "JUDGED_SHARE"): 0.0, (evidence, "JUDGED_ORDER"): 0.0},
    "as the passages were found": {(evidence, "JUDGED_ORDER"): 0.0},
    "the judge .4 in the order": {(evidence, "JUDGED_ORDER"): 0.4},
    "temperature .1": {(evidence, "TEMPERATURE"): 0.1},
    "up to 350 characters": {(evidence, "LONGEST"): 350},
    "up to 700 characters": {(evidence, "LONGEST"): 700},
    "over the end of a page": {(evidence, "joined"): throughout},
    "a heading parts citations": {(citing, "BETWEEN"): 4},
    "within .88 of the best": {(quotation, "KEPT"): 0.88},
    "the best alone": {(quotation, "KEPT"): 1.0},
}


@dataclass(frozen=True, slots=True)
class Found:
    """A question in one language, and what a library holds of it."""

    question: Question
    language: Language
    words: str
    hits: list[Hit]
    matcher: Matcher
    vector: NDArray[np.float32]


def search(office: Office, searcher: Searcher, path: Path) -> Iterator[Found]:
    """Search for the answerable questions of a file."""
    scope, passages = office.scope(), office.settings.answer.passages
    for question in read(path)[0]:
        for language, words in question.wordings.items() if question.answerable else ():
            hits = searcher.search(words, language, scope, passages)
            matcher = searcher.matcher(words, language, scope)
            yield Found(question, language, words, hits, matcher, searcher.encoder.encode_query(words))


def quote(office: Office, searcher: Searcher, found: Found) -> tuple[Statement, ...]:
    """What an answer in the record's own words would be: nothing, where it is refused."""
    judge, settings = office.judge(searcher), office.settings.answer
    pieces = evidence.choose(found.words, found.vector, found.hits, found.matcher, searcher.reader, judge)
    sure = refusal.probability(refusal.features(found.words, found.language, found.hits, pieces))
    if sure < settings.threshold:
        return ()
    quoter = quotation.Quoter(searcher.catalogue, settings.statements)
    composing = quoter.compose(found.words, found.language, pieces, bool)
    while True:
        try:
            next(composing)
        except StopIteration as done:
            statements: tuple[Statement, ...] = done.value.statements
            return statements


def score(office: Office, searcher: Searcher, asked: list[Found]) -> tuple[float, float, float, float]:
    """The shares that are printed, in their order, and the characters of a statement."""
    right, precise, first, lengths = [], [], [], []
    for found in asked:
        statements = quote(office, searcher, found)
        judge = Judge([one.text for one in found.question.quotes])
        agreed = [judge.agrees(citation.quote) for statement in statements for citation in statement.citations]
        right.append(any(agreed))
        precise += agreed
        first.append(agreed[:1] == [True])
        lengths += [len(statement.text) for statement in statements]
    return float(np.mean(right)), float(np.mean(precise)), float(np.mean(first)), float(np.mean(lengths))


def main() -> None:
    """Print a row a variant, and four numbers a library."""
    pairs = [argument.split("=", 1) for argument in sys.argv[1:]]
    libraries = []
    for folder, file in pairs:
        office = Office(Path(folder))
        searcher = office.searcher()
        libraries.append((office, searcher, list(search(office, searcher, Path(file)))))
    print("right citation, right among citations, first right, characters a statement:")
    print(f"{'':28}", *(f"| {Path(folder).name:20}" for folder, _ in pairs))
    for name, changes in VARIANTS.items():
        kept = {place: getattr(*place) for place in changes}
        for (module, constant), value in changes.items():
            setattr(module, constant, value)
        rows = [score(*library) for library in libraries]
        for (module, constant), value in kept.items():
            setattr(module, constant, value)
        print(f"{name:28}", *("| {:.2f} {:.2f} {:.2f} {:5.0f}".format(*row) for row in rows), flush=True)


if __name__ == "__main__":
    main()
