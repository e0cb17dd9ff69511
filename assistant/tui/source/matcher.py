"""Finds words in a page's filed text as a reader types them: accents, capitals and line ends do not count. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

_ALIKE = {
    **dict.fromkeys("’‘‛ʼ′`´", "'"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
}


class _Folding(dict[int, str]):
    """What each character is compared as: nothing, one letter or several; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        before, folded = "", chr(code)
        while folded != before:  # what a compatibility character stands for may be a capital: “𝕬”
            before, folded = folded, _once(folded)
        self[code] = " " if chr(code).isspace() else folded
        return self[code]


def _once(text: str) -> str:
    alike = "".join(_ALIKE.get(one, one) for one in text)
    return "".join(
        _ALIKE.get(one, one)
        for one in unicodedata.normalize("NFKD", alike.casefold())
        if not unicodedata.combining(one) and unicodedata.category(one) != "Cf"
    )


_folding = _Folding()


def folded(text: str) -> str:
    """The text as it is compared: small letters without accents, one kind of quotation mark, apostrophe and dash."""
    return text.translate(_folding)


def places(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Where the words stand in a row in the text, as (start, end) of its characters, end excluded, in order.

    What stands between two words may be any blanks, a line's end too. Words are found inside longer ones: “delai” in
    “délais”. Nothing is found of no words.
    """
    wanted = _wanted(words)
    if wanted is None:
        return
    compared = folded(text)
    found = [match.span() for match in wanted.finditer(compared)]
    if not found:
        return
    if len(compared) == len(text) and compared.isascii() and text.isascii():
        yield from found
        return
    # Characters that became several or none move those after them: where each one begins once it is folded.
    begins = [0, *accumulate(len(_folding[ord(character)]) for character in text)]
    start = 0
    for first, last in found:
        while begins[start + 1] <= first:
            start += 1
        end = start + 1
        while begins[end] < last:
            end += 1
        while end < len(text) and unicodedata.combining(text[end]):  # the accents of the last letter
            end += 1
        yield start, end


def _wanted(words: str) -> re.Pattern[str] | None:
    parts = folded(words).split()
    return re.compile(r"\s+".join(map(re.escape, parts))) if parts else None
