"""Terms of retention, and the days on which they end."""

from __future__ import annotations

import re
from datetime import date

import pytest

from ingest.keeping import Term, ends, parse


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("P7Y after date", Term(years=7)),
        ("P18M after filing", Term(months=18, after="filing")),
        ("P1Y6M15D après la date", Term(1, 6, 15)),
        ("P2Y après dépôt", Term(years=2, after="filing")),
        ("P2Y après le depot", Term(years=2, after="filing")),
        ("permanent", Term(permanent=True)),
    ],
)
def test_a_term_is_read(text: str, term: Term) -> None:
    assert parse(text) == term


@pytest.mark.parametrize(
    "text", ["", "7 years", "P7Y", "P after date", "7Y after date", "P7Y after lunch", "P-1Y after date"]
)
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "dated", "end"),
    [
        ("P7Y after date", "2014-03-02", date(2021, 3, 2)),
        ("P1Y after date", "2020-02-29", date(2021, 2, 28)),
        ("P1M after date", "2021-01-31", date(2021, 2, 28)),
        ("P11M after date", "2021-02-01", date(2022, 1, 1)),
        ("P10D after date", "2021-12-25", date(2022, 1, 4)),
        ("P7Y after date", "2014", date(2021, 12, 31)),
        ("P7Y after date", "2016-02", date(2023, 2, 28)),
        ("P7Y after date", None, None),
        ("P2Y after filing", None, date(2028, 11, 21)),
        ("permanent", "2014-03-02", None),
    ],
)
def test_when_a_term_ends(text: str, dated: str | None, end: date | None) -> None:
    assert ends(parse(text), dated=dated, filed="2026-11-21T15:00:00.000+00:00") == end
