"""Runs an evaluation in an office: a question file against the library in use, with everything loaded once."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import refusal
from assistant.answer import Answered as AnsweredEvent
from assistant.evaluation import answering, asking, questions, summing
from assistant.evaluation.judging import Judge
from assistant.evaluation.questions import Question, Quote
from assistant.evaluation.results import Answered, Circumstances, Evaluation, Row
from assistant.evidence import choose
from assistant.finding import Finder
from assistant.session import LONGEST_QUESTION
from indexes.records import Hit, Language
from models.language import dominant

if TYPE_CHECKING:
    from assistant.office import Office


def read(path: Path) -> tuple[list[Question], str]:
    """The questions of a file, and the SHA-256 of its bytes.

    Raises:
        QuestionFileError: naming the line that is no question.
        OSError: it cannot be read.
    """
    content = path.read_bytes()
    return questions.read(questions.lines(content, path.name), path.name, LONGEST_QUESTION), sha256(content).hexdigest()


class Run:
    """One evaluation: `rows` asks, `result` says what the rows come to. With `answers`, every question is answered too,
    which puts it on the record.
    """

    def __init__(
        self, office: Office, file: Path, collection: str | None, limit: int, *, answers: bool = False
    ) -> None:
        self._file, self._collection, self._limit, self._answers = file, collection, limit, answers
        self.questions, self._sha256 = read(file)
        self._office = office
        self._finder = Finder(office)

    def rows(self) -> Iterator[Row]:
        """Ask each question in each of its languages; the models are loaded before the first."""
        searcher = self._finder.searcher
        scope = self._office.scope(self._collection)
        catalogue = searcher.catalogue

        def search(query: str, language: Language) -> Sequence[Hit]:
            return self._finder.hits(query, language, self._collection, self._limit)[1]

        def language_of(quote: Quote) -> Language:
            filed = catalogue.find(quote.file)
            return filed.language if filed else dominant(quote.text, otherwise="fr")

        filed = {
            document.language
            for document in catalogue.documents()
            if document.label in scope.labels and scope.collection in (None, document.collection)
        }
        yield from asking.ask(
            self.questions,
            search,
            self._estimate,
            language_of=language_of,
            filed=filed,
            answer=self._answering() if self._answers else None,
        )

    def _estimate(self, query: str, language: Language, hits: Sequence[Hit]) -> float:
        """How probable it is that the library answers, from as many passages as an answer looks at."""
        searcher = self._finder.searcher
        seen = hits[: self._office.settings.answer.passages]
        matcher = searcher.matcher(query, language, self._office.scope(self._collection))
        vector = searcher.encoder.encode_query(query)
        evidence = choose(query, vector, seen, matcher, searcher.reader, self._office.judge(searcher))
        return refusal.probability(refusal.features(query, language, seen, evidence))

    def _answering(self) -> asking.Answering:
        """Answers each question in one session, by itself."""
        session = self._office.session()

        def answer(question: str, language: Language, judge: Judge) -> Answered:
            began = time.perf_counter()
            *_before, last = session.ask(question, language=language, collection=self._collection, alone=True)
            assert isinstance(last, AnsweredEvent)  # noqa: S101  # nothing cancels it
            return answering.judged(last.answer, judge, session.page, time.perf_counter() - began)

        return answer

    def result(self, rows: Collection[Row]) -> Evaluation:
        """What the rows come to."""
        searcher = self._finder.searcher
        about = Circumstances(
            file=self._file.name,
            sha256=self._sha256,
            generation=searcher.generation.name,
            encoder=searcher.encoder.fingerprint,
            collection=self._collection,
            limit=self._limit,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            version=version("greffier"),
        )
        return summing.evaluation(about, list(rows), self._office.settings.answer.threshold)
