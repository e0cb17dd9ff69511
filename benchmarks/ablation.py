"""What each part of a search is worth: python benchmarks/ablation.py LIBRARY=QUESTIONS.jsonl […]

Asks each library its questions in both languages, with less and less left out, and prints the share of questions with
a right passage among the first 1, 5 and 10. `without headings` indexes the library again, aside, without headings,
titles and names of files.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.judging import Judge
from assistant.evaluation.questions import Question, lines, read
from assistant.office import Office
from assistant.session import LONGEST_QUESTION
from indexes import segment
from indexes.generation import open_current
from indexes.publishing import publish
from indexes.records import Language, Lexicon, Passage
from indexes.search import CANDIDATES, Scope, Searcher, fuse

FIRST = (1, 5, 10)
Found = Callable[[str, Language], Sequence[Passage]]


class Unread:
    """The lexicon without its translations: each language finds its own words, and numbers."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.fingerprint = lexicon.fingerprint

    def terms(self, text: str, language: Language) -> list[str]:
        """Return the index terms."""
        return self._lexicon.terms(text, language)

    def translate(self, term: str, source: Language) -> Mapping[str, float]:  # noqa: ARG002
        """Take every word for a name."""
        return {term: 1.0}


def whole(searcher: Searcher, scope: Scope) -> Found:
    """All that a search does."""
    return lambda query, language: [hit.passage for hit in searcher.search(query, language, scope, 10)]


def variants(searcher: Searcher, scope: Scope) -> Iterator[tuple[str, Found]]:
    """Ways to search, from the least to the whole."""
    generation, catalogue, lexicon = searcher.generation, searcher.catalogue, searcher.lexicon
    allowed = generation.allowed(scope.labels, scope.collection)

    def passages(rows: NDArray[np.int64]) -> list[Passage]:
        return catalogue.passages([generation.passages[row] for row in rows[:10]])

    def by_words(speaks: Lexicon) -> Found:
        def found(query: str, language: Language) -> list[Passage]:
            scores = generation.lexical.scores(query, language, speaks, allowed.statistics)
            return passages(np.argsort(-scores, kind="stable"))

        return found

    def by_meaning(query: str, language: Language) -> list[Passage]:  # noqa: ARG001
        return passages(generation.dense.search(searcher.encoder.encode_query(query), CANDIDATES, allowed.mask)[0])

    def fused(query: str, language: Language) -> list[Passage]:
        vector = searcher.encoder.encode_query(query)
        rows, _ = generation.dense.search(vector, CANDIDATES, allowed.mask)
        lexical = generation.lexical.scores(query, language, lexicon, allowed.statistics)
        return passages(fuse(lexical, rows, lambda these: generation.dense.scores(vector, these)).rows)

    plain = Searcher(generation, catalogue, searcher.encoder, lexicon)
    yield "words, no lexicon", by_words(Unread(lexicon))
    yield "words, through the lexicon", by_words(lexicon)
    yield "meaning (static encoder)", by_meaning
    yield "both, fused", fused
    yield "and ranked by sentences, grouped", whole(plain, scope)
    yield "and by the contextual encoder", whole(searcher, scope)


def without_headings(office: Office, searcher: Searcher, folder: Path) -> Searcher:
    """The same library, indexed aside by the texts of its passages alone."""
    segment.HEADING_WEIGHT = segment.TITLE_WEIGHT = segment.NAME_WEIGHT = 0.0
    segment.encoded_text = lambda _document, passage: passage.text  # type: ignore[assignment]
    publish(folder, office.library().catalogue, searcher.encoder, searcher.lexicon)
    generation = open_current(folder, searcher.encoder, searcher.lexicon)
    return Searcher(generation, searcher.catalogue, searcher.encoder, searcher.lexicon, searcher.rerankings)


def ranks(questions: Sequence[Question], found: Found) -> list[int]:
    """The rank of the first right passage of each question in each language; 11 where none of ten is right."""
    ranked = []
    for question in questions:
        judge = Judge([quote.text for quote in question.quotes])
        for language, wording in question.wordings.items():
            hits = enumerate(found(wording, language), start=1)
            ranked.append(next((rank for rank, one in hits if judge.held(one.text)), 11))
    return ranked


def show(name: str, ranked: Sequence[int]) -> None:
    """Print a row of the table."""
    shares = " ".join(f"{sum(rank <= k for rank in ranked) / len(ranked):.3f}" for k in FIRST)
    print(f"{name:36} {shares}", flush=True)


def answerable(file: str) -> list[Question]:
    """The questions of a file that have an answer."""
    content = Path(file).read_bytes()
    return [one for one in read(lines(content, file), file, LONGEST_QUESTION) if one.answerable]


def main() -> None:
    """Print a table for each library of the command line."""
    pairs = [argument.split("=", 1) for argument in sys.argv[1:]]
    for library, file in pairs:
        office, questions = Office(Path(library)), answerable(file)
        searcher = office.searcher()
        print(f"{library}: {len(questions)} questions, each in French and English; first {FIRST}")
        for name, found in variants(searcher, office.scope()):
            show(name, ranks(questions, found))
    for library, file in pairs:
        office = Office(Path(library))
        with tempfile.TemporaryDirectory() as folder:
            bare = without_headings(office, office.searcher(), Path(folder))
            show(f"{library}: without headings", ranks(answerable(file), whole(bare, office.scope())))


if __name__ == "__main__":
    main()
