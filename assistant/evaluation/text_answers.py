"""Writes, for a terminal, how far the estimate that the library answers can be believed, and what answers came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from gettext import gettext as _

from assistant.evaluation import wording
from assistant.evaluation.calibration import NAMES
from assistant.evaluation.results import Evaluation, Reliability, Summary
from assistant.i18n import number
from indexes.records import LANGUAGES

ANSWERS = (
    "answered",
    "right_source_cited",
    "citation_precision",
    "refused_rightly",
    "statements_supported",
    "quotations_equal",
)
"""The measures of answers, in the order in which they are read."""

NONE = "–"
"""In the place of what cannot be known."""

_WIDTHS = [14, 22, 22, 22]


def reliability(evaluation: Evaluation) -> Iterator[str]:
    """The estimate against what was so, by bins; its measures; and what is answered and refused, by language."""
    if "auc" not in evaluation.reliability["overall"].summary.values:
        return
    yield ""
    yield _("Estimate that the library answers, against the share that it does answer")
    yield from _bins(evaluation.reliability)
    yield ""
    yield _("How far it can be believed, and what the threshold makes of it")
    names = ["overall", *LANGUAGES]
    columns = {name: evaluation.reliability[name].summary for name in names if name in evaluation.reliability}
    yield _line("", [column(name) for name in columns])
    for name in NAMES:
        yield _line(wording.reliability(name), [valued(one, name) for one in columns.values()])
    sides = evaluation.refusals_of
    yield _line(_("answered"), [valued(sides[name].answerable, "refused", of_the_rest=True) for name in columns])
    yield _line(_("refused"), [valued(sides[name].unanswerable, "refused") for name in columns])


def answers(summaries: Mapping[str, Summary]) -> Iterator[str]:
    """What the answers came to; nothing where none was asked for."""
    if not summaries:
        return
    yield ""
    yield _("Answers")
    yield _line("", [column(name) for name in summaries])
    for name in ANSWERS:
        if any(name in one.values for one in summaries.values()):
            yield _line(wording.answering(name), [valued(one, name) for one in summaries.values()])
    yield _line(_("asked"), [number(one.asked) for one in summaries.values()])


def column(name: str) -> str:
    """The head of a column: a language, or both."""
    return _("both") if name == "overall" else wording.language("fr" if name == "fr" else "en")


def valued(summary: Summary, name: str, *, of_the_rest: bool = False) -> str:
    """A share with its interval, or that of the rest; a dash where it cannot be known."""
    if name not in summary.values:
        return NONE
    value, (low, high) = summary.values[name], summary.intervals[name]
    if of_the_rest:
        value, low, high = 1 - value, 1 - high, 1 - low
    return f"{wording.share(value)} ({wording.interval((low, high))})"


def _bins(reliabilities: Mapping[str, Reliability]) -> Iterator[str]:
    bins = {name: reliabilities[name].bins for name in ("overall", *LANGUAGES) if name in reliabilities}
    yield _line("", [column(name) for name in bins])
    yield _line(_("estimate"), [_("mean → so (asked)") for _name in bins])
    for rows in zip(*bins.values(), strict=True):
        cells = [
            f"{number(one.estimated, 2)} → {number(one.observed, 2)} ({number(one.asked)})" if one.asked else NONE
            for one in rows
        ]
        yield _line(f"{number(rows[0].low, 1)}–{number(rows[0].high, 1)}", cells)


def _line(name: str, cells: Sequence[str]) -> str:
    return name.ljust(_WIDTHS[0]) + "".join(cell.rjust(_WIDTHS[1]) for cell in cells)
