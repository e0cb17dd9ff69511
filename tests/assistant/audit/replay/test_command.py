"""`audit replay`, as people and programs call it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.audit.replay.outcome import ReplayedSession
from assistant.audit.replay.running import Replayer
from assistant.commands.audit import audit
from assistant.errors import UnknownSessionError
from assistant.office import Office
from indexes.errors import NoLibraryError

from ...conftest import asked  # noqa: TID252  # tests are no package that has a name

FINE = "Quelle est l'amende pour qui contrevient au règlement ?"


@pytest.fixture
def office(own_library: Path, in_english: None) -> Office:
    """An office with two sessions on its record."""
    opened = Office(own_library)
    session = opened.session()
    for each, question in ((session, FINE), (session.another(), "What does a lost library card cost?")):
        asked(each, question)
    session.close()
    return opened


def names(office: Office) -> list[str]:
    return list(dict.fromkeys(entry.session for entry in office.log().entries() if entry.session))


def replay(office: Office, *arguments: object) -> Result:
    return CliRunner().invoke(audit, ["replay", *map(str, arguments)], obj=office)


def test_a_session_is_replayed_by_the_start_of_its_name(office: Office) -> None:
    first, _other = names(office)
    done = replay(office, first[:6])
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(first)
    assert FINE in done.stdout
    assert "✗" not in done.stdout
    assert "Computed again" not in done.stdout


def test_a_session_is_computed_again_where_that_is_asked_for(office: Office) -> None:
    done = replay(office, names(office)[0], "--recompute", "--json")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert data["verified"] is True
    assert data["recomputed"] == {"identical": 1}
    (session,) = data["replayed"]
    assert session["evidence"] == "holds"
    assert session["questions"][0]["recomputed"]["result"] == "identical"


def test_a_period_is_replayed_with_a_summary(office: Office) -> None:
    done = replay(office, "--all", "--recompute")
    assert done.exit_code == 0, done.output
    assert "2 sessions, 2 questions" in done.stdout
    assert "Computed again: identical 2" in done.stdout
    day = next(iter(office.log().entries())).time[:10]
    assert json.loads(replay(office, "--since", day, "--until", day, "--json").stdout)["sessions"] == 2
    assert json.loads(replay(office, "--until", "2000-01-01", "--json").stdout)["sessions"] == 0
    assert json.loads(replay(office, "--since", "9999-01-01", "--json").stdout)["sessions"] == 0


def test_evidence_that_fails_is_exit_code_4(office: Office) -> None:
    library = office.library()
    library.catalogue.database.execute("UPDATE pages SET text = replace(text, '150', '151')")
    library.close()
    first, other = names(office)
    done = replay(office, first)
    assert done.exit_code == 4
    assert "✗" in done.stdout
    assert replay(office, other).exit_code == 0
    done = replay(office, "--all", "--json")
    assert done.exit_code == 4
    assert json.loads(done.stdout)["failing"] == [first]


def test_row_28_a_log_that_was_changed_is_exit_code_4(office: Office) -> None:
    payloads = next((office.settings.library / "log" / "payloads").rglob("*"))
    data = bytearray(payloads.read_bytes())
    data[-1] ^= 1
    payloads.write_bytes(bytes(data))
    done = replay(office, "--all", "--json")
    assert done.exit_code == 4
    assert json.loads(done.stdout)["verified"] is False


def test_a_log_whose_first_entry_was_changed_is_exit_code_4_whatever_is_asked_for(office: Office) -> None:
    first, _other = names(office)
    payloads = next((office.settings.library / "log" / "payloads").rglob("*"))
    data = bytearray(payloads.read_bytes())
    data[60] ^= 1
    payloads.write_bytes(bytes(data))
    done = replay(office, first)
    assert done.exit_code == 4
    assert done.stderr


def test_wrong_usage_is_said(office: Office) -> None:
    assert replay(office).exit_code == 2
    assert replay(office, names(office)[0], "--all").exit_code == 2
    assert "YYYY-MM-DD" in replay(office, "--since", "yesterday").stderr
    assert replay(office, "--since", "yesterday").exit_code == 2
    assert isinstance(replay(office, "zz").exception, UnknownSessionError)


def test_where_no_library_is_nothing_is_said_to_hold(tmp_path: Path) -> None:
    done = replay(Office(tmp_path / "none"), "--all")
    assert done.exit_code == 1
    assert isinstance(done.exception, NoLibraryError)
    assert not done.stdout


def test_a_report_that_has_no_folder_is_refused_before_the_work(office: Office, tmp_path: Path) -> None:
    done = replay(office, "--all", "--html", tmp_path / "none" / "report.html")
    assert done.exit_code == 2
    assert "There is no folder" in done.stderr
    assert not done.stdout


def test_a_report_stands_alone_in_both_languages(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    done = replay(office, "--all", "--recompute", "--html", file)
    assert done.exit_code == 0, done.output
    assert str(file) in done.stderr
    html = file.read_text(encoding="utf-8")
    head = office.log().checkpoint().splitlines()
    for name in names(office):
        assert html.count(name) >= 4
    assert head[0] in html
    assert "150\u00a0$" in html or "150 $" in html
    assert "Greffier aide à trouver" in html or "Greffier helps to find" in html


def test_whoever_is_not_cleared_sees_that_it_holds_and_not_what_was_said(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREFFIER_LABELS", '["protected"]')
    file = tmp_path / "report.html"
    done = replay(Office(office.settings.library), "--all", "--recompute", "--html", file)
    assert done.exit_code == 0, done.output
    assert "Computed again: identical 2" in done.stdout
    for said in (done.stdout, file.read_text(encoding="utf-8")):
        assert "amende" not in said
        assert "parc-canin" not in said


def test_stopped_it_says_how_far_it_came(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Replayer.sessions

    def interrupted(self: Replayer) -> Iterator[ReplayedSession]:
        yield next(whole(self))
        raise KeyboardInterrupt

    monkeypatch.setattr(Replayer, "sessions", interrupted)
    done = replay(office, "--all")
    assert done.exit_code == 1
    assert "Stopped after 1 of 2 sessions." in done.stderr
    assert "1 session, 1 question" in done.stdout
    assert json.loads(replay(office, "--all", "--json").stdout)["stopped"] is True
