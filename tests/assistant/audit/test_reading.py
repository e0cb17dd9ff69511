"""Reading sessions back from the log."""

from __future__ import annotations

import pytest

from assistant.audit.clearance import Screened
from assistant.audit.log import Entry
from assistant.audit.reading import Purge, Summary, among, cited, citing, of_session, summaries, told
from assistant.errors import UnknownSessionError

from .making import entry, later, statement

ENTRIES = [
    entry(0, "document.filed", None, file="a.pdf"),
    entry(1, "session.opened", "aa11"),
    entry(2, "question", "aa11", question="Où ?"),
    entry(3, "session.opened", "aa22", series="complaints"),
    entry(4, "answer", "aa11", answer="Ici."),
    entry(5, "question", "aa11", question="Quand ?"),
]


def shown(entries: list[Entry]) -> list[Screened]:
    return [Screened(one, withheld=False) for one in entries]


def test_sessions_are_summed_up_in_the_order_in_which_they_were_opened() -> None:
    assert summaries(shown(ENTRIES)) == [
        Summary("aa11", later(1), 2, "Où ?", later(5)),
        Summary("aa22", later(3), 0, "", later(3), "complaints"),
    ]
    assert summaries([]) == []


def test_a_summary_says_what_holds_a_session_and_what_destroyed_it() -> None:
    held = entry(6, "session.held", "aa11", reason="700-17-1", by="Roy")
    purged = entry(7, "session.purged", "aa22", entries=[3], rule="4-12", approver="Roy")
    entries = [*ENTRIES[:3], entry(3, "session.opened", "aa22", gone=7), *ENTRIES[4:], held, purged]
    one, two = summaries(shown(entries))
    assert (one.holds, one.destroyed) == ((6,), None)
    assert (two.holds, two.destroyed, two.opened) == ((), 7, later(3))


def test_a_summary_of_what_is_withheld_counts_questions_and_tells_none() -> None:
    hidden = [Screened(entry(one.index, one.kind, one.session, time=one.time), withheld=True) for one in ENTRIES[1:]]
    one, two = summaries(hidden)
    assert (one.questions, one.first_question, one.withheld) == (2, "", True)
    assert two.withheld
    entries = shown(ENTRIES)
    entries[2] = hidden[1]
    assert [each.withheld for each in summaries(entries)] == [True, False], "where its opening is not known any more"


def test_sessions_are_listed_by_day_by_series_and_by_what_holds_them() -> None:
    sessions = [
        Summary("a", "2025-12-31T23:59:59.999Z", 1, ""),
        Summary("b", "2026-01-01T00:00:00.000Z", 1, "", series="complaints"),
        Summary("c", "2026-01-31T23:59:59.999Z", 1, "", holds=(4,)),
        Summary("d", "2026-02-01T00:00:00.000Z", 1, ""),
    ]

    def names(**how: object) -> str:
        return "".join(one.session for one in among(sessions, **how))  # type: ignore[arg-type]

    assert names() == "abcd"
    assert names(since="2026-01-01", until="2026-01-31") == "bc"
    assert names(series="complaints") == "b"
    assert names(held=True) == "c"
    assert names(since="2026-02-01", held=True) == ""


def test_a_document_is_cited_by_what_was_shown_and_by_what_was_left_out() -> None:
    one, two = statement("d1"), statement("d2")
    entries = [
        entry(0, "statement", "aa11", statements=[one]),
        entry(1, "answer.cancelled", "aa22", statements=[], left_out={"count": 1, "statements": [two]}),
        entry(2, "answer", "aa33", statements=[two, one], left_out={"count": 1, "statements": []}),
        entry(3, "answer", "aa44", statements=[]),
        entry(4, "document.filed", None, document="d1"),
        entry(5, "answer", "aa55", gone=9),
    ]
    assert [cited(each) for each in entries] == [{"d1"}, {"d2"}, {"d1", "d2"}, set(), set(), set()]
    assert citing(entries, ["d1"]) == {"aa11", "aa33"}
    assert citing(entries, ["d2"]) == {"aa22", "aa33"}


def test_a_session_is_found_by_its_name_or_the_start_of_it() -> None:
    assert [one.index for one in of_session(ENTRIES, "aa11")] == [1, 2, 4, 5]
    assert of_session(ENTRIES, "aa2") == of_session(ENTRIES, "aa22")


@pytest.mark.parametrize("name", ["aa", "zz", ""])
def test_a_name_of_no_one_session_says_how_to_see_them(name: str) -> None:
    for find in (lambda: of_session(ENTRIES, name), lambda: told(shown(ENTRIES), ["aa11", name])):
        with pytest.raises(UnknownSessionError) as caught:
            find()
        assert "audit sessions" in caught.value.hint


def test_sessions_are_told_in_the_order_in_which_they_are_named_each_once() -> None:
    found = told(shown(ENTRIES), ["aa2", "aa11", "aa22"])
    assert [one.session for one in found] == ["aa22", "aa11"]
    assert [one.entry.index for one in found[1].entries] == [1, 2, 4, 5]


def test_a_session_is_told_with_what_was_said_of_its_answers_and_to_whom_it_was_given() -> None:
    entries = [
        *ENTRIES,
        entry(6, "validated", "aa11", answer=4, verdict="rejected", by="Roy", note=""),
        entry(7, "session.exported", None, sessions=["aa11", "aa22"], entries=[2], reason="Access", by="Roy"),
        entry(8, "session.exported", None, sessions=["aa22"], entries=[3], reason="Access", by="Roy"),
    ]
    (one,) = told(shown(entries), ["aa11"])
    assert [said.verdict for said in one.judgements[4]] == ["rejected"]
    assert [each.entry.index for each in one.entries] == [1, 2, 4, 5, 6, 7]
    assert one.purges == {}


def test_row_38_a_destroyed_session_is_told_with_the_rule_and_the_approver() -> None:
    entries = [
        entry(1, "session.opened", "aa11", gone=3),
        entry(2, "question", "aa11", gone=3),
        entry(3, "session.purged", None, entries=[1, 2], rule="4-12", approver="Tremblay"),
    ]
    (one,) = told(shown(entries), ["aa11"])
    assert one.purges == {3: Purge(3, later(3), "4-12", "Tremblay")}
    assert one.purge(one.entries[1].entry) == Purge(3, later(3), "4-12", "Tremblay")
    assert [(each.entry.index, each.entry.kind, each.entry.time) for each in one.entries] == [
        (1, "session.opened", later(1)),
        (2, "question", later(2)),
    ]
