"""Reading sessions back from the log."""

from __future__ import annotations

import pytest

from assistant.audit.log import Entry
from assistant.audit.reading import Summary, cited, citing, of_session, summaries
from assistant.errors import UnknownSessionError


def entry(index: int, kind: str, session: str | None, **facts: object) -> Entry:
    return Entry(index, f"2026-01-01T00:00:0{index}.000+00:00", kind, session, facts, "0" * 64)


ENTRIES = [
    entry(0, "document.filed", None, file="a.pdf"),
    entry(1, "session.opened", "aa11"),
    entry(2, "question", "aa11", question="Où ?"),
    entry(3, "session.opened", "aa22"),
    entry(4, "answer", "aa11", answer="Ici."),
    entry(5, "question", "aa11", question="Quand ?"),
]


def test_sessions_are_summed_up_in_the_order_in_which_they_were_opened() -> None:
    assert summaries(ENTRIES) == [
        Summary("aa11", "2026-01-01T00:00:01.000+00:00", 2, "Où ?"),
        Summary("aa22", "2026-01-01T00:00:03.000+00:00", 0, ""),
    ]
    assert summaries([]) == []


def test_a_document_is_cited_by_what_was_shown_and_by_what_was_left_out() -> None:
    one, two = {"text": "Un", "citations": [{"document": "d1"}]}, {"text": "Deux", "citations": [{"document": "d2"}]}
    entries = [
        entry(0, "statement", "aa11", statements=[one]),
        entry(1, "answer.cancelled", "aa22", statements=[], left_out={"count": 1, "statements": [two]}),
        entry(2, "answer", "aa33", statements=[two, one], left_out={"count": 1, "statements": []}),
        entry(3, "answer", "aa44", statements=[]),
        entry(4, "document.filed", None, document="d1"),
    ]
    assert [cited(each) for each in entries] == [{"d1"}, {"d2"}, {"d1", "d2"}, set(), set()]
    assert citing(entries, ["d1"]) == {"aa11", "aa33"}
    assert citing(entries, ["d2"]) == {"aa22", "aa33"}


def test_a_session_is_found_by_its_name_or_the_start_of_it() -> None:
    assert [one.index for one in of_session(ENTRIES, "aa11")] == [1, 2, 4, 5]
    assert of_session(ENTRIES, "aa2") == of_session(ENTRIES, "aa22")


@pytest.mark.parametrize("name", ["aa", "zz", ""])
def test_a_name_of_no_one_session_says_how_to_see_them(name: str) -> None:
    with pytest.raises(UnknownSessionError) as caught:
        of_session(ENTRIES, name)
    assert "audit sessions" in caught.value.hint
