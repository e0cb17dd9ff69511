"""Composing over a filed library: quotations by pointer, claims that are checked, and what is no statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from assistant.answer import Drafting, Stated, Statement
from assistant.claims import CANDIDATES, SHOWN, Claimer, misquotes
from assistant.evidence import Evidence, numbered
from assistant.office import Office
from assistant.quotation import Composition
from indexes.search import Searcher
from models.chat import declared
from models.grammar import Node, fingerprint
from models.llama import PromptTooLongError
from models.sampling import GREEDY, Sampling

from .scripted import Scripted

QUESTION = "Quelle est l’amende ?"


@pytest.fixture(scope="module")
def searcher(filed_library) -> Iterator[Searcher]:
    opened = Office(filed_library.folder).searcher()
    yield opened
    opened.catalogue.close()


@pytest.fixture(scope="module")
def evidence(searcher: Searcher) -> list[Evidence]:
    """All passages of the library, whole, those of the dog park first, and its sentences in their order."""
    found = []
    for document in sorted(searcher.catalogue.documents(), key=lambda one: one.file, reverse=True):
        for passage in searcher.catalogue.passages_of(document.id):
            (hit,) = (
                hit
                for hit in searcher.search(passage.text[:200], passage.language, Office().scope(), 20)
                if hit.passage.id == passage.id
            )
            found.append(Evidence(0, hit, passage.sentences, 1.0, 0.5, 0.5))
    return numbered(found)


@pytest.fixture
def composed(searcher: Searcher, evidence: list[Evidence]):
    def compose(
        writer: Scripted, *, cancelled: Callable[[], bool] = lambda: False, **how: object
    ) -> tuple[list[object], Composition]:
        claimer = Claimer(searcher.catalogue, searcher.lexicon, writer, declared("chatml"), 3, **how)  # type: ignore[arg-type]
        composing = claimer.compose(QUESTION, "fr", evidence, cancelled)
        events: list[object] = []
        while True:
            try:
                events.append(next(composing))
            except StopIteration as finished:
                return events, finished.value

    return compose


def stated(events: Sequence[object]) -> list[Statement]:
    return [event.statement for event in events if isinstance(event, Stated)]


def test_a_pointer_is_a_sentence_read_from_its_page(composed, searcher: Searcher) -> None:
    events, composition = composed(Scripted("[{150 $}]"))
    (statement,) = composition.statements
    assert stated(events) == [statement]
    assert statement.kind == "quotation"
    assert statement.supported
    (citation,) = statement.citations
    page = searcher.catalogue.page(citation.document, citation.page)
    assert page is not None
    assert page.text[citation.start : citation.end] == citation.quote
    assert "150" in citation.quote
    (pointer,) = statement.pointers
    assert pointer in composition.trace["pointers"]  # type: ignore[operator]


def test_sentences_that_follow_one_another_are_one_quotation(composed) -> None:
    _events, composition = composed(Scripted("[{En cas de récidive}-{Les frais de la poursuite}]"))
    (statement,) = composition.statements
    assert len(statement.pointers) == 2
    assert statement.text.endswith("Les frais de la poursuite sont en sus.")
    assert len(statement.citations) == 1


def test_a_quotation_may_be_cut_at_words_and_nowhere_else(composed, searcher: Searcher) -> None:
    cuts = ("est passible d'une amende", "assible d'une amende", "une amende de 0 $")
    _events, composition = composed(Scripted("\n".join("[{150 $}: " + words + "]" for words in cuts)))
    (statement,) = composition.statements
    assert statement.text.replace("’", "'") == "est passible d'une amende"
    page = searcher.catalogue.page(statement.citations[0].document, statement.citations[0].page)
    assert page is not None
    assert page.text[statement.citations[0].start : statement.citations[0].end] == statement.citations[0].quote
    assert composition.unreadable == 2


def test_a_cut_that_says_what_its_sentence_does_not_is_not_made(composed) -> None:
    _events, composition = composed(Scripted("[{La neige d'une propriété}: peut être poussée dans la rue.]"))
    (statement,) = composition.statements
    assert statement.text.endswith("propriété privée ne peut être poussée dans la rue.")


def test_a_claim_is_held_against_the_sentences_that_it_points_at(composed) -> None:
    said = "Quiconque contrevient au règlement commet une infraction et est passible d'une amende de %s $. [{%s}]"
    claims = (said % (150, "150 $"), said % (0, "150 $"), said % (150, "300 $"))
    _events, composition = composed(Scripted("\n".join(claims)))
    assert [(one.kind, one.supported) for one in composition.statements] == [
        ("claim", True),
        ("claim", False),
        ("claim", False),
    ]
    assert all(one.reason for one in composition.statements[1:])
    assert composition.statements[0].pointers == composition.statements[1].pointers


@pytest.mark.parametrize(
    "text",
    [
        "[99]",
        "[0-1]",
        "[2-1]",
        "[1-99]",
        "Le tarif est de 0 $. [99]",
        "Le tarif est de 0 $. [1][99]",
        "Le tarif est de 0 $.",
        "Le tarif [1] est de 0 $.",
        "« Le tarif est de 0 $ »",
        "[1: Le tarif est de 0 $]",
    ],
)
def test_row_49_what_is_no_statement_on_this_evidence_is_none_and_is_counted(composed, text: str) -> None:
    """A server that takes no grammar may send anything."""
    events, composition = composed(Scripted(text))
    assert composition.statements == ()
    assert stated(events) == []
    assert composition.unreadable == 1


def test_a_range_over_two_pieces_is_none(composed, evidence: list[Evidence]) -> None:
    last = len(evidence[0].sentences)
    assert composed(Scripted(f"[{last}-{last + 1}]"))[1].unreadable == 1


def test_a_refusal_is_no_statement_and_nothing_left_out(composed) -> None:
    events, composition = composed(Scripted("[0]"))
    assert (composition.statements, composition.unreadable) == ((), 0)
    assert not any(isinstance(event, Drafting) and event.text for event in events)


def test_there_are_no_more_statements_than_were_asked_for(composed) -> None:
    writer = Scripted("[1]\n[2]\n[3]\n[4]\n[5]")
    assert len(composed(writer)[1].statements) == 3
    assert writer.closed


def test_the_same_said_twice_is_said_once(composed) -> None:
    assert len(composed(Scripted("[1]\n[1]\n[2]"))[1].statements) == 2


def test_statements_come_as_they_are_complete_and_words_before_they_are_checked(composed) -> None:
    writer = Scripted("Le règlement régit l'usage du parc canin. [1]\n[2]")
    events, _composition = composed(writer)
    kinds = [type(event).__name__ for event in events]
    assert kinds.index("Stated") > kinds.index("Drafting")
    drafts = [event.text for event in events if isinstance(event, Drafting)]
    assert drafts[0] == "Le"
    assert max(drafts, key=len) == "Le règlement régit l'usage du parc canin."
    assert not any("[" in draft for draft in drafts)


@pytest.mark.parametrize(("end", "count"), [("eog", 2), ("limit", 1)])
def test_a_last_line_that_was_cut_off_is_no_statement(composed, end: str, count: int) -> None:
    _events, composition = composed(Scripted("[1]\nLe parc est ouv", end=end))
    assert len(composition.statements) == 1
    assert composition.unreadable == count - 1
    assert composition.trace["end"] == end


def test_cancelling_ends_it_within_a_piece(composed) -> None:
    writer = Scripted("[1]\nLe parc canin est ouvert tous les jours. [2]\n[3]")
    calls: list[int] = []

    def cancelled() -> bool:
        calls.append(1)
        return len(calls) > 3

    events, composition = composed(writer, cancelled=cancelled)
    assert len(stated(events)) == 1
    assert composition.trace["end"] == "cancelled"
    assert len(composition.trace["tokens"]) == 3
    assert writer.closed


def test_who_reads_no_more_lets_go_of_the_model(searcher: Searcher, evidence: list[Evidence]) -> None:
    writer = Scripted("[1]\n[2]\n[3]")
    claimer = Claimer(searcher.catalogue, searcher.lexicon, writer, declared("chatml"), 3)  # type: ignore[arg-type]
    composing = claimer.compose(QUESTION, "fr", evidence, lambda: False)
    next(composing)
    assert not writer.closed
    composing.close()
    assert writer.closed


def test_the_record_keeps_what_it_takes_to_do_it_again(composed, evidence: list[Evidence]) -> None:
    writer = Scripted("[1]")
    sampling = Sampling(temperature=1.5, seed=7)
    _events, composition = composed(writer, sampling=sampling)
    (asked,) = writer.asked
    trace = composition.trace
    node = asked["grammar"]
    assert isinstance(node, Node)
    assert trace["grammar"]["sha256"] == fingerprint(node)  # type: ignore[index]
    assert trace["sampling"] == {"temperature": 1.5, "seed": 7}
    assert asked["sampling"] is sampling
    assert (trace["chat"], trace["use"], trace["limit"], trace["end"]) == ("chatml", "compose", asked["limit"], "eog")
    assert trace["tokens"] == [0]
    assert trace["prompt"] == [part.text for part in asked["prompt"]]  # type: ignore[attr-defined]
    shown = [sentence.id for one in evidence[:SHOWN] for sentence in one.sentences]
    assert trace["pointers"] == shown
    assert composed(Scripted("[1]"))[1].trace["sampling"] == {"temperature": GREEDY.temperature, "seed": GREEDY.seed}


def test_pointing_chooses_one_of_the_best_sentences_and_quotes_its_piece(composed, evidence: list[Evidence]) -> None:
    writer = Scripted("[1: Le présent règlement régit]\nUn énoncé. [1]\n[2]\n[3]")
    _events, composition = composed(writer, use="pointing")
    (statement,) = composition.statements
    assert statement.kind == "quotation"
    assert composition.unreadable == 2
    assert statement.pointers == tuple(sentence.id for sentence in evidence[1].sentences)
    best = [one.sentences[one.best].id for one in evidence[:CANDIDATES]]
    assert (composition.trace["use"], composition.trace["pointers"]) == ("pointing", best)
    written = repr(writer.asked[0]["grammar"])
    assert all(f"[{number}]" in written for number in range(len(best) + 1))
    assert "Words" not in written
    assert "-" not in written


def test_what_does_not_fit_the_context_is_left_out_from_the_end(composed) -> None:
    writer = Scripted("[1]")
    _events, whole = composed(writer)
    size = sum(len(part.text) for part in writer.asked[0]["prompt"])  # type: ignore[attr-defined]
    _events, less = composed(Scripted("[1]", room=size - 1))
    assert less.trace["pointers"] == whole.trace["pointers"][: len(less.trace["pointers"])]  # type: ignore[index, arg-type]
    assert 0 < len(less.trace["pointers"]) < len(whole.trace["pointers"])  # type: ignore[arg-type]
    with pytest.raises(PromptTooLongError):
        composed(Scripted("[1]", room=10))


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("Le règlement parle d’une « amende de 150 $ ».", False),
        ("Il dit “une Amende de 150 $”.", False),
        ('It says "fine of 150".', True),
        ("Le règlement dit « amende de 0 $ ».", True),
        ("Sans guillemets.", False),
    ],
)
def test_row_49_what_a_claim_puts_between_quotation_marks_is_in_the_source(words: str, wrong: bool) -> None:
    assert misquotes(words, ["Il y a une amende\nde 150\u00a0$ par jour."]) is wrong
