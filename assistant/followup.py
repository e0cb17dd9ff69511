"""Understands a question from the conversation: what it takes over from the questions before it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Carried, Word
from assistant.ellipsis import sign
from indexes.records import Language, Lexicon
from models import analysis

_WORD = re.compile(r"\$?\d{1,3}(?:[ ,]\d{3})+(?: ?\$)?|[^\W_]++(?:[.-][^\W_]++)*+(?: ?[$%])?(?!')")
_INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?|on|je|tu|nous|vous|ce)$")
_MEASURES = frozenset("many long often soon jusque jusqu".split())
"""What is left of `how many` and the like: says nothing of a subject."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the conversation, as entry `entry` of the record, with what it took over."""

    entry: int
    question: str
    language: Language
    carried: Carried | None = None

    @property
    def words(self) -> tuple[Word, ...]:
        """Its own words, without those that only hold a sentence together."""
        return tuple(Word(word, self.language, self.entry) for word in _words(self.question, self.language))


def carried(question: str, language: Language, before: Sequence[Asked], lexicon: Lexicon) -> Carried | None:
    """What a question takes over from those before it, the latest last; None where it stands by itself.

    That is: the words of the question that opened the subject and of the one just before, without those that the new
    question says itself. A piece (“and for managers?”) takes the place of a piece (“and for students?”).
    """
    since = chain(before)
    if not since or (shown := sign(question, language)) is None:
        return None
    first, last = since[0], since[-1]
    taken = [first]
    if last is not first and not (shown == "opening" and last.carried and last.carried.sign == "opening"):
        taken.append(last)
    said = set(analysis.terms(question, language))
    kept: dict[tuple[str, ...], Word] = {}
    for word in (word for asked in taken for word in asked.words):
        terms = analysis.terms(word.text, word.language)
        if word.language != language or not said.issuperset(terms):
            kept.setdefault((word.language, *terms), word)
    words = tuple(kept.values())
    return Carried(first.question, shown, words, _standalone(question, language, words, lexicon)) if words else None


def _standalone(question: str, language: Language, words: Sequence[Word], lexicon: Lexicon) -> str:
    """What is taken over, then the question; a word of the other language is followed by what it most likely becomes.

    The lexicon has stems, which the analysis of a text leaves as they are, nearly always.
    """
    parts: list[str] = []
    for word in words:
        parts.append(word.text)
        if word.language != language:
            parts += [_translated(term, word.language, lexicon) for term in lexicon.terms(word.text, word.language)]
    return " ".join(dict.fromkeys([*parts, question]))


def chain(before: Sequence[Asked]) -> Sequence[Asked]:
    """The questions since the latest that stands by itself, which comes first."""
    for place in range(len(before) - 1, -1, -1):
        if before[place].carried is None:
            return before[place:]
    return ()


def _translated(term: str, source: Language, lexicon: Lexicon) -> str:
    translations = lexicon.translate(term, source)
    return max(translations, key=lambda each: translations[each], default=term)


def _words(question: str, language: Language) -> Iterator[str]:
    text = " ".join(question.replace("’", "'").split())
    for found in _WORD.findall(text):
        word = _INVERTED.sub("", found)
        if word.lower() not in _MEASURES and analysis.terms(word, language):
            yield word
