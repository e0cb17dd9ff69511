"""Reads results that were saved, as far as comparing and showing them needs; what is no result is refused as such."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any

from assistant.evaluation.calibration import Bin
from assistant.evaluation.errors import ResultError
from assistant.evaluation.results import FORMAT, Refusals, Summary
from indexes.records import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class SavedHit:
    """A passage that was found for a question; `right`: it holds a quotation that answers."""

    rank: int
    title: str
    file: str
    page: int
    right: bool


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A question in one language, with the rank of the first right passage; `directions` has it by direction.

    probability: how sure Greffier was that the library answers. refused: whether the answer refused, where one was
    asked for. hits: the first passages found.
    """

    id: str
    language: Language
    question: str
    answerable: bool
    rank: int | None
    directions: Mapping[str, int | None]
    probability: float | None = None
    refused: bool | None = None
    hits: tuple[SavedHit, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved result. `limit`: how many passages a question was given.

    metrics, answers: the means over all askings as "overall", and by language; no answers where none was asked for.
    refusals: the shares that would not be answered; bins: estimates against what was so, likewise. Each is empty where
    the result tells nothing of it. made: UTC, ISO 8601.
    """

    name: str
    file: str
    sha256: str
    generation: str
    encoder: str
    limit: int
    rows: tuple[SavedRow, ...]
    made: str = ""
    collection: str | None = None
    questions: int = 0
    answerable: int = 0
    metrics: Mapping[str, Summary] = field(default_factory=dict)
    parity: Summary = field(default_factory=lambda: Summary(0))
    latency: Summary = field(default_factory=lambda: Summary(0))
    refusals: Mapping[str, Refusals] = field(default_factory=dict)
    bins: Mapping[str, tuple[Bin, ...]] = field(default_factory=dict)
    answers: Mapping[str, Summary] = field(default_factory=dict)


_HITS = 5  # of a question that are shown


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


def _saved(name: str, document: Mapping[str, Any]) -> Saved:
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
        made=_moment(document.get("made", "")),
        collection=None if document.get("collection") is None else _text(document["collection"]),
        questions=_count(document.get("questions", 0)),
        answerable=_count(document.get("answerable", 0)),
        metrics=_summaries(document.get("metrics", {})),
        parity=_summary(document.get("parity", {"asked": 0})),
        latency=_summary(document.get("latency", {"asked": 0})),
        refusals=_refusals(document.get("refusal", {})),
        bins={str(part): _bins(one) for part, one in document.get("calibration", {}).items()},
        answers=_summaries(document.get("answers", {})),
    )


def _row(row: Mapping[str, Any]) -> SavedRow:
    language, directions, answerable = row["language"], row["directions"], row["answerable"]
    if language not in LANGUAGES or not isinstance(directions, dict) or not isinstance(answerable, bool):
        raise TypeError
    answer, probability = row.get("answer"), row.get("probability")
    return SavedRow(
        id=_text(row["id"]),
        language=language,
        question=_text(row["question"]),
        answerable=answerable,
        rank=_rank(row["rank"]),
        directions={direction: _rank(rank) for direction, rank in directions.items()},
        probability=None if probability is None else float(probability),
        refused=None if answer is None else bool(answer["refused"]),
        hits=tuple(
            SavedHit(
                _count(hit["rank"]), _text(hit["title"]), _text(hit["file"]), _count(hit["page"]), bool(hit["right"])
            )
            for hit in row.get("hits", [])[:_HITS]
        ),
    )


def _summaries(found: Mapping[str, Any]) -> dict[str, Summary]:
    return {str(part): _summary(one) for part, one in found.items()}


def _summary(found: Mapping[str, Any]) -> Summary:
    """The means and intervals that were written beside each other."""
    values = {
        str(key): float(value) for key, value in found.items() if isinstance(value, float | int) and key != "asked"
    }
    ends = {str(key): (float(low), float(high)) for key, (low, high) in found.get("intervals", {}).items()}
    return Summary(_count(found["asked"]), values, ends)


def _refusals(found: Mapping[str, Any]) -> dict[str, Refusals]:
    if "threshold" not in found:
        return {}
    threshold = float(found["threshold"])
    parts: dict[str, Mapping[str, Any]] = {"overall": found}
    parts |= {str(code): found[code] for code in LANGUAGES if code in found}
    return {
        part: Refusals(threshold, _summary(one["answerable"]), _summary(one["unanswerable"]))
        for part, one in parts.items()
    }


def _bins(found: Mapping[str, Any]) -> tuple[Bin, ...]:
    return tuple(
        Bin(
            float(one["from"]), float(one["to"]), _count(one["asked"]),
            float(one["estimated"] or 0.0), float(one["observed"] or 0.0),
        )
        for one in found.get("bins", [])
    )  # fmt: skip


def _moment(value: object) -> str:
    text = _text(value)
    if text:
        datetime.fromisoformat(text)
    return text


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError
    return value


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
