"""Numbers the sentences of the evidence as a generator is shown them: what a pointer points at is one sentence."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import category

from assistant.evidence import Evidence
from indexes.records import Sentence, Span

LONGEST = 4000
"""Characters of the evidence shown at most: with a question and an answer, it fits a context of 4,096 tokens."""

_SHOWN_AS = {"[": "(", "]": ")"}
_SPACES = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp", "Zs"))


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sentence of the evidence, and its number from 1 among all that are shown.

    `piece` counts the pieces of evidence from 0: sentences of one piece follow one another in their document.
    """

    number: int
    piece: int
    evidence: Evidence
    sentence: Sentence

    @property
    def text(self) -> str:
        """The sentence as it is shown: of the same length as filed, on one line, and without a bracket."""
        return flat(self.sentence.text)


def numbered(evidence: Sequence[Evidence], most: int) -> tuple[Numbered, ...]:
    """Number the sentences of the best pieces: `most` pieces, within `LONGEST` characters but for the first one.

    They stand in the order in which the evidence was ranked, which tells a model what retrieval thinks of them.
    """
    shown: list[Evidence] = []
    size = 0
    for one in evidence[:most]:
        size += len(one.text)
        if shown and size > LONGEST:
            break
        shown.append(one)
    rows = ((piece, one, sentence) for piece, one in enumerate(shown) for sentence in one.sentences)
    return tuple(Numbered(number, *row) for number, row in enumerate(rows, start=1))


def candidates(evidence: Sequence[Evidence], most: int) -> tuple[Numbered, ...]:
    """Number what says most in each of the best pieces: one sentence a piece, `most` pieces, in their order."""
    return tuple(
        Numbered(number, number - 1, one, one.sentences[one.best])
        for number, one in enumerate(evidence[:most], start=1)
    )


def pieces(lines: Sequence[Numbered]) -> Iterator[list[Numbered]]:
    """The lines of each piece of evidence, in order."""
    for _piece, group in itertools.groupby(lines, key=lambda line: line.piece):
        yield list(group)


def flat(text: str) -> str:
    """Write a text of a document on one line, character for character.

    Line ends, controls and format characters become spaces, and square brackets round ones: with a line and a bracket
    begins what is ours, and nothing in a document can look like it.
    """
    return "".join(_SHOWN_AS.get(each, " " if category(each) in _SPACES else each) for each in text)


def cut(sentence: Sentence, start: int, end: int) -> Sentence:
    """The sentence from character `start` to `end` (excluded) of its text, with the spans that this is on the pages."""
    spans, offset = [], 0
    for span in sentence.spans:
        length = span.end - span.start
        first, last = max(start - offset, 0), min(end - offset, length)
        if first < last:
            spans.append(Span(span.page, span.start + first, span.start + last))
        offset += length + 1  # a space joins the texts of two spans
    return Sentence(sentence.id, tuple(spans), sentence.text[start:end])
