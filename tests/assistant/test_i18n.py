"""The language that is chosen, and numbers as each language writes them."""

from __future__ import annotations

from gettext import gettext

import pytest

from assistant import i18n


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "fr"),
        ([], {"LANG": "C.UTF-8"}, "fr"),
        ([], {"LANG": "en_CA.UTF-8"}, "en"),
        ([], {"LANG": "fr_CA.UTF-8"}, "fr"),
        ([], {"LANG": "en_CA.UTF-8", "LC_ALL": "fr_CA.UTF-8"}, "fr"),
        ([], {"LANG": "fr_CA.UTF-8", "LC_MESSAGES": "en_CA.UTF-8"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "fr"),
        ([], {"LANG": "fr_CA.UTF-8", "GREFFIER_UI": "en"}, "en"),
        (["--ui", "fr"], {"GREFFIER_UI": "en"}, "fr"),
        (["--ui=en", "ask", "x"], {"GREFFIER_UI": "fr"}, "en"),
        (["ask", "x", "--ui"], {"GREFFIER_UI": "en"}, "en"),
        (["--ui", "xx"], {"GREFFIER_UI": "en"}, "en"),
    ],
)
def test_the_option_then_the_environment_then_the_locale_then_french(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert i18n.chosen(arguments, environment) == language


def test_what_is_spoken_is_what_was_chosen_last() -> None:
    i18n.speak("en")
    assert i18n.spoken() == "en"
    i18n.speak("fr")
    assert i18n.spoken() == "fr"


def test_english_is_the_source() -> None:
    i18n.speak("en")
    assert gettext("Stopped.") == "Stopped."


@pytest.mark.parametrize(
    ("value", "digits", "french", "english"),
    [
        (1234.5, 1, "1\u00a0234,5", "1,234.5"),
        (0, 0, "0", "0"),
        (1234567, 0, "1\u00a0234\u00a0567", "1,234,567"),
        (-2.25, 2, "-2,25", "-2.25"),
    ],
)
def test_numbers(value: float, digits: int, french: str, english: str) -> None:
    i18n.speak("fr")
    assert i18n.number(value, digits) == french
    i18n.speak("en")
    assert i18n.number(value, digits) == english
