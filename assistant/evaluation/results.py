"""The words of an evaluation: what was found for each question, and what that comes to; and the JSON that both are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.evaluation.calibration import Bin
from indexes.records import Language

FORMAT = 1
"""Of the JSON document; raised whenever an older reader would misunderstand it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage found for a question. `right`: it holds a quotation that answers."""

    rank: int
    score: float
    passage: str
    file: str
    title: str
    page: int
    page_label: str | None
    language: Language
    right: bool
    excerpt: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer came to: how many of its statements are shown as supported, and for each citation, in order,
    whether it is right (it holds, or is held by, a quotation that answers) and whether it is what its page says.
    """

    refused: bool
    statements: int
    supported: int
    right: tuple[bool, ...]
    equal: tuple[bool, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Row:
    """One question asked in one language.

    `rank` is that of the first right passage; None where none was found, or none is to be found. `ranks` has, for each
    language that the question has sources in, the rank of the first right passage among those in that language: the
    rank it would have, had the library no document in the other. `probability` is how sure Greffier is that the
    library answers. `seconds` is what the search took. `answer` is None where the question was only searched for.
    """

    id: str
    language: Language
    question: str
    answerable: bool
    rank: int | None
    ranks: Mapping[Language, int | None]
    hits: tuple[Found, ...]
    seconds: float
    probability: float
    answer: Answered | None = None

    @property
    def direction(self) -> str | None:
        """The language asked in, and those of the sources."""
        return direction(self.language, *self.ranks) if self.ranks else None


def direction(asked: Language, *sources: Language) -> str:
    """How a direction is written: fr→en."""
    return f"{asked}→{'+'.join(sources)}"


@dataclass(frozen=True, slots=True)
class Summary:
    """Means by their names, over `asked` askings or questions, with 95 % bootstrap intervals (low, high)."""

    asked: int
    values: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Return the values under their names, and the intervals beside."""
        return {
            "asked": self.asked,
            **{name: round(value, 4) for name, value in self.values.items()},
            "intervals": {name: [round(low, 4), round(high, 4)] for name, (low, high) in self.intervals.items()},
        }


@dataclass(frozen=True, slots=True)
class Refusals:
    """The shares of askings that Greffier would not answer at the threshold in force."""

    threshold: float
    answerable: Summary
    unanswerable: Summary

    def as_json(self) -> dict[str, object]:
        """Return both shares, without the threshold."""
        return {"answerable": self.answerable.as_json(), "unanswerable": self.unanswerable.as_json()}


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far the estimate that the library answers can be believed: its Brier score, its expected calibration error
    and the area under its curve, as far as they can be known, and the estimates by bins.
    """

    summary: Summary
    bins: tuple[Bin, ...]

    def as_json(self) -> dict[str, object]:
        """Return the measures, and the bins."""
        return {
            **self.summary.as_json(),
            "bins": [
                {
                    "from": round(one.low, 2),
                    "to": round(one.high, 2),
                    "asked": one.asked,
                    "estimated": round(one.estimated, 4) if one.asked else None,
                    "observed": round(one.observed, 4) if one.asked else None,
                }
                for one in self.bins
            ],
        }


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was asked of what: the question file and its SHA-256, the library's generation, and when (UTC)."""

    file: str
    sha256: str
    generation: str
    encoder: str
    collection: str | None
    limit: int
    made: str
    version: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation found. `parity` is French minus English, over the questions asked in both.

    reliability, answers: over all askings as "overall", and by language; without answers where none was asked for.
    """

    about: Circumstances
    questions: int
    answerable: int
    overall: Summary
    languages: Mapping[Language, Summary]
    directions: Mapping[str, Summary]
    parity: Summary
    latency: Summary
    refusals: Refusals
    refusals_by: Mapping[Language, Refusals]
    reliability: Mapping[str, Reliability]
    answers: Mapping[str, Summary]
    rows: tuple[Row, ...]

    @property
    def refusals_of(self) -> Mapping[str, Refusals]:
        """The refusals of all askings as "overall", and by language."""
        return {"overall": self.refusals, **{str(code): one for code, one in self.refusals_by.items()}}

    def as_json(self) -> dict[str, object]:
        """The evaluation as outside programs and comparisons read it."""
        about = self.about
        metrics: dict[str, Summary] = {
            "overall": self.overall,
            **{str(code): one for code, one in self.languages.items()},
        }
        return {
            "format": FORMAT,
            "file": {"name": about.file, "sha256": about.sha256},
            "made": about.made,
            "version": about.version,
            "questions": self.questions,
            "answerable": self.answerable,
            "generation": about.generation,
            "encoder": about.encoder,
            "collection": about.collection,
            "limit": about.limit,
            "metrics": {name: summary.as_json() for name, summary in metrics.items()},
            "directions": {name: summary.as_json() for name, summary in self.directions.items()},
            "parity": self.parity.as_json(),
            "latency": self.latency.as_json(),
            "refusal": {
                "threshold": self.refusals.threshold,
                **self.refusals.as_json(),
                **{str(code): one.as_json() for code, one in self.refusals_by.items()},
            },
            "calibration": {name: one.as_json() for name, one in self.reliability.items()},
            "answers": {name: one.as_json() for name, one in self.answers.items()},
            "rows": [_row_json(row) for row in self.rows],
        }


def _answer_json(answer: Answered) -> dict[str, object]:
    return {
        "refused": answer.refused,
        "statements": answer.statements,
        "supported": answer.supported,
        "citations": [
            {"right": right, "equal": equal} for right, equal in zip(answer.right, answer.equal, strict=True)
        ],
        "seconds": round(answer.seconds, 3),
    }


def _row_json(row: Row) -> dict[str, object]:
    return {
        "id": row.id,
        "language": row.language,
        "question": row.question,
        "answerable": row.answerable,
        "direction": row.direction,
        "rank": row.rank,
        "directions": {direction(row.language, source): rank for source, rank in row.ranks.items()},
        "probability": round(row.probability, 4),
        "seconds": round(row.seconds, 5),
        "answer": None if row.answer is None else _answer_json(row.answer),
        "hits": [
            {
                "rank": hit.rank,
                "score": round(hit.score, 6),
                "id": hit.passage,
                "file": hit.file,
                "title": hit.title,
                "page": hit.page,
                "page_label": hit.page_label,
                "language": hit.language,
                "right": hit.right,
            }
            for hit in row.hits
        ],
    }
