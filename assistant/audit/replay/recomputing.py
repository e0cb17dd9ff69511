"""Asks the questions of a session again, over the generation of then, with entries collected in place of written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rfc8785
from pydantic import ValidationError

from assistant.audit.clearance import BEFORE
from assistant.audit.continuing import asked_before
from assistant.audit.replay import environment
from assistant.audit.replay.comparing import Made, compared
from assistant.audit.replay.forms import malformed
from assistant.audit.replay.language import speaking
from assistant.audit.replay.outcome import Difference, Recomputed
from assistant.audit.replay.sessions import Exchange, Recorded
from assistant.errors import AssistantError
from assistant.i18n import spoken
from assistant.settings import AnswerSettings, Settings
from indexes.errors import LibraryError, OtherEncoderError
from indexes.search import Scope, Searcher
from models.errors import ModelError

if TYPE_CHECKING:
    from assistant.followup import Asked
    from assistant.office import Office
    from assistant.session import Session
    from indexes.records import Language


class Collector:
    """Takes a session's entries in place of the log. A question gets the index that it has on the record."""

    def __init__(self) -> None:
        self.made: list[tuple[str, Mapping[str, Any]]] = []
        self._question = -1

    def begin(self, question: int) -> None:
        """A question that stands at this index of the log is asked next; what came of the one before is let go."""
        self.made = [one for one in self.made if one[0] == "session.opened"]
        self._question = question

    def record(self, kind: str, facts: Mapping[str, object], session: str | None = None) -> int:  # noqa: ARG002
        """Keep an entry's facts as the log would give them back."""
        self.made.append((kind, json.loads(rfc8785.dumps(dict(facts)))))  # type: ignore[arg-type]  # see the log
        return self._question

    def last(self, kind: str) -> Mapping[str, Any] | None:
        """The facts of the last entry of a kind."""
        return next((facts for one, facts in reversed(self.made) if one == kind), None)


class Recomputer:
    """Computes sessions again. What is loaded for one is kept for the next.

    as_then: set what computes as it is recorded (the generator, its threads, batch and context, how many passages are
    ranked again), where this machine can, in place of what the settings say now.
    """

    def __init__(self, office: Office, *, as_then: bool = False) -> None:
        self._office = office
        self._as_then = as_then
        self._offices: dict[str, Office] = {}
        self._searchers: dict[tuple[str, str], Searcher] = {}
        self._went_on: dict[str, int] = {}

    def session(self, recorded: Recorded) -> Iterator[Recomputed]:
        """Ask each question of a session again, in order, and compare what comes of it."""
        refused = self._refused(recorded)
        if refused is not None:
            yield from (_nothing(one) or refused for one in recorded.exchanges)
            return
        assert recorded.opened is not None  # noqa: S101  # else it was refused
        collector = Collector()
        try:
            session, searcher = self._open(recorded, collector)
        except (AssistantError, LibraryError, ModelError) as error:
            yield from (_nothing(one) or _not_here(recorded.opened.facts, error) for one in recorded.exchanges)
            return
        except ValidationError:
            unknown = Recomputed("not computed", reason=_("This version does not know the settings of then."))
            yield from (_nothing(one) or unknown for one in recorded.exchanges)
            return
        lost = self._before(recorded) is None
        for exchange in recorded.exchanges:
            lost = lost and "carried" in exchange.question.facts
            yield _nothing(exchange) or (
                _without_earlier() if lost else self._asked(exchange, recorded, session, searcher, collector)
            )

    def _before(self, recorded: Recorded) -> list[Asked] | None:
        """The questions of an earlier session that it could lean on; None where they cannot be read any more."""
        assert recorded.opened is not None  # noqa: S101  # see `session`
        return asked_before(self._office.log(), recorded.opened.facts)

    def _refused(self, recorded: Recorded) -> Recomputed | None:
        """Why a session cannot be computed again at all."""
        opened = recorded.opened
        if opened is None or opened.destroyed is not None:
            return Recomputed("not computed", reason=_("What the session depended on is destroyed."))
        address = environment.server(opened.facts)
        if address is not None:
            why = _("A server worded the answers: what it runs is its own.")
            return Recomputed("environment differs", (Difference("url", address, None),), None, why)
        return None

    def _open(self, recorded: Recorded, collector: Collector) -> tuple[Session, Searcher]:
        assert recorded.opened is not None  # noqa: S101  # see `session`
        opened = recorded.opened.facts
        settings = self._settings(opened)
        office = self._offices.setdefault(settings.model_dump_json(), self._office.with_settings(settings))
        searcher = self._searcher(office, settings, str(opened.get("generation", "")))
        ui = _ui(opened)
        with speaking(ui):
            answer = _answer_settings(recorded.settings)
            scope = _scope(recorded)
            return office.session_as(searcher, answer, scope, ui, collector, self._before(recorded) or ()), searcher

    def _asked(
        self,
        exchange: Exchange,
        recorded: Recorded,
        session: Session,
        searcher: Searcher,
        collector: Collector,
    ) -> Recomputed:
        assert recorded.opened is not None  # noqa: S101  # see `session`
        opened, asked = recorded.opened.facts, exchange.question.facts
        collector.begin(exchange.question.index)
        stated = exchange.answer is not None or bool(exchange.statements)
        try:
            with speaking(_ui(opened)):
                events = session.ask(
                    str(asked["question"]),
                    language="en" if asked["language"] == "en" else "fr",
                    collection=asked.get("collection"),  # type: ignore[arg-type]  # None, or a name
                    alone=bool(asked.get("alone", "carried" not in asked)),
                    cancelled=lambda: not stated,
                )
                for _event in events:
                    pass
        except (AssistantError, LibraryError, ModelError) as error:
            return Recomputed("not computed", reason=str(error))
        made = Made(collector.last("question") or {}, collector.last("answer"))
        differs = environment.differences(opened, collector.last("session.opened") or {})
        divergence = compared(exchange, made)
        if divergence is not None and not differs and (changed := self._changed(searcher, _scope(recorded))):
            differs = (Difference("documents", None, changed),)
        if differs:
            return Recomputed("environment differs", differs, divergence)
        if divergence is not None:
            return Recomputed("diverged", divergence=divergence)
        return Recomputed("identical" if stated else "unanswered")

    def _settings(self, opened: Mapping[str, Any]) -> Settings:
        settings = self._office.settings
        then = opened.get("environment")
        if not self._as_then or not isinstance(then, Mapping):
            return settings
        generator = {name: then[name] for name in ("threads", "batch", "context") if name in then}
        if "model" in then and opened.get("model"):
            generator["name"] = opened["model"]
        wanted: dict[str, object] = {"generator": settings.generator.model_copy(update=generator)}
        if "encoder_threads" in then:
            wanted["encoder_threads"] = then["encoder_threads"]
        rerankings = then.get("rerankings")
        if isinstance(rerankings, Mapping):
            for name, key in (("nearness", "nearness_passages"), ("reranker", "reranker_passages")):
                if name in rerankings:
                    wanted[key] = rerankings[name]["first"]
        return settings.model_copy(update=wanted)

    def _searcher(self, office: Office, settings: Settings, generation: str) -> Searcher:
        """The generation of then; where it is kept no longer, the current one, and the comparison says so."""
        key = (settings.model_dump_json(), generation)
        if key not in self._searchers:
            kept = (
                Path(generation).name == generation and (office.settings.library / "generations" / generation).is_dir()
            )
            self._searchers[key] = office.searcher(generation if kept else None)
        return self._searchers[key]

    def _changed(self, searcher: Searcher, scope: Scope) -> int:
        """How many documents that may be found are not filed as they were when the generation was published."""
        key = f"{searcher.generation.name} {scope}"
        if key not in self._went_on:
            self._went_on[key] = went_on(searcher, scope)
        return self._went_on[key]


