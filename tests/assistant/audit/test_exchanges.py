"""Exchanges, read back from a real record over a filed library: what is shown again is what was shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer, Answered, Stated, Statement
from assistant.audit import validation
from assistant.audit.clearance import Screened, screened
from assistant.audit.exchanges import Cleared, exchanges
from assistant.audit.log import Entry, Log
from assistant.audit.reading import Told, told
from assistant.claims import Claimer
from assistant.errors import RecordError
from assistant.exchange import Exchange
from assistant.i18n import speak
from assistant.office import Office
from assistant.quotation import Quoter
from assistant.session import Session, Tools
from assistant.settings import AnswerSettings
from indexes.disposal import Disposal
from indexes.records import Document, Hit, Page, Passage
from indexes.search import Scope, Searcher
from models.chat import declared

from ..scripted import Scripted  # noqa: TID252  # tests are no package that has a name

FINE = "Quelle est l'amende pour qui contrevient au règlement ?"
AGAIN = "Et en cas de récidive ?"
MOON = "Combien coûte le remplacement d'une carte de crédit volée sur la lune ?"
PUBLIC = ("public",)


@pytest.fixture
def searcher(filed_library, tmp_path: Path) -> Iterator[Searcher]:
    folder = tmp_path / "library"
    shutil.copytree(filed_library.folder, folder, ignore=shutil.ignore_patterns("log"))
    opened = Office(folder).searcher()
    yield opened
    opened.catalogue.close()


OpenSession = Callable[..., Session]


@pytest.fixture
def open_session(searcher: Searcher, log: Log) -> OpenSession:
    def make(generator: Scripted | None = None, **settings: Any) -> Session:
        wanted = AnswerSettings(**settings)
        composer: Quoter | Claimer = Quoter(searcher.catalogue, wanted.statements)
        if generator is not None:
            composer = Claimer(searcher.catalogue, searcher.lexicon, generator, declared("chatml"), wanted.statements)
        tools = Tools(searcher, composer, None, generator, "scripted" if generator else None, {"seed": 0})
        return Session(tools, log, wanted, Scope(PUBLIC), "fr")

    return make


def asked(session: Session, question: str) -> Answer:
    *_, last = session.ask(question)
    assert isinstance(last, Answered)
    return last.answer


def story(log: Log, session: Session, searcher: Searcher, labels: tuple[str, ...] = PUBLIC) -> Told:
    def label_of(document: str) -> str | None:
        found = searcher.catalogue.document(document)
        return None if found is None else found.label

    return told(screened(log.entries(), labels, label_of), [session.id])[0]


def restored(log: Log, session: Session, searcher: Searcher, labels: tuple[str, ...] = PUBLIC) -> list[Exchange]:
    return exchanges(story(log, session, searcher, labels), Cleared(searcher.catalogue, labels))


def found_by(hit: Hit) -> Hit:
    """A hit with what the record keeps of it."""
    return replace(hit, score=0.0, ranks={}, parts={}, also=())


def as_recorded(answer: Answer) -> Answer:
    return replace(answer, timings={}, nearest=tuple(found_by(hit) for hit in answer.nearest))


def test_an_answer_is_restored_field_by_field(log: Log, searcher: Searcher, open_session: OpenSession) -> None:
    session = open_session()
    live = [asked(session, question) for question in (FINE, AGAIN, "What does a lost library card cost?")]
    assert live[0].statements[0].citations[0].boxes
    assert any(citation.best for statement in live[0].statements for citation in statement.citations)
    assert live[1].carried is not None
    found = restored(log, session, searcher)
    assert [one.outcome for one in found] == ["answered"] * 3
    for one, answer in zip(found, live, strict=True):
        assert one.answer is not None
        assert as_recorded(one.answer) == as_recorded(answer)
        assert (one.session, one.question, one.language) == (session.id, answer.question, answer.language)
        assert one.carried == answer.carried
        assert one.entry < answer.entry
        assert one.asked.endswith("Z")
    assert [hit.rank for hit in found[0].answer.nearest] == list(range(1, len(live[0].nearest) + 1))  # type: ignore[union-attr]


def test_a_refusal_says_again_what_it_missed_and_what_was_nearest(
    log: Log, searcher: Searcher, open_session: OpenSession
) -> None:
    session = open_session(threshold=0.99)
    live = asked(session, MOON)
    assert live.refused
    assert live.nearest
    (one,) = restored(log, session, searcher)
    assert one.answer is not None
    assert as_recorded(one.answer) == as_recorded(live)
    assert one.answer.missing == live.missing
    assert one.answer.text == live.text


def composing(open_session: OpenSession) -> Session:
    text = (
        "Contrevenir au règlement est passible d'une amende de 150 $. [{passible d'une amende}]\n"
        "L'amende est de 900 $ en cas de récidive. [{En cas de récidive}]\n"
    )
    return open_session(Scripted(text), mode="compose", unsupported="show", likelihood_budget=0)


def test_claims_are_restored_with_their_verdicts(log: Log, searcher: Searcher, open_session: OpenSession) -> None:
    speak("fr")
    session = composing(open_session)
    live = asked(session, FINE)
    assert [one.supported for one in live.statements] == [True, False]
    assert live.statements[1].reason
    (one,) = restored(log, session, searcher)
    assert one.answer is not None
    assert as_recorded(one.answer) == as_recorded(live)
    assert one.answer.model == "scripted"


def test_of_an_answer_that_was_broken_off_what_was_shown_is_given(
    log: Log, searcher: Searcher, open_session: OpenSession
) -> None:
    session = composing(open_session)
    stated: list[Statement] = []
    for event in session.ask(FINE, cancelled=lambda: bool(stated)):
        assert not isinstance(event, Answered)
        if isinstance(event, Stated):
            stated.append(event.statement)
    assert len(stated) == 1
    (one,) = restored(log, session, searcher)
    assert one.outcome == "broken off"
    assert one.answer is None
    assert list(one.stated) == stated


def test_a_question_that_was_given_up_at_once_states_nothing(
    log: Log, searcher: Searcher, open_session: OpenSession
) -> None:
    session = open_session()
    assert [event for event in session.ask(FINE, cancelled=lambda: True) if isinstance(event, Answered)] == []
    (one,) = restored(log, session, searcher)
    assert (one.outcome, one.question, one.stated) == ("broken off", FINE, ())


def test_what_was_said_of_an_answer_comes_with_it(log: Log, searcher: Searcher, open_session: OpenSession) -> None:
    session = open_session()
    live = asked(session, FINE)
    for verdict in ("rejected", "corrected"):
        log.record(validation.KIND, validation.facts(live.entry, verdict, "Mme Roy", "Voir l’article 5."), session.id)  # type: ignore[arg-type]
    (one,) = restored(log, session, searcher)
    assert [said.verdict for said in one.judgements] == ["rejected", "corrected"]
    assert one.judgements[-1].note == "Voir l’article 5."


def test_the_words_of_a_document_that_is_no_more_stand_under_its_file(
    log: Log, searcher: Searcher, open_session: OpenSession
) -> None:
    session = open_session()
    live = asked(session, FINE)
    (cited,) = {citation.document for statement in live.statements for citation in statement.citations}
    Disposal(searcher.catalogue).erase([cited])
    (one,) = restored(log, session, searcher)
    assert one.answer is not None
    for then, now in zip(live.statements[0].citations, one.answer.statements[0].citations, strict=True):
        assert (now.quote, now.file, now.page, now.best) == (then.quote, then.file, then.page, then.best)
        assert (now.title, now.language, now.boxes, now.page_label) == (then.file, "fr", (), None)
    assert one.answer.text == live.text
    assert cited not in {hit.document.id for hit in one.answer.nearest}


def test_of_a_page_that_is_read_otherwise_now_no_boxes_are_shown(
    log: Log, searcher: Searcher, open_session: OpenSession
) -> None:
    session = open_session()
    live = asked(session, FINE)
    with searcher.catalogue.transaction():
        searcher.catalogue.database.execute("UPDATE pages SET text = replace(text, '150', '950')")
    (one,) = restored(log, session, searcher)
    assert one.answer is not None
    citation = one.answer.statements[0].citations[0]
    assert citation.quote == live.statements[0].citations[0].quote
    assert citation.title == "Règlement sur le parc canin"
    assert citation.boxes == ()


def test_what_is_destroyed_says_so(log: Log, searcher: Searcher, open_session: OpenSession) -> None:
    session = open_session()
    asked(session, FINE)
    indexes = [entry.index for entry in log.entries() if entry.session == session.id]
    asked(session, AGAIN)
    log.destroy(indexes, "R-1", "Mme Roy", session.id)
    first, second = restored(log, session, searcher)
    assert (first.outcome, first.question, first.answer, first.language) == ("destroyed", "", None, "fr")
    assert second.outcome == "withheld"  # under which labels it was asked is destroyed, too


def test_what_its_reader_is_not_cleared_for_is_withheld(
    log: Log, searcher: Searcher, open_session: OpenSession
) -> None:
    session = open_session()
    live = asked(session, FINE)
    (one,) = restored(log, session, searcher, labels=())
    assert (one.outcome, one.question, one.answer) == ("withheld", "", None)
    searcher.catalogue.assign(live.statements[0].citations[0].document, "general", "protected")
    (one,) = restored(log, session, searcher)
    assert (one.outcome, one.question, one.answer, one.stated) == ("withheld", FINE, None, ())


def test_a_passage_found_in_what_is_not_for_its_reader_any_more_is_left_out(
    log: Log, searcher: Searcher, open_session: OpenSession
) -> None:
    session = open_session(threshold=0.99)
    live = asked(session, MOON)
    hidden = live.nearest[0].document.id
    searcher.catalogue.assign(hidden, "general", "protected")
    (one,) = restored(log, session, searcher)
    assert one.answer is not None
    assert [hit.passage.id for hit in one.answer.nearest] == [
        hit.passage.id for hit in live.nearest if hit.document.id != hidden
    ]
    assert Cleared(searcher.catalogue, PUBLIC).page(hidden, 1) is None


class Nothing:
    """A library in which nothing is filed."""

    def document(self, _name: str) -> Document | None:
        return None

    def page(self, _document: str, _number: int) -> Page | None:
        return None

    def passage(self, _name: str) -> Passage | None:
        return None


def of_facts(answer: Mapping[str, object]) -> list[Exchange]:
    question = Entry(1, "2026-01-01T00:00:00.000Z", "question", "aa", {"question": "Quoi ?", "language": "fr"})
    entries = [question, Entry(2, "2026-01-01T00:00:01.000Z", "answer", "aa", answer)]
    return exchanges(Told("aa", tuple(Screened(entry, withheld=False) for entry in entries), {}, {}), Nothing())


def test_what_earlier_versions_did_not_say_is_not_needed() -> None:
    cited = {"document": "d" * 64, "file": "a.pdf", "page": 3, "start": 0, "end": 19, "quote": "The fine is of $10."}
    statement = {"kind": "quotation", "text": cited["quote"], "supported": True, "citations": [cited]}
    (one,) = of_facts({"refused": False, "mode": "quotation", "answer": "…", "statements": [statement]})
    assert one.answer is not None
    citation = one.answer.statements[0].citations[0]
    assert (citation.title, citation.language, citation.best) == ("a.pdf", "en", None)


@pytest.mark.parametrize(
    "facts",
    [{}, {"refused": False, "mode": "quotation", "answer": "", "statements": [3]}, {"statements": [{"kind": "claim"}]}],
)
def test_what_cannot_be_read_is_said(facts: dict[str, object]) -> None:
    with pytest.raises(RecordError) as caught:
        of_facts(facts)
    assert "1" in str(caught.value)
    assert caught.value.hint
