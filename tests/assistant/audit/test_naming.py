"""What people call a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.account import account
from assistant.audit import naming
from assistant.audit.access import choose
from assistant.audit.clearance import screened
from assistant.audit.in_lines import lines
from assistant.audit.keeping import KeptError, kept
from assistant.audit.log import Entry
from assistant.audit.reading import summaries, told
from assistant.errors import UnknownSessionError
from indexes.library import Library

from .making import entry, statement
from .recorded import Recorded

ONE, TWO = "1" * 16, "2" * 16


@pytest.fixture
def library(tmp_path: Path, in_english: None) -> Recorded:
    Library(tmp_path / "library", create=True).close()
    found = Recorded(tmp_path / "library")
    found.converse(ONE, "Où ?")
    found.converse(TWO, "Quand ?", "Qui ?")
    return found


def session(*more: Entry) -> list[Entry]:
    return [
        entry(1, "session.opened", ONE, labels=["public"], by="mroy", continues=TWO),
        entry(2, "question", ONE, question="Où ?"),
        entry(3, "answer", ONE, answer="Ici.", statements=[statement("d1")]),
        *more,
    ]


def test_a_title_is_one_line_that_a_terminal_does_not_obey() -> None:
    assert naming.taken("  Télétravail,\n l’appel de mars ") == "Télétravail, l’appel de mars"
    assert "\x1b" not in naming.taken("a\x1b]52;c;x\x07b")
    assert naming.taken("a\udce9b") == "a?b"
    assert naming.taken("\u202e") == ""


def test_a_title_that_is_too_long_is_refused() -> None:
    assert len(naming.taken("x" * naming.LONGEST)) == naming.LONGEST
    with pytest.raises(naming.TitleError, match="121"):
        naming.taken("x" * (naming.LONGEST + 1))


def test_the_last_title_counts_and_an_empty_one_takes_it_away() -> None:
    first = entry(4, naming.KIND, ONE, title="Un", by="A")
    second = entry(5, naming.KIND, ONE, title="Deux", by="B")
    assert naming.titles([first, second]) == {ONE: "Deux"}
    assert naming.titles([first, entry(6, naming.KIND, ONE, title="", by="B")]) == {}
    assert naming.titles([entry(4, naming.KIND, ONE, gone=9)]) == {}
    assert naming.titles([entry(4, naming.KIND, ONE, title=7), entry(5, naming.KIND, None, title="x")]) == {}


def test_a_summary_says_what_it_is_called_who_asked_and_after_what(library: Recorded) -> None:
    found = summaries(screened(session(entry(4, naming.KIND, ONE, title="Un", by="A")), ["public"], {}.get))
    assert [(one.title, one.by, one.continues) for one in found] == [("Un", "mroy", TWO)]
    library.run("rename", ONE[:4], "Le parc", "--by", "M. Roy")
    one, two = library.printed("sessions")
    assert (one["title"], one["by"], one["continues"]) == ("Le parc", "", "")
    assert two["title"] == ""
    assert "Le parc — Où ?" in library.run("sessions").stdout


def test_sessions_are_found_by_who_asked(library: Recorded) -> None:
    library.converse("3" * 16, "Pourquoi ?", by="mroy")
    assert [one["session"] for one in library.printed("sessions", "--by", "mroy")] == ["3" * 16]
    assert library.printed("sessions", "--by", "nobody") == []
    assert "among those asked for" in library.run("sessions", "--by", "nobody").stdout


def test_a_title_is_withheld_where_its_session_is_or_anything_before_it() -> None:
    named = entry(4, naming.KIND, ONE, title="Congédiement de M. X", by="A")

    def titles(labels: list[str], of: dict[str, str]) -> list[str]:
        return [one.title for one in summaries(screened(session(named), labels, of.get))]

    assert titles(["public"], {"d1": "public"}) == ["Congédiement de M. X"]
    assert titles(["public"], {"d1": "personnel"}) == [""]
    assert titles(["internal"], {"d1": "public"}) == [""]


def test_a_title_neither_outlives_its_session_nor_prolongs_it(library: Recorded) -> None:
    library.run("rename", ONE, "Le parc", "--by", "M. Roy")
    (before, _other) = kept(library.log.entries())
    assert before.last == [one.time for one in library.log.entries() if one.session == ONE][-2]
    library.run("purge", ONE, "--rule", "4-12", "--approved-by", "M. Roy", "--yes", code=1)  # it is to be kept
    log = library.log
    log.destroy(before.entries, "4-12", "M. Roy", ONE)
    assert b"Le parc" not in b"".join(
        file.read_bytes() for file in (library.folder / "log").rglob("*") if file.is_file()
    )
    (one, _other) = summaries(screened(library.log.entries(), ["public"], {}.get))
    assert (one.title, one.destroyed is not None) == ("", True)
    with pytest.raises(KeptError):
        naming.name(library.log, ONE, "Autre", "M. Roy")


def test_a_session_that_is_unknown_or_not_the_only_one_has_no_title(library: Recorded) -> None:
    library.converse("1" * 15 + "2", "Où ?")
    for name in ("ffff", "1"):
        with pytest.raises(UnknownSessionError):
            naming.name(library.log, name, "x", "y")


def test_what_opens_a_session_and_its_title_are_shown(library: Recorded) -> None:
    library.run("rename", ONE, "Le parc")
    assert f"called “Le parc” by {account()}" in library.run("show", ONE).stdout
    found = told(screened(session(), ["public"], {}.get), [ONE])[0]
    said = "\n".join(lines(found, {}))
    assert "asked by mroy" in said
    assert f"goes on after session {TWO}" in said


def test_renaming_says_what_it_recorded(library: Recorded) -> None:
    row = library.printed("rename", TWO[:8], "  Le\nparc ", "--by", "M. Roy")
    assert row == {"session": TWO, "entry": library.log.size() - 1, "title": "Le parc", "by": "M. Roy"}
    library.refused("rename", TWO, "x" * 200)
    library.refused("rename", "dead", "x")


def test_a_title_is_given_out_with_its_session_but_not_with_a_part_of_it() -> None:
    entries = session(entry(4, naming.KIND, ONE, title="Un", by="A"), entry(5, "question", ONE, question="Et ?"))
    seen = list(screened(entries, ["public"], {}.get))
    assert choose(seen).statuses[4] == "opened"
    assert choose(seen, without=[5]).statuses[4] == "left out"


def test_the_account_is_the_systems_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    before = account()
    monkeypatch.setenv("LOGNAME", "minister")
    monkeypatch.setenv("USER", "minister")
    assert account() == before != ""
