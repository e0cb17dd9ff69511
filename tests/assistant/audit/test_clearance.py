"""Who may read what stands on the record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.audit.clearance import screened, searched
from assistant.audit.log import Entry

from .making import entry, statement

LABELS = st.frozensets(st.sampled_from(["public", "personnel", "legal", "internal"]))


def seen(
    entries: Iterable[Entry], labels: Collection[str] = ("public",), documents: Mapping[str, str] | None = None
) -> list[int]:
    """The indexes of the entries that are not withheld."""
    return [
        one.entry.index
        for one in screened(entries, labels, ({"d1": "public"} if documents is None else documents).get)
        if not one.withheld
    ]


def session(labels: object = None, *, document: str = "d1") -> list[Entry]:
    opened = {} if labels is None else {"labels": labels}
    return [
        entry(1, "session.opened", "aa", generation="g", **opened),
        entry(2, "question", "aa", question="Où ?"),
        entry(3, "statement", "aa", statements=[statement(document)]),
        entry(4, "answer", "aa", answer="Ici.", statements=[statement(document)]),
        entry(5, "validated", "aa", answer=4, verdict="validated", by="Roy", note="Oui."),
    ]


@given(under=LABELS, mine=LABELS)
def test_a_session_is_open_to_whoever_is_cleared_for_all_that_it_searched_under(
    under: frozenset[str], mine: frozenset[str]
) -> None:
    entries = session(sorted(under))
    open_ = seen(entries, mine, {})
    assert open_ == ([1, 2, 3, 4, 5] if under <= mine else [])


def test_a_session_that_does_not_say_searched_what_is_public() -> None:
    assert seen(session()) == [1, 2, 3, 4, 5]
    assert seen(session(), ["personnel"]) == []


def test_what_is_withheld_keeps_its_place_and_loses_its_words() -> None:
    whole = session(["personnel", "public"])
    found = list(screened(whole, ["public"], {}.get))
    assert all(one.withheld and one.entry.facts == {} for one in found)
    assert [(one.entry.index, one.entry.kind, one.entry.time) for one in found] == [
        (one.index, one.kind, one.time) for one in whole
    ]


def test_what_cites_a_document_that_has_another_label_now_is_withheld_and_what_was_said_of_it() -> None:
    assert seen(session(["public"]), documents={"d1": "personnel"}) == [1, 2]
    assert seen(session(["public"]), ["public", "personnel"], {"d1": "personnel"}) == [1, 2, 3, 4, 5]


def test_a_statement_that_was_left_out_counts_as_one_that_was_shown() -> None:
    hidden = entry(4, "answer", "aa", statements=[], left_out={"count": 1, "statements": [statement("d2")]})
    assert seen([session()[0], hidden], documents={"d2": "personnel"}) == [1]


def test_a_document_that_the_catalogue_does_not_know_says_nothing() -> None:
    assert seen(session(document="unknown")) == [1, 2, 3, 4, 5]


def test_a_document_of_another_label_is_withheld_where_it_was_filed() -> None:
    filed = [entry(0, "document.filed", document="d1", file="dismissal-roy.pdf"), entry(1, "key.rotated", by="Roy")]
    assert seen(filed, documents={"d1": "personnel"}) == [1]


@pytest.mark.parametrize("kind", ["session.held", "session.released", "session.purged", "session.exported"])
def test_what_was_done_with_a_session_is_told_to_everyone(kind: str) -> None:
    assert seen([*session(["personnel"]), entry(6, kind, "aa", by="Roy")]) == [6]


def test_row_38_a_destroyed_session_withholds_nothing_and_what_is_left_of_it_is_closed() -> None:
    entries = [entry(one.index, one.kind, "aa", gone=9) for one in session()]
    entries.append(entry(9, "session.purged", "aa", entries=[1, 2, 3, 4, 5], rule="4-12", approver="Roy"))
    assert seen(entries) == [1, 2, 3, 4, 5, 9]
    assert seen([*entries, entry(10, "question", "aa", question="Encore ?")]) == [1, 2, 3, 4, 5, 9], (
        "under which labels it searched is not known any more"
    )


def test_a_session_that_was_never_opened_is_closed() -> None:
    assert seen(session()[1:]) == []


def test_sessions_that_are_woven_into_each_other_keep_their_own_labels() -> None:
    entries = [
        entry(1, "session.opened", "aa", labels=["public"]),
        entry(2, "session.opened", "bb", labels=["personnel"]),
        entry(3, "question", "aa", question="1"),
        entry(4, "question", "bb", question="2"),
    ]
    assert seen(entries) == [1, 3]
    assert seen(entries, ["personnel"]) == [2, 4]


@pytest.mark.parametrize("labels", ["public", None, 3, {"public": 1}])
def test_labels_that_are_no_list_are_not_known(labels: object) -> None:
    assert searched(entry(1, "session.opened", "aa", labels=labels)) is None
