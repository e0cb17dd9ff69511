"""Reads numbers, in digits and in words, ordinals and fractions, in both languages, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from indexes.records import Language

_LETTER = r"[^\W\d_]"


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `start` to `end` of a text.

    part: it is a share of a whole (a half, un tiers). article: it is written `un`, `an`, `the`: one only where a unit
    of time follows. ordinal: 3rd, troisième.
    """

    value: Fraction
    start: int
    end: int
    part: bool = False
    article: bool = False
    ordinal: bool = False


_DIGITS = re.compile(
    r"(?<![\w.])(?<![^\W\d_]-)(?<!\w/)(?<!\d,)"
    r"(?P<whole>[1-9]\d{0,2}(?:,\d{3})+(?!\d)|[1-9]\d{0,2}(?: \d{3})+(?!\d)|\d+)"
    r"(?P<part>[.,]\d+(?![\d]))?(?P<ordinal>(?:ers?|[èe]res?|[èe]mes?|i[èe]mes?|es?|nds?|nde|st|rd|th)\b)?"
    rf"(?P<scale> ?(?:thousand|millions?|milliards?|billions?)\b| ?[Mk](?= ?\$))?(?!{_LETTER}{_LETTER}{_LETTER}\w*-)"
)
_SCALES = {"thousand": 1000, "million": 10**6, "milliard": 10**9, "billion": 10**9, "M": 10**6, "k": 1000}

