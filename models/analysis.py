"""Cuts legal French and English into index terms: the same terms for a question, a passage and the training."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

import Stemmer

Language = Literal["fr", "en"]

VERSION = f"1/{Stemmer.version()}"
"""Names what this module does; with the stemmer's own version, since its rules decide terms too."""

_FOLDED = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "′": "'", "´": "'", "`": "'", "＇": "'",
        "‐": "-", "‑": "-", "−": "-", "–": " ", "—": " ",
        "\u00ad": None, "\u200b": None, "\ufeff": None,
        "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE",
    }
)  # fmt: skip

_UNIT = r"(?:m[23]?|km2?|cm|mm|kg|mg|g|ha|l|pi2?|h)(?![^\W_])"
_TOKEN = re.compile(
    rf"""
    (?P<percent>%|\b(?:pour|per)[ ]cents?\b|\bpercent\b|\bp\.[ ]?(?:100|cent)\b)
  | (?P<mark>(?<![\w)])(?:\(\d{{1,2}}(?:\.\d+)?|\(?(?:(?P<twin>[a-z])(?P=twin)?(?:\.\d+)?|[ivx]{{1,5}}))\))
  | (?P<code>\d+(?:[-/]\d+)+)                                                          # 1314-2021, 2012/69
  | (?P<provision>\d+(?:\.\d+)*)(?P<parts>[ ]?\(\d{{1,3}}(?:\.\d+)?\)(?:\(?[a-z]{{1,3}}(?:\.\d+)?\))*)  # 26(1)(a)
  | (?P<before>\$[ ]?)?
    (?P<whole>[1-9]\d{{0,2}}(?:,\d{{3}})+(?!\d) | [1-9]\d{{0,2}}(?:[ ]\d{{3}})+(?!\d) | \d+)
    (?P<part>(?:\.\d+)+|,\d+)?
    (?:(?P<after>[ ]?(?:\$|dollars?\b)) | (?=[ ]?(?P<unit>%|{_UNIT}))
     | (?:[ ]?ers?|[èe]res?|res?|i?[èe]mes?|es?|[nr]de?s?|st|nd|rd|th)(?=jours?\b|(?![^\W_])))?
  | (?P<dollar>\$|\bdollars?\b)
  | (?P<dotted>\b[^\W\d_](?:\.[^\W\d_])+\b\.?)                                         # C.C.U.
  | (?P<word>[^\W_]+(?:['-][^\W_]+|(?<=\d)\.\d+)*)
    """,
    re.VERBOSE,
)
_ELISION = re.compile(r"^(?:[cçdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu|entr)'(?=.)")
_CONTRACTION = re.compile(r"'(?:s|ll|re|ve|d|m|t)?$")
_INVERSION = re.compile(r"-(?:t-)?(?:ils?|elles?|on|je|tu|nous|vous|ce|ci|là|la|les?|lui|leur|y|en|mêmes?)$")
_CAPITALS = re.compile(r"\b[^\W\d_a-z]{2,6}\b")

_FRENCH = """
a ai aie ainsi alors après as au aucun aucune auquel aux auxquels auxquelles auxdits avait avant avec avez avoir avons
ayant c car ce ceci cela celle celles celui ces cet cette ceux chez ci combien comme comment d dans de des desdits
desdites desquels desquelles donc dont du dudit duquel durant elle elles en entre es est et étaient était étant été
être eu eux faut fut furent hors il ils j je l la ladite laquelle le ledit lequel les lesdits lesdites lesquels
lesquelles leur leurs lors lui là m ma mais me mes moi mon même mêmes n ne ni non nos notre nous on ont or ou où par
parmi pas pendant peu peut peuvent peux plus pour pourra pourrait pourquoi puis puisque puisse qu quand que quel
quelle quelles quels qui quoi s sa sans se selon sera seraient serait seront ses si sinon soi soient sois soit son
sont sous suis sur t ta tandis te tel telle telles tels tes toi ton tous tout toute toutes très tu un une va vers
veut veux voici voilà vos votre vous vu y à dois doit doivent devra devrait devront auront aura faire fait lorsque
vais vas no notamment également quelqu aujourd hui
"""
_ENGLISH = """
a about after all also am an and any are as at be because been before being between both but by can cannot could did
do does doing done for from had has have having he her here hereby herein hereof hers him his how i if in into is it
its itself may me might more most must my no nor not of off on only or other our ours out over own per shall she
should so some such than that the their theirs them then there thereby therefor therefore therein thereof thereto
these they this those through to too under until up upon us very was we were what when where whereas whether which
while who whom whose why will with within without would you your yours s t one ones d ll re ve don doesn isn didn let m
much get gets got someone anyone somebody anybody something anything else just
"""
# Where the stemmer makes one word of two that the law keeps apart: loyer (rent) becomes loi, partie becomes part.
_APART: dict[str, dict[str, str]] = {
    "fr": {
        "loyer": "loyer", "loyers": "loyer", "foyer": "foyer", "foyers": "foyer", "partie": "partie",
        "parties": "partie", "cours": "cours", "fonds": "fonds", "mars": "mars", "devis": "devis",
        "commissions": "commiss", "reglement": "reglement", "reglements": "reglement", "batiment": "batiment",
        "batiments": "batiment", "usager": "usager", "usagers": "usager", "maree": "maree", "marees": "maree",
    },
    "en": {"witness": "witness", "witnesses": "witness"},
}  # fmt: skip
_FUNCTION: dict[str, frozenset[str]] = {}
_ALGORITHM = {"fr": "french", "en": "english"}
_CACHE_LIMIT = 400_000

