"""What is drawn of evaluations, as numbers: the plots, and the tables that say the same in text. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _

from assistant.evaluation import wording
from assistant.evaluation.metrics import CUTOFFS
from assistant.evaluation.saved import Saved
from assistant.i18n import number
from assistant.tui.evaluation.table import aligned
from assistant.tui.evaluation.words import when
from indexes.records import LANGUAGES, Language

MARKS: Mapping[str, str] = {"fr": "●", "en": "○", "overall": "◆", "ideal": "·"}
"""The sign with which each series is drawn, so that they are told apart without colour."""

_MOST = 12  # runs in a plot


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a plot: a value for each place, None where there is none. kind: of MARKS; it chooses the colour too."""

    name: str
    kind: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot of shares from 0 to 1. places: what stands under the axis, from left to right; wide: likewise, in full."""

    title: str
    places: tuple[str, ...]
    series: tuple[Series, ...]
    wide: tuple[str, ...] = ()

    @property
    def lowest(self) -> float:
        """Where the axis begins: at a tenth below the lowest value."""
        values = [value for one in self.series for value in one.values if value is not None]
        return max(0.0, int(min(values, default=0.0) * 10 - 0.5) / 10)

    def table(self) -> Iterator[str]:
        """The same as lines of text."""
        heads = ["", *(f"{MARKS[one.kind]} {one.name}" for one in self.series)]
        names = self.wide or self.places
        rows = [
            [name, *("–" if one.values[at] is None else wording.share(one.values[at] or 0.0) for one in self.series)]
            for at, name in enumerate(names)
        ]
        return aligned([heads, *rows])


def recall(run: Saved) -> Picture | None:
    """The share of the questions that find a right passage among the first k, by language asked."""
    series = [
        Series(wording.language(code), code, tuple(run.metrics[code].values.get(f"recall@{k}") for k in CUTOFFS))
        for code in _languages(run)
    ]
    if not any(value is not None for one in series for value in one.values):
        return None
    names = tuple(wording.metric(f"recall@{k}") for k in CUTOFFS)
    title = _("Right passage among the first k, share of the questions")
    return Picture(title, tuple(map(str, CUTOFFS)), tuple(series), names)


def history(runs: Sequence[Saved], metric: str) -> Picture | None:
    """A metric over the last runs, the oldest on the left, by language asked."""
    shown = [run for run in reversed(runs[:_MOST]) if any(metric in one.values for one in run.metrics.values())]
    if not shown:
        return None
    codes = [code for code in LANGUAGES if any(code in run.metrics for run in shown)]
    series = tuple(
        Series(
            wording.language(code),
            code,
            tuple(run.metrics[code].values.get(metric) if code in run.metrics else None for run in shown),
        )
        for code in codes
    )
    title = _("{metric}, over the last runs").format(metric=wording.metric(metric))
    times = tuple(when(run.made) for run in shown)
    return Picture(title, tuple(time[5:10] for time in times), series, times)


def reliability(run: Saved) -> Picture | None:
    """How often the library answers, by how sure Greffier was that it does, beside what it should be."""
    bins = run.bins.get("overall", ())
    if not any(one.asked for one in bins):
        return None
    so = tuple(one.observed if one.asked else None for one in bins)
    estimated = tuple(one.estimated if one.asked else None for one in bins)
    return Picture(
        _("How sure that the library answers, and how often it does"),
        tuple(f"{number(one.low, 1)}–{number(one.high, 1)}" for one in bins),
        (Series(_("does answer"), "overall", so), Series(_("estimate"), "ideal", estimated)),
    )


def pictures(run: Saved, runs: Sequence[Saved], metric: str) -> list[Picture]:
    """All that can be drawn of a run, and of those over the same questions."""
    alike = [one for one in runs if one.sha256 == run.sha256]
    found = (recall(run), history(alike, metric), reliability(run))
    return [one for one in found if one is not None]


def _languages(run: Saved) -> list[Language]:
    return [code for code in LANGUAGES if code in run.metrics]
