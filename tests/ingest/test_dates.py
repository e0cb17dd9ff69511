"""Dates as people write them."""

from __future__ import annotations

import re

import pytest

from ingest.dates import DATE, iso


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("20 octobre 2008", "2008-10-20"),
        ("1er avril 1999", "1999-04-01"),
        ("1 er avril 1999", "1999-04-01"),
        ("3 février 2021", "2021-02-03"),
        ("15 AOÛT 2010", "2010-08-15"),
        ("15 aout 2010", "2010-08-15"),
        ("April 15, 2007", "2007-04-15"),
        ("July 1st, 2019", "2019-07-01"),
        ("3rd day of March, 2019", "2019-03-03"),
        ("17 June 2020", "2020-06-17"),
        ("2023-02-17", "2023-02-17"),
        ("2023/02/17", "2023-02-17"),
    ],
)
def test_a_date_is_read(written: str, expected: str) -> None:
    found = re.fullmatch(DATE, written, re.IGNORECASE)
    assert found is not None
    assert iso(found[0]) == expected


@pytest.mark.parametrize("written", ["31 février 2021", "2023-13-01", "February 30, 2020"])
def test_a_day_that_never_was_is_no_date(written: str) -> None:
    assert iso(written) is None


@pytest.mark.parametrize("written", ["12 3456", "1314-2021-DM", "article 12", "2021-0719", "mars 12"])
def test_other_numbers_are_no_dates(written: str) -> None:
    assert not re.search(DATE, written, re.IGNORECASE)
