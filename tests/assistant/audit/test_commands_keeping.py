"""`audit validate`, `hold`, `purge`, `dispose`, and how `sessions` and `show` tell of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.audit import payloads
from assistant.audit.keeping import KeptError
from assistant.audit.log import Log
from assistant.audit.proofs import entry_proof, parse_entry_proof
from assistant.audit.validation import NoAnswerError
from assistant.commands.audit import keeping as commands
from assistant.errors import SettingsRefusedError, UnknownSessionError
from indexes.library import Library

from .recorded import Recorded

ONE, TWO, THREE = "aa11" * 4, "bb22" * 4, "cc33" * 4
APPROVED = ("--rule", "4-12", "--approved-by", "M. Tremblay", "--yes")


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_english: None) -> Recorded:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    Library(tmp_path / "library", create=True).close()
    made = Recorded(tmp_path / "library")
    made.converse(ONE, "Qui est Roy ?", "Et son adresse ?")
    made.converse(TWO, "Quelle est l’amende ?")
    return made


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept for longer than the day on which it was said."""
    monkeypatch.setenv("GREFFIER_SESSIONS__RETAIN", '{"sessions": "P0D", "decisions": "permanent"}')


def answers(recorded: Recorded) -> list[int]:
    return [entry.index for entry in recorded.log.entries() if entry.kind == "answer"]


# Judgements


def test_an_answer_is_judged_and_the_last_judgement_counts(recorded: Recorded) -> None:
    answer = answers(recorded)[0]
    first = recorded.printed("validate", answer, "validated", "--by", "Roy")
    second = recorded.printed("validate", answer, "corrected", "--by", "Côté", "--note", "Article 5, non 4.")
    assert first == {"entry": first["entry"], "answer": answer, "verdict": "validated", "by": "Roy", "note": ""}
    (row,) = [one for one in recorded.printed("show", "aa11") if one["index"] == answer]
    assert [(said["entry"], said["verdict"], said["note"]) for said in row["judgements"]] == [
        (first["entry"], "validated", ""),
        (second["entry"], "corrected", "Article 5, non 4."),
    ]
    lines = recorded.run("show", ONE).stdout.splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith(f"{answer}  "))
    below = "\n".join(lines[at : at + 7])
    assert "validated by Roy" in below
    assert "judged again since" in below
    assert "Article 5, non 4." in below


@pytest.mark.parametrize("place", [0, 1, 2, 99])
def test_what_is_no_answer_cannot_be_judged(recorded: Recorded, place: int) -> None:
    before = recorded.log.size()
    assert isinstance(recorded.refused("validate", place, "validated", "--by", "Roy"), NoAnswerError)
    assert recorded.log.size() == before


def test_an_unknown_verdict_or_nobody_is_wrong_usage(recorded: Recorded) -> None:
    answer = answers(recorded)[0]
    recorded.run("validate", answer, "praised", "--by", "Roy", code=2)
    recorded.run("validate", answer, "validated", "--by", "  ", code=2)
    recorded.run("validate", answer, "validated", code=2)


def test_nobody_judges_what_is_withheld_from_them(recorded: Recorded) -> None:
    recorded.converse(THREE, "Secret ?", labels=("personnel",))
    assert isinstance(recorded.refused("validate", answers(recorded)[-1], "validated", "--by", "Roy"), NoAnswerError)


# Clearance


