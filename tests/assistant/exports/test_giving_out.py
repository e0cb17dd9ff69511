"""What is given out is on the record before it is there; the command line writes it over a real library."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.answer import Answered
from assistant.audit.log import Log
from assistant.cli import cli
from assistant.errors import RecordError
from assistant.exports.giving_out import ExportError, about, form_of, give_out
from assistant.office import Office

from .talks import SESSION, conversation

FINE = "Quelle est l'amende pour qui contrevient au règlement ?"


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "log", state=tmp_path / "state")


def test_it_is_on_the_record_and_then_in_the_file(log: Log, tmp_path: Path) -> None:
    out = tmp_path / "s.html"
    entry = give_out(log, conversation(), "html", b"<p>", out, by="roy")
    *_, said = log.entries()
    assert (said.index, said.kind, said.session) == (entry, "session.exported", SESSION)
    assert said.facts == {
        "sessions": [SESSION],
        "entries": [11, 12, 13, 14, 15, 16, 17, 18],
        "form": "html",
        "sha256": hashlib.sha256(b"<p>").hexdigest(),
        "by": "roy",
        "reason": "",
    }
    assert out.read_bytes() == b"<p>"


def test_what_cannot_be_recorded_is_not_written(tmp_path: Path) -> None:
    class Full:
        def record(self, *_facts: object) -> int:
            raise RecordError("full", hint="empty it")

    out = tmp_path / "s.md"
    with pytest.raises(RecordError):
        give_out(Full(), conversation(), "md", b"", out)
    assert not out.exists()


def test_what_cannot_be_written_says_so(log: Log, tmp_path: Path) -> None:
    (tmp_path / "s.md").mkdir()
    with pytest.raises(ExportError) as caught:
        give_out(log, conversation(), "md", b"", tmp_path / "s.md")
    assert caught.value.hint


def test_an_export_says_how_the_record_stands(log: Log, in_english: None) -> None:
    now = datetime(2026, 8, 3, tzinfo=UTC)
    none = about(log, "Havremont", conversation(), now=now)
    assert (none.session, none.title, none.origin, none.root) == (SESSION, f"Session {SESSION}", None, None)
    log.record("question", {}, SESSION)
    some = about(log, "Havremont", conversation(), title="Parcs", now=now)
    assert some.origin is not None
    assert some.origin.startswith("greffier.local/")
    assert (some.title, some.size, len(some.root or "")) == ("Parcs", log.size(), 64)


@pytest.mark.parametrize(("name", "form"), [("a.md", "md"), ("a.HTML", "html"), ("a.b.pdf", "pdf")])
def test_the_ending_says_the_format(name: str, form: str) -> None:
    assert form_of(Path(name)) == form


def shown(library: Path, *words: object) -> Result:
    return CliRunner().invoke(cli, ["--library", str(library), "audit", "show", *map(str, words)])


def test_a_session_is_written_by_the_command_line(own_library: Path, tmp_path: Path, in_english: None) -> None:
    office = Office(own_library)
    session = office.session()
    assert any(isinstance(event, Answered) for event in session.ask(FINE))
    session.close()
    for ending, start in (("md", b"# "), ("html", b"<!doctype html>"), ("pdf", b"%PDF-")):
        out = tmp_path / f"s.{ending}"
        done = shown(own_library, session.id[:6], "--out", out)
        assert done.exit_code == 0, done.output
        content = out.read_bytes()
        assert content.startswith(start)
        *_, said = office.log().entries()
        assert said.facts["sha256"] == hashlib.sha256(content).hexdigest()
        assert f"entry {said.index}" in done.output
    assert "Quiconque contrevient au présent règlement commet une infraction" in (tmp_path / "s.html").read_text(
        encoding="utf-8"
    )
    told = shown(own_library, session.id).output
    assert told.count("written out as ") == 3
    assert said.facts["sha256"] in told


def test_wrong_usage_is_said(own_library: Path, tmp_path: Path, in_english: None) -> None:
    done = shown(own_library, "0", "--out", tmp_path / "s.doc")
    assert done.exit_code == 2
    for ending in (".md", ".html", ".pdf"):
        assert ending in done.output
    assert shown(own_library, "0", "--out", tmp_path / "s.md", "--json").exit_code == 2
    assert shown(own_library, "0", "--out", tmp_path / "none" / "s.md").exit_code == 2
