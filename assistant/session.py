"""A session: questions asked of a library, each answered from evidence and put on the record before it is shown."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from gettext import gettext as _
from typing import Protocol

from assistant import evidence as choosing
from assistant import refusal
from assistant.answer import Answer, Answered, Carried, Citation, Event, Retrieved, Statement
from assistant.audit.log import Log
from assistant.errors import QuestionRefusedError
from assistant.evidence import Evidence
from assistant.followup import Asked, carried
from assistant.marks import noted
from assistant.quotation import Composer, Composition
from assistant.settings import AnswerSettings
from indexes.records import Document, Hit, Language, Page
from indexes.search import Scope, Searcher
from models.language import detect

LONGEST_QUESTION = 2000
"""Characters of a question at most."""


class Generator(choosing.Likelihood, Protocol):
    """The generator that ranks evidence, with what an answer depends on."""

    @property
    def environment(self) -> object:
        """A frozen dataclass of what the numbers depend on: model, build, threads, batch, context, seed."""

    def close(self) -> None:
        """Free the model."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a session works with; `facts` describes, for the record, the generator and what judges passages."""

    searcher: Searcher
    composer: Composer
    judge: choosing.Judge | None
    generator: Generator | None
    model: str | None
    facts: Mapping[str, object]


class Session:
    """One conversation on the record."""

    def __init__(self, tools: Tools, log: Log, settings: AnswerSettings, scope: Scope, ui: Language) -> None:
        self.id = secrets.token_hex(8)
        self._tools = tools
        self._log = log
        self._settings = settings
        self._scope = scope
        self._ui = ui
        self._opened = False
        self._asked: list[Asked] = []

    def another(self) -> Session:
        """Open another conversation over the same library, with the same models."""
        return Session(self._tools, self._log, self._settings, self._scope, self._ui)

    def ask(
        self,
        question: str,
        *,
        language: Language | None = None,
        collection: str | None = None,
        alone: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[Event]:
        """Answer a question: yields Retrieved, then Answered once the answer's entry is durable.

        A question that leans on those before it takes over what it lacks from them, unless it is asked `alone`. Ends
        without Answered where `cancelled` says so; what was asked stands on the record all the same.

        Raises:
            QuestionRefusedError: the question is empty, too long, or in a third language.
            RecordError: the record cannot be written.
        """
        began = time.monotonic()
        question, language = understood(question, language, self._ui)
        over = None if alone else carried(question, language, self._asked, self._tools.searcher.lexicon)
        searched = question if over is None else over.searched
        self._put(question, language, collection, over)
        scope = self._scope if collection is None else replace(self._scope, collection=collection)
        hits = self._tools.searcher.search(searched, language, scope, self._settings.passages)
        retrieved = time.monotonic()
        yield Retrieved(tuple(hits), over)
        if cancelled():
            return
        evidence = self._rank(searched, language, scope, hits)
        if cancelled():
            return
        sure = refusal.probability(hits)
        composition = Composition(())
        if sure >= self._settings.threshold:
            composition = self._tools.composer.compose(searched, language, evidence)
        stated = time.monotonic()
        answer = Answer(
            question=question,
            language=language,
            refused=not composition.statements,
            mode=self._settings.mode,
            statements=composition.statements,
            nearest=tuple(replace(one.hit, rank=one.number) for one in evidence),
            session=self.id,
            entry=-1,
            model=self._tools.model,
            generation=self._tools.searcher.generation.name,
            text=_in_words(composition.statements, language),
            carried=over,
        )
        entry = self._record("answer", self._facts(answer, evidence, sure, composition))
        timings = {
            "retrieve": retrieved - began,
            "first_token": stated - began,
            "total": time.monotonic() - began,
        }
        yield Answered(replace(answer, entry=entry, timings=timings))

    def search(self, query: str, language: Language, collection: str | None, limit: int) -> list[Hit]:
        """Find passages without asking; that is not recorded."""
        scope = self._scope if collection is None else replace(self._scope, collection=collection)
        return self._tools.searcher.search(query, language, scope, limit)

    @property
    def generation(self) -> str:
        """The generation that is searched."""
        return self._tools.searcher.generation.name

    def page(self, document: str, number: int) -> Page | None:
        """A filed page, for whoever reads a source."""
        return self._tools.searcher.catalogue.page(document, number)

    def document(self, document: str) -> Document | None:
        """A filed document, by its SHA-256, with how it stands among its notes."""
        catalogue = self._tools.searcher.catalogue
        found = catalogue.document(document)
        return None if found is None else noted(catalogue, found)

    def close(self) -> None:
        """Close the library and free the generator."""
        self._tools.searcher.catalogue.close()
        if self._tools.generator is not None:
            self._tools.generator.close()

    def _put(self, question: str, language: Language, collection: str | None, over: Carried | None) -> None:
        """Put a question on the record, and in the conversation."""
        asked: dict[str, object] = {"question": question, "language": language, "collection": collection}
        if self._scope.day is not None:
            asked["as_of"] = self._scope.day.isoformat()
        if over is not None:
            asked["carried"] = asdict(over)
        self._asked.append(Asked(self._record("question", asked), question, language, over))

    def _rank(self, question: str, language: Language, scope: Scope, hits: Sequence[Hit]) -> list[Evidence]:
        tools = self._tools
        searcher = tools.searcher
        matcher = searcher.matcher(question, language, scope)
        evidence = choosing.choose(
            question, searcher.encoder.encode_query(question), hits, matcher, searcher.reader, tools.judge
        )
        if tools.generator is None or not self._settings.likelihood_budget:
            return evidence
        return choosing.rank_by_likelihood(question, evidence, tools.generator, self._settings.likelihood_budget)

    def _record(self, kind: str, facts: Mapping[str, object]) -> int:
        if not self._opened:
            self._opened = True
            opened = {"generation": self.generation, "model": self._tools.model, "environment": self._tools.facts}
            self._log.record("session.opened", opened, self.id)
        return self._log.record(kind, facts, self.id)

    def _facts(
        self, answer: Answer, evidence: Sequence[Evidence], sure: float, composition: Composition
    ) -> dict[str, object]:
        """What stands on the record of an answer: all that it was made of, and all that it said."""
        return {
            "question": answer.question,
            "language": answer.language,
            "refused": answer.refused,
            "probability": sure,
            "mode": answer.mode,
            "answer": answer.text,
            "statements": [_statement_facts(statement) for statement in answer.statements],
            "evidence": [
                {
                    "number": one.number,
                    "passage": one.hit.passage.id,
                    "rank": one.hit.rank,
                    "sentences": [sentence.id for sentence in one.sentences],
                    "score": one.score,
                    "likelihood": one.likelihood,
                }
                for one in evidence
            ],
            "model": answer.model,
            "generation": answer.generation,
            "settings": self._settings.model_dump(),
            **composition.trace,
        }


def understood(question: str, named: Language | None, ui: Language) -> tuple[str, Language]:
    """A question as it is taken, and its language: the one that is named, else its own, else the interface's.

    Bytes of the command line that are no text become question marks.

    Raises:
        QuestionRefusedError: it is empty, too long, or in a third language.
    """
    question = question.encode("utf-8", "replace").decode().strip()
    if not question:
        raise QuestionRefusedError(
            _("The question is empty."), hint=_("Type a question in French or English, then press Enter.")
        )
    if len(question) > LONGEST_QUESTION:
        raise QuestionRefusedError(
            _("The question has {length} characters; it may have {most}.").format(
                length=len(question), most=LONGEST_QUESTION
            ),
            hint=_("Ask for one thing at a time, in a sentence or two."),
        )
    language = named or detect(question)
    if language == "other":
        raise QuestionRefusedError(
            _("Greffier answers in French and in English; this question seems to be in another language."),
            hint=_("Ask in French or English, or name the language: --lang fr or --lang en."),
        )
    return question, language or ui


def refusal_text(language: Language) -> str:
    """What is said where the library does not answer, in the question's language whatever the interface's is."""
    if language == "fr":
        return "Les documents de la bibliothèque ne répondent pas à cette question."
    return "The documents in the library do not answer this question."


def _in_words(statements: Sequence[Statement], language: Language) -> str:
    if not statements:
        return refusal_text(language)
    opening, closing = ("«\u00a0", "\u00a0»") if language == "fr" else ("“", "”")
    number, parts = 0, []
    for statement in statements:
        marks = "".join(f"[{number + n}]" for n in range(1, len(statement.citations) + 1))
        number += len(statement.citations)
        quoted = f"{opening}{statement.text}{closing}" if statement.kind == "quotation" else statement.text
        parts.append(f"{quoted} {marks}")
    return "\n".join(parts)


def _statement_facts(statement: Statement) -> dict[str, object]:
    return {
        "kind": statement.kind,
        "text": statement.text,
        "supported": statement.supported,
        "reason": statement.reason,
        "citations": [_citation_facts(citation) for citation in statement.citations],
    }


def _citation_facts(citation: Citation) -> dict[str, object]:
    recognised = {} if citation.recognised is None else {"recognised": citation.recognised}
    return {
        "document": citation.document,
        "file": citation.file,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        **recognised,
    }
