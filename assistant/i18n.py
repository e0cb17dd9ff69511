"""Chooses the language of all text that people see, and writes numbers as each language does.

Every package marks its text with `gettext`, English being the source; the one catalogue is `locale/` beside this file.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from indexes.records import LANGUAGES, Language

DOMAIN = "greffier"
LOCALE = Path(__file__).parent / "locale"
NO_BREAK = "\u00a0"


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language that `--ui`, else GREFFIER_UI, else the locale asks for; French where none does."""
    asked = ""
    for place, argument in enumerate(arguments):
        if argument == "--ui" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif argument.startswith("--ui="):
            asked = argument.removeprefix("--ui=")
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    for wanted in (asked, environment.get("GREFFIER_UI", ""), locale):
        for language in LANGUAGES:
            if wanted.lower().startswith(language):
                return language
    return "fr"


def speak(language: Language) -> None:
    """Have `gettext` answer in a language from now on."""
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


def spoken() -> Language:
    """The language chosen last."""
    return "en" if os.environ.get("LANGUAGE") == "en" else "fr"


def number(value: float, digits: int = 0) -> str:
    """Write a number as the language does: 1 234,5 in French, 1,234.5 in English."""
    text = f"{value:,.{digits}f}"
    if spoken() == "en":
        return text
    return text.replace(",", NO_BREAK).replace(".", ",")
