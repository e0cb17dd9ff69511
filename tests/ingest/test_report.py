"""The report of a run: counts, as outside programs read them, and as a clerk does on Monday morning."""

from __future__ import annotations

from ingest.events import Event, Filed, Found, Published, SetAside, Unchanged
from ingest.report import NAMED, Report


def reported(*events: Event) -> Report:
    report = Report()
    for event in events:
        report.add(event)
    return report


def test_every_file_is_counted_once() -> None:
    report = reported(
        Found(4),
        Filed("a.pdf", "d", 10, 3, (), (2,)),
        Filed("b.pdf", "e", 9, 2, (4,)),
        Unchanged("c.pdf", released=True),
        SetAside("d.pdf", "damaged", "why"),
        Published("g", 2.0),
        Published("h", 1.5),
    )
    assert report.as_json() == {
        "filed": 1, "unchanged": 1, "partial": 1,
        "quarantined": [{"file": "d.pdf", "reason": "damaged", "detail": "why"}],
        "pages": 19, "flagged": 1, "passages": 5, "generation": "h", "seconds": 3.5,
    }  # fmt: skip
    assert report.in_part


def test_a_run_that_filed_all_is_not_in_part() -> None:
    assert not reported(Filed("a.pdf", "d", 1, 1, ()), Unchanged("b.pdf")).in_part


def test_a_thousand_files_that_were_set_aside_are_told_by_their_reasons() -> None:
    lines = list(
        reported(
            SetAside("x.pdf", "encrypted", ""), *(SetAside(f"{n}.pdf", "needs_ocr", "") for n in range(1000))
        ).as_lines()
    )
    assert "1001 files set aside:" in lines
    assert "  a scan without text: it needs character recognition: 1000" in lines
    assert "    … and 990 more" in lines
    assert "    x.pdf" in lines
    assert lines.index("  protected by a password: 1") > lines.index("    0.pdf"), "the most frequent first"
    assert len(lines) < NAMED + 10
    assert any("greffier ingest quarantine" in line for line in lines)


def test_a_reason_without_words_is_named() -> None:
    assert "  new_one: 1" in list(reported(SetAside("x.pdf", "new_one", "")).as_lines())
