"""Compares two results over the same questions: what got better and worse, and whether chance explains it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation import bootstrap
from assistant.evaluation.errors import ResultError
from assistant.evaluation.metrics import NAMES, measured
from assistant.evaluation.results import FORMAT
from assistant.evaluation.saved import Saved, SavedRow
from indexes.records import LANGUAGES, Language

Turn = Literal["better", "worse", "same"]


@dataclass(frozen=True, slots=True)
class Change:
    """One question in one language: the rank of its first right passage before and after."""

    id: str
    language: Language
    question: str
    before: int | None
    after: int | None

    @property
    def turn(self) -> Turn:
        """What became of it."""
        before, after = self.before or float("inf"), self.after or float("inf")
        return "same" if before == after else "better" if after < before else "worse"

    @property
    def gain(self) -> float:
        """The difference of the reciprocal ranks."""
        return (1 / self.after if self.after else 0.0) - (1 / self.before if self.before else 0.0)


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric before and after, the 95 % interval of the difference, and the p-value of the permutation test."""

    before: float
    after: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Group:
    """The metrics over `asked` askings, by their names."""

    asked: int
    metrics: Mapping[str, Difference]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two results come to. `questions_better` and `questions_worse` count each question once; `p` is of these."""

    before: Saved
    after: Saved
    groups: Mapping[str, Group]
    directions: Mapping[str, Group]
    changes: tuple[Change, ...]
    questions_better: int
    questions_worse: int
    p: float

    def turned(self, turn: Turn) -> list[Change]:
        """The changes of one kind, the largest first."""
        return sorted((one for one in self.changes if one.turn == turn), key=lambda one: -abs(one.gain))

    def as_json(self) -> dict[str, object]:
        """The comparison as outside programs read it."""
        return {
            "format": FORMAT,
            "a": _side_json(self.before),
            "b": _side_json(self.after),
            "metrics": {name: _group_json(group) for name, group in self.groups.items()},
            "directions": {name: _group_json(group) for name, group in self.directions.items()},
            "better": len(self.turned("better")),
            "worse": len(self.turned("worse")),
            "same": len(self.turned("same")),
            "sign_test": {"better": self.questions_better, "worse": self.questions_worse, "p": round(self.p, 4)},
            "rows": [
                {
                    "id": one.id,
                    "language": one.language,
                    "question": one.question,
                    "a": one.before,
                    "b": one.after,
                    "change": one.turn,
                }
                for one in self.changes
            ],
        }


def compare(before: Saved, after: Saved) -> Comparison:
    """Compare two results, by what both looked at: ranks beyond the smaller limit count as not found.

    Raises:
        ResultError: they are of different question files, or were not asked alike.
    """
    if before.sha256 != after.sha256:
        raise ResultError(
            _("{a} and {b} are of different question files ({file_a}, {file_b}).").format(
                a=before.name, b=after.name, file_a=before.file, file_b=after.file
            ),
            hint=_("Run both over one and the same question file."),
        )
    limit = min(before.limit, after.limit)
    pairs = _pairs(before, after)
    changes = tuple(
        Change(a.id, a.language, a.question, _within(a.rank, limit), _within(b.rank, limit)) for a, b in pairs
    )
    gains: dict[str, float] = {}
    for one in changes:
        gains[one.id] = gains.get(one.id, 0.0) + one.gain
    better, worse = sum(gain > 0 for gain in gains.values()), sum(gain < 0 for gain in gains.values())
    groups = {"overall": [(one.id, one.before, one.after) for one in changes]}
    for language in LANGUAGES:
        groups[language] = [(one.id, one.before, one.after) for one in changes if one.language == language]
    return Comparison(
        before=before,
        after=after,
        groups={name: group(rows) for name, rows in groups.items() if rows},
        directions={name: group(rows) for name, rows in _by_direction(pairs, limit).items()},
        changes=changes,
        questions_better=better,
        questions_worse=worse,
        p=bootstrap.sign_test(better, worse),
    )


def group(rows: Sequence[tuple[Hashable, int | None, int | None]]) -> Group:
    """The metrics of rows of question, rank before and rank after; at least one row."""
    questions = [question for question, _before, _after in rows]
    before = measured([rank for _question, rank, _after in rows])
    after = measured([rank for _question, _before, rank in rows])
    low, high = bootstrap.intervals(after - before, questions)
    p = bootstrap.permutation(after - before, questions)
    columns: list[NDArray[np.float64]] = [before.mean(axis=0), after.mean(axis=0), low, high, p]
    return Group(
        len(rows),
        {name: Difference(*(float(column[place]) for column in columns)) for place, name in enumerate(NAMES)},
    )


def _pairs(before: Saved, after: Saved) -> list[tuple[SavedRow, SavedRow]]:
    later = {(row.id, row.language): row for row in after.rows if row.answerable}
    earlier = {(row.id, row.language): row for row in before.rows if row.answerable}
    if earlier.keys() != later.keys():
        raise ResultError(
            _("{a} and {b} do not hold the same questions.").format(a=before.name, b=after.name),
            hint=_("Save both again: greffier eval run QUESTIONS.jsonl --out FILE"),
        )
    if not earlier:
        raise ResultError(
            _("{a} and {b} hold no question that has an answer.").format(a=before.name, b=after.name),
            hint=_("Evaluate with questions whose sources are known; docs/eval.md says how they are written."),
        )
    return [(row, later[key]) for key, row in earlier.items()]


def _by_direction(
    pairs: Sequence[tuple[SavedRow, SavedRow]], limit: int
) -> dict[str, list[tuple[str, int | None, int | None]]]:
    rows: dict[str, list[tuple[str, int | None, int | None]]] = {}
    for a, b in pairs:
        for direction in a.directions.keys() & b.directions.keys():
            ranks = _within(a.directions[direction], limit), _within(b.directions[direction], limit)
            rows.setdefault(direction, []).append((a.id, *ranks))
    return dict(sorted(rows.items()))


def _within(rank: int | None, limit: int) -> int | None:
    return rank if rank is not None and rank <= limit else None


def _side_json(saved: Saved) -> dict[str, object]:
    return {"name": saved.name, "generation": saved.generation, "encoder": saved.encoder, "limit": saved.limit}


def _group_json(group: Group) -> dict[str, object]:
    return {
        "asked": group.asked,
        **{
            name: {
                "a": round(one.before, 4),
                "b": round(one.after, 4),
                "difference": round(one.after - one.before, 4),
                "interval": [round(one.low, 4), round(one.high, 4)],
                "p": round(one.p, 4),
            }
            for name, one in group.metrics.items()
        },
    }