_stemmers = threading.local()
_cache: dict[str, dict[str, tuple[str, ...]]] = {"fr": {}, "en": {}}


def fold(text: str) -> str:
    """Drop the accents of a text: `règl` becomes `regl`."""
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


for _language, _list in (("fr", _FRENCH), ("en", _ENGLISH)):
    # Also without accents, since a question is often typed so; `ete` and `etre` are no other words.
    _FUNCTION[_language] = frozenset(_list.split()) | frozenset(fold(word) for word in _list.split())


def normalise(text: str) -> str:
    """Unicode NFKC, with one apostrophe, one hyphen and no ligatures, in lower case."""
    return _spelled(text).lower()


def _spelled(text: str) -> str:
    # The apostrophes before NFKC, which makes U+00B4 a space with an accent; and again after it, for what it makes.
    text = unicodedata.normalize("NFC", text).translate(_FOLDED)
    return " ".join(unicodedata.normalize("NFKC", text).translate(_FOLDED).split())


def _stem(word: str, language: Language) -> str:
    apart = _APART[language].get(fold(word))
    if apart is not None:
        return apart
    # A PyStemmer object keeps a buffer and a cache of its own and must not be shared between threads.
    stemmer = getattr(_stemmers, language, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(_ALGORITHM[language], 0)
        setattr(_stemmers, language, stemmer)
    return fold(stemmer.stemWord(word)) or fold(word)


def _analyse(word: str, language: Language) -> tuple[str, ...]:
    function = _FUNCTION[language]
    while match := _ELISION.match(word):
        word = word[match.end() :]
    word = _CONTRACTION.sub("", word)
    if language == "fr":
        word = _INVERSION.sub("", word)
    if not word or word in function:
        return ()
    # A hyphen comes and goes (by-law and bylaw, Sainte-Adèle and, out of a PDF, SainteAdèle): the compound is
    # indexed closed, for its precision, and by its parts, for those who ask with fewer words or with a space.
    pieces = [piece for part in word.split("-") for piece in _unelided(part)]
    parts = [piece for piece in pieces if piece not in function]
    if len(pieces) == 1 or not parts:
        return tuple(_stem(part, language) for part in parts)
    return tuple(_stem(part, language) for part in ("".join(pieces), *parts) if len(part) > 1)


def _unelided(part: str) -> Iterator[str]:
    while match := _ELISION.match(part):
        part = part[match.end() :]
    yield _CONTRACTION.sub("", part).replace("'", "")


def _word(word: str, language: Language) -> tuple[str, ...]:
    cache = _cache[language]
    found = cache.get(word)
    if found is None:
        if len(cache) >= _CACHE_LIMIT:
            cache.clear()
        found = cache[word] = _analyse(word, language)
    return found


def _merged(match: re.Match[str]) -> Iterable[str]:
    """Return the digits of a number whose groups a space parts, or the groups where a space parts columns."""
    whole: str = match["whole"]
    if " " not in whole:
        return (whole.replace(",", ""),)
    first, *rest = whole.split(" ")
    measured = match["before"] or match["after"] or match["unit"] or match["part"]
    if len(first) < 3 or rest[-1] == "000" or measured:
        return ("".join((first, *rest)),)
    return (first, *rest)


def _number(match: re.Match[str]) -> Iterator[str]:
    *before, last = _merged(match)
    yield from before
    part = match["part"] or ""
    # A comma is a decimal mark and its zeros say nothing. A point also numbers articles (7.1 is not 7.10), so
    # its zeros go only from amounts and measures.
    if part.startswith(",") or match["before"] or match["after"] or match["unit"] or not part.strip(".0"):
        part = part.replace(",", ".").rstrip("0").rstrip(".")
    yield (last.lstrip("0") or "0") + part
    if match["before"] or match["after"]:
        yield "$"


def _provision(match: re.Match[str]) -> Iterator[str]:
    name: str = match["provision"]
    yield name
    for part in re.findall(r"[\w.]+", match["parts"]):
        name += f"({part})"
        yield name


_TENS = (20, 30, 40, 50, 60, 70, 80, 90)
_NUMERALS: dict[str, dict[str, int]] = {
    "fr": dict(
        zip(
            "un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts "
            "trente quarante cinquante soixante cent cents mil mille million millions milliard milliards".split(),
            [1, 1, *range(2, 17), 20, 20, 30, 40, 50, 60, 100, 100, 1000, 1000, 10**6, 10**6, 10**9, 10**9],
            strict=True,
        )
    ),
    "en": dict(
        zip(
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
            "million millions billion billions".split(),
            [*range(1, 20), *_TENS, 100, 1000, 10**6, 10**6, 10**9, 10**9],
            strict=True,
        )
    ),
}
_LINK = {"fr": "et", "en": "and"}


class _Numeral:
    """A number being read from its words, one word at a time."""

    __slots__ = ("current", "language", "linked", "pending", "scale", "total")

    def __init__(self, language: Language) -> None:
        self.language = language
        self._clear()

    def _clear(self) -> None:
        self.pending = self.linked = False
        self.total = self.current = 0
        self.scale = 10**12

    def read(self, word: str, found: list[str]) -> str:
        """Take the number at the head of a word, and return what is left of the word.

        A number that the word ends is appended to `found`.
        """
        if self.pending and word == _LINK[self.language]:
            self.linked = True
            return ""
        head, _, rest = word.partition("-")
        value = _NUMERALS[self.language].get(head)
        if value is None or (value >= 10**6 and not self.pending):
            if self.pending and head == _LINK[self.language] and rest.partition("-")[0] in _NUMERALS[self.language]:
                self.linked = True
                return self.read(rest, found)
            self.flush(found)
            return word
        if not self._fits(value):
            self.flush(found)
        self._add(value)
        return self.read(rest, found) if rest else ""

    def _fits(self, value: int) -> bool:
        if not self.pending:
            return True
        rest = self.current % 100
        if value >= 1000:
            return not self.linked and value < self.scale and self.current > 0
        if value == 100:
            return not self.linked and self.current < 20
        if self.language == "en":
            return rest == 0 if self.linked else rest == 0 or (rest in _TENS and value < 10)
        if self.linked:
            return value in (1, 11) and (rest == 0 or rest in _TENS)
        return (
            rest == 0
            or (rest == 4 and value == 20)
            or (rest in _TENS and value < 10)
            or (rest in (60, 80) and value < 20)
            or (rest in (10, 70, 90) and 7 <= value <= 9)
        )

    def _add(self, value: int) -> None:
        if value >= 1000:
            self.total += max(self.current, 1) * value
            self.current, self.scale = 0, value
        elif value == 100:
            self.current = max(self.current, 1) * 100
        elif self.current % 100 == 4 and value == 20:
            self.current += 76
        else:
            self.current += value
        self.pending, self.linked = True, False

    def flush(self, found: list[str]) -> None:
        """Append the number read so far, if any; `one` alone is an article or a pronoun."""
        if self.pending:
            if self.total + self.current > 1:
                found.append(str(self.total + self.current))
            self._clear()


def terms(text: str, language: Language) -> list[str]:
    """Return the index terms of a text, in order, with repetitions.

    Words are stemmed (Snowball), then lose their accents; elisions, function words and the marks of enumerations
    are dropped. Numbers have one form in both languages, written in digits or in words: `5 308,00 $`, `$5,308` and
    `five thousand three hundred and eight dollars` give `5308` and `$`. A provision is indexed with those that hold
    it: `26(1)` gives `26` and `26(1)`. An acronym whose stem is another word is indexed as written too, so that it
    crosses languages. Never raises; the Unicode form (NFC, NFD) of the text does not matter.
    """
    spelled = _spelled(text)
    lowered = spelled.lower()
    acronyms: set[str] = set()
    if spelled.upper() != spelled:
        acronyms = {fold(name.lower()) for name in _CAPITALS.findall(spelled) if name.isupper()}
    found: list[str] = []
    numeral, numerals = _Numeral(language), _NUMERALS[language]
    for match in _TOKEN.finditer(lowered):
        kind = match.lastgroup
        if kind == "word":
            word = match["word"]
            if numeral.pending or word in numerals or ("-" in word and word.partition("-")[0] in numerals):
                word = numeral.read(word, found)
            analysed = _word(word, language)
            found.extend(analysed)
            if acronyms and analysed and (name := fold(word)) in acronyms and name != analysed[0]:
                found.append(name)
        elif kind != "mark":
            numeral.flush(found)
            found.extend(_other(match))
    numeral.flush(found)
    return found


def _other(match: re.Match[str]) -> Iterable[str]:
    kind = match.lastgroup
    if kind == "percent":
        return ("%",)
    if kind == "dollar":
        return ("$",)
    if kind == "code":
        code: str = match["code"]
        return (code, *(part.lstrip("0") or "0" for part in re.split("[-/]", code)))
    if kind == "parts":
        return _provision(match)
    if kind == "dotted":
        return (fold(match["dotted"].replace(".", "")),)
    return _number(match)


def words(text: str, language: Language) -> list[str]:
    """Return the words of a text as written, without function words: to show people, not to index."""
    function = _FUNCTION[language]
    return [word for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", _spelled(text)) if word.lower() not in function]
