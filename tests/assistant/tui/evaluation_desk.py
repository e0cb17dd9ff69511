"""A scripted desk of evaluations: three over the same questions, one of them with answers, and a file that is none."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.errors import AssistantError
from assistant.evaluation import comparing
from assistant.evaluation.calibration import Bin
from assistant.evaluation.comparing import Comparison
from assistant.evaluation.metrics import NAMES
from assistant.evaluation.results import Refusals, Summary
from assistant.evaluation.saved import Saved, SavedHit, SavedRow
from assistant.tui.evaluation.desk import Run
from indexes.records import Language

QUESTIONS = (
    ("parc-01", "À quelle heure ferme le parc canin?", "When does the dog park close?"),
    ("amende-02", "Quelle est l’amende pour une récidive?", "What is the fine for a second offence?"),
    ("neige-03", "Où puis-je pousser la neige de mon entrée?", "Where may I push the snow from my driveway?"),
    ("prêt-04", "Combien de fois un prêt est-il renouvelé?", "How often may a loan be renewed?"),
)


SO = (0.06, 0.24, 0.55, 0.72, 0.95)
"""How often the library answered, by how sure Greffier was that it does."""


def row(
    number: int, language: Language, rank: int | None, *, answerable: bool = True, refused: bool | None = None
) -> SavedRow:
    name, french, english = QUESTIONS[number]
    hits = tuple(
        SavedHit(place, f"Règlement {place}", f"reg/{place}.pdf", place + 3, place == rank) for place in (1, 2, 3)
    )
    return SavedRow(
        name, language, french if language == "fr" else english, answerable, rank,
        {f"{language}→fr": rank} if answerable else {}, 0.83, refused, hits,
    )  # fmt: skip


def summary(asked: int, first: float, spread: float = 0.04) -> Summary:
    values = {name: min(1.0, first + 0.05 * place) for place, name in enumerate(NAMES)}
    return Summary(asked, values, {name: (value - spread, min(1.0, value + spread)) for name, value in values.items()})


def answered(right: float) -> Summary:
    values = {
        "answered": 0.87, "right_source_cited": right, "citation_precision": 0.77, "refused_rightly": 0.9,
        "statements_supported": 0.96, "quotations_equal": 1.0,
    }  # fmt: skip
    return Summary(400, values, {name: (value - 0.03, min(1.0, value + 0.03)) for name, value in values.items()})


def shares(value: float) -> Summary:
    return Summary(60, {"refused": value}, {"refused": (value - 0.05, value + 0.05)})


LATEST = Saved(
    name="20260302T140000Z.json",
    file="bylaws.jsonl",
    sha256="a" * 64,
    generation="f89df0e3196d3e7bd14c5a512342cc02",
    encoder="e" * 64,
    limit=20,
    rows=(
        row(0, "fr", 1), row(0, "en", 2), row(1, "fr", None), row(1, "en", 7), row(2, "fr", 1), row(2, "en", 1),
        row(3, "en", None, answerable=False, refused=True),
    ),
    made="2026-03-02T14:00:00+00:00",
    collection="règlements",
    questions=400,
    answerable=340,
    metrics={"overall": summary(680, 0.635), "fr": summary(340, 0.66), "en": summary(340, 0.61)},
    parity=Summary(340, {"recall@5": 0.05}, {"recall@5": (-0.01, 0.11)}),
    latency=Summary(800, {"p50": 0.031, "p95": 0.062, "max": 0.4}, {"p50": (0.03, 0.032), "p95": (0.06, 0.07)}),
    refusals={
        "overall": Refusals(0.35, shares(0.08), shares(0.81)),
        "fr": Refusals(0.35, shares(0.07), shares(0.83)),
        "en": Refusals(0.35, shares(0.09), shares(0.79)),
    },
    bins={"overall": tuple(Bin(n / 5, (n + 1) / 5, 40 + n, n / 5 + 0.1, so) for n, so in enumerate(SO))},
    answers={"overall": answered(0.81), "fr": answered(0.83), "en": answered(0.79)},
)  # fmt: skip
BEFORE = replace(
    LATEST,
    name="20260226T080000Z.json",
    made="2026-02-26T08:00:00+00:00",
    generation="0c1d2e3f4a5b6c7d",
    rows=(
        row(0, "fr", 2), row(0, "en", 2), row(1, "fr", 4), row(1, "en", 9), row(2, "fr", 3), row(2, "en", 1),
        row(3, "en", None, answerable=False),
    ),
    metrics={"overall": summary(680, 0.6), "fr": summary(340, 0.62), "en": summary(340, 0.58)},
    answers={},
)  # fmt: skip
FIRST = replace(
    BEFORE,
    name="20260105T093000Z.json",
    made="2026-01-05T09:30:00+00:00",
    metrics={"overall": summary(680, 0.5), "fr": summary(340, 0.55), "en": summary(340, 0.45)},
)
BROKEN = Run("20251224T000000Z.json", None, "20251224T000000Z.json is not a result of an evaluation.")


@dataclass
class ScriptedEvaluationDesk:
    """Reads from memory."""

    kept: list[Saved] = field(default_factory=lambda: [LATEST, BEFORE, FIRST])
    broken: list[Run] = field(default_factory=lambda: [BROKEN])
    refuses: AssistantError | None = None
    compared: list[tuple[str, str]] = field(default_factory=list)
    closed: bool = False

    def runs(self) -> Sequence[Run]:
        assert threading.current_thread() is not threading.main_thread()
        if self.refuses is not None:
            raise self.refuses
        return [*(Run(one.name, replace(one, rows=())) for one in self.kept), *self.broken]

    def run(self, name: str) -> Saved:
        assert threading.current_thread() is not threading.main_thread()
        return next(one for one in self.kept if one.name == name)

    def compare(self, before: str, after: str) -> Comparison:
        assert threading.current_thread() is not threading.main_thread()
        self.compared.append((before, after))
        return comparing.compare(self.run(before), self.run(after))

    def close(self) -> None:
        self.closed = True
