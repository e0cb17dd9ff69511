"""How far a job is: counts, and lines that fit whatever terminal there is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.events import Current, Filed, Found, Published, Publishing, SetAside, Unchanged, Working
from ingest.progress import Progress, duration, fit, lines, summary


def cells(text: str) -> int:
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )


def filed(file: str = "a.pdf", pages: int = 10, lost: tuple[int, ...] = ()) -> Filed:
    return Filed(file, "d", pages, 3, lost)


def under_way() -> Progress:
    progress = Progress(began=100.0)
    for event in (Found(20), filed(), filed(lost=(2,)), Unchanged("b.pdf"), SetAside("c.pdf", "damaged", "")):
        progress.add(event)
    return progress


def test_events_are_counted() -> None:
    progress = under_way()
    assert (progress.files, progress.done, progress.unchanged, progress.pages) == (20, 4, 1, 20)
    assert (progress.partial, progress.aside) == (1, 1)
    assert progress.rate(110.0) == 2.0


def test_the_time_that_is_left_goes_by_the_files_that_had_to_be_read() -> None:
    progress = Progress(began=0.0)
    progress.add(Found(4))
    assert progress.left(10.0) is None
    progress.add(Unchanged("a.pdf"))
    assert progress.left(10.0) is None, "what is known already says nothing of the others"
    progress.add(filed())
    assert progress.left(10.0) == 20.0


def test_a_job_in_one_line() -> None:
    assert summary(under_way(), 110.0) == ("4 of 20 files, 20 pages, 2.0 pages/s, 53 s left, 1 set aside, 1 in part")


def test_the_workers_files_stand_below_with_their_pages() -> None:
    progress = under_way()
    progress.add(Working((Current("x.pdf", 12), Current("y.pdf", 0))))
    _, one, two = lines(progress, 110.0, 80)
    assert one == "  x.pdf  page 12"
    assert two == "  y.pdf"


def test_a_file_that_is_done_is_no_worker_s_any_more() -> None:
    progress = under_way()
    progress.add(Working((Current("x.pdf", 12), Current("y.pdf", 1))))
    progress.add(filed("x.pdf"))
    assert progress.current == (Current("y.pdf", 1),)


def test_a_job_that_has_filed_nothing_yet_says_nothing_of_its_pace() -> None:
    progress = Progress(began=0.0)
    progress.add(Found(4))
    assert summary(progress, 10.0) == "0 of 4 files"


def test_at_the_end_the_indexes_are_made() -> None:
    progress = under_way()
    progress.add(Working((Current("x.pdf", 12),)))
    progress.add(Publishing())
    assert list(lines(progress, 110.0, 80)) == ["Making the search indexes…"]
    progress.indexed = 2048, 9000
    assert list(lines(progress, 110.0, 80)) == ["Making the search indexes: 2048 of 9000 passages"]
    progress.add(Published("g", 1.0))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (59, "59 s"), (61, "1 min"), (3_540, "59 min"), (3_600, "1 h 0 min"), (200_000, "55 h 33 min")],
)
def test_a_time_is_said_in_two_figures(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_a_long_name_keeps_both_its_ends() -> None:
    assert fit("reglement-de-zonage-2019-consolide.pdf", 20) == "reglement…solide.pdf"
    assert fit("court.pdf", 20) == "court.pdf"


@given(st.text(max_size=60), st.integers(min_value=3, max_value=40))
def test_what_is_cut_takes_no_more_cells_than_there_are(text: str, most: int) -> None:
    assert cells(fit(text, most)) <= most


@given(st.lists(st.text(min_size=1, max_size=200), max_size=4), st.integers(min_value=20, max_value=200))
def test_no_line_is_as_wide_as_the_terminal(names: list[str], width: int) -> None:
    progress = under_way()
    progress.add(Working(tuple(Current(name, 12345) for name in names)))
    for line in lines(progress, 1e6, width):
        assert cells(line) < width
