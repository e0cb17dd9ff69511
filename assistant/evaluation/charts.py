"""Draws an evaluation as SVG, to stand inside a page: bars and intervals, coloured by the page's own style sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from assistant.evaluation import wording
from assistant.evaluation.calibration import Bin
from assistant.evaluation.metrics import CUTOFFS, NAMES
from assistant.evaluation.results import Summary
from assistant.i18n import number
from indexes.records import Language

WIDTH, HEIGHT = 480, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 8, 18, 30
_GAP_HEIGHT = 28


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: its height as a share of the tallest possible, what is written over it, and its interval."""

    language: Language
    share: float
    label: str
    interval: tuple[float, float] | None = None


def recall(languages: Mapping[Language, Summary], title: str) -> str:
    """Recall at each cutoff, a bar a language, with its interval."""
    groups = {
        wording.metric(name): [_mean(code, one, name) for code, one in languages.items()]
        for name in NAMES[: len(CUTOFFS)]
    }
    return _bars(groups, title, _shares())


def directions(summaries: Mapping[str, Summary], title: str) -> str:
    """Recall among the first five by direction, with its interval, in the colour of the language asked."""
    groups = {
        name: [_mean("fr" if name.startswith("fr") else "en", one, "recall@5")] for name, one in summaries.items()
    }
    return _bars(groups, title, _shares())


def ranks(counts: Mapping[str, Mapping[Language, int]], languages: Sequence[Language], title: str) -> str:
    """How many questions find their first right passage at which rank."""
    most = max(max(count.values()) for count in counts.values()) or 1
    groups = {
        name: [Bar(code, count[code] / most, number(count[code])) for code in languages]
        for name, count in counts.items()
    }
    return _bars(groups, title, {0.0: "0", 1.0: number(most)})


def gap(parity: Summary, title: str) -> str:
    """The difference between the languages by each metric: a point, its interval, and the line of no difference."""
    ends = [abs(end) for name in NAMES for end in parity.intervals[name]]
    reach = max(0.1, *ends) * 1.05
    left, right, height = 104, WIDTH - 64, _GAP_HEIGHT * len(NAMES) + 30

    def x(value: float) -> float:
        return left + (value + reach) / (2 * reach) * (right - left)

    parts = [_line(x(0), 6, x(0), height - 24, "axis")]
    for place, name in enumerate(NAMES):
        y = 18 + place * _GAP_HEIGHT
        low, high = parity.intervals[name]
        parts += [
            _text(left - 12, y + 4, wording.metric(name), "end"),
            _line(x(low), y, x(high), y, "whisker"),
            f'<circle class="dot" cx="{x(parity.values[name]):.1f}" cy="{y}" r="4.5"/>',
            _text(WIDTH - 8, y + 4, wording.signed(parity.values[name]), "end"),
        ]
    tick = round(reach / 2, 2)
    parts += [_text(x(value), height - 6, wording.signed(value), "middle", "tick") for value in (-tick, 0.0, tick)]
    return _svg(parts, height, title)


def reliability(languages: Mapping[Language, Sequence[Bin]], title: str) -> str:
    """The share with an answer against the estimate, a point a bin, the larger the more askings it holds; estimates
    that can be believed lie on the diagonal.
    """
    most = max(one.asked for bins in languages.values() for one in bins) or 1
    parts = [*_grid(_shares()), _line(_x(0), _y(0), _x(1), _y(1), "ideal")]
    parts += [_text(_x(share), HEIGHT - 8, label, "middle", "tick") for share, label in _shares().items()]
    for code, bins in languages.items():
        filled = [one for one in bins if one.asked]
        points = " ".join(f"{_x(one.estimated):.1f},{_y(one.observed):.1f}" for one in filled)
        parts.append(f'<polyline class="trend {code}" points="{points}"/>')
        parts += [
            f'<circle class="{code}" cx="{_x(one.estimated):.1f}" cy="{_y(one.observed):.1f}" '
            f'r="{2.5 + 5.5 * (one.asked / most) ** 0.5:.1f}"/>'
            for one in filled
        ]
    return _svg(parts, HEIGHT, title)


def _mean(code: Language, summary: Summary, name: str) -> Bar:
    return Bar(code, summary.values[name], number(summary.values[name], 2), summary.intervals[name])


def _shares() -> dict[float, str]:
    return {share: number(share, 2) for share in (0.0, 0.25, 0.5, 0.75, 1.0)}


def _bars(groups: Mapping[str, Sequence[Bar]], title: str, ticks: Mapping[float, str]) -> str:
    return _svg([*_grid(ticks), *_grouped(groups)], HEIGHT, title)


def _grid(ticks: Mapping[float, str]) -> Iterator[str]:
    for share, label in ticks.items():
        yield _line(_LEFT, _y(share), WIDTH - _RIGHT, _y(share), "axis" if share == 0 else "grid")
        yield _text(_LEFT - 8, _y(share) + 4, label, "end", "tick")


def _grouped(groups: Mapping[str, Sequence[Bar]]) -> Iterator[str]:
    span = (WIDTH - _LEFT - _RIGHT) / len(groups)
    for place, (name, bars) in enumerate(groups.items()):
        middle = _LEFT + (place + 0.5) * span
        width = min(44.0, 0.72 * span / max(len(bars), 1))
        for number_of, bar in enumerate(bars):
            x = middle + (number_of - len(bars) / 2) * width
            top = _y(bar.share)
            yield (
                f'<rect class="{bar.language}" x="{x + 2:.1f}" y="{top:.1f}" width="{width - 4:.1f}" '
                f'height="{_y(0) - top:.1f}"/>'
            )
            highest = top
            if bar.interval is not None:
                low, highest = _y(bar.interval[0]), _y(bar.interval[1])
                yield _line(x + width / 2, low, x + width / 2, highest, "whisker")
            yield _text(x + width / 2, highest - 5, bar.label, "middle", "value")
        yield _text(middle, HEIGHT - 8, name, "middle")


def _x(share: float) -> float:
    """Where a share stands on an axis from left to right, with room at its ends for a point and a label."""
    return _LEFT + 12 + share * (WIDTH - _LEFT - _RIGHT - 28)


def _y(share: float) -> float:
    return HEIGHT - _BOTTOM - share * (HEIGHT - _BOTTOM - _TOP)


def _line(x0: float, y0: float, x1: float, y1: float, style: str) -> str:
    return f'<line class="{style}" x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str, style: str = "") -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(parts: Sequence[str], height: int, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
