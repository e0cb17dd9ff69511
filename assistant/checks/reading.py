"""Reads a text once for all checks: its sentences and clauses, its words under their cues, and what can be counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.checks import dates, force, people, quantities, text
from assistant.checks.dates import Date, Time
from assistant.checks.force import Cue, Force
from assistant.checks.people import Mention
from assistant.checks.quantities import Placed, Quantity, Rate
from indexes.records import Language, Lexicon

CODE = re.compile(
    r"\b[A-Z]{1,6}\d*[- ]?\d+(?:[-./][A-Z]?\d+)*\b|(?<![\d.,$])\b\d{1,5}(?:[-/]\d{1,5})+\b(?![/-])"
    r"|(?<![\d.,$])\b\d+(?:\.\d+)*(?: ?\(?[a-z0-9]{1,3}(?:\.\d+)?\))+|\b\d+(?:\.\d+){2,}\b"
)
"""A code: RH-31, 2012/69, 16.2.5, 26(1)a)."""

_WITHOUT = re.compile(r"(?!uni)un(?P<rest>[a-z]+(?:ed|en|aid))", re.IGNORECASE)  # unopened, unpaid
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Code:
    """Where a code stands."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word that means something: its index term, where it stands, and what is said of it."""

    term: str
    start: int
    end: int
    sentence: int
    clause: int
    force: Force
    denier: int | None
    """Where the cue stands that denies it."""

    @property
    def denied(self) -> bool:
        """Whether it is denied, or said to be lacking."""
        return self.denier is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the checks see it. `text` is spelled in one way; all places are in it."""

    text: str
    language: Language
    sentences: tuple[tuple[int, int], ...]
    clauses: tuple[tuple[int, int], ...]
    words: tuple[Word, ...]
    cues: tuple[Cue, ...]
    quantities: tuple[Quantity, ...]
    rates: tuple[Rate, ...]
    dates: tuple[Date, ...]
    times: tuple[Time, ...]
    named: tuple[Mention, ...]

    def is_denied(self, place: int) -> bool:
        """Say whether what stands at a place is denied."""
        return force.force(place, self.cues) in force.NEGATIVE

    def sentence_at(self, place: int) -> int:
        """The number of the sentence that a place is in."""
        return _number(self.sentences, place)

    def clause_at(self, place: int) -> int:
        """The number of the clause that a place is in."""
        return _number(self.clauses, place)


@lru_cache(maxsize=512)
def read(written: str, language: Language, lexicon: Lexicon) -> Reading:
    """Read a text of one language; the same evidence is read once for all the claims that cite it."""
    spelled = text.spelled(written)
    sentences = text.sentences(spelled)
    clauses = [clause for start, end in sentences for clause in text.clauses(spelled, language, start, end)]
    cues = force.cues(spelled, language, sentences, clauses)
    days, times = dates.dates(spelled), dates.times(spelled)
    codes = [Code(match.start(), match.end()) for match in CODE.finditer(spelled)]
    amounts = quantities.quantities(spelled, language, [*days, *times, *codes])
    held: list[Placed] = [*days, *times, *(one for one in amounts if not one.article), *cues]
    words = []
    for match in _WORD.finditer(spelled):
        at = match.start()
        over = next((one for one in held if one.start <= at < one.end), None)
        if over is not None:
            if over not in cues or spelled[over.end : over.end + 1] != "-":
                continue
            at = over.end + 1  # non-respect
        written = spelled[at : match.end()]
        without = _WITHOUT.fullmatch(written) if language == "en" else None
        for term in lexicon.terms(without["rest"] if without else written, language)[:1]:  # of a compound, the whole
            place = _number(sentences, at), _number(clauses, at)
            denier = at if without else force.denier(at, cues)
            words.append(Word(term, at, match.end(), *place, force.force(at, cues), denier))
    return Reading(
        spelled,
        language,
        tuple(sentences),
        tuple(clauses),
        tuple(words),
        tuple(cues),
        tuple(amounts),
        tuple(
            one
            for one in quantities.rates(spelled)
            if not any(a.start <= one.start < a.end for a in amounts if not a.article)
        ),
        tuple(days),
        tuple(times),
        tuple(people.mentions(spelled, language)),
    )


def _number(spans: Sequence[tuple[int, int]], place: int) -> int:
    for number, (start, end) in enumerate(spans):
        if start <= place < end:
            return number
    return len(spans) - 1
