"""Runs an evaluation in an office: a question file against the library in use, with everything loaded once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.evaluation import asking, questions, summing
from assistant.evaluation.questions import Question, Quote
from assistant.evaluation.results import Circumstances, Evaluation, Row
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
    """One evaluation: `rows` asks, `result` says what the rows come to."""

    def __init__(self, office: Office, file: Path, collection: str | None, limit: int) -> None:
        self._file, self._collection, self._limit = file, collection, limit
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
        yield from asking.ask(self.questions, search, language_of=language_of, filed=filed)

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
