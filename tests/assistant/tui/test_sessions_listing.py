"""Which sessions are listed for what is typed, and under which days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta, timezone

import pytest

from assistant.audit.validation import Judgement
from assistant.tui.sessions import listing
from assistant.tui.sessions.desk import Standing
from assistant.tui.sessions.record_lines import judged_lines, moment, standing_lines

from .sessions_desk import CLOSED, GONE, LINES, ONE, THREE, TWO


def names(typed: str) -> list[str]:
    return [one.name for one in listing.found(LINES, typed)]


def test_the_newest_stand_first_and_nothing_typed_finds_all() -> None:
    assert names("") == [ONE, TWO, THREE, GONE, CLOSED]
    assert names(" .,! ") == [ONE, TWO, THREE, GONE, CLOSED]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("télétravail préavis", [ONE]),
        ("TELETRAVAIL", [ONE]),
        ("teletr", [ONE]),
        ("homard", [ONE]),
        ("citizens", [TWO]),
        ("trois jours", [ONE]),
        ("know homard", []),
        ("eletravail", []),
        ("mroy", [ONE, TWO, THREE]),
        ("MROY citizens", [TWO]),
        ("4444", [GONE]),
        ("dossier", []),
    ],
)
def test_all_words_must_stand_in_it_whatever_their_accents(typed: str, found: list[str]) -> None:
    assert names(typed) == found


def test_sessions_stand_under_the_day_on_the_wall() -> None:
    found = listing.found(LINES, "")
    days = [(day, [one.name for _time, one in sessions]) for day, sessions in listing.by_day(found, UTC)]
    assert days == [
        (date(2026, 7, 31), [ONE, TWO]),
        (date(2026, 7, 30), [THREE, GONE]),
        (date(2026, 7, 29), [CLOSED]),
    ]
    late = [replace(LINES[0], opened="2026-07-30T02:00:00.000Z")]
    ((day, ((time, _one),)),) = listing.by_day(late, timezone(timedelta(hours=-4)))
    assert (day, f"{time:%H:%M}") == (date(2026, 7, 29), "22:00")


def test_days_are_called_as_people_call_them(english: None) -> None:
    day = date(2026, 7, 31)
    assert listing.day_name(day, day) == "Today"
    assert listing.day_name(day, day + timedelta(1)) == "Yesterday"
    assert listing.day_name(day, day + timedelta(2)) == "Friday 2026-07-31"
    assert listing.day_name(day, day - timedelta(1)) == "Friday 2026-07-31"  # a clock was set back


def test_what_stands_for_a_session() -> None:
    called = {one.name: listing.called(one) for one in LINES}
    assert called[ONE] == "Télétravail et préavis"
    assert called[TWO] == "Do citizens have a right to know?"
    assert called[GONE] == "(destroyed)"
    assert called[CLOSED] == "(withheld from you)"
    assert listing.called(replace(LINES[0], withheld=False)) == "(nothing was asked)"


def test_what_else_is_to_be_known() -> None:
    marks = {one.name: listing.marks(one) for one in LINES}
    assert marks[ONE] == ["3 questions", "mroy"]
    assert marks[TWO] == ["1 question", "held", "counter", "mroy"]


def test_a_file_is_called_after_what_is_in_it() -> None:
    one = listing.neighbour(LINES, ONE)
    assert listing.file_name(one, "", "md") == "teletravail-et-preavis.md"
    assert listing.file_name(one, "Où est-ce, M. Roy? ../../etc/passwd", "pdf") == "ou-est-ce-m-roy-etc-passwd.pdf"
    assert listing.file_name(one, "a b c d e f g h i j", "html") == "a-b-c-d-e-f-g-h.html"
    assert listing.file_name(listing.neighbour(LINES, GONE), "", "md") == f"{GONE}.md"
    assert listing.file_name(None, "", "md") == "session.md"
    assert listing.neighbour(LINES, "ffff") is None


STANDS = Standing(
    12, "2026-07-31T14:05:09.123Z", "ab" * 32, "greffier.local/1", 14, "cd" * 32, "2026-07-31T16:00:00.000Z", 4
)


def test_a_standing_in_lines() -> None:
    said = "\n".join(line.plain for line in standing_lines(STANDS))
    assert "Entry 12" in said
    assert "checkpoint of 14 entries" in said
    assert "✓ Inclusion verified: 4 hashes lead" in said
    assert "ab" * 32 in said
    assert moment(STANDS.time) == "2026-07-31 at 14:05:09 UTC"


def test_a_fault_is_said_with_what_to_do() -> None:
    said = "\n".join(line.plain for line in standing_lines(replace(STANDS, fault="the root\x1b[2J differs")))
    assert "✗ NOT verified: the root␛[2J differs" in said
    assert "greffier audit verify" in said


def test_judgements_in_lines_the_last_counts() -> None:
    assert "Nobody" in judged_lines([])[0].plain
    said = [Judgement(n, "2026-08-03T10:00:00.000Z", 5, "rejected", "Roy", f"n{n}") for n in range(20, 25)]
    lines = [line.plain for line in judged_lines(said)]
    assert lines[0] == "… and 2 judgements before"
    assert lines[-1] == "✗ rejected by Roy, 2026-08-03 (entry 24) – n24"
    assert len(lines) == 4
