"""How jobs and the quarantine are said, without a screen: bars, charts, lines, reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.content import Content

from assistant.i18n import speak
from assistant.tui.filing import words
from assistant.tui.filing.cards import problem
from assistant.tui.filing.chart import bar, columns, framed, gathered
from assistant.tui.filing.desk import Counts, Job
from assistant.tui.filing.quarantine import aside_details, aside_line, failures
from assistant.tui.filing.report import report
from indexes.jobs import Busy, Failure

from .filing_desk import ASIDE, COUNTS, ENDED, FAILED, JOBS, RUNNING

pytestmark = pytest.mark.usefixtures("utc")

EVIL = "a[b]\x1b]52;c;x\x07\x9b2J\u202e.pdf"


def text(lines: Iterable[Content] | Content) -> str:
    return lines.plain if isinstance(lines, Content) else "\n".join(line.plain for line in lines)


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(0.0, "────"), (0.5, "━━──"), (1.0, "━━━━"), (0.13, "╸───"), (-1, "────"), (7, "━━━━")],
)
def test_a_bar_is_as_long_as_it_is_told(share: float, drawn: str) -> None:
    assert "".join(bar(share, 4)) == drawn


def test_a_series_is_gathered_to_the_columns_there_are() -> None:
    assert gathered([1, 2, 3], 5) == [1, 2, 3]
    assert gathered([1, 3, 5, 7], 2) == [2, 6]
    many = gathered(list(range(997)), 40)
    assert len(many) == 40
    assert many == sorted(many)


def test_columns_fill_the_lines_and_what_is_little_is_seen() -> None:
    assert columns([0, 1, 1000, 500], 2) == ["  █ ", " ▁██"]
    assert columns([], 2) == ["", ""]
    assert columns([0, 0], 1) == ["  "]
    assert list(framed([1, 2], 1, "2")) == ["2 ┤▄█", "0 ┼──"]


def test_a_job_under_way_says_how_far_it_is() -> None:
    said = text(words.progress(RUNNING, 70, tall=3))
    assert "412 of 1,208 files · 34%" in said
    assert "filed: 389 · in part: 3 · seen to already: 18 · set aside: 2" in said
    assert "9,137 pages · 744 pages a minute now · 24 min left" in said
    assert "Pages a minute · at most 1,023, over 12 min" in said
    assert "2 of 2 workers at work" in said
    assert "  2019/rapport-annuel.pdf  page 31" in said
    assert "plan-d-urbanisme.pdf  page" not in said, "of which no page was begun"


@pytest.mark.parametrize("width", [20, 40, 78, 160])
def test_no_line_of_the_chart_is_wider_than_there_is_room(width: int) -> None:
    state = replace(RUNNING, series=tuple(range(120)))
    assert all(len(line.plain) <= max(width, 45) for line in words.plot(state, width, 4))


def test_each_phase_has_its_words() -> None:
    looking = replace(RUNNING, phase="looking", files=0, done=0, filed=0, series=(0,), current=())
    assert text(words.progress(looking, 70, tall=3)).startswith("Looking for the files…")
    publishing = replace(RUNNING, phase="publishing")
    assert text(words.progress(publishing, 70, tall=0)).startswith("Making the search indexes…\n")
    half = replace(publishing, indexed=(500, 1000))
    assert "Making the search indexes: 500 of 1,000 passages\n━━━" in text(words.progress(half, 70, tall=0))


def test_what_is_under_way_is_not_plotted_until_it_is_over() -> None:
    assert words.minutes(replace(RUNNING, step=5.0, series=(10, 20, 3))) == [120, 240]
    assert words.minutes(replace(ENDED, step=5.0, series=(10, 20, 3))) == [120, 240, 36]
    assert text(words.plot(replace(RUNNING, series=(7,)), 70, 3)) == ""


def test_the_time_left_is_known_once_a_file_was_read() -> None:
    assert words.left(replace(RUNNING, done=18, unchanged=18)) is None
    assert words.left(replace(RUNNING, files=20, done=20, unchanged=0)) is None
    assert words.left(replace(RUNNING, files=20, done=10, unchanged=5, seconds=50)) == 100


@pytest.mark.parametrize(
    ("seconds", "said"), [(3, "3 s"), (59, "59 s"), (90, "2 min"), (3599, "1 h 0 min"), (8000, "2 h 13 min")]
)
def test_a_time_is_said_to_two_figures(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


def test_a_report_says_what_a_job_came_to() -> None:
    said = text(report(JOBS[1]))
    assert said.startswith("Job 11  ✓ ended\n/srv/documents/rh\n→ collection rh\n")
    assert "Begun 2026-02-27 21:02, took 11 s\n24 of 24 files\n  filed: 23\n  in part: 1\n80 pages, 161 pass" in said
    assert "Generation: f89df0e3196d3e7b" in said
    assert "greffier ingest resume" not in said


def test_a_job_that_can_be_gone_on_with_says_how() -> None:
    assert text(report(JOBS[2])).endswith("It can be gone on with: greffier ingest resume")
    assert "! The disk is full." in text(report(JOBS[3]))
    old = text(report(JOBS[4]))
    assert "✗ interrupted" in old
    assert "Begun 2025-11-05 16:30, by an earlier version" in old


def test_of_many_files_set_aside_the_last_ones_are_told() -> None:
    state = replace(RUNNING, quarantined=150)
    assert text(failures(state)).startswith("150 files set aside; the last ones:\n! 2019/contrat.pdf")
    assert text(failures(replace(RUNNING, failures=()))) == ""


def test_lines_of_lists() -> None:
    line = words.job_line(JOBS[0]).plain
    assert line.startswith("▶ running  2026-03-02 13:48  /srv/documents/règlements\n    filed: 389 · in part: 3")
    assert (
        "files of the quarantine, tried again"
        in words.job_line(Job(4, ENDED.begun, (), "ended", False, replace(ENDED, again=True))).plain
    )
    assert aside_line(ASIDE[0]).plain == "! 2018/annexe-b.pdf\n    damaged · 2026-03-02 13:52 · tried 2 times"


def test_all_that_is_known_of_a_file_and_what_to_do() -> None:
    said = text(aside_details(ASIDE[0]))
    assert "Reason      damaged: no trailer was found" in said
    assert "Called      1a2b3c4d" in said
    assert "→ Replace it by a whole copy" in said


def test_what_the_library_holds() -> None:
    assert text(words.counts(COUNTS)) == "1,840 documents · 40,211 pages · 3 files set aside · 12 on their way"
    assert text(words.counts(Counts(1, 1, 1))) == "1 document · 1 page · 1 file set aside"


def test_what_is_hostile_is_shown_and_does_nothing() -> None:
    told = replace(
        RUNNING, paths=(EVIL,), collection=EVIL, label=EVIL, message=EVIL, current=(Busy(EVIL, 1),),
        failures=(Failure(EVIL, EVIL, EVIL),), generation=EVIL,
    )  # fmt: skip
    job = Job(1, told.begun, (EVIL,), "failed", True, told)
    aside = replace(ASIDE[0], file=EVIL, path=EVIL, reason=EVIL, detail=EVIL, collection=EVIL, label=EVIL)
    said = "\n".join(
        map(
            text,
            (
                report(job), words.progress(told, 70, tall=3), failures(told), words.job_line(job),
                aside_line(aside), aside_details(aside), [words.destination(told) or Content()],
            ),
        )
    )  # fmt: skip
    assert not set("\x1b\x07\x9b\u202e") & set(said)
    assert "a[b]␛]52;c;x␇" in said


def test_what_is_to_be_filed_has_to_be_there(tmp_path: Path) -> None:
    assert problem("") == "Say which folder or file is to be filed."
    assert problem(str(tmp_path)) is None
    assert problem(str(tmp_path / "no")) == f"There is no such file or folder: {tmp_path / 'no'}"
    assert problem("\0") is not None
    assert problem("/" + "x" * 5000) is not None


def test_french_has_its_own_numbers() -> None:
    speak("fr")
    assert "1\u00a0208" in text(words.progress(RUNNING, 70, tall=3))
    assert FAILED.message in text(report(JOBS[3]))
