"""A session: questions asked of a library, each answered from evidence and put on the record before it is shown."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from gettext import gettext as _
from importlib.metadata import version
from typing import Protocol

from assistant import evidence as choosing
from assistant import missing, refusal
from assistant.answer import Answer, Answered, Carried, Drafting, Event, Retrieved, Stated, Statement
from assistant.audit.facts import answer_facts, opened_facts, question_facts, statement_facts
from assistant.audit.keeping import SERIES
from assistant.errors import QuestionRefusedError
from assistant.evidence import Evidence
from assistant.followup import Asked, carried
from assistant.in_words import in_words
from assistant.marks import noted
from assistant.notice import Notice, notice
from assistant.quotation import Composer, Composing, Composition
from assistant.settings import AnswerSettings
from indexes.matching import Matcher
from indexes.records import Document, Hit, Language, Page
from indexes.search import Scope, Searcher
from models.language import detect

LONGEST_QUESTION = 2000
"""Characters of a question at most."""


class Recorder(Protocol):
    """Takes entries: the log, or what stands in its place where a session is computed again."""

    def record(self, kind: str, facts: Mapping[str, object], session: str | None = None) -> int:
        """Append an entry; return its index once it is durable. Raises RecordError."""


class Ranker(choosing.Likelihood, Protocol):
    """The generator that ranks evidence, with what an answer depends on."""

    @property
    def environment(self) -> object:
        """A frozen dataclass of what the numbers depend on: model, build, threads, batch, context, adapter."""

    def close(self) -> None:
        """Free the model."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a session works with; `facts` describes, for the record, the generator and what judges passages."""

    searcher: Searcher
    composer: Composer
    judge: choosing.Judge | None
    generator: Ranker | None
    model: str | None
    facts: Mapping[str, object]


