"""Shows a cell's value as its number format says (ECMA-376 part 1, 18.8.31), as far as people's sheets go."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

from indexes.records import Language

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?][#0?,. ]*")
_CLOCK = re.compile(r"[hHsS]")
_TRUTH: dict[Language, tuple[str, str]] = {"fr": ("FAUX", "VRAI"), "en": ("FALSE", "TRUE")}


def shown(value: object, form: str, language: Language) -> str:
    """A value of a cell as text: dates in the manner of ISO 8601, numbers with the language's own signs.

    value: what openpyxl makes of a cell: text, a number, a date or time, a truth value, None. form: its number format.
    """
    match value:
        case None:
            return ""
        case bool():
            return _TRUTH[language][value]
        case int() | float():
            return _number(value, form or "General", language)
        case datetime.datetime():
            has_time = (value.hour, value.minute, value.second) != (0, 0, 0) or bool(_CLOCK.search(form or ""))
            return f"{value:%Y-%m-%d %H:%M}" if has_time else f"{value:%Y-%m-%d}"
        case datetime.time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


def _number(value: float, form: str, language: Language) -> str:
    if value != value or value in (float("inf"), float("-inf")):  # NaN alone differs from itself
        return str(value)
    if form in ("General", "@"):
        # Excel shows eleven digits at most; beyond, a sum of cents would show how computers count.
        return _signed(format(Decimal(f"{value:.11g}"), "f"), language, grouped=False)
    section, negative = _section(form, value)
    before, digits, after = _parts(section)
    if not digits:
        return before or _signed(format(Decimal(f"{value:.11g}"), "f"), language, grouped=False)
    number = Decimal(str(abs(value) if negative else value))
    if "%" in before + after:
        number *= 100
    whole, _, decimals = digits.partition(".")
    number = number.quantize(Decimal(1).scaleb(-sum(map(decimals.count, "0#?"))), ROUND_HALF_UP)
    text = format(number, "f")
    if "." in text and decimals.endswith("#"):
        kept = len(decimals.rstrip("#"))
        integer, _, fraction = text.partition(".")
        fraction = fraction[:kept] + fraction[kept:].rstrip("0")
        text = f"{integer}.{fraction}" if fraction else integer
    if (least := whole.count("0")) > 1:
        text = text if text.startswith("-") else text.zfill(least + (len(text) - len(text.partition(".")[0])))
    return f"{before}{_signed(text, language, grouped=',' in whole or ' ' in whole.strip())}{after}".strip()


def _section(form: str, value: float) -> tuple[str, bool]:
    """The section of a format that is for this value, and whether it draws the minus itself."""
    sections = form.split(";")
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _parts(section: str) -> tuple[str, str, str]:
    """What stands before the digits, the digits' own pattern, what stands after."""
    plain = _LITERAL.sub(lambda match: match[1] or match[2] or match[3] or "", section)
    digits = _DIGITS.search(plain)
    if digits is None:
        return plain, "", ""
    after = plain[digits.end() :]
    pattern = digits[0]
    trailing = len(pattern) - len(pattern.rstrip(" "))
    return plain[: digits.start()], pattern.rstrip(" "), " " * trailing + after


def _signed(text: str, language: Language, *, grouped: bool) -> str:
    """Digits with the language's decimal sign, and in threes where the format says so."""
    integer, _, fraction = text.partition(".")
    if grouped:
        sign, digits = ("-", integer[1:]) if integer.startswith("-") else ("", integer)
        separator = "\u00a0" if language == "fr" else ","
        integer = sign + f"{int(digits):,}".replace(",", separator)
    return f"{integer}{',' if language == 'fr' else '.'}{fraction}" if fraction else integer
