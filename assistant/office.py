"""Wires the parts together: from settings to an open library, an encoder, a generator, and sessions over them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.i18n import spoken

if TYPE_CHECKING:
    from assistant.audit.continuing import Earlier
    from assistant.audit.log import Log
    from assistant.followup import Asked
    from assistant.quotation import Composer
    from assistant.session import Recorder, Session, Tools
    from assistant.settings import AnswerSettings, IngestSettings, Settings
    from indexes.library import Library
    from indexes.nearness import Nearness
    from indexes.records import Encoder, Language, Lexicon
    from indexes.search import Reranking, Scope, Searcher
    from models.chat import ChatFormat
    from models.llama import LlamaGenerator
    from models.llama.contextual import ContextualEncoder
    from models.remote import RemoteGenerator

MODELS = Path(__file__).resolve().parent.parent / "models"
"""Where the models lie that come with the program."""

NEARNESS = 0.6
"""What the contextual encoder's cosine weighs in a passage's score; docs/evaluation.md says what others bring."""


class Office:
    """What the commands and the screens work with. Each part is opened when it is first asked for."""

    def __init__(self, library: Path | None = None) -> None:
        self._library_named = library

    @cached_property
    def settings(self) -> Settings:
        """The settings in force."""
        from assistant.settings import load

        return load(self._library_named)

    def library(self, *, create: bool = False) -> Library:
        """The library in use; `create` makes one where there is none."""
        from indexes.library import Library

        keep = timedelta(days=self.settings.retention_days)
        return Library(self.settings.library, create=create, keep=keep)

    def encoder(self) -> Encoder:
        """The encoder of the settings."""
        from models import encoders

        settings = self.settings
        found = encoders.find(settings.models, settings.encoder)
        return encoders.load(found, threads=settings.encoder_threads, backend=settings.encoder_backend)

    def lexicon(self) -> Lexicon:
        """The bundled lexicon."""
        from models.lexicon import BilingualLexicon

        return BilingualLexicon.load(MODELS / "bilingual-lexicon")

    def log(self) -> Log:
        """The record of the library in use."""
        return self._log

    @cached_property
    def _log(self) -> Log:
        from assistant.audit.log import Log

        return Log(self.settings.library / "log", keys=self.settings.keys, state=self.settings.state)

    def note(self, kind: str, facts: Mapping[str, object]) -> None:
        """Put on the record what concerns no session, where there is a library to have a record."""
        from indexes.library import Library

        if Library.is_at(self.settings.library):
            self.log().record(kind, facts)

    def recorder(self) -> Log:
        """The same, as ingest is handed it."""
        return self.log()

    def citing(self, documents: Collection[str]) -> int:
        """How many sessions on the record have an answer that cites one of these documents."""
        from assistant.audit.reading import citing

        return len(citing(self.log().entries(), documents))

    def ingest_settings(self) -> IngestSettings:
        """What one file may take while it is filed."""
        return self.settings.ingest

    @property
    def labels(self) -> frozenset[str]:
        """The labels that whoever asks is cleared for."""
        return frozenset(self.settings.labels)

    def scope(self, collection: str | None = None, as_of: date | None = None) -> Scope:
        """What whoever asks is cleared for, in one collection or all; what is current, or was valid on a day."""
        from indexes.search import Scope

        return Scope(labels=self.settings.labels, collection=collection, day=as_of)

    def searcher(self, name: str | None = None) -> Searcher:
        """Open the current generation of the library in use, or one of that name that is kept."""
        from indexes.generation import open_current, open_named
        from indexes.search import Searcher

        library, encoder, lexicon = self.library(), self.encoder(), self.lexicon()
        if name is None:
            generation = open_current(library.generations, encoder, lexicon)
        else:
            generation = open_named(library.generations, name, encoder, lexicon)
        return Searcher(generation, library.catalogue, encoder, lexicon, tuple(self._rerankings(library)))

    @cached_property
    def contextual(self) -> ContextualEncoder:
        """The bundled contextual encoder, loaded."""
        from models.llama.contextual import ContextualEncoder

        return ContextualEncoder.load(MODELS / "bilingual-contextual", threads=self.settings.encoder_threads)

    def nearness(self, library: Library) -> Nearness:
        """What ranks passages by the contextual encoder, whose vectors it keeps in the library."""
        from indexes.nearness import Nearness
        from indexes.vectors import FILE, VectorStore

        return Nearness(self.contextual, VectorStore(library.folder / FILE))

    def _rerankings(self, library: Library) -> Iterator[Reranking]:
        from indexes.search import Reranking

        settings = self.settings
        if settings.nearness_passages:
            yield Reranking("nearness", self.nearness(library), first=settings.nearness_passages, weight=NEARNESS)
        if settings.reranker is not None:
            from models.cross_encoder import CrossEncoderReranker

            reranker = CrossEncoderReranker.load(settings.reranker, threads=settings.encoder_threads)
            yield Reranking("reranker", reranker, first=settings.reranker_passages)

    @cached_property
    def generator(self) -> LlamaGenerator | RemoteGenerator | None:
        """The generator of the settings: a server's, or one loaded here; None where they name none."""
        from models.llama import LlamaGenerator

        if self.settings.remote.url:
            return self._remote_generator
        wanted = self.settings.generator
        if not wanted.name:
            return None
        return LlamaGenerator.load(
            self._generator_file(),
            threads=wanted.threads,
            batch=wanted.batch,
            context=wanted.context,
            adapter=wanted.adapter,
        )

    @cached_property
    def _remote_generator(self) -> RemoteGenerator:
        from models.remote import RemoteGenerator, key_from

        wanted = self.settings.remote
        return RemoteGenerator.open(
            wanted.url,
            model=wanted.model,
            chat=wanted.chat,
            key=key_from(wanted.key_file) if wanted.key_file is not None else wanted.key or None,
            ca_file=wanted.ca_file,
            networks=wanted.networks,
            patience=wanted.patience_seconds,
        )

    @property
    def generator_name(self) -> str | None:
        """What the generator in use is called; None where there is none."""
        remote = self.settings.remote
        return self._remote_generator.environment.model if remote.url else self.settings.generator.name or None

    def session(self, as_of: date | None = None, *, continues: str | None = None) -> Session:
        """Open a session over the library in use, or what was valid in it on a day, with all loaded that it takes.

        continues: the session on the record after which it goes on. Where that is destroyed, or withheld from whoever
        asks, it starts without it; `earlier` says so beforehand.

        Raises:
            LibraryError, ModelError, AssistantError: with a hint on what mends it.
        """
        from assistant.account import account
        from assistant.audit.changes import SettingsNoted
        from assistant.session import Session

        answer, series = self.settings.answer, self.settings.sessions.series
        tools = self._tools(self.searcher(), answer)
        recorder = SettingsNoted(self.log(), self.settings.of_answers())
        before = None if continues is None else self.earlier(continues)
        return Session(
            tools,
            recorder,
            answer,
            self.scope(as_of=as_of),
            spoken(),
            series=series,
            by=account(),
            continues=None if before is None or before.lost else before.session,
            asked=() if before is None else before.asked,
        )

    def earlier(self, session: str) -> Earlier:
        """What a session that goes on after one on the record may lean on, as far as whoever asks is cleared for it.

        Raises:
            UnknownSessionError: no session is called so, or several are.
        """
        from assistant.audit.clearance import labels_of, screened
        from assistant.audit.continuing import earlier

        library, log = self.library(), self.log()
        try:
            seen = screened(log.entries(), self.settings.labels, labels_of(library.catalogue))
            return earlier(seen, session, log)
        finally:
            library.close()

    def session_as(
        self,
        searcher: Searcher,
        answer: AnswerSettings,
        scope: Scope,
        ui: Language,
        recorder: Recorder,
        asked: Sequence[Asked] = (),
    ) -> Session:
        """Open a session as one on the record was: its generation, how answers were made, who asked, in which language,
        and which questions of an earlier one it could lean on. What computes is what the settings name now.

        Raises:
            ModelError: with a hint on what mends it.
        """
        from assistant.session import Session

        return Session(self._tools(searcher, answer), recorder, answer, scope, ui, asked=asked)

    def with_settings(self, settings: Settings) -> Office:
        """An office over the same library with other settings, with nothing open yet."""
        another = Office(self._library_named)
        another.settings = settings
        return another

    def _tools(self, searcher: Searcher, answer: AnswerSettings) -> Tools:
        from assistant.session import Tools

        generates = answer.mode == "compose" or answer.likelihood_budget > 0  # to word claims, or to rank
        return Tools(
            searcher=searcher,
            composer=self._composer(searcher, answer),
            judge=self.judge(searcher),
            generator=self._ranker() if generates else None,
            model=self.generator_name if generates else None,
            facts=self._facts(searcher, generates=generates),
        )

    def _ranker(self) -> LlamaGenerator | None:
        """The generator, where it runs here: a server tells no likelihoods."""
        from models.llama import LlamaGenerator

        generator = self.generator
        return generator if isinstance(generator, LlamaGenerator) else None

    def judge(self, searcher: Searcher) -> Nearness | None:
        """What reads the sentences of the best passages: what ranked the passages themselves, where anything did."""
        from indexes.nearness import Nearness

        found = (one.reranker for one in searcher.rerankings)
        return next((one for one in found if isinstance(one, Nearness)), None)

    def _facts(self, searcher: Searcher, *, generates: bool) -> Mapping[str, object]:
        """What an answer depends on, besides the generation: the generator, what ranks, and the machine they run on."""
        from assistant.machine import machine

        generator = self.generator if generates else None
        environment = {} if generator is None else asdict(generator.environment)
        return {
            **machine(llama=any(one.name == "nearness" for one in searcher.rerankings)),
            "encoder": searcher.encoder.fingerprint,
            "encoder_threads": self.settings.encoder_threads,
            "lexicon": searcher.lexicon.fingerprint,
            "rerankings": {
                one.name: {"fingerprint": one.reranker.fingerprint, "first": one.first, "weight": one.weight}
                for one in searcher.rerankings
            },
            **environment,
        }

    def _composer(self, searcher: Searcher, answer: AnswerSettings) -> Composer:
        from assistant.claims import Claimer
        from assistant.quotation import Quoter

        limit = answer.statements
        if answer.mode == "quotation" or self.generator is None:
            return Quoter(searcher.catalogue, limit)
        return Claimer(
            searcher.catalogue, searcher.lexicon, self.generator, self._chat(), limit, encoder=searcher.encoder
        )

    def _chat(self) -> ChatFormat:
        from models import chat

        if self.settings.remote.url:
            return self._remote_generator.chat
        return chat.declared(self.settings.generator.chat or self._guessed_chat())

    def _generator_file(self) -> Path:
        from assistant.advice import generator_file

        return generator_file(self, self.settings.generator.name)

    def _guessed_chat(self) -> str:
        from models import gguf
        from models.chat import guess

        return guess(gguf.read(self._generator_file()).tokens) or "chatml"
