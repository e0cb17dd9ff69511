"""Reads what was written for training: what people ask in their own words, and what a provision answers in its."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.training.corpus import Both

FOLDER = Path(__file__).parent / "everyday"
MEASURED_SHARE = 0.15
"""Of the questions, the share that is kept to measure on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as people put it, and a provision that answers it, which shares few words with it."""

    question: Both
    provision: Both

    @property
    def measured(self) -> bool:
        """Whether it is kept to measure on: by hash, so that it stays so when others are added."""
        digest = hashlib.sha256(self.question.fr.encode()).digest()
        return int.from_bytes(digest[:4], "big") < MEASURED_SHARE * 2**32


def asked(folder: Path = FOLDER) -> list[Asked]:
    """Read the questions: tab-separated, French and English question, French and English provision."""
    return [Asked(Both(*row[:2]), Both(*row[2:])) for row in _rows(folder, "provisions-*.tsv", 4)]


def clauses(folder: Path = FOLDER) -> Iterator[Both]:
    """Return all that is said in both languages: questions and provisions to train on, and the glossary."""
    yield from glossary(folder)
    for one in asked(folder):
        if not one.measured:
            yield from (one.question, one.provision)


def glossary(folder: Path = FOLDER) -> Iterator[Both]:
    """Read the glossary as pairs: every French equivalent of a row with every English one (`|` between them)."""
    for row in _rows(folder, "glossary-*.tsv", 2):
        fr, en = ([text.strip() for text in side.split("|")] for side in row)
        yield from (Both(one, other) for one in fr for other in en)


def _rows(folder: Path, pattern: str, columns: int) -> Iterator[list[str]]:
    for path in sorted(folder.glob(pattern)):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            row = line.split("\t")
            if len(row) != columns or not all(map(str.strip, row)):
                raise ValueError(f"{path.name}, line {number}: {columns} columns are wanted, none of them empty")
            yield row
