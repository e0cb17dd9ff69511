"""Lines: where a page's raw text is cut, and what is known of each line."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.lines import lines


def test_lines_are_cut_at_line_ends_and_empty_ones_left_out(raw_page) -> None:
    found = list(lines(raw_page("  Article 1  ", "", "Objet")))
    assert [line.text for line in found] == ["Article 1", "Objet"]


def test_offsets_point_into_the_raw_text(raw_page) -> None:
    page = raw_page("  Article 1  ", "Objet")
    assert [page.text[line.start : line.end] for line in lines(page)] == ["Article 1", "Objet"]


def test_a_line_stands_where_its_drawn_characters_stand(raw_page, row) -> None:
    (line,) = lines(raw_page(row("  ab c", x=100, y=200, size=12)))
    assert (line.x0, line.y0, line.x1, line.y1) == (110, 200, 130, 212)
    assert line.size == 12


def test_a_line_that_draws_nothing_still_has_a_height(raw_page) -> None:
    page = raw_page("ab")
    page.boxes[:] = 0
    (line,) = lines(page)
    assert line.height == 1.0


@pytest.mark.parametrize("mark", ["\x02", "\x02\r\n", "\ufffe\r\n", "\u00ad\r\n", "\u00ad\n"])
def test_a_word_broken_over_a_line_end_is_seen_whatever_marks_it(raw_page, mark: str) -> None:
    first, second = lines(raw_page(f"para{mark}sitaires"))
    assert (first.text, first.broken) == ("para", True)
    assert (second.text, second.broken) == ("sitaires", False)


def test_a_plain_hyphen_at_a_line_end_may_break_a_word(raw_page) -> None:
    first, second = lines(raw_page("Sainte-", "Adèle"))
    assert first.broken
    assert not second.broken


@pytest.mark.parametrize("text", ["12-", "-", "voir –"])
def test_a_dash_behind_no_letter_breaks_nothing(raw_page, text: str) -> None:
    assert not next(iter(lines(raw_page(text, "suite")))).broken


def test_a_soft_hyphen_inside_a_line_cuts_nothing(raw_page) -> None:
    (line,) = lines(raw_page("régle\u00admentation"))
    assert line.text == "régle\u00admentation"
    assert not line.broken


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(rows=st.lists(st.text("ab é-\x02\ufffe\u00ad", max_size=12), max_size=6))
def test_no_character_is_in_two_lines_and_none_that_draws_is_lost(raw_page, rows: list[str]) -> None:
    page = raw_page(*rows)
    covered = [index for line in lines(page) for index in range(line.start, line.end)]
    assert covered == sorted(set(covered))
    left = "".join(page.text[index] for index in set(range(len(page.text))) - set(covered))
    assert not left.strip(" \r\n\x02\ufffe\u00ad")
