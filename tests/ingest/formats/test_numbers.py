"""Cells as they are shown."""

from __future__ import annotations

import datetime

import pytest

from ingest.formats.numbers import shown


@pytest.mark.parametrize(
    ("value", "form", "french", "english"),
    [
        (35.5, "#,##0.00 $", "35,50 $", "35.50 $"),
        (1200, '"$"#,##0.00', "$1\u00a0200,00", "$1,200.00"),
        (1200, r'_-* #,##0.00\ "$"_-', "1\u00a0200,00 $", "1,200.00 $"),
        (1200, r"#,##0.00\ [$$-C0C]", "1\u00a0200,00 $", "1,200.00 $"),
        (0.05, "0%", "5%", "5%"),
        (0.0525, "0.00%", "5,25%", "5.25%"),
        (7, "000", "007", "007"),
        (1.5, "000.0", "001,5", "001.5"),
        (1234567.891, "General", "1234567,891", "1234567.891"),
        (0.1 + 0.2, "General", "0,3", "0.3"),
        (-5, "#,##0.00;(#,##0.00)", "(5,00)", "(5.00)"),
        (-5, "0.0", "-5,0", "-5.0"),
        (0, '0;-0;"–"', "–", "–"),
        (3, "0.##", "3", "3"),
        (3.14159, "0.##", "3,14", "3.14"),
        (1.005, "0.00", "1,01", "1.01"),
        (12, '0 "jours"', "12 jours", "12 jours"),
        (True, "General", "VRAI", "TRUE"),
        (None, "General", "", ""),
        ("007", "@", "007", "007"),
        (datetime.datetime(2024, 3, 1), "yyyy-mm-dd", "2024-03-01", "2024-03-01"),
        (datetime.datetime(2024, 3, 1, 9, 30), "d/m/yy h:mm", "2024-03-01 09:30", "2024-03-01 09:30"),
        (datetime.time(9, 30), "h:mm", "09:30", "09:30"),
        (float("nan"), "0.00", "nan", "nan"),
    ],
)
def test_a_value_is_shown_as_its_format_says(value: object, form: str, french: str, english: str) -> None:
    assert shown(value, form, "fr") == french
    assert shown(value, form, "en") == english
