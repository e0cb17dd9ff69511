"""How long sessions are kept, what holds them, and which may be destroyed."""

from __future__ import annotations

import fcntl
import os
from datetime import date
from pathlib import Path

import pytest

from assistant.audit import keeping
from assistant.audit.keeping import Hold, KeptError, check, deciding, due, kept, release, until
from assistant.audit.log import Entry
from assistant.errors import UnknownSessionError

from .making import entry, later

RETAIN = {"sessions": "P7Y", "complaints": "P18M", "decisions": "permanent"}
TODAY = date(2026, 7, 1)


def session(name: str = "aa", *, opened: str = "2019-01-01", last: str = "2019-06-30", series: str = "") -> list[Entry]:
    said = {"series": series} if series else {}
    return [
        entry(1, "session.opened", name, time=f"{opened}T10:00:00.000Z", **said),
        entry(2, "question", name, time=f"{opened}T10:00:01.000Z", question="Où ?"),
        entry(3, "answer", name, time=f"{last}T23:59:59.000Z", answer="Ici."),
    ]


def test_a_session_is_kept_from_what_was_last_said_in_it() -> None:
    (one,) = kept([entry(0, "log.opened"), *session()])
    assert (one.session, one.series, one.entries, one.holds, one.purged) == ("aa", "sessions", (1, 2, 3), (), ())
    assert one.last == "2019-06-30T23:59:59.000Z"
    assert until(one, RETAIN) == date(2026, 6, 30)


def test_a_clock_that_was_set_back_shortens_no_retention() -> None:
    (one,) = kept([*session(), entry(4, "question", "aa", time="2011-01-01T00:00:00.000Z", question="Quand ?")])
    assert one.last == "2019-06-30T23:59:59.000Z"


def test_holding_giving_out_and_looking_again_do_not_prolong_retention() -> None:
    held = entry(4, "session.held", "aa", time="2025-01-01T00:00:00.000Z", reason="700-17-1", by="A")
    looked = entry(5, "session.replayed", "aa", time="2025-01-02T00:00:00.000Z")
    (one,) = kept([*session(), held, looked])
    assert one.last == "2019-06-30T23:59:59.000Z"
    assert one.entries == (1, 2, 3, 5), "what tells of the hold outlives the session"


def test_a_judgement_of_an_answer_is_part_of_its_session() -> None:
    said = entry(4, "validated", "aa", time="2020-01-01T00:00:00.000Z", answer=3, verdict="validated", by="A", note="")
    (one,) = kept([*session(), said])
    assert one.entries == (1, 2, 3, 4)
    assert one.last[:10] == "2020-01-01"


def test_sessions_that_are_woven_into_each_other_are_told_apart() -> None:
    entries = [entry(1, "session.opened", "aa"), entry(2, "session.opened", "bb", series="complaints")]
    entries += [entry(3, "question", "aa", question="1"), entry(4, "question", "bb", question="2")]
    assert [(one.session, one.series, one.entries) for one in kept(entries)] == [
        ("aa", "sessions", (1, 3)),
        ("bb", "complaints", (2, 4)),
    ]


def test_holds_stand_until_each_is_lifted() -> None:
    entries = [
        *session(),
        entry(4, "session.held", "aa", reason="700-17-1", by="Tremblay"),
        entry(5, "session.held", "aa", reason="Access 2026-4", by="Roy"),
        entry(6, "session.released", "aa", holds=[4], by="Tremblay"),
    ]
    (one,) = kept(entries)
    assert one.holds == (Hold(5, later(5), "Access 2026-4", "Roy"),)
    (one,) = kept([*entries, entry(7, "session.released", "aa", holds=[5], by="Roy")])
    assert one.holds == ()


def test_what_releases_a_hold_that_does_not_stand_releases_nothing() -> None:
    held = entry(4, "session.held", "aa", reason="x", by="y")
    (one,) = kept([*session(), held, entry(5, "session.released", "aa", holds=[99, 2], by="y")])
    assert [hold.entry for hold in one.holds] == [4]