def test_what_a_reader_is_not_cleared_for_is_withheld_and_said_to_be(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded.converse(THREE, "Quel est le dossier secret ?", labels=("personnel", "public"))
    rows = recorded.printed("show", THREE)
    assert [row["kind"] for row in rows] == ["session.opened", "question", "statement", "answer"]
    assert all(row["withheld"] and row["facts"] == {} and row["time"] for row in rows)
    for words in (("show", THREE), ("sessions",), ("sessions", "--json"), ("show", THREE, "--json")):
        assert "secret" not in recorded.run(*words).output
    assert "withheld" in recorded.run("show", THREE).stdout
    (summary,) = [one for one in recorded.printed("sessions") if one["session"] == THREE]
    assert (summary["withheld"], summary["questions"], summary["first_question"]) == (True, 1, "")
    monkeypatch.setenv("GREFFIER_LABELS", '["public", "personnel"]')
    assert "Quel est le dossier secret ?" in recorded.run("show", THREE).stdout


def test_an_answer_that_cites_what_has_another_label_now_is_withheld(recorded: Recorded) -> None:
    recorded.file("d" * 64, "personnel")
    rows = recorded.printed("show", ONE)
    assert {row["kind"] for row in rows if row["withheld"]} == {"statement", "answer"}


# Holds


def test_a_held_session_is_not_destroyed_until_its_hold_is_lifted(recorded: Recorded, at_once: None) -> None:
    held = recorded.printed("hold", "aa11", "--reason", "Cour supérieure, 700-17-1", "--by", "Roy")
    assert held["session"] == ONE
    error = recorded.refused("purge", ONE, *APPROVED)
    assert isinstance(error, KeptError)
    assert "700-17-1" in str(error)
    due = recorded.printed("dispose", "--series", "sessions", "--approved-by", "T", "--dry-run")["due"]
    assert [one["session"] for one in due] == [TWO]
    assert [one["session"] for one in recorded.printed("sessions", "--held")] == [ONE]
    assert "[held]" in recorded.run("sessions").stdout
    assert "held by Roy: Cour supérieure, 700-17-1" in recorded.run("show", ONE).stdout
    released = recorded.printed("hold", ONE, "--release", "--by", "Roy")
    assert released["holds"] == [held["entry"]]
    assert f"hold {held['entry']} lifted by Roy" in recorded.run("show", ONE).stdout
    recorded.run("purge", ONE, *APPROVED)


def test_of_several_holds_the_one_that_is_named_is_lifted(recorded: Recorded) -> None:
    one = recorded.printed("hold", ONE, "--reason", "x", "--by", "Roy")["entry"]
    two = recorded.printed("hold", ONE, "--reason", "y", "--by", "Roy")["entry"]
    assert isinstance(recorded.refused("hold", ONE, "--release", "--by", "Roy"), KeptError)
    recorded.run("hold", ONE, "--release", "--entry", one, "--by", "Roy")
    assert recorded.printed("sessions", "--held")[0]["holds"] == [two]


def test_a_hold_says_what_for_and_by_whom(recorded: Recorded) -> None:
    recorded.run("hold", ONE, "--by", "Roy", code=2)
    recorded.run("hold", ONE, "--reason", "x", "--by", " ", code=2)
    recorded.run("hold", ONE, "--reason", "x", "--by", "Roy", "--entry", 3, code=2)
    assert isinstance(recorded.refused("hold", "ffff", "--reason", "x", "--by", "Roy"), UnknownSessionError)


# Destruction


def test_row_38_a_destroyed_session_is_gone_and_every_proof_of_it_stands(recorded: Recorded, at_once: None) -> None:
    log = recorded.log
    before = {index: entry_proof(log, index) for index in range(log.size())}
    headers = [log.header(index) for index in range(log.size())]
    done = recorded.printed("purge", ONE, *APPROVED)
    log = recorded.log
    mine = [entry.index for entry in log.entries() if entry.session == ONE and entry.kind != "session.purged"]
    assert done["destroyed"] == mine
    keys = log.store.verifiers()
    for index, header in enumerate(headers):
        assert log.header(index) == header
        parse_entry_proof(before[index].encode()).verify(header, keys)
        parse_entry_proof(entry_proof(log, index).encode()).verify(header, keys)
    assert all(log.opened(index) is None for index in mine)
    kept = payloads.file_of(log.folder, 0).read_bytes()
    records = {record.index: record for record in payloads.records(kept, 0)}
    assert all(not any(records[index].data[12:]) for index in mine)
    assert recorded.printed("verify")["verified"] is True


def test_row_38_who_looks_is_told_by_which_rule_and_whose_approval(recorded: Recorded, at_once: None) -> None:
    told = recorded.printed("purge", ONE, *APPROVED)["entry"]
    rows = recorded.printed("show", "aa11")
    gone = [row for row in rows if row["kind"] != "session.purged"]
    assert [row["kind"] for row in gone] == ["session.opened", *["question", "statement", "answer"] * 2]
    for row in gone:
        assert row["facts"] == {}
        assert row["time"]
        assert (row["purged"]["rule"], row["purged"]["approver"], row["purged"]["entry"]) == (
            "4-12", "M. Tremblay", told,
        )  # fmt: skip
    text = recorded.run("show", ONE).stdout
    assert "Roy" not in text
    assert "by rule 4-12, approved by M. Tremblay" in text
    (summary,) = [one for one in recorded.printed("sessions") if one["session"] == ONE]
    assert (summary["destroyed"], summary["first_question"], summary["questions"]) == (told, "", 2)
    assert "[destroyed]" in recorded.run("sessions").stdout


def test_what_others_said_stays(recorded: Recorded, at_once: None) -> None:
    recorded.run("purge", ONE, *APPROVED)
    assert recorded.printed("show", TWO)[1]["facts"]["question"] == "Quelle est l’amende ?"


def test_a_judgement_goes_with_its_session_and_a_hold_stays(recorded: Recorded, at_once: None) -> None:
    recorded.run("validate", answers(recorded)[0], "rejected", "--by", "Roy", "--note", "Madame Untel est partie")
    recorded.run("hold", ONE, "--reason", "Recours", "--by", "Roy")
    recorded.run("hold", ONE, "--release", "--by", "Roy")
    recorded.run("purge", ONE, *APPROVED)
    text = recorded.run("show", ONE).stdout
    assert "Untel" not in text
    assert "held by Roy: Recours" in text


def test_a_session_is_not_destroyed_before_its_time_nor_twice(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = recorded.refused("purge", ONE, *APPROVED)
    assert isinstance(error, KeptError)
    assert "P7Y" in str(error)
    assert recorded.log.opened(0) is not None
    monkeypatch.setenv("GREFFIER_SESSIONS__RETAIN", '{"decisions": "P7Y"}')
    assert "P7Y" in str(recorded.refused("purge", ONE, *APPROVED)), "a series that is added takes no term away"
    recorded.converse(THREE, "Essai ?", series="trials")  # nothing is said of this series
    recorded.run("purge", THREE, *APPROVED)
    monkeypatch.setenv("GREFFIER_SESSIONS__RETAIN", '{"sessions": "P0D"}')
    recorded.run("purge", ONE, *APPROVED)
    assert "destroyed already" in str(recorded.refused("purge", ONE, *APPROVED))
    assert "destroyed already" in str(recorded.refused("hold", ONE, "--reason", "x", "--by", "Roy"))


def test_nothing_is_destroyed_unasked(recorded: Recorded, at_once: None) -> None:
    recorded.run("purge", ONE, "--rule", "4-12", "--approved-by", "M. Tremblay", code=2)
    recorded.run("dispose", "--series", "sessions", "--approved-by", "M. Tremblay", code=2)
    recorded.run("purge", ONE, "--rule", " ", "--approved-by", "M. Tremblay", "--yes", code=2)
    assert all(entry.destroyed is None for entry in recorded.log.entries())


def test_disposal_lists_what_it_would_destroy_and_then_does(recorded: Recorded, at_once: None) -> None:
    recorded.converse(THREE, "Décidé ?", series="decisions")
    size = recorded.log.size()
    listed = recorded.run("dispose", "--series", "sessions", "--approved-by", "T", "--dry-run").stdout
    assert ONE in listed
    assert TWO in listed
    assert THREE not in listed
    assert "2 sessions are due for destruction." in listed
    assert recorded.log.size() == size
    done = recorded.printed("dispose", "--series", "sessions", "--approved-by", "M. Tremblay", "--yes")
    assert [one["session"] for one in done["destroyed"]] == [ONE, TWO]
    assert done["rule"] == "sessions.retain: sessions = P0D"
    assert {one["until"] for one in done["due"]} <= {str(date.fromisoformat(one["last"][:10])) for one in done["due"]}
    log = recorded.log
    for one in done["destroyed"]:
        assert log.facts(one["entry"])["approver"] == "M. Tremblay"
    assert [entry.destroyed is None for entry in log.entries() if entry.session == THREE] == [True] * 4
    again = recorded.printed("dispose", "--series", "sessions", "--approved-by", "T", "--yes")
    assert (again["due"], again["destroyed"]) == ([], [])


@pytest.mark.parametrize("term", ["7 years", "P7Y after date", ""])
def test_a_term_that_is_none_is_refused_by_the_settings(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    monkeypatch.setenv("GREFFIER_SESSIONS__RETAIN", json.dumps({"sessions": term}))
    error = recorded.refused("purge", ONE, *APPROVED)
    assert isinstance(error, SettingsRefusedError)
    assert f"“{term}” is no term for the series sessions" in str(error)
    assert "Value error" not in str(error)


@pytest.mark.parametrize("series", ["decisions", "unheard"])
def test_a_series_without_an_end_is_not_disposed_of(recorded: Recorded, at_once: None, series: str) -> None:
    error = recorded.refused("dispose", "--series", series, "--approved-by", "T", "--yes")
    assert isinstance(error, KeptError)


def test_what_was_cut_off_after_it_was_told_is_finished_by_the_next_writer(
    recorded: Recorded, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(log: Path, indexes: list[int]) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(payloads, "destroy", interrupted)
        done = recorded.run("purge", ONE, *APPROVED, code=1)
    assert isinstance(done.exception, SystemExit | KeyboardInterrupt)
    assert recorded.log.opened(0) is not None
    Log(recorded.folder / "log").record("key.kept", {})
    rows = recorded.printed("show", ONE)
    assert {row["kind"] for row in rows if row["purged"] is None} == {"session.purged"}


def test_a_session_that_is_held_while_we_ask_stays(
    recorded: Recorded, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held_meanwhile(*_asked: object, **_how: object) -> None:
        recorded.log.record("session.held", {"reason": "700-17-1", "by": "Roy"}, ONE)

    monkeypatch.setattr(commands, "_confirm", held_meanwhile)
    assert isinstance(recorded.refused("purge", ONE, *APPROVED), KeptError)
    recorded.run("hold", ONE, "--release", "--by", "Roy")
    done = recorded.printed("dispose", "--series", "sessions", "--approved-by", "T", "--yes")
    assert [one["session"] for one in done["due"]] == [ONE, TWO]
    assert [one["session"] for one in done["destroyed"]] == [TWO]
    assert recorded.log.opened(0) is not None


def test_a_disposal_that_is_stopped_says_what_it_has_destroyed(
    recorded: Recorded, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    destroy = Log.destroy

    def stopped(log: Log, indexes: list[int], rule: str, approver: str, session: str | None = None) -> int:
        if session == TWO:
            raise KeyboardInterrupt
        return destroy(log, indexes, rule, approver, session)

    monkeypatch.setattr(Log, "destroy", stopped)
    done = recorded.run("dispose", "--series", "sessions", "--approved-by", "T", "--yes", "--json", code=1)
    told = json.loads(done.stdout)
    assert told["stopped"] is True
    assert [one["session"] for one in told["destroyed"]] == [ONE]
    gone = {entry.session for entry in recorded.log.entries() if entry.destroyed is not None}
    assert gone == {ONE}


# Listing


def test_sessions_are_listed_by_day_and_series(recorded: Recorded) -> None:
    recorded.converse(THREE, "Décidé ?", series="decisions")
    listed = recorded.printed("sessions")
    assert [one["session"] for one in listed] == [ONE, TWO, THREE]
    assert {"session", "opened", "questions", "first_question"} <= listed[0].keys()
    today = listed[0]["opened"][:10]
    assert len(recorded.printed("sessions", "--since", today, "--until", today)) == 3
    assert recorded.printed("sessions", "--since", "2999-01-01") == []
    assert recorded.printed("sessions", "--until", "1999-01-01") == []
    assert [one["session"] for one in recorded.printed("sessions", "--series", "decisions")] == [THREE]
    assert "[decisions]" in recorded.run("sessions").stdout
    recorded.run("sessions", "--since", "yesterday", code=2)


def test_what_is_printed_is_one_json_document(recorded: Recorded) -> None:
    assert json.loads(recorded.run("show", ONE, "--json").stdout)
