"""The sessions room's desk over a real library and its record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.account import account
from assistant.audit.checkpoints import Checkpoint
from assistant.audit.keeping import KeptError, kept
from assistant.audit.keys import Keys
from assistant.audit.notes import Note
from assistant.audit.validation import NoAnswerError
from assistant.desks.sessions import OfficeSessionsDesk
from assistant.errors import RecordError, UnknownSessionError
from assistant.exports.giving_out import ExportError
from assistant.office import Office
from indexes.errors import LibraryError

from ..conftest import asked  # noqa: TID252  # tests are no package that has a name

FINE = "Quelle est l'amende pour qui contrevient au règlement ?"
LOST = "What does a lost library card cost?"
PIECE = "Et en cas de récidive ?"


@pytest.fixture
def office(own_library: Path) -> Office:
    return Office(own_library)


@pytest.fixture
def desk(office: Office):
    opened = OfficeSessionsDesk(office)
    yield opened
    opened.close()


def test_a_library_with_no_record_yet_has_no_sessions(desk: OfficeSessionsDesk) -> None:
    assert desk.sessions() == ()
    assert desk.sessions() == ()


def test_where_there_is_no_library_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(LibraryError):
        OfficeSessionsDesk(Office(tmp_path / "nowhere"))


def test_sessions_are_listed_as_they_grow(office: Office, desk: OfficeSessionsDesk) -> None:
    session = office.session()
    name = asked(session, FINE)
    (one,) = desk.sessions()
    assert (one.name, one.questions, one.first, one.by, one.title) == (name, 1, FINE, account(), "")
    assert " amende " in one.words
    asked(session, LOST)
    second = asked(office.session(continues=name), PIECE)
    one, two = desk.sessions()
    assert (one.questions, two.name, two.continues) == (2, second, name)
    assert one.last > one.opened


@pytest.mark.parametrize("question", [FINE, LOST])
def test_a_session_is_told_as_it_was_shown(office: Office, desk: OfficeSessionsDesk, question: str) -> None:
    session = office.session()
    *_rest, answered = session.ask(question)
    (one,) = desk.told(session.id)
    shown = answered.answer  # type: ignore[union-attr]
    assert (one.question, one.language, one.outcome, one.entry) == (
        question,
        shown.language,
        "answered",
        shown.entry - 1,
    )
    assert one.answer is not None
    assert one.answer.text == shown.text
    assert [each.quote for said in one.answer.statements for each in said.citations] == [
        each.quote for said in shown.statements for each in said.citations
    ]
    assert one.judgements == ()


def test_a_session_of_that_name_must_be_there(desk: OfficeSessionsDesk) -> None:
    with pytest.raises(UnknownSessionError):
        desk.told("0" * 16)


def test_a_title_is_put_on_the_record_and_listed(office: Office, desk: OfficeSessionsDesk) -> None:
    name = asked(office.session(), FINE)
    entry = desk.rename(name, "  Le parc\ncanin ")
    assert desk.sessions()[0].title == "Le parc canin"
    assert " canin " in desk.sessions()[0].words
    recorded = list(office.log().entries())[entry]
    assert (recorded.kind, recorded.session, recorded.facts) == (
        "session.named",
        name,
        {"title": "Le parc canin", "by": account()},
    )
    desk.rename(name, "")
    assert desk.sessions()[0].title == ""


def test_what_is_destroyed_is_neither_named_nor_judged_nor_told(office: Office, desk: OfficeSessionsDesk) -> None:
    name = asked(office.session(), FINE)
    desk.rename(name, "Le parc")
    (exchange,) = desk.told(name)
    assert exchange.answer is not None
    office.log().destroy(kept(office.log().entries())[0].entries, "4-12", "M. Roy", name)
    (one,) = desk.sessions()
    assert (one.destroyed is not None, one.title, one.first, one.words.strip()) == (True, "", "", "")
    with pytest.raises(KeptError):
        desk.rename(name, "Autre")
    with pytest.raises(NoAnswerError):
        desk.judge(exchange.answer.entry, "validated", "")
    assert [one.outcome for one in desk.told(name)] == ["destroyed"]


def test_an_answer_is_judged_under_the_account(office: Office, desk: OfficeSessionsDesk) -> None:
    name = asked(office.session(), FINE)
    (exchange,) = desk.told(name)
    assert exchange.answer is not None
    desk.judge(exchange.answer.entry, "rejected", "Non.")
    desk.judge(exchange.answer.entry, "corrected", " C’est 300 $. ")
    (exchange,) = desk.told(name)
    assert [(one.verdict, one.by, one.note) for one in exchange.judgements] == [
        ("rejected", account(), "Non."),
        ("corrected", account(), "C’est 300 $."),
    ]
    with pytest.raises(NoAnswerError):
        desk.judge(exchange.entry, "validated", "")
    with pytest.raises(NoAnswerError):
        desk.judge(10**6, "validated", "")


def test_what_is_withheld_is_shown_as_withheld(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_LABELS", '["public", "personnel"]')
    name = asked(Office(office.settings.library).session(), FINE)
    answer = max(entry.index for entry in office.log().entries())
    monkeypatch.setenv("GREFFIER_LABELS", '["public"]')
    less = OfficeSessionsDesk(Office(office.settings.library))
    (one,) = less.sessions()
    assert (one.withheld, one.first, one.by, one.questions, one.words.strip()) == (True, "", "", 1, "")
    (exchange,) = less.told(name)
    assert (exchange.outcome, exchange.question, exchange.answer) == ("withheld", "", None)
    with pytest.raises(NoAnswerError):
        less.judge(answer, "validated", "")
    assert less.standing(answer).fault == "", "a proof is checked without the words"
    less.close()


def test_an_entry_is_verified_under_its_checkpoint(office: Office, desk: OfficeSessionsDesk) -> None:
    name = asked(office.session(), FINE)
    (exchange,) = desk.told(name)
    assert exchange.answer is not None
    stands = desk.standing(exchange.answer.entry)
    head = office.log().store.checkpoint()
    assert head is not None
    assert (stands.origin, stands.size, stands.root) == (head.origin, head.size, head.root.hex())
    assert stands.leaf == office.log().store.header(stands.entry).leaf.hex()
    assert (stands.fault, stands.steps > 0) == ("", True)
    assert stands.time <= stands.since


def test_an_entry_that_was_changed_does_not_hold(office: Office, desk: OfficeSessionsDesk) -> None:
    name = asked(office.session(), FINE)
    (exchange,) = desk.told(name)
    assert exchange.answer is not None
    log = office.log()
    head, note = log.store.checkpoint(), log.store.note()
    assert head is not None
    assert note is not None
    key = Keys(log.folder / "keys").signer(log.store.verifiers()[0].id.hex())
    other = Checkpoint(head.origin, head.size, bytes(32)).text()  # signed, and of another tree
    (log.folder / "checkpoint").write_bytes(Note(other, (key.sign(other),)).encoded())
    assert desk.standing(exchange.answer.entry).fault
    (log.folder / "checkpoint").write_bytes(note)
    assert desk.standing(exchange.answer.entry).fault == ""
    tile = next((log.folder / "tile" / "0").rglob("*.p/*"))
    data = bytearray(tile.read_bytes())
    data[exchange.answer.entry * 32] ^= 1
    tile.write_bytes(bytes(data))
    with pytest.raises(RecordError):
        desk.standing(exchange.answer.entry)


@pytest.mark.parametrize(("form", "begins"), [("md", b"# "), ("html", b"<!"), ("pdf", b"%PDF-")])
def test_a_session_or_an_answer_is_exported_and_never_over_a_file(
    office: Office, desk: OfficeSessionsDesk, tmp_path: Path, form: Any, begins: bytes, in_french: None
) -> None:
    name = asked(office.session(), FINE, LOST)
    desk.rename(name, "Le parc canin")
    path = tmp_path / f"parc.{form}"
    assert desk.export(name, None, form, path) == path
    whole = path.read_bytes()
    assert whole.startswith(begins)
    first, _second = desk.told(name)
    assert first.answer is not None
    again = desk.export(name, first.answer.entry, form, path)
    assert again == tmp_path / f"parc-2.{form}"
    assert path.read_bytes() == whole
    given = [one for one in office.log().entries() if one.kind == "session.exported"]
    assert [(one.session, one.facts["form"], one.facts["by"]) for one in given] == [(name, form, account())] * 2
    if form == "md":
        text, one = whole.decode(), again.read_text(encoding="utf-8")
        assert "Le parc canin" in text
        assert "lost library card" in text
        assert "lost library card" not in one
        assert "150" in one


def test_a_folder_that_is_not_there_is_said(office: Office, desk: OfficeSessionsDesk, tmp_path: Path) -> None:
    name = asked(office.session(), FINE)
    with pytest.raises(ExportError) as told:
        desk.export(name, None, "md", tmp_path / "nowhere" / "a.md")
    assert told.value.hint
    assert not [one for one in office.log().entries() if one.kind == "session.exported"]
