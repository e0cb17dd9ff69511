"""The auditor's desk over a real library and its record: verified, listed, replayed, computed again, written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.audit.naming import name
from assistant.desks.audit import OfficeAuditDesk
from assistant.errors import AssistantError, RecordError, UnknownSessionError
from assistant.office import Office
from assistant.tui.audit.desk import Replayed

from ..conftest import asked  # noqa: TID252  # tests are no package that has a name

FINE = "Quelle est l'amende pour qui contrevient au règlement ?"
AGAIN = "Et en cas de récidive ?"
LOBSTER = "What is the price of a lobster?"


def never() -> bool:
    return False


def silent(_done: int, _total: int) -> None:
    pass


@pytest.fixture
def office(own_library: Path, in_english: None) -> Office:
    """An office with two sessions on its record."""
    opened = Office(own_library)
    session = opened.session()
    asked(session, FINE, AGAIN)
    asked(session.another(), LOBSTER)
    session.close()
    return opened


@pytest.fixture
def desk(office: Office) -> Iterator[OfficeAuditDesk]:
    opened = OfficeAuditDesk(office)
    yield opened
    opened.close()


def names(office: Office) -> list[str]:
    return list(dict.fromkeys(entry.session for entry in office.log().entries() if entry.session))


def answers(office: Office) -> list[int]:
    return [entry.index for entry in office.log().entries() if entry.kind == "answer"]


def replayed(desk: OfficeAuditDesk, session: str) -> Replayed:
    found = desk.replay(session, silent, never)
    assert found is not None
    return found


def kinds(told: Replayed) -> list[str]:
    return [step.kind for step in told.steps]


def tamper(office: Office, change: Callable[[bytearray], None]) -> None:
    file = next((office.settings.library / "log" / "payloads").rglob("000*"))
    data = bytearray(file.read_bytes())
    change(data)
    file.write_bytes(bytes(data))


# Verifying


def test_a_record_that_holds_is_told_with_its_head(desk: OfficeAuditDesk, office: Office) -> None:
    told: list[tuple[int, int]] = []
    assert desk.verified is None
    verified = desk.verify(lambda done, total: told.append((done, total)), never)
    assert verified is not None
    assert verified.holds
    assert verified.entries == office.log().size()
    assert told[-1] == (verified.entries, verified.entries)
    head = office.log().checkpoint().splitlines()
    assert verified.origin == head[0]
    assert [one.name for one in verified.signers] == [head[0]]
    assert verified.last == list(office.log().entries())[-1].time
    assert "folder" in verified.findings["en"][0]
    assert "dossier" in verified.findings["fr"][0]
    assert desk.verified == verified


def test_a_byte_that_was_changed_is_found_with_its_entry(desk: OfficeAuditDesk, office: Office) -> None:
    def flip(data: bytearray) -> None:
        data[-1] ^= 1

    tamper(office, flip)
    verified = desk.verify(silent, never)
    assert verified is not None
    assert not verified.holds
    assert verified.entry == office.log().size() - 1
    assert verified.findings["en"][0].startswith(f"Entry {verified.entry}:")
    assert verified.findings["fr"][0].startswith(f"Inscription {verified.entry}")
    assert desk.verified == verified


def test_a_key_that_is_damaged_says_what_mends_it(desk: OfficeAuditDesk, office: Office) -> None:
    key = next(office.log().folder.joinpath("keys").glob("library.key"))
    key.chmod(0o600)
    key.write_text("no key\n")
    verified = desk.verify(silent, never)
    assert verified is not None
    assert not verified.holds
    assert verified.hint


def test_verifying_that_is_not_wanted_any_more_tells_nothing(desk: OfficeAuditDesk) -> None:
    assert desk.verify(silent, lambda: True) is None
    assert desk.verified is None


# Sessions


def test_sessions_are_listed_with_the_newest_first(desk: OfficeAuditDesk, office: Office) -> None:
    lines = desk.sessions("", "", "", "", silent)
    assert [one.name for one in lines] == list(reversed(names(office)))
    assert [one.questions for one in lines] == [1, 2]
    assert lines[1].title == FINE
    assert lines[0].by


def test_sessions_are_found_by_day_by_person_by_words_and_by_name(desk: OfficeAuditDesk, office: Office) -> None:
    (first, second) = names(office)
    day, by = desk.sessions("", "", "", "", silent)[0].opened[:10], desk.sessions("", "", "", "", silent)[0].by
    assert len(desk.sessions(day, day, by.upper(), "", silent)) == 2
    assert not desk.sessions("9999-01-01", "", "", "", silent)
    assert not desk.sessions("", "2000-01-01", "", "", silent)
    assert not desk.sessions("", "", "nobody of that name", "", silent)
    assert [one.name for one in desk.sessions("", "", "", "AMENDE règlement", silent)] == [first]
    assert [one.name for one in desk.sessions("", "", "", second[:6], silent)] == [second]


def test_a_title_takes_the_place_of_the_first_question(desk: OfficeAuditDesk, office: Office) -> None:
    assert desk.sessions("", "", "", "", silent)[0].title == LOBSTER
    name(office.log(), names(office)[1], "Du homard", "aline")
    assert desk.sessions("", "", "", "", silent)[0].title == "Du homard"
    told = replayed(desk, names(office)[1])
    assert told.title == "Du homard"
    assert told.steps[-1].event == "session.named"


def test_a_record_that_ends_in_the_middle_is_refused_with_a_hint(desk: OfficeAuditDesk, office: Office) -> None:
    def flip(data: bytearray) -> None:
        data[60] ^= 1

    tamper(office, flip)
    with pytest.raises(RecordError) as caught:
        desk.sessions("", "", "", "", silent)
    assert caught.value.hint
    with pytest.raises(RecordError) as caught:
        desk.replay("0" * 16, silent, never)
    assert "copy" in caught.value.hint


# Replaying


def test_a_session_is_taken_apart_into_what_was_shown(desk: OfficeAuditDesk, office: Office) -> None:
    log = office.log()
    facts = {"answer": answers(office)[0], "verdict": "validated", "by": "aline", "note": "vu"}
    log.record("validated", facts, names(office)[0])
    told: list[tuple[int, int]] = []
    found = desk.replay(names(office)[0], lambda done, total: told.append((done, total)), never)
    assert found is not None
    assert told[-1] == (log.size(), log.size())
    assert kinds(found) == [
        *("opened", "question", "found", "answer"),
        *("question", "carried", "found", "answer", "judgement"),
    ]
    assert found.opened.notice
    assert found.by == desk.sessions("", "", "", "", silent)[-1].by
    assert [one.question for one in found.exchanges] == [FINE, AGAIN]
    assert found.exchanges[0].answer is not None
    assert found.exchanges[0].answer.nearest
    assert found.exchanges[0].judgements[0].by == "aline"
    assert all(len(step.leaf) == 64 for step in found.steps)
    assert {finding.state for finding in found.findings} == {"holds"}
    assert {finding.check for finding in found.findings} >= {"log", "generation", "rendering", "citation", "document"}
    assert not found.broken


def test_a_refusal_is_told_as_one(desk: OfficeAuditDesk, office: Office) -> None:
    assert kinds(replayed(desk, names(office)[1])) == ["opened", "question", "found", "refusal"]


def test_a_page_that_was_changed_fails_in_the_step_of_the_answer(desk: OfficeAuditDesk, office: Office) -> None:
    library = office.library()
    library.catalogue.database.execute("UPDATE pages SET text = replace(text, '150', '151')")
    library.close()
    found = replayed(desk, names(office)[0])
    failing = [step for step in found.steps if any(one.state == "fails" for one in step.findings)]
    assert failing
    assert failing[0].place == 0
    assert {step.kind for step in failing} == {"answer"}


def test_a_session_that_was_destroyed_shows_that_and_by_whose_word(desk: OfficeAuditDesk, office: Office) -> None:
    log, session = office.log(), names(office)[0]
    log.destroy([one.index for one in log.entries() if one.session == session], "4-12", "M. Boudreau", session)
    found = replayed(desk, session)
    assert kinds(found) == ["destroyed", "destroyed", "destroyed", "event"]
    assert found.steps[-1].event == "session.purged"
    assert found.steps[-1].by == "M. Boudreau"
    assert not found.opened.notice
    assert {one.state for one in found.findings} == {"holds", "noted"}
    assert desk.sessions("", "", "", "", silent)[-1].destroyed
    again = desk.recompute(found, silent, never)
    assert again is not None
    assert desk.differences(again, 0) is None


def test_whoever_is_not_cleared_sees_steps_without_words(
    desk: OfficeAuditDesk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREFFIER_LABELS", '["protected"]')
    other = OfficeAuditDesk(Office(office.settings.library))
    session = names(office)[0]
    found = replayed(other, session)
    assert kinds(found) == ["withheld", "withheld", "withheld"]
    assert "amende" not in repr(found)
    assert "parc-canin" not in repr(found)
    assert other.sessions("", "", "", "", silent)[0].withheld
    again = other.recompute(found, silent, never)
    assert again is not None
    assert [one.result for one in again.recomputed if one is not None] == ["identical", "identical"]
    assert "amende" not in repr(again)
    assert other.differences(again, 0) is None
    other.close()


def test_a_session_that_is_not_there_is_refused_with_a_hint(desk: OfficeAuditDesk) -> None:
    with pytest.raises(UnknownSessionError) as caught:
        desk.replay("0" * 16, silent, never)
    assert caught.value.hint


def test_reading_that_is_not_wanted_any_more_tells_nothing(desk: OfficeAuditDesk, office: Office) -> None:
    assert desk.replay(names(office)[0], silent, lambda: True) is None


# Computing again


def test_it_is_computed_again_question_by_question_and_both_sides_are_the_same(
    desk: OfficeAuditDesk, office: Office
) -> None:
    told: list[tuple[int, int]] = []
    again = desk.recompute(replayed(desk, names(office)[0]), lambda done, total: told.append((done, total)), never)
    assert again is not None
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert [one.result for one in again.recomputed if one is not None] == ["identical", "identical"]
    sides = desk.differences(again, 0)
    assert sides is not None
    assert sides.then == sides.now
    assert "150" in sides.then[0]


def test_what_comes_out_otherwise_stands_beside_what_stood_then(desk: OfficeAuditDesk, office: Office) -> None:
    library = office.library()
    library.catalogue.database.execute("UPDATE pages SET text = replace(text, '150', '151')")
    library.close()
    again = desk.recompute(replayed(desk, names(office)[0]), silent, never)
    assert again is not None
    assert again.recomputed[0] is not None
    assert again.recomputed[0].result == "diverged"
    sides = desk.differences(again, 0)
    assert sides is not None
    assert "150" in sides.then[0]
    assert "151" in sides.now[0]


def test_before_it_is_computed_again_there_is_no_other_side(desk: OfficeAuditDesk, office: Office) -> None:
    assert desk.differences(replayed(desk, names(office)[0]), 0) is None


def test_computing_that_is_not_wanted_any_more_tells_nothing(desk: OfficeAuditDesk, office: Office) -> None:
    assert desk.recompute(replayed(desk, names(office)[0]), silent, lambda: True) is None


# The report


def test_the_report_is_written_beside_one_that_is_there(desk: OfficeAuditDesk, office: Office, tmp_path: Path) -> None:
    found = replayed(desk, names(office)[0])
    file = tmp_path / "report.html"
    assert desk.report(found, str(file), never) == str(file)
    assert desk.report(found, str(file), never) == str(tmp_path / "report-2.html")
    html = file.read_text(encoding="utf-8")
    assert names(office)[0] in html
    assert "Relecture" in html
    assert "Replay" in html


def test_a_report_that_cannot_be_written_says_why(desk: OfficeAuditDesk, office: Office, tmp_path: Path) -> None:
    found = replayed(desk, names(office)[0])
    with pytest.raises(AssistantError, match="could not be written") as caught:
        desk.report(found, str(tmp_path / "none" / "report.html"), never)
    assert str(tmp_path / "none") in caught.value.hint


def test_nothing_is_left_at_work_when_the_desk_is_closed(desk: OfficeAuditDesk) -> None:
    desk.close()
    assert desk.verify(silent, never) is None
