"""Numbers in digits and in words, in both languages."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assistant.checks.numerals import numbers
from assistant.checks.text import spelled
from indexes.records import Language


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("30", "fr", 30),
        ("1 250,50", "fr", Fraction(2501, 2)),
        ("1\u00a0250", "fr", 1250),
        ("1,250.50", "en", Fraction(2501, 2)),
        ("1.25", "en", Fraction(5, 4)),
        ("8 million", "en", 8_000_000),
        ("2,5 millions", "fr", 2_500_000),
        ("trente", "fr", 30),
        ("vingt et un", "fr", 21),
        ("soixante et onze", "fr", 71),
        ("quatre-vingts", "fr", 80),
        ("quatre-vingt-dix-sept", "fr", 97),
        ("mille deux cents", "fr", 1200),
        ("deux cent mille", "fr", 200_000),
        ("twenty-four", "en", 24),
        ("one hundred and fifty-six", "en", 156),
        ("two hundred and sixty-six thousand one hundred and fifty-one", "en", 266_151),
        ("quatrième", "fr", 4),
        ("trentième", "fr", 30),
        ("4th", "en", 4),
        ("3e", "fr", 3),
        ("thirtieth", "en", 30),
        ("la moitié", "fr", Fraction(1, 2)),
        ("one half", "en", Fraction(1, 2)),
        ("two thirds", "en", Fraction(2, 3)),
        ("un quart", "fr", Fraction(1, 4)),
        ("one and a quarter", "en", Fraction(5, 4)),
    ],
)
def test_a_number_is_read_whole(text: str, language: Language, value: Fraction) -> None:
    (found,) = [one for one in numbers(spelled(text), language) if not one.article]
    assert found.value == value
    assert (found.start, found.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("from one thousand and two thousand dollars", "en", [1000, 2000]),
        ("deux ou trois", "fr", [2, 3]),
        ("between 5 and 19", "en", [5, 19]),
        ("thirty (30) days", "en", [30, 30]),
        ("Part IV", "en", [4]),
        ("la partie XII", "fr", [12]),
    ],
)
def test_numbers_side_by_side_are_kept_apart(text: str, language: Language, values: list[int]) -> None:
    assert [one.value for one in numbers(text, language) if not one.article] == values


@pytest.mark.parametrize(
    ("text", "language"),
    [("Form RH-31", "en"), ("a third party", "en"), ("un tiers", "fr"), ("les personnes", "fr"), ("no one", "en")],
)
def test_what_is_no_number_is_left_alone(text: str, language: Language) -> None:
    assert not [one for one in numbers(text, language) if not one.article]


def test_an_article_is_one_only_as_such() -> None:
    (found,) = numbers("an hour", "en")
    assert found.article
    assert found.value == 1