_FRENCH = dict(
    zip(
        "un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts "
        "trente quarante cinquante soixante septante huitante octante nonante cent cents mille mil million millions "
        "milliard milliards zéro".split(),
        [
            *(1, 1, *range(2, 17), 20, 20, 30, 40, 50, 60, 70, 80, 80, 90, 100, 100),
            *(10**3, 10**3, 10**6, 10**6, 10**9, 10**9, 0),
        ],
        strict=True,
    )
)
_ENGLISH = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million millions "
        "billion billions zero".split(),
        [*range(1, 20), *range(20, 100, 10), 100, 1000, 10**6, 10**6, 10**9, 10**9, 0],
        strict=True,
    )
)
_ORDINALS_EN = dict(
    zip("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), range(3, 13), strict=True)
) | {
    "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60,
    "seventieth": 70, "eightieth": 80, "ninetieth": 90, "hundredth": 100,
}  # fmt: skip
_ORDINALS_FR = {"deuxième": 2, "cinquième": 5, "neuvième": 9} | {
    f"{word.removesuffix('e')}ième": value
    for word, value in _FRENCH.items()
    if 2 <= value <= 1000 and word not in ("cinq", "neuf", "vingts", "cents", "mil")
}
_VALUES: dict[Language, dict[str, int]] = {"fr": _FRENCH, "en": _ENGLISH}
_ORDINALS: dict[Language, dict[str, int]] = {"fr": _ORDINALS_FR, "en": _ORDINALS_EN}
_WORD = re.compile(rf"{_LETTER}+")
_LINK = {"fr": "et", "en": "and"}
_SHARES_WRITTEN: dict[Language, tuple[tuple[str, Fraction], ...]] = {
    "en": (
        (r"\bone and (?:a|one)[- ]half\b", Fraction(3, 2)),
        (r"\bone and (?:a|one)[- ]quarter\b", Fraction(5, 4)),
        (r"\bthree[- ]quarters?\b", Fraction(3, 4)),
        (r"\btwo[- ]thirds?\b", Fraction(2, 3)),
        (r"\b(?:(?:a|one)[- ])?half\b(?!-)", Fraction(1, 2)),
        (r"\b(?:a|one)[- ]third\b(?! part| pers)|\bone in three\b", Fraction(1, 3)),
        (r"\b(?:a|one)[- ]quarter\b(?! of (?:a|the) year)", Fraction(1, 4)),
        (r"\b(?:a|one)[- ]fifth\b", Fraction(1, 5)),
        (r"\b(?:a|one)[- ]tenth\b", Fraction(1, 10)),
    ),
    "fr": (
        (r"\bune? et demie?\b", Fraction(3, 2)),
        (r"\bune? et quart\b|\bune? journée et quart\b", Fraction(5, 4)),
        (r"\b(?:les )?trois[- ]quarts\b", Fraction(3, 4)),
        (r"\b(?:les )?deux[- ]tiers\b", Fraction(2, 3)),
        (r"\b(?:la |une |de )?moitié\b|\bdemi(?:e|es|s)?\b", Fraction(1, 2)),
        (r"\b(?:un|le)[- ]tiers (?=d[eu'])|\bdu tiers (?=d[eu'])", Fraction(1, 3)),
        (r"\b(?:un|le|du)[- ]quart\b", Fraction(1, 4)),
        (r"\b(?:un|le|du) cinquième (?=d[eu'])", Fraction(1, 5)),
        (r"\b(?:un|le|du) dixième (?=d[eu'])", Fraction(1, 10)),
    ),
}
_SHARES = {
    language: tuple((re.compile(words, re.IGNORECASE), value) for words, value in rows)
    for language, rows in _SHARES_WRITTEN.items()
}
_ARTICLE = {
    "en": re.compile(r"\b(?:an?|one)\b|\bthe(?= hour\b)", re.IGNORECASE),
    "fr": re.compile(r"\bune?\b|\bl'(?=(?:heure|an|année)\b)", re.IGNORECASE),
}
_ROMAN = re.compile(
    r"\b(?:parts?|parties?|chap(?:ter|itre)s?|titres?|titles?|schedules?|annexes?|divisions?|sections?|tomes?|volumes?)"
    r" (?P<roman>[IVX]|[IVXLC]{2,})\b",
    re.IGNORECASE,
)
_ROMANS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def numbers(text: str, language: Language) -> list[Number]:
    """Find the numbers of a spelled text, in their order; none overlaps another."""
    found = [*_shares(text, language), *_romans(text), *_digits(text), *_words(text, language)]
    kept: list[Number] = []
    for one in sorted(found, key=lambda one: (one.start, one.article, -one.end)):
        if kept and one.start < kept[-1].end:
            if kept[-1].article and not one.article:
                kept[-1] = one
            continue
        kept.append(one)
    return kept


def _digits(text: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        whole = re.sub(r"[ ,]", "", match["whole"])
        part = (match["part"] or "").replace(",", ".")
        value = Fraction(whole + part)
        if scale := (match["scale"] or "").strip():
            value *= _SCALES[scale if len(scale) == 1 else scale.rstrip("s")]
        yield Number(value, match.start(), match.end(), ordinal=bool(match["ordinal"]))


def _romans(text: str) -> Iterator[Number]:
    for match in _ROMAN.finditer(text):
        roman = [_ROMANS[letter] for letter in match["roman"].lower()]
        if match["roman"].isupper():
            value = sum(-one if one < after else one for one, after in zip(roman, [*roman[1:], 0], strict=True))
            yield Number(Fraction(value), match.start("roman"), match.end())


def _shares(text: str, language: Language) -> Iterator[Number]:
    for pattern, value in _SHARES[language]:
        for match in pattern.finditer(text):
            yield Number(value, match.start(), match.end(), part=value < 1)


def _words(text: str, language: Language) -> Iterator[Number]:
    """Numbers in words: runs of numerals with nothing but a space, a hyphen or the linking word between."""
    values, ordinals = _VALUES[language], _ORDINALS[language]
    for match in _ARTICLE[language].finditer(text):
        yield Number(Fraction(1), match.start(), match.end(), article=True)
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        word = match[0].lower()
        joined = bool(run) and text[run[-1].end() : match.start()] in (" ", "-")
        if run and not (joined and (word in values or word in ordinals or word == _LINK[language])):
            yield from _read(run, values, ordinals, _LINK[language])
            run = []
        if word == "third" and text[match.end() : match.end() + 5].lower() == " part":
            continue  # a third party
        if word in values or word in ordinals or (run and word == _LINK[language]):
            run.append(match)
    yield from _read(run, values, ordinals, _LINK[language])


def _read(run: list[re.Match[str]], values: dict[str, int], ordinals: dict[str, int], link: str) -> Iterator[Number]:
    """Make numbers of a run of numerals; a new one begins where a word cannot go on with what stands before it."""
    number: _Reading | None = None
    linked = False
    for place, match in enumerate(run):
        word = match[0].lower()
        if word == link:
            linked = True
            if (
                number is not None
                and number.has_thousands
                and any(values.get(one[0].lower(), 0) >= 1000 for one in run[place:])
            ):
                yield from number.numbers()  # one thousand and two thousand
                number = None
            continue
        value = values.get(word, ordinals.get(word, 0))
        if number is None or not number.fits(value, linked, link):
            if number is not None:
                yield from number.numbers()
            number = _Reading(match.start())
        number.add(value, match.end(), word in ordinals)
        linked = False
    if number is not None:
        yield from number.numbers()


class _Reading:
    """A number as it is read, word by word."""

    def __init__(self, start: int) -> None:
        self._start = self._end = start
        self._total = self._current = 0
        self._scale = 10**12
        self._ordinal = False

    @property
    def has_thousands(self) -> bool:
        """Whether thousands were read."""
        return self._total > 0

    def fits(self, value: int, linked: bool, link: str) -> bool:
        """Say whether a numeral can go on with the number."""
        rest = self._current % 100
        if self._ordinal:
            return False
        if value >= 1000:
            return value < self._scale and (self._current > 0 or self._total > 0) and not linked
        if value == 100:
            return 0 < self._current < 20 or self._total > 0
        if link == "and":
            return (rest == 0 and (not linked or value < 100)) or (
                rest >= 20 and rest % 10 == 0 and value < 10 and not linked
            )
        if linked:
            return (value == 1 and rest >= 20 and rest % 10 == 0) or (value == 11 and rest == 60)
        return (
            rest == 0
            or (rest >= 20 and rest % 10 == 0 and value < 10)
            or (rest in (60, 80) and 10 <= value < 20)
            or (rest == 4 and value == 20)
            or (rest in (10, 70, 90) and 7 <= value <= 9)
        )

    def add(self, value: int, end: int, ordinal: bool) -> None:
        """Take a numeral in."""
        if value >= 1000:
            self._total, self._current, self._scale = self._total + max(self._current, 1) * value, 0, value
        elif value == 100:
            self._current = max(self._current, 1) * 100
        elif value == 20 and self._current % 100 == 4:
            self._current += 76
        else:
            self._current += value
        self._end, self._ordinal = end, ordinal

    def numbers(self) -> Iterator[Number]:
        """The number, unless it is a bare `one`."""
        value = self._total + self._current
        if value != 1 or self._ordinal:
            yield Number(Fraction(value), self._start, self._end, ordinal=self._ordinal)
