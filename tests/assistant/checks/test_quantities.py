"""Quantities: their units, their bounds, and when two are the same."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assistant.checks.quantities import Quantity, quantities, rates
from assistant.checks.text import spelled
from indexes.records import Language


def read(text: str, language: Language) -> Quantity:
    return quantities(spelled(text), language, [])[0]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("trente jours", "fr"), ("30 days", "en")),
        (("thirty (30) days", "en"), ("30 jours", "fr")),
        (("1 000 $", "fr"), ("$1,000", "en")),
        (("mille dollars", "fr"), ("1,000$", "en")),
        (("8 000 000 $", "fr"), ("$8 million", "en")),
        (("la moitié", "fr"), ("50%", "en")),
        (("50 pour cent", "fr"), ("one half", "en")),
        (("un quart", "fr"), ("25 per cent", "en")),
        (("une demi-heure", "fr"), ("30 minutes", "en")),
        (("half an hour", "en"), ("trente minutes", "fr")),
        (("l'heure", "fr"), ("one hour", "en")),
        (("sept heures et demie", "fr"), ("seven and a half hours", "en")),
        (("douze mois", "fr"), ("one year", "en")),
        (("24 mois", "fr"), ("two years", "en")),
        (("un trimestre", "fr"), ("three months", "en")),
        (("deux semaines", "fr"), ("14 days", "en")),
        (("48 hours", "en"), ("deux jours", "fr")),
        (("15 jours civils", "fr"), ("15 days", "en")),
        (("10 jours ouvrables", "fr"), ("ten business days", "en")),
        (("1,5 km", "fr"), ("1,500 metres", "en")),
        (("une journée et quart", "fr"), ("1.25 days", "en")),
        (("12 consecutive weeks", "en"), ("douze semaines", "fr")),
        (("les 20 premiers jours", "fr"), ("20 days", "en")),
        (("period of 24-hour", "en"), ("24 heures", "fr")),
    ],
)
def test_two_forms_of_a_quantity_are_the_same(one: tuple[str, Language], two: tuple[str, Language]) -> None:
    mine, its = read(*one), read(*two)
    assert mine.is_as(its)
    assert its.is_as(mine)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("30 days", "en"), ("30 months", "en")),
        (("30 jours", "fr"), ("30 jours ouvrables", "fr")),
        (("10 working days", "en"), ("10 calendar days", "en")),
        (("150 km", "fr"), ("150 m", "fr")),
        (("150 km", "fr"), ("150 jours", "fr")),
        (("$35", "en"), ("35%", "en")),
        (("50 %", "fr"), ("un quart", "fr")),
        (("two hours", "en"), ("two days", "en")),
        (("1 000 $", "fr"), ("10 000 $", "fr")),
    ],
)
def test_other_units_are_other_quantities(one: tuple[str, Language], two: tuple[str, Language]) -> None:
    assert not read(*one).is_as(read(*two))


@pytest.mark.parametrize(
    ("text", "language", "bound"),
    [
        ("no more than three days", "en", "most"),
        ("may not exceed 30 days", "en", "most"),
        ("up to $400", "en", "most"),
        ("150 km or less", "en", "most"),
        ("au plus trente jours", "fr", "most"),
        ("ne dépasse pas 75 $", "fr", "most"),
        ("jusqu'à concurrence de 500 $", "fr", "most"),
        ("la hauteur maximale est de 2 m", "fr", "most"),
        ("at least two hours", "en", "least"),
        ("not less than 10 days", "en", "least"),
        ("200 000 $ et plus", "fr", "least"),
        ("au moins 15 jours", "fr", "least"),
        ("more than 24 hours", "en", "more"),
        ("dépasse 50 $", "fr", "more"),
        ("moins de 18 ans", "fr", "less"),
        ("fewer than 300 words", "en", "less"),
        ("30 days", "en", ""),
    ],
)
def test_a_bound_is_read_with_its_quantity(text: str, language: Language, bound: str) -> None:
    assert read(text, language).bound == bound


def test_a_range_shares_its_unit() -> None:
    first, second = quantities("from six to twelve months", "en", [])
    assert (first.value, first.unit) == (6, "month")
    assert (second.value, second.unit) == (12, "month")


def test_a_value_is_in_the_first_unit_of_its_measure() -> None:
    found = read("five per cent", "en")
    assert (found.number, found.value, found.unit) == (5, Fraction(1, 20), "part")


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("three days a week", "week"),
        ("par semaine", "week"),
        ("chaque mois", "month"),
        ("la prime annuelle", "year"),
        ("per fiscal year", "year"),
        ("tous les jours", None),
        ("within a week", None),
    ],
)
def test_a_rate_says_how_often(text: str, each: str | None) -> None:
    assert [one.each for one in rates(text)] == ([each] if each else [])
