"""What a session proves by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.audit.log import Entry
from assistant.audit.replay.evidential import exchange_findings, session_findings
from assistant.audit.replay.outcome import Finding
from assistant.audit.replay.sessions import Purge, Recorded

DESTROYED = Purge(20, "2027-01-01T00:00:00.000Z", "P7Y", "Mme Roy")


def found(one: Recorded, sources) -> list[Finding]:
    return [*session_findings(one, sources), *(each for x in one.exchanges for each in exchange_findings(x, sources))]


def states(findings: list[Finding]) -> dict[str, str]:
    return {one.check: f"{one.state} {one.reason}".strip() for one in findings}


def test_an_untouched_session_holds(make_session, sources) -> None:
    assert states(found(make_session(), sources)) == {
        "generation": "holds",
        "rendering": "holds",
        "document": "holds",
        "citation": "holds",
    }


def test_a_refusal_renders_again_too(make_session, sources) -> None:
    refusal = "Les documents de la bibliothèque ne répondent pas à cette question."
    one = make_session(answer={"answer": refusal, "statements": [], "refused": True})
    assert states(found(one, sources))["rendering"] == "holds"


def test_an_answer_that_its_statements_do_not_make_fails(make_session, sources) -> None:
    one = make_session(answer={"answer": "L’amende est de 0 $."})
    assert states(found(one, sources))["rendering"] == "fails words"


def test_what_was_left_out_is_counted_when_it_is_rendered(make_session, sources) -> None:
    left_out = {"count": 1, "statements": []}
    assert states(found(make_session(answer={"left_out": left_out}), sources))["rendering"] == "fails words"


def test_row_49_a_quotation_altered_by_one_word_fails(make_session, sources) -> None:
    answer = make_session().exchanges[0].answer.facts
    altered = {**answer["statements"][0], "text": "L’amende est de 15 $."}
    one = make_session(answer={"statements": [altered], "answer": "«\u00a0L’amende est de 15 $.\u00a0» [1]"})
    assert states(found(one, sources))["quotation"] == "fails words"


def test_a_page_that_was_changed_fails(make_session, sources) -> None:
    sources.text = sources.text.replace("150", "15")
    assert states(found(make_session(), sources))["citation"] == "fails changed"


def test_a_page_that_is_gone_without_a_word_fails(make_session, sources) -> None:
    sources.text = None
    assert states(found(make_session(), sources))["citation"] == "fails gone"


@pytest.mark.parametrize("state", ["changed", "gone"])
def test_bytes_that_are_not_those_of_then_fail(make_session, sources, state) -> None:
    sources.bytes = state
    assert states(found(make_session(), sources))["document"] == f"fails {state}"


def test_what_was_read_again_on_the_record_is_noted_and_does_not_fail(make_session, sources) -> None:
    sources.text, sources.again = "L’amende est de\n150 $. Le reste est ailleurs.", 12
    assert states(found(make_session(), sources))["citation"] == "noted moved"
    sources.text = "Page blanche."
    assert states(found(make_session(), sources))["citation"] == "noted read again"


def test_row_38_a_destroyed_document_says_by_which_rule_and_by_whose_approval(make_session, sources) -> None:
    one = make_session()
    document = one.exchanges[0].answer.facts["statements"][0]["citations"][0]["document"]
    sources.bytes, sources.text, sources.purges = "gone", None, {document: DESTROYED}
    findings = found(one, sources)
    assert states(findings)["document"] == states(findings)["citation"] == "noted destroyed"
    told = next(each for each in findings if each.check == "document").facts
    assert (told["rule"], told["approver"], told["day"]) == ("P7Y", "Mme Roy", "2027-01-01")


def test_bytes_that_were_changed_are_not_excused_by_a_destruction(make_session, sources) -> None:
    document = make_session().exchanges[0].answer.facts["statements"][0]["citations"][0]["document"]
    sources.bytes, sources.purges = "changed", {document: DESTROYED}
    assert states(found(make_session(), sources))["document"] == "fails changed"


def test_row_38_a_destroyed_session_says_by_which_rule_and_by_whose_approval(make_session, sources) -> None:
    whole = make_session()
    exchange = whole.exchanges[0]

    def gone(entry: Entry) -> Entry:
        return replace(entry, facts={}, destroyed=20)

    one = replace(
        whole,
        opened=gone(whole.opened),
        exchanges=(replace(exchange, question=gone(exchange.question), answer=gone(exchange.answer)),),
    )
    sources.told = {20: DESTROYED}
    findings = found(one, sources)
    assert {(each.check, each.state, each.reason) for each in findings} == {("session", "noted", "destroyed")}
    assert all(each.facts["approver"] == "Mme Roy" for each in findings)
    sources.told = {}
    assert states(found(one, sources)) == {"session": "fails untold"}


def test_a_session_that_was_never_opened_fails(make_session, sources) -> None:
    one = replace(make_session(), opened=None)
    assert states(found(one, sources))["session"] == "fails not opened"


@pytest.mark.parametrize(("kept", "state"), [("whole", "holds"), ("gone", "noted gone"), ("changed", "fails changed")])
def test_a_generation_may_be_gone_and_not_be_changed(make_session, sources, kept, state) -> None:
    sources.kept = kept
    assert states(found(make_session(), sources))["generation"] == state


@pytest.mark.parametrize(
    ("installed", "state"),
    [("whole", "holds"), ("gone", "noted gone"), ("replaced", "noted replaced"), ("changed", "fails changed")],
)
def test_a_model_may_be_gone_or_replaced_and_not_be_changed(make_session, sources, installed, state) -> None:
    sources.installed = installed
    one = make_session(opened={"model": "small", "environment": {"model": "f" * 64}})
    assert states(found(one, sources))["model"] == state


def test_of_a_server_only_that_it_was_one_is_said(make_session, sources) -> None:
    one = make_session(opened={"model": "big", "environment": {"url": "https://llm.office/v1"}})
    assert states(found(one, sources))["model"] == "noted server"


def test_statements_shown_one_by_one_are_those_of_the_answer(make_session, sources) -> None:
    shown = make_session().exchanges[0].answer.facts["statements"]
    told = Entry(3, "2026-07-31T14:05:03.123Z", "statement", "7b1e2a4c9d0f3a55", {"statements": shown}, None)
    assert states(found(make_session(before=[told]), sources))["statements"] == "holds"
    other = replace(told, facts={"statements": [{**shown[0], "text": "Autre chose."}]})
    assert states(found(make_session(before=[other]), sources))["statements"] == "fails"


def test_what_was_stated_of_an_answer_that_never_came_is_checked(make_session, sources) -> None:
    one = make_session(kind="answer.cancelled")
    assert states(found(one, sources)) == {"generation": "holds", "document": "holds", "citation": "holds"}


@pytest.mark.parametrize(
    "forged",
    [
        {"statements": None},
        {"statements": [{"text": 1}]},
        {"statements": [], "answer": ["no text"]},
        {"evidence": [{}]},
        {"language": "de"},
        {"left_out": {"count": "one"}},
    ],
)
def test_a_forged_entry_that_cannot_be_read_fails_and_stops_nothing(make_session, sources, forged) -> None:
    one = make_session(answer=forged)
    assert states(found(one, sources)) == {"generation": "holds", "session": "fails malformed"}


@pytest.mark.parametrize("forged", [{"question": None}, {"as_of": "2026-13-45"}, {"carried": "words"}, {"alone": "no"}])
def test_a_forged_question_fails_and_stops_nothing(make_session, sources, forged) -> None:
    assert states(found(make_session(question=forged), sources))["session"] == "fails malformed"
