"""Taking sessions out of a log."""

from __future__ import annotations

from typing import Any

from assistant.audit.log import Entry
from assistant.audit.replay.sessions import History, Purge, recorded


def entry(index: int, kind: str, session: str | None = "aa", destroyed: int | None = None, **facts: Any) -> Entry:
    return Entry(index, f"2026-01-{index + 1:02}T00:00:00.000Z", kind, session, facts, destroyed)


def test_each_question_has_what_followed_it() -> None:
    entries = [
        entry(0, "session.opened", settings={"mode": "compose"}),
        entry(1, "question", question="Un ?"),
        entry(2, "statement"),
        entry(3, "statement"),
        entry(4, "answer"),
        entry(5, "question", question="Deux ?"),
        entry(6, "question", question="Trois ?"),
        entry(7, "answer.cancelled"),
        entry(8, "validated", answer=4, verdict="rejected"),
        entry(9, "session.held", reason="enquête"),
    ]
    one = recorded("aa", entries)
    found = [[each.index for each in exchange.entries] for exchange in one.exchanges]
    assert found == [[1, 2, 3, 4], [5], [6, 7]]
    assert [exchange.answered for exchange in one.exchanges] == [True, False, False]
    assert [judged.index for judged in one.exchanges[0].judged] == [8]
    assert [other.index for other in one.others] == [9]
    assert [each.index for each in one.entries] == list(range(10))
    assert one.settings == {"mode": "compose"}


def test_what_earlier_versions_said_with_each_answer_is_found_there() -> None:
    entries = [entry(0, "session.opened"), entry(1, "question"), entry(2, "answer", settings={"mode": "quotation"})]
    assert recorded("aa", entries).settings == {"mode": "quotation"}
    assert recorded("aa", entries[:2]).settings == {}


def test_a_judgement_of_what_is_not_there_is_kept_aside() -> None:
    one = recorded("aa", [entry(0, "session.opened"), entry(1, "validated", answer=77)])
    assert [other.index for other in one.others] == [1]


def test_a_log_tells_what_bears_on_the_sessions_wanted() -> None:
    history = History()
    entries = [
        entry(0, "log.opened", None),
        entry(1, "document.filed", None, document="d1", file="a.pdf"),
        entry(2, "session.opened", "aa"),
        entry(3, "session.opened", "bb"),
        entry(4, "document.filed", None, document="d1", file="a.pdf"),
        entry(5, "generation.published", None, generation="g1"),
        entry(6, "question", "aa"),
        entry(7, "document.purge.begun", None, document="d1", rule="R1", approved_by="Mme Roy"),
        entry(8, "session.purged", "bb", entries=[3], rule="R2", approver="M. Cyr"),
    ]
    for one in entries:
        history.note(one, lambda name, began: name == "aa" and began == "2026-01-03T00:00:00.000Z")
    assert {name: [one.index for one in kept] for name, kept in history.sessions.items()} == {"aa": [2, 6]}
    assert history.filed == {"d1": [1, 4]}
    assert history.published == {"g1"}
    assert history.purged == {"d1": Purge(7, "2026-01-08T00:00:00.000Z", "R1", "Mme Roy")}
    assert history.purges == {8: Purge(8, "2026-01-09T00:00:00.000Z", "R2", "M. Cyr")}
    assert history.size == 9
