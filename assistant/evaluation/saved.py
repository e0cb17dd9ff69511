"""Reads results that were saved, as far as a comparison needs them; what is no result is refused as such."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from assistant.evaluation.errors import ResultError
from assistant.evaluation.results import FORMAT
from indexes.records import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A question in one language, with the rank of the first right passage; `directions` has it by direction."""

    id: str
    language: Language
    question: str
    answerable: bool
    rank: int | None
    directions: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved result. `limit`: how many passages a question was given."""

    name: str
    file: str
    sha256: str
    generation: str
    encoder: str
    limit: int
    rows: tuple[SavedRow, ...]


def load(path: Path) -> Saved:
    """Read a result that `greffier eval run --out` saved.

    Raises:
        ResultError: it is none.
        OSError: it cannot be read.
    """
    try:
        document = json.loads(path.read_bytes())
        form = document["format"]
        if form == FORMAT:
            return _saved(path.name, document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ResultError(
            _("{file} is not a result of an evaluation.").format(file=path.name),
            hint=_("Save one: greffier eval run QUESTIONS.jsonl --out FILE"),
        ) from error
    raise ResultError(
        _("{file} was saved by another version of Greffier.").format(file=path.name),
        hint=_("Save it again: greffier eval run QUESTIONS.jsonl --out FILE"),
    )


def _saved(name: str, document: Mapping[str, object]) -> Saved:
    file, rows = document["file"], document["rows"]
    if not isinstance(file, dict) or not isinstance(rows, list):
        raise TypeError
    return Saved(
        name=name,
        file=_text(file["name"]),
        sha256=_text(file["sha256"]),
        generation=_text(document["generation"]),
        encoder=_text(document["encoder"]),
        limit=_rank(document["limit"]) or 0,
        rows=tuple(_row(row) for row in rows),
    )


def _row(row: Mapping[str, object]) -> SavedRow:
    language, directions, answerable = row["language"], row["directions"], row["answerable"]
    if language not in LANGUAGES or not isinstance(directions, dict) or not isinstance(answerable, bool):
        raise TypeError
    return SavedRow(
        id=_text(row["id"]),
        language=language,
        question=_text(row["question"]),
        answerable=answerable,
        rank=_rank(row["rank"]),
        directions={direction: _rank(rank) for direction, rank in directions.items()},
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _rank(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise TypeError
    return value