def went_on(searcher: Searcher, scope: Scope) -> int:
    """How many documents within a scope were read again, or destroyed, since a generation was published."""
    mask, row, count = searcher.allowed(scope).mask, 0, 0
    for segment in searcher.generation.segments:
        for filed, passages in zip(segment.documents, segment.counts.tolist(), strict=True):
            found = bool(mask[row : row + passages].any())
            count += found and searcher.catalogue.pipeline_of(filed.document) != filed.pipeline
            row += passages
    return count


def _nothing(exchange: Exchange) -> Recomputed | None:
    """What there is to say of a question of which too little is left to ask it again."""
    if any(entry.destroyed is not None for entry in exchange.entries):
        return Recomputed("destroyed")
    if malformed(exchange) is not None:
        return Recomputed("not computed")
    return None


def _without_earlier() -> Recomputed:
    """What to say of a question that took words over from a session of which they are gone."""
    return Recomputed("not computed", reason=_("What it took over from the session before is destroyed."))


def _not_here(opened: Mapping[str, Any], error: Exception) -> Recomputed:
    """What to say where a session cannot be opened as it was: something of then is not on this machine."""
    then = opened.get("environment")
    if isinstance(error, ModelError) and isinstance(then, Mapping) and "model" in then:
        return Recomputed("environment differs", (Difference("model", then["model"], None),), None, str(error))
    if isinstance(error, OtherEncoderError) and isinstance(then, Mapping):
        return Recomputed("environment differs", (Difference("encoder", then.get("encoder"), None),), None, str(error))
    return Recomputed("not computed", reason=str(error))


def _answer_settings(said: Mapping[str, Any]) -> AnswerSettings:
    """How answers were made then. What this version does not know is left out, and its version differs."""
    return AnswerSettings(**{name: value for name, value in said.items() if name in AnswerSettings.model_fields})


def _ui(opened: Mapping[str, Any]) -> Language:
    return "en" if opened.get("ui", spoken()) == "en" else "fr"


def _scope(recorded: Recorded) -> Scope:
    labels = recorded.opened.facts.get("labels") if recorded.opened is not None else None
    return Scope(labels=tuple(map(str, labels)) if isinstance(labels, list) else BEFORE, day=_day(recorded))


def _day(recorded: Recorded) -> date | None:
    days = (one.question.facts.get("as_of") for one in recorded.exchanges if malformed(one) is None)
    day = next((one for one in days if isinstance(one, str)), None)
    return None if day is None else date.fromisoformat(day)
