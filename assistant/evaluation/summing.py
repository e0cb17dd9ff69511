"""Sums rows up: by language asked, by direction, the gap between the languages, time, refusals, and answers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation import bootstrap, calibration
from assistant.evaluation.answering import answers
from assistant.evaluation.metrics import NAMES, measured
from assistant.evaluation.results import Circumstances, Evaluation, Refusals, Reliability, Row, Summary, direction
from indexes.records import LANGUAGES, Language

LATENCIES = {"p50": 0.5, "p95": 0.95}


def evaluation(about: Circumstances, rows: Sequence[Row], threshold: float) -> Evaluation:
    """What the rows come to. `threshold` is the probability under which Greffier refuses to answer."""
    judged = [row for row in rows if row.answerable]
    values = measured([row.rank for row in judged])
    names = [row.id for row in judged]
    parts: dict[str, Sequence[Row]] = {"overall": rows, **{str(code): its for code, its in by_language(rows).items()}}
    languages = {}
    for language in LANGUAGES:
        its = [place for place, row in enumerate(judged) if row.language == language]
        if its:
            languages[language] = means(values[its], [names[place] for place in its])
    return Evaluation(
        about=about,
        questions=len({row.id for row in rows}),
        answerable=len(set(names)),
        overall=means(values, names),
        languages=languages,
        directions=_directions(judged),
        parity=_parity(judged, values),
        latency=latency([row.seconds for row in rows]),
        refusals=refusals(rows, threshold),
        refusals_by={code: refusals(its, threshold) for code, its in by_language(rows).items()},
        reliability={name: reliability(its) for name, its in parts.items()},
        answers={name: answers(its) for name, its in parts.items() if any(row.answer is not None for row in its)},
        rows=tuple(rows),
    )


def by_language(rows: Sequence[Row]) -> dict[Language, list[Row]]:
    """The rows of each language that any is asked in."""
    found = {code: [row for row in rows if row.language == code] for code in LANGUAGES}
    return {code: its for code, its in found.items() if its}


def means(values: NDArray[np.float64], clusters: Sequence[Hashable], names: Sequence[str] = NAMES) -> Summary:
    """The means of columns with their intervals; nothing, of nothing. values: float64 [n, len(names)]."""
    if not len(values):
        return Summary(0)
    low, high = bootstrap.intervals(values, clusters)
    return Summary(
        len(values),
        dict(zip(names, map(float, values.mean(axis=0)), strict=True)),
        {name: (float(low[place]), float(high[place])) for place, name in enumerate(names)},
    )


def latency(seconds: Sequence[float]) -> Summary:
    """Median, 95th percentile and maximum, in seconds; the maximum has no interval."""
    if not seconds:
        return Summary(0)
    times = np.array(seconds)
    low, high = bootstrap.quantile_intervals(times, list(LATENCIES.values()))
    values = np.quantile(times, list(LATENCIES.values()))
    return Summary(
        len(seconds),
        {**dict(zip(LATENCIES, map(float, values), strict=True)), "max": float(times.max())},
        {name: (float(low[place]), float(high[place])) for place, name in enumerate(LATENCIES)},
    )


def _directions(judged: Sequence[Row]) -> dict[str, Summary]:
    summaries = {}
    for asked in LANGUAGES:
        for source in LANGUAGES:
            its = [row for row in judged if row.language == asked and source in row.ranks]
            if its:
                values = measured([row.ranks[source] for row in its])
                summaries[direction(asked, source)] = means(values, [row.id for row in its])
    return summaries


def _parity(judged: Sequence[Row], values: NDArray[np.float64]) -> Summary:
    """French minus English, paired by question: over those that were asked in both."""
    of = {(row.id, row.language): value for row, value in zip(judged, values, strict=True)}
    both = [name for name, language in of if language == "fr" and (name, "en") in of]
    differences = np.array([of[name, "fr"] - of[name, "en"] for name in both]).reshape(len(both), len(NAMES))
    return means(differences, both)


def refusals(rows: Sequence[Row], threshold: float) -> Refusals:
    """The shares of rows that would be refused, of those with an answer and of those without."""
    return Refusals(
        threshold,
        _refused([row for row in rows if row.answerable], threshold),
        _refused([row for row in rows if not row.answerable], threshold),
    )


def reliability(rows: Sequence[Row]) -> Reliability:
    """How far the estimates of rows can be believed: what cannot be known of them is left out."""
    if not rows:
        return Reliability(Summary(0), ())
    estimates = np.array([row.probability for row in rows])
    outcomes = np.array([float(row.answerable) for row in rows])
    (values,) = calibration.measured(estimates, outcomes)
    low, high = calibration.intervals(estimates, outcomes, [row.id for row in rows])
    known = {name: place for place, name in enumerate(calibration.NAMES) if np.isfinite(values[place])}
    summary = Summary(
        len(rows),
        {name: float(values[place]) for name, place in known.items()},
        {name: (float(low[place]), float(high[place])) for name, place in known.items()},
    )
    return Reliability(summary, calibration.bins(estimates, outcomes))


def _refused(rows: Sequence[Row], threshold: float) -> Summary:
    refused = np.array([[float(row.probability < threshold)] for row in rows]).reshape(len(rows), 1)
    return means(refused, [row.id for row in rows], ["refused"])
