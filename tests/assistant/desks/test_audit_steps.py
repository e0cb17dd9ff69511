"""A replayed session taken apart: the order of what was shown, and which check belongs to which step."""

from __future__ import annotations

from assistant.audit.log import Entry
from assistant.audit.replay.outcome import Divergence, Finding, Recomputed, ReplayedExchange, ReplayedSession
from assistant.audit.replay.sessions import recorded
from assistant.audit.validation import Judgement
from assistant.desks.audit_sides import sides
from assistant.desks.audit_steps import opened, steps
from assistant.exchange import Exchange
from assistant.tui.audit.desk import Step

SESSION = "7b1e2a4c9d0f3a55"
STATED = {"statements": [], "question": 2, "place": 1}
ASKED = {"question": "Quoi?", "language": "fr", "collection": None, "alone": False}
OPENED = {"notice": {"language": "fr", "text": "Avis"}, "generation": "g1", "model": None, "labels": ["public"]}


def entry(index: int, kind: str, facts: dict[str, object] | None = None, destroyed: int | None = None) -> Entry:
    return Entry(index, f"2026-07-31T14:05:{index:02}.123Z", kind, SESSION, facts or {}, destroyed)


def exchange(outcome: str = "broken off", **more: object) -> Exchange:
    return Exchange(SESSION, "Quoi?", "fr", "2026-07-31T14:05:02.123Z", 2, outcome, **more)  # type: ignore[arg-type]


def taken(
    entries: list[Entry], shown: list[Exchange], findings: tuple[Finding, ...] = (), withheld: tuple[int, ...] = ()
) -> tuple[Step, ...]:
    one = recorded(SESSION, entries)
    replayed = ReplayedSession(
        one, (), tuple(ReplayedExchange(each, findings) for each in one.exchanges), frozenset(withheld)
    )
    return steps(replayed, shown, {entry.index: f"{entry.index:064x}" for entry in entries})


def told(found: tuple[Step, ...]) -> list[tuple[str, int]]:
    return [(step.kind, step.entry) for step in found]


def test_an_answer_that_was_broken_off_ends_with_what_was_stated() -> None:
    entries = [
        entry(1, "session.opened", OPENED),
        entry(2, "question", ASKED),
        entry(3, "statement", STATED),
        entry(4, "answer.cancelled", STATED),
    ]
    found = taken(entries, [exchange()])
    assert told(found) == [("opened", 1), ("question", 2), ("statement", 3), ("broken off", 4)]
    assert found[2].stated == 1
    assert found[1].leaf == f"{2:064x}"


def test_a_question_that_was_stopped_at_once_has_no_entry_but_its_own() -> None:
    found = taken([entry(1, "session.opened", OPENED), entry(2, "question", ASKED)], [exchange()])
    assert told(found) == [("opened", 1), ("question", 2), ("broken off", 2)]


def test_a_check_belongs_to_the_step_of_its_entry_and_else_to_the_last() -> None:
    findings = (Finding("citation", "holds", 3), Finding("rendering", "holds", 4), Finding("session", "fails", None))
    entries = [entry(1, "session.opened", OPENED), entry(2, "question", ASKED), entry(3, "statement", STATED)]
    found = taken([*entries, entry(4, "answer.cancelled", STATED)], [exchange()], findings)
    assert [finding.check for finding in found[2].findings] == ["citation"]
    assert [finding.check for finding in found[3].findings] == ["rendering", "session"]


def test_what_is_withheld_has_checks_without_what_they_name() -> None:
    findings = (Finding("citation", "holds", 2, "", {"file": "secret.pdf"}),)
    entries = [entry(1, "session.opened", OPENED), entry(2, "question", ASKED)]
    found = taken(entries, [exchange("withheld")], findings, withheld=(1, 2))
    assert told(found) == [("withheld", 1), ("withheld", 2)]
    assert found[1].findings == (Finding("citation", "holds", 2),)


def test_what_has_not_the_form_of_its_kind_cannot_be_read() -> None:
    entries = [entry(1, "session.opened", OPENED), entry(2, "question", {"question": 7})]
    assert told(taken(entries, [exchange("withheld")], withheld=(2,))) == [("opened", 1), ("unread", 2)]


def test_a_judgement_comes_where_it_was_made_and_an_event_too() -> None:
    answer = {"answer": "x", "language": "fr", "evidence": [], "statements": []}
    entries = [
        entry(1, "session.opened", OPENED),
        entry(2, "question", ASKED),
        entry(3, "answer", answer),
        entry(4, "question", ASKED),
        entry(5, "session.held", {"by": "M. Boudreau"}),
        entry(6, "validated", {"answer": 3, "verdict": "validated", "by": "aline", "note": ""}),
    ]
    judged = Judgement(6, "2026-07-31T14:05:06.123Z", 3, "validated", "aline", "")
    found = taken(entries, [exchange(judgements=(judged,)), exchange()])
    assert told(found)[-4:] == [("question", 4), ("broken off", 4), ("event", 5), ("judgement", 6)]
    assert (found[-1].place, found[-1].judged, found[-1].by) == (0, 1, "aline")
    assert (found[-2].event, found[-2].by) == ("session.held", "M. Boudreau")


def test_a_session_that_is_destroyed_says_nothing_of_what_it_stood_under() -> None:
    one = recorded(SESSION, [entry(1, "session.opened", destroyed=9)])
    assert opened(ReplayedSession(one, (), ())).notice == ""
    assert told(steps(ReplayedSession(one, (), ()), [], {})) == [("destroyed", 1)]


def test_a_session_that_nothing_opens_says_so_in_its_first_step() -> None:
    one = recorded(SESSION, [entry(2, "question", ASKED)])
    failing = (Finding("session", "fails", None, "not opened"),)
    replayed = ReplayedSession(one, failing, (ReplayedExchange(one.exchanges[0], ()),))
    found = steps(replayed, [exchange()], {})
    assert told(found) == [("unread", 2), ("question", 2), ("broken off", 2)]
    assert failing[0] in found[0].findings


def test_there_are_two_sides_only_of_what_was_computed_and_may_be_seen() -> None:
    assert sides(exchange(), None) is None
    assert sides(exchange("withheld"), Recomputed("identical")) is None
    assert sides(exchange("destroyed"), Recomputed("destroyed")) is None
    unseen = sides(exchange(), Recomputed("not computed", reason="no model"))
    assert unseen is not None
    assert unseen.now == ()
    differing = Recomputed("diverged", divergence=Divergence("answer", 1, "word", "a\n\nb", "c"))
    both = sides(exchange(), differing)
    assert both is not None
    assert (both.then, both.now) == (("a", "b"), ("c",))