class Session:
    """One conversation on the record."""

    def __init__(
        self,
        tools: Tools,
        log: Recorder,
        settings: AnswerSettings,
        scope: Scope,
        ui: Language,
        *,
        series: str = SERIES,
        by: str = "",
        continues: str | None = None,
        asked: Sequence[Asked] = (),
    ) -> None:
        """Begin one that is put on the record with its first question.

        by: the account that asks. continues: the session on the record that it goes on after; asked: the questions of
        that which a follow-up may take words over from, the latest last.
        """
        self.id = secrets.token_hex(8)
        self._tools = tools
        self._log = log
        self._settings = settings
        self._scope = scope
        self._ui = ui
        self._series = series
        self._opened = False
        self._by = by
        self.continues = continues
        self._before = tuple(one.entry for one in asked)
        self._asked: list[Asked] = list(asked)

    def another(self, *, continues: str | None = None, asked: Sequence[Asked] = ()) -> Session:
        """Open another conversation over the same library, with the same models; one that goes on after `continues`."""
        return Session(
            self._tools,
            self._log,
            self._settings,
            self._scope,
            self._ui,
            series=self._series,
            by=self._by,
            continues=continues,
            asked=asked,
        )

    @property
    def notice(self) -> Notice:
        """What is said before the first question, and stands on the record as said."""
        return notice(self._ui)

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

        Between them, where a model writes: Stated, once the statement's own entry is durable, and Drafting, which is
        on no record yet. A question that leans on those before it takes over what it lacks from them, unless it is
        asked `alone`. Ends without Answered where `cancelled` says so; what was asked, and what was stated, stands on
        the record all the same.

        Raises:
            QuestionRefusedError: the question is empty, too long, or in a third language.
            RecordError: the record cannot be written.
        """
        began = time.monotonic()
        question, language = understood(question, language, self._ui)
        over = None if alone else carried(question, language, self._asked, self._tools.searcher.lexicon)
        searched = question if over is None else over.searched
        scope = self._scope if collection is None else replace(self._scope, collection=collection)
        asked = self._put(question, language, scope, over, alone=alone)
        hits = self._tools.searcher.search(searched, language, scope, self._settings.passages)
        retrieved = time.monotonic()
        yield Retrieved(tuple(hits), over, language, asked)
        if cancelled():
            return
        matcher = self._tools.searcher.matcher(searched, language, scope)
        evidence = self._rank(searched, matcher, hits)
        if cancelled():
            return
        features = refusal.features(searched, language, hits, evidence)
        sure = refusal.probability(features)
        composition, first = Composition(()), None
        if sure >= self._settings.threshold:
            composing = self._tools.composer.compose(searched, language, evidence, cancelled)
            composition, first = yield from self._stated(composing, asked)
        stated = time.monotonic()
        shown, hidden = self._judged(composition.statements)
        left_out = len(hidden) + composition.unreadable
        if cancelled():
            self._give_up(asked, shown, hidden, composition)
            return
        answer = Answer(
            question=question,
            language=language,
            refused=not shown,
            mode=self._settings.mode,
            statements=shown,
            nearest=tuple(replace(one.hit, rank=one.number) for one in evidence),
            session=self.id,
            entry=-1,
            model=self._tools.model,
            generation=self._tools.searcher.generation.name,
            text=in_words(shown, left_out, language),
            carried=over,
            left_out=left_out,
            missing=() if shown else missing.words(searched, language, hits, matcher),
        )
        estimate = {"probability": sure, "features": None if features is None else asdict(features)}
        facts = answer_facts(answer, evidence, hidden, self._settings.model_dump())
        entry = self._record("answer", {**facts, **estimate, **composition.trace})
        timings = {
            "retrieve": retrieved - began,
            "first_token": (first or stated) - began,
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

    def _put(self, question: str, language: Language, scope: Scope, over: Carried | None, *, alone: bool) -> int:
        """Put a question on the record, and in the conversation; return its entry."""
        facts = question_facts(question, language, scope.collection, scope.day, over, alone=alone)
        entry = self._record("question", facts)
        self._asked.append(Asked(entry, question, language, over))
        return entry

    def _rank(self, question: str, matcher: Matcher, hits: Sequence[Hit]) -> list[Evidence]:
        tools = self._tools
        vector = tools.searcher.encoder.encode_query(question)
        evidence = choosing.choose(question, vector, hits, matcher, tools.searcher.reader, tools.judge)
        if tools.generator is None or not self._settings.likelihood_budget:
            return evidence
        return choosing.rank_by_likelihood(question, evidence, tools.generator, self._settings.likelihood_budget)

    def _stated(self, composing: Composing, asked: int) -> Generator[Event, None, tuple[Composition, float | None]]:
        """Pass on what is written and stated, each statement once it is on the record; and when the first came."""
        first = None
        place = 0
        with closing(composing):
            while True:
                try:
                    event = next(composing)
                except StopIteration as finished:
                    return finished.value, first
                first = first or time.monotonic()
                if isinstance(event, Stated):
                    if self._judged([event.statement])[1]:
                        event = Drafting("")
                    else:
                        place += 1
                        stated = {"question": asked, "place": place, "statements": [statement_facts(event.statement)]}
                        event = replace(event, entry=self._record("statement", stated))
                yield event

    def _judged(self, statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
        """Which statements are shown, and which are left out, as the settings say of those that are not supported."""
        shown = tuple(one for one in statements if one.supported or self._settings.unsupported == "show")
        return shown, tuple(one for one in statements if one not in shown)

    def _give_up(
        self, asked: int, shown: Sequence[Statement], hidden: Sequence[Statement], composition: Composition
    ) -> None:
        """Put on the record how far a model had come with an answer that is not wanted any more."""
        if composition.trace:
            facts = {
                "question": asked,
                "statements": [statement_facts(one) for one in shown],
                "left_out": {
                    "count": len(hidden) + composition.unreadable,
                    "statements": [statement_facts(one) for one in hidden],
                },
            }
            self._record("answer.cancelled", {**facts, **composition.trace})

    def _record(self, kind: str, facts: Mapping[str, object]) -> int:
        if not self._opened:
            self._opened = True
            opened = opened_facts(
                generation=self.generation,
                model=self._tools.model,
                environment=self._tools.facts,
                labels=self._scope.labels,
                ui=self._ui,
                version=version("greffier"),
                notice=self.notice,
                series=self._series,
                settings=self._settings.model_dump(),
                by=self._by,
                continues=self.continues,
                asked=self._before,
            )
            self._log.record("session.opened", opened, self.id)
        return self._log.record(kind, facts, self.id)


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
