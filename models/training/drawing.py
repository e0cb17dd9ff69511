"""Draws the examples that the contextual encoder learns from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import TypeVar

from models.training.corpus import Both, Section
from models.training.everyday import Asked

T = TypeVar("T")
_BATCH, _LONG_BATCH, _POOL = 64, 40, 400
_SHORT, _LONG = 24, 70
"""Words of a short clause, and of a long one, at most."""
_LAWS, _LIVES, _TERMS, _CLAUSES = 24, 24, 16, 16
_NEIGHBOURS = 4
"""Sections of one document that stand in a batch together: the negatives that are hard."""
_WINDOW = 90
"""Words of a section that are to be found."""


@dataclass(frozen=True, slots=True)
class Examples:
    """A batch: queries with the sections and the provisions that answer them, pairs of one meaning in both languages,
    and the English of the questions in `lives`.
    """

    laws: list[tuple[str, str]]
    lives: list[tuple[str, str]]
    english: list[str]
    pairs: list[Both]


def clauses(pairs: Sequence[Both], random: Random) -> Iterator[list[Both]]:
    """Yield batches of aligned clauses for ever: of similar length, two of short ones, then one of long ones."""
    fitting = [pair for pair in pairs if _alike(pair)]
    short = [pair for pair in fitting if len(pair.fr.split()) <= _SHORT]
    long = [pair for pair in fitting if _SHORT < len(pair.fr.split()) <= _LONG]
    few, many = _batches(short, _BATCH, random), _batches(long, _LONG_BATCH, random)
    turns = [few] * 2 * bool(short) + [many] * bool(long)
    while turns:
        yield from (next(turn) for turn in turns)


def retrieval(
    sections: Sequence[Section], asked: Sequence[Asked], terms: Sequence[Both], pairs: Sequence[Both], random: Random
) -> Iterator[Examples]:
    """Yield batches of retrieval for ever: sections by their notes, headings and words; provisions by questions."""
    runs = _shuffled([sections[k : k + _NEIGHBOURS] for k in range(0, len(sections), _NEIGHBOURS)], random)
    lives = _shuffled(list(asked), random)
    short = [pair for pair in pairs if all(2 <= len(side.split()) <= 40 for side in pair)]
    while True:
        neighbours = chain.from_iterable(next(runs) for _ in range(_LAWS // _NEIGHBOURS))
        chosen = [next(lives) for _ in range(_LIVES)]
        yield Examples(
            laws=[_law(section, random) for section in neighbours],
            lives=[(random.choice(one.question), random.choice(one.provision)) for one in chosen],
            english=[one.question.en for one in chosen],
            pairs=random.choices(short, k=_CLAUSES) + random.choices(terms, k=_TERMS),
        )


def _law(section: Section, random: Random) -> tuple[str, str]:
    """A query, and the part of its section that is to be found, in the other language three times out of five."""
    asked = random.randrange(2)
    written = asked if random.random() < 0.4 else 1 - asked
    heading = [text.split(" > ")[-1] for text in section.heading]
    words = section.body[written].split()
    start = 0 if random.random() < 0.6 else random.randrange(max(1, len(words) - 60))
    over = ((section.title[written], 0.2), (heading[written], 0.6), (section.note[written], 0.3))
    head = [text for text, share in over if text and random.random() < share]
    text = ". ".join([*head, " ".join(words[start : start + _WINDOW])])
    kind, title = random.random(), section.title[asked]
    if kind < 0.45 and section.note[asked]:
        query = section.note[asked] + (f". {title}" if random.random() < 0.4 else "")
    elif kind < 0.6 and heading[asked]:
        query = f"{heading[asked]}. {section.note[asked] or title}"
    else:
        # Translations run side by side: the words asked with stand at the same share of the text.
        other = section.body[asked].split()
        middle = (start + random.random() * min(_WINDOW, len(words))) / max(len(words), 1)
        width = random.randrange(6, 24)
        first = max(0, min(int(middle * len(other) - width / 2), len(other) - width))
        query = " ".join(other[first : first + width])
    return query, text


def _alike(pair: Both) -> bool:
    lengths = [len(side.split()) for side in pair]
    return min(lengths) >= 2 and max(lengths) <= 3 * min(lengths) + 4


def _batches(pairs: list[Both], size: int, random: Random) -> Iterator[list[Both]]:
    """Yield batches for ever, of clauses of similar length, so that little is evaluated for nothing."""
    while pairs:
        random.shuffle(pairs)
        for start in range(0, len(pairs), _POOL):
            pool = sorted(pairs[start : start + _POOL], key=lambda pair: len(pair.fr))
            batches = [pool[k : k + size] for k in range(0, len(pool), size)]
            random.shuffle(batches)
            yield from batches


def _shuffled(items: list[T], random: Random) -> Iterator[T]:
    while items:
        random.shuffle(items)
        yield from items
