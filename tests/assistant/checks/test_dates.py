"""Dates and times of day in the forms of both languages."""

from __future__ import annotations

import pytest

from assistant.checks.dates import dates, times
from assistant.checks.text import spelled


@pytest.mark.parametrize(
    "text",
    [
        "le 1er avril 2024",
        "le premier avril 2024",
        "1 avril 2024",
        "April 1, 2024",
        "April 1st, 2024",
        "1 April 2024",
        "the 1st of April, 2024",
        "2024-04-01",
    ],
)
def test_one_date_has_many_forms(text: str) -> None:
    (found,) = dates(spelled(text))
    assert (found.year, found.month, found.day) == (2024, 4, 1)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("May 31", (None, 5, 31, None)),
        ("en mai", (None, 5, None, None)),
        ("in November", (None, 11, None, None)),
        ("juin 2022", (2022, 6, None, None)),
        ("on Mondays", (None, None, None, 1)),
        ("le vendredi", (None, None, None, 5)),
    ],
)
def test_a_part_of_a_date_is_read_as_far_as_it_goes(text: str, read: tuple[int | None, ...]) -> None:
    (found,) = dates(text)
    assert (found.year, found.month, found.day, found.weekday) == read


@pytest.mark.parametrize("text", ["It may 3 times", "they march on", "une marche", "the director may"])
def test_a_word_like_a_month_is_none(text: str) -> None:
    assert not dates(text)


def test_a_date_is_within_a_fuller_one() -> None:
    (short,), (full,) = dates("April 1"), dates("1er avril 2024")
    assert short.within(full)
    assert not full.within(short)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("15 h 30", 930),
        ("15h30", 930),
        ("3:30 p.m.", 930),
        ("3:30 pm", 930),
        ("15:30", 930),
        ("9 a.m.", 540),
        ("12 a.m.", 0),
        ("12 p.m.", 720),
        ("22 h", 1320),
        ("noon", 720),
        ("minuit", 0),
    ],
)
def test_a_time_of_day_is_minutes_from_midnight(text: str, minutes: int) -> None:
    assert [one.minutes for one in times(text)] == [minutes]
