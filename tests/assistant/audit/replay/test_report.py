"""What came of replaying, as data and as lines."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.audit.log import Entry
from assistant.audit.replay.evidential import exchange_findings, session_findings
from assistant.audit.replay.outcome import (
    Difference,
    Divergence,
    Finding,
    Recomputed,
    ReplayedExchange,
    ReplayedSession,
    Summary,
)
from assistant.audit.replay.report import session_json, session_lines, summary_json, summary_lines
from assistant.audit.replay.wording import finding, recomputed

DIVERGED = Recomputed("diverged", divergence=Divergence("tokens", 7, "token", "Cent dollars.", "Deux cents dollars."))
ELSEWHERE = Recomputed("environment differs", (Difference("threads", 2, 1),))


def replayed(one, sources, again: Recomputed | None = None, **changed: object) -> ReplayedSession:
    exchanges = tuple(ReplayedExchange(each, tuple(exchange_findings(each, sources)), again) for each in one.exchanges)
    return replace(ReplayedSession(one, tuple(session_findings(one, sources)), exchanges), **changed)


def test_as_data_each_check_says_how_it_came_out(make_session, sources, in_english) -> None:
    data = json.loads(json.dumps(session_json(replayed(make_session(), sources, DIVERGED))))
    assert data["evidence"] == "holds"
    (question,) = data["questions"]
    assert (question["entry"], question["answer"]) == (2, 8)
    assert {one["check"] for one in question["findings"]} == {"rendering", "document", "citation"}
    assert question["recomputed"]["result"] == "diverged"
    assert question["recomputed"]["divergence"]["place"] == 7
    assert question["recomputed"]["divergence"]["now"] == "Deux cents dollars."


def test_as_lines_what_fails_comes_first_and_both_texts_are_shown(make_session, sources, in_english) -> None:
    sources.bytes = "changed"
    lines = list(session_lines(replayed(make_session(), sources, DIVERGED)))
    marks = [line.strip()[0] for line in lines if line.strip()[0] in "✗✓"]
    assert marks == ["✓", "✗", "✓", "✓"]
    assert any("diverged at token 7" in line for line in lines)
    assert any("then: Cent dollars." in line for line in lines)
    assert any("now: Deux cents dollars." in line for line in lines)


def test_row_41_what_differs_is_said_and_where_the_output_diverges_if_it_does(in_english) -> None:
    assert recomputed(ELSEWHERE) == "environment differs (threads: 2 then, 1 now): the same came out"
    both = replace(ELSEWHERE, divergence=DIVERGED.divergence)
    assert recomputed(both).startswith("environment differs (threads: 2 then, 1 now): diverged at token 7")
    gone = Recomputed("environment differs", (Difference("model", "f" * 64, None),), None, "It is not installed.")
    assert recomputed(gone) == "environment differs (model: ffffffffffff… then, gone now). It is not installed."


def test_what_its_reader_is_not_cleared_for_is_withheld(make_session, sources, in_english) -> None:
    one = replayed(make_session(), sources, DIVERGED, withheld=frozenset({1, 2, 8}))
    said = json.dumps(session_json(one), ensure_ascii=False) + "\n".join(session_lines(one))
    for secret in ("amende", "parc.pdf", "dollars"):
        assert secret not in said
    assert "withheld" in said


def test_a_period_is_summed_up(make_session, sources, in_english) -> None:
    summary = Summary()
    summary.add(replayed(make_session(), sources, Recomputed("identical")))
    summary.add(replayed(make_session(), sources, ELSEWHERE))
    assert summary.good
    summary.add(replayed(make_session(), sources, DIVERGED))
    assert not summary.good
    assert summary_json(summary)["recomputed"] == {"identical": 1, "environment differs": 1, "diverged": 1}
    assert next(iter(summary_lines(summary))) == "3 sessions, 3 questions"


def test_evidence_that_fails_is_not_good(make_session, sources) -> None:
    sources.bytes = "gone"
    summary = Summary()
    summary.add(replayed(make_session(), sources))
    assert not summary.good
    assert summary.failing == ["7b1e2a4c9d0f3a55"]


def test_a_log_that_does_not_hold_is_not_good() -> None:
    assert not Summary(broken=True).good


ABOUT = {
    "file": "a.pdf", "document": "d" * 64, "page": 1, "start": 0, "end": 9, "by": 12, "rule": "P7Y", "approver": "Roy",
    "day": "2027-01-01", "size": 3, "reason": "Non.", "text": "…", "count": 1, "generation": "g1", "model": "m",
    "url": "https://llm.office/v1", "entry": 8, "kind": "answer",
}  # fmt: skip
REASONS = {
    "log": [("holds", ""), ("fails", "")],
    "rendering": [("holds", ""), ("fails", "words")],
    "statements": [("holds", ""), ("fails", "")],
    "quotation": [("fails", "words")],
    "citation": [("holds", ""), ("noted", "destroyed"), ("noted", "moved"), ("noted", "read again"),
                 ("fails", "gone"), ("fails", "changed")],
    "document": [("holds", ""), ("noted", "destroyed"), ("fails", "gone"), ("fails", "changed")],
    "generation": [("holds", ""), ("noted", "gone"), ("fails", "changed")],
    "model": [("holds", ""), ("noted", "gone"), ("noted", "replaced"), ("noted", "server"), ("fails", "changed")],
    "session": [("noted", "destroyed"), ("fails", "untold"), ("fails", "not opened"), ("fails", "malformed")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("check", "state", "reason"), [(check, *one) for check, found in REASONS.items() for one in found]
)
def test_every_finding_can_be_said(check, state, reason, in_english) -> None:
    said = finding(Finding(check, state, 1, reason, ABOUT))
    assert said
    assert "{" not in said


def test_a_page_that_holds_braces_is_said_as_it_is(in_english) -> None:
    about = {**ABOUT, "file": "{approver.__class__}.pdf"}
    assert "{approver.__class__}.pdf" in finding(Finding("document", "holds", 1, "", about))


def test_a_destroyed_question_is_said_to_be(make_session, sources, in_english) -> None:
    one = make_session()
    gone: Entry = replace(one.exchanges[0].question, facts={}, destroyed=20)
    one = replace(one, exchanges=(replace(one.exchanges[0], question=gone),))
    assert any("(destroyed)" in line for line in session_lines(replayed(one, sources)))
