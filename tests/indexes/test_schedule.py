"""How long records are kept."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexes.schedule import Term, ends, parse


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("P7Y", Term(7)),
        ("P18M", Term(0, 18)),
        ("P90D", Term(0, 0, 90)),
        ("P1Y6M10D", Term(1, 6, 10)),
        (" p2y ", Term(2)),
        ("permanent", Term(permanent=True)),
        ("Permanente", Term(permanent=True)),
    ],
)
def test_a_term_is_read(text: str, term: Term) -> None:
    assert parse(text) == term


@pytest.mark.parametrize("text", ["", "P", "7Y", "P7", "PT7H", "P7Y after date", "P6M1Y", "P-1Y", "P1000Y", "forever"])
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse(text)


@pytest.mark.parametrize(
    ("term", "start", "end"),
    [
        ("P7Y", date(2019, 3, 5), date(2026, 3, 5)),
        ("P1M", date(2026, 1, 31), date(2026, 2, 28)),
        ("P1Y", date(2024, 2, 29), date(2025, 2, 28)),
        ("P12M", date(2025, 12, 1), date(2026, 12, 1)),
        ("P90D", date(2026, 1, 1), date(2026, 4, 1)),
        ("P0D", date(2026, 1, 1), date(2026, 1, 1)),
        ("permanent", date(2026, 1, 1), None),
        ("P999Y", date(9500, 1, 1), None),
        ("P99999D", date(9990, 1, 1), None),
    ],
)
def test_a_term_ends_on_a_day_or_never(term: str, start: date, end: date | None) -> None:
    assert ends(parse(term), start) == end


@given(
    st.integers(0, 999),
    st.integers(0, 9999),
    st.integers(0, 99999),
    st.dates(),
)
def test_a_term_never_ends_before_it_begins(years: int, months: int, days: int, start: date) -> None:
    end = ends(Term(years, months, days), start)
    assert end is None or end >= start
