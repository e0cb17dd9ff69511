"""Sessions that go on after earlier ones, over a filed library, and computed again from the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.account import account
from assistant.answer import Retrieved
from assistant.audit.continuing import as_asked, asked_before
from assistant.audit.keeping import kept
from assistant.audit.log import Entry
from assistant.audit.replay.outcome import Recomputed
from assistant.audit.replay.running import How, Replayer
from assistant.errors import UnknownSessionError
from assistant.office import Office

from .conftest import asked

FINE = "Quelle est l'amende pour qui contrevient au règlement ?"
LOST = "What does a lost library card cost?"
PIECE = "Et en cas de récidive ?"
PARK = "Et au parc canin ?"


@pytest.fixture
def office(own_library: Path) -> Office:
    return Office(own_library)


def of(office: Office, session: str, kind: str) -> list[Entry]:
    return [entry for entry in office.log().entries() if entry.session == session and entry.kind == kind]


def again(office: Office) -> list[Recomputed]:
    """What comes of each question of all sessions, computed again as another process would."""
    replayer = Replayer(Office(office.settings.library), lambda _name, _began: True, How(recompute=True))
    return [each.recomputed for one in replayer.sessions() for each in one.exchanges if each.recomputed is not None]


def destroy(office: Office, session: str) -> None:
    one = next(one for one in kept(office.log().entries()) if one.session == session)
    office.log().destroy(one.entries, "4-12", "M. Roy", session)


def test_a_follow_up_takes_words_over_from_the_session_before(office: Office) -> None:
    first = asked(office.session(), LOST, FINE)
    session = office.session(continues=first)
    event = next(iter(session.ask(PIECE)))
    assert isinstance(event, Retrieved)
    assert event.carried is not None
    assert event.carried.question == FINE
    assert "amende" in event.carried.searched


def test_what_it_goes_on_after_and_who_asks_stands_on_the_record(office: Office) -> None:
    first = asked(office.session(), LOST, FINE)
    second = asked(office.session(continues=first[:6]), PIECE)
    assert second != first
    (opened,) = of(office, second, "session.opened")
    question = of(office, first, "question")[1]
    assert opened.facts["continues"] == first
    assert opened.facts["asked"] == [question.index], "no question before the one that opened the subject is needed"
    assert opened.facts["by"] == account()
    (earlier,) = of(office, first, "session.opened")
    assert "continues" not in earlier.facts


def test_a_continued_session_comes_out_identical(office: Office) -> None:
    first = asked(office.session(), FINE)
    second = asked(office.session(continues=first), PIECE)
    asked(office.session(continues=second), PARK, LOST)
    asked(office.session(continues=first), LOST)
    assert [one.result for one in again(office)] == ["identical"] * 5
    assert of(office, second, "question")[0].facts["carried"]


def test_a_third_session_leans_on_the_first_through_the_second(office: Office) -> None:
    first = asked(office.session(), FINE)
    second = asked(office.session(continues=first), PIECE)
    session = office.session(continues=second)
    event = next(iter(session.ask(PARK)))
    assert isinstance(event, Retrieved)
    assert event.carried is not None
    assert event.carried.question == FINE
    asked_then = of(office, session.id, "session.opened")[0].facts["asked"]
    assert asked_then == [of(office, name, "question")[0].index for name in (first, second)]


def test_where_the_earlier_one_is_destroyed_it_starts_without_and_says_so(office: Office, in_english: None) -> None:
    first = asked(office.session(), FINE)
    destroy(office, first)
    assert office.earlier(first).lost == "destroyed"
    assert "is destroyed" in office.earlier(first).said
    session = office.session(continues=first)
    assert session.continues is None
    asked(session, PIECE)
    assert "continues" not in of(office, session.id, "session.opened")[0].facts
    assert "carried" not in of(office, session.id, "question")[0].facts


def test_where_the_earlier_one_is_withheld_it_starts_without_and_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch, in_english: None
) -> None:
    monkeypatch.setenv("GREFFIER_LABELS", '["public", "personnel"]')
    first = asked(Office(office.settings.library).session(), FINE)
    monkeypatch.setenv("GREFFIER_LABELS", '["public"]')
    less = Office(office.settings.library)
    assert less.earlier(first).lost == "withheld"
    assert "withheld" in less.earlier(first).said
    session = less.session(continues=first)
    asked(session, PIECE)
    assert "continues" not in of(less, session.id, "session.opened")[0].facts


def test_what_leaned_on_what_is_destroyed_since_is_not_computed_and_the_rest_is(
    office: Office, in_english: None
) -> None:
    first = asked(office.session(), FINE)
    asked(office.session(continues=first), PIECE, PARK, LOST)
    destroy(office, first)
    found = again(office)
    assert [one.result for one in found] == ["destroyed", "not computed", "not computed", "identical"]
    assert "is destroyed" in found[1].reason


def test_no_session_goes_on_after_one_that_is_not_there(office: Office) -> None:
    asked(office.session(), FINE)
    with pytest.raises(UnknownSessionError):
        office.session(continues="0123456789abcdef")


def test_another_conversation_leans_on_nothing(office: Office) -> None:
    first = asked(office.session(), FINE)
    other = office.session(continues=first).another()
    asked(other, PIECE)
    assert "carried" not in of(office, other.id, "question")[0].facts
    assert of(office, other.id, "session.opened")[0].facts["by"] == account()


@pytest.mark.parametrize(
    "named",
    [None, "12", [-1], [10**6], ["x"], [0], [True, 0]],
    ids=["none", "text", "less", "more", "word", "kind", "bool"],
)
def test_a_forged_list_of_questions_is_none(office: Office, named: object) -> None:
    asked(office.session(), FINE)
    assert asked_before(office.log(), {"asked": named}) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"question": 1},
        {"language": "de"},
        {"carried": "x"},
        {"carried": {"question": "a", "sign": "opening", "searched": "b", "words": [1]}},
        {"carried": {"question": "a", "sign": ["opening"], "searched": "b", "words": []}},
        {"carried": {"question": "a", "sign": "bare", "searched": "b", "words": [{"text": "x", "language": "fr"}]}},
    ],
)
def test_a_forged_question_is_none(changed: dict[str, object]) -> None:
    facts: dict[str, object] = {"question": "Où ?", "language": "fr"}
    assert as_asked(3, facts) is not None
    assert as_asked(3, {**facts, **changed}) is None