def test_a_session_that_is_past_its_retention_may_be_destroyed() -> None:
    (one,) = kept(session())
    check(one, RETAIN, date(2026, 6, 30))
    with pytest.raises(KeptError, match="2026-06-30") as caught:
        check(one, RETAIN, date(2026, 6, 29))
    assert "P7Y" in str(caught.value)
    assert "sessions.retain" in caught.value.hint


def test_a_session_under_a_hold_stays_however_old(in_english: None) -> None:
    (one,) = kept([*session(), entry(4, "session.held", "aa", reason="700-17-1", by="Tremblay")])
    with pytest.raises(KeptError, match="700-17-1") as caught:
        check(one, RETAIN, date(2999, 1, 1))
    assert "--release" in caught.value.hint


def test_a_series_kept_for_good_is_never_destroyed() -> None:
    (one,) = kept(session(series="decisions"))
    with pytest.raises(KeptError, match="decisions"):
        check(one, RETAIN, date(9999, 1, 1))


def test_where_nothing_is_said_of_a_series_whoever_approves_decides() -> None:
    (one,) = kept(session(series="tests", last="2026-06-30"))
    check(one, RETAIN, TODAY)


def gone(by: int = 9) -> list[Entry]:
    return [
        *(entry(one.index, one.kind, one.session, time=one.time, gone=by) for one in session()),
        entry(by, "session.purged", "aa", entries=[1, 2, 3], rule="4-12", approver="Tremblay"),
    ]


def test_a_destroyed_session_cannot_be_destroyed_again() -> None:
    (one,) = kept(gone())
    assert one.destroyed
    assert one.purged == (9,)
    with pytest.raises(KeptError, match="aa"):
        check(one, RETAIN, date(9999, 1, 1))
    assert due([one], "sessions", RETAIN, date(9999, 1, 1)) == []


def test_what_was_said_after_a_session_was_destroyed_can_be_destroyed_too() -> None:
    (one,) = kept([*gone(), entry(10, "question", "aa", question="Encore ?", time="2019-07-01T00:00:00.000Z")])
    assert not one.destroyed
    assert one.entries == (10,)
    check(one, RETAIN, date(2026, 7, 1))


def test_due_are_those_of_the_series_that_are_past_their_time_and_free() -> None:
    entries = [
        *session("aa"),
        *session("bb", last="2020-01-01"),
        *session("cc", series="complaints"),
        *session("dd"),
        entry(9, "session.held", "dd", reason="x", by="y"),
    ]
    sessions = kept(entries)
    assert [one.session for one in due(sessions, "sessions", RETAIN, TODAY)] == ["aa"]
    assert [one.session for one in due(sessions, "complaints", RETAIN, TODAY)] == ["cc"]
    assert due(sessions, "sessions", RETAIN, date(2026, 1, 1)) == []


@pytest.mark.parametrize("series", ["decisions", "unheard"])
def test_a_series_without_an_end_is_never_due(series: str) -> None:
    with pytest.raises(KeptError, match=series) as caught:
        due(kept(session(series=series)), series, RETAIN, TODAY)
    assert "sessions.retain" in caught.value.hint


def test_the_only_hold_is_lifted_without_being_named_and_one_of_several_by_its_entry() -> None:
    held = [entry(4, "session.held", "aa", reason="x", by="y"), entry(5, "session.held", "aa", reason="z", by="y")]
    (one,) = kept([*session(), held[0]])
    assert release(one, None) == [4]
    assert release(one, 4) == [4]
    (two,) = kept([*session(), *held])
    assert release(two, 5) == [5]
    for wrong in (None, 3):
        with pytest.raises(KeptError, match=r"4 \(x\), 5 \(z\)"):
            release(two, wrong)
    (none,) = kept(session())
    with pytest.raises(KeptError):
        release(none, None)


def test_a_session_is_called_by_the_start_of_its_name_where_it_is_the_only_one() -> None:
    sessions = kept([*session("aa11"), *session("aa22")])
    assert keeping.called(sessions, "aa1").session == "aa11"
    for name in ("aa", "zz", ""):
        with pytest.raises(UnknownSessionError):
            keeping.called(sessions, name)


def test_while_one_decides_nobody_else_does(tmp_path: Path) -> None:
    with deciding(tmp_path):
        descriptor = os.open(tmp_path, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(descriptor)
    assert list(tmp_path.iterdir()) == []
