"""Sums rows up: by language asked, by direction, the gap between the languages, time, and refusals."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation import bootstrap
from assistant.evaluation.metrics import NAMES, measured
from assistant.evaluation.results import Circumstances, Evaluation, Refusals, Row, Summary, direction
from indexes.records import LANGUAGES

LATENCIES = {"p50": 0.5, "p95": 0.95}


def evaluation(about: Circumstances, rows: Sequence[Row], threshold: float) -> Evaluation:
    """What the rows come to. `threshold` is the probability under which Greffier refuses to answer."""
    judged = [row for row in rows if row.answerable]
    values = measured([row.rank for row in judged])
    names = [row.id for row in judged]
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
        refusals=Refusals(
            threshold,
            _refused([row for row in rows if row.answerable], threshold),
            _refused([row for row in rows if not row.answerable], threshold),
        ),
        rows=tuple(rows),
    )


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


def _refused(rows: Sequence[Row], threshold: float) -> Summary:
    refused = np.array([[float(row.probability < threshold)] for row in rows]).reshape(len(rows), 1)
    return means(refused, [row.id for row in rows], ["refused"])
