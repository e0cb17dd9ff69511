"""Writes an evaluation for a terminal of 80 columns: tables, bars, and the questions that found nothing right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import gettext as _
from gettext import ngettext

from assistant.evaluation import text_answers, wording
from assistant.evaluation.metrics import CUTOFFS, NAMES
from assistant.evaluation.results import Evaluation, Refusals, Row, Summary
from assistant.i18n import number
from assistant.safe import visible

WIDTH = 80
MOST_LISTED = 20
_EIGHTHS = " ▏▎▍▌▋▊▉"
_BAR = 36


def report(evaluation: Evaluation) -> Iterator[str]:
    """Yield the lines of the report."""
    yield from _head(evaluation)
    if evaluation.overall.asked:
        yield from _metrics(evaluation)
        yield from _recall(evaluation)
        yield from _histogram(evaluation)
        if evaluation.parity.asked:
            yield from _parity(evaluation.parity)
        yield from _directions(evaluation)
    yield from _latency(evaluation.latency)
    yield from refusals(evaluation.refusals)
    yield from text_answers.reliability(evaluation)
    yield from text_answers.answers(evaluation.answers)
    yield from _not_found(evaluation.rows)


def bar(share: float, width: int) -> str:
    """A bar for a share from 0 to 1, by eighths of a column, padded to `width`."""
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    return ("█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")).ljust(width)


def row_of(cells: Sequence[str], widths: Sequence[int]) -> str:
    """A line of a table: the first cell to the left, the others to the right."""
    first, *others = (cell.ljust(width) if place == 0 else cell.rjust(width)
                      for place, (cell, width) in enumerate(zip(cells, widths, strict=True)))  # fmt: skip
    return "".join([first, *others]).rstrip()


def shortened(text: str, width: int) -> str:
    """A text on one line of at most `width` characters."""
    text = visible(" ".join(text.split()))
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _head(evaluation: Evaluation) -> Iterator[str]:
    about = evaluation.about
    yield shortened(_("Evaluation over {file}").format(file=about.file), WIDTH)
    unanswerable = evaluation.questions - evaluation.answerable
    yield _("{questions}, {answerable} with an answer, {unanswerable} without").format(
        questions=ngettext("{n} question", "{n} questions", evaluation.questions).format(
            n=number(evaluation.questions)
        ),
        answerable=number(evaluation.answerable),
        unanswerable=number(unanswerable),
    )
    yield _("Generation {generation}, {limit} passages a question").format(
        generation=about.generation[:16], limit=number(about.limit)
    )
    if about.collection is not None:
        yield shortened(_("Collection: {name}").format(name=about.collection), WIDTH)
    yield _("In parentheses: 95-percent bootstrap intervals, by question")


def _metrics(evaluation: Evaluation) -> Iterator[str]:
    columns = {wording.language(code): summary for code, summary in evaluation.languages.items()}
    if len(columns) > 1:
        columns[_("both")] = evaluation.overall
    widths = [14, *(22 for _column in columns)]
    yield ""
    yield row_of(["", *columns], widths)
    for name in NAMES:
        yield row_of([wording.metric(name), *(_with_interval(one, name) for one in columns.values())], widths)
    yield row_of([_("asked"), *(number(one.asked) for one in columns.values())], widths)


def _with_interval(summary: Summary, name: str) -> str:
    return f"{wording.share(summary.values[name])} ({wording.interval(summary.intervals[name])})"


def _recall(evaluation: Evaluation) -> Iterator[str]:
    yield ""
    yield _("Share of the questions with a right passage among the first k")
    for cutoff in CUTOFFS:
        name = f"recall@{cutoff}"
        for place, (code, summary) in enumerate(evaluation.languages.items()):
            label = wording.metric(name) if place == 0 else ""
            value = summary.values[name]
            yield f"{label:<14}{code} {bar(value, _BAR)} {wording.share(value)}"


def _histogram(evaluation: Evaluation) -> Iterator[str]:
    counts = wording.histogram(evaluation.rows)
    most = max(max(count.values()) for count in counts.values()) or 1
    yield ""
    yield _("Rank of the first right passage")
    for name, count in counts.items():
        for place, code in enumerate(evaluation.languages):
            label = name if place == 0 else ""
            yield f"{label:<14}{code} {bar(count[code] / most, _BAR)} {number(count[code])}"


def _parity(parity: Summary) -> Iterator[str]:
    yield ""
    yield ngettext(
        "French minus English, over {n} question asked in both",
        "French minus English, over {n} questions asked in both",
        parity.asked,
    ).format(n=number(parity.asked))
    for name in NAMES:
        yield (
            f"{wording.metric(name):<14}{wording.signed(parity.values[name]):>7}  "
            f"({wording.signed_interval(parity.intervals[name])})"
        )


def _directions(evaluation: Evaluation) -> Iterator[str]:
    widths = [9, 7, *(9 for _name in NAMES)]
    yield ""
    yield _("From the language asked to that of the source, among the passages in that one")
    heads = [name.replace("recall", "R").replace("mrr", "MRR").replace("ndcg", "nDCG") for name in NAMES]
    yield row_of(["", _("asked"), *heads], widths)
    for name, summary in evaluation.directions.items():
        values = [wording.share(summary.values[one]) for one in NAMES]
        yield row_of([name, number(summary.asked), *values], widths)


def _latency(latency: Summary) -> Iterator[str]:
    if latency.asked:
        yield ""
        yield _("Time of a search: median {p50}, 95% within {p95}, longest {longest}").format(
            p50=wording.milliseconds(latency.values["p50"]),
            p95=wording.milliseconds(latency.values["p95"]),
            longest=wording.milliseconds(latency.values["max"]),
        )


def refusals(refusals: Refusals) -> Iterator[str]:
    """Say how many askings Greffier would refuse to answer."""
    sides = {_("with an answer"): refusals.answerable, _("without an answer"): refusals.unanswerable}
    yield ""
    yield _("Would be refused, at the threshold of {threshold}:").format(threshold=number(refusals.threshold, 2))
    for name, side in sides.items():
        if side.asked:
            yield f"  {name:<20}{_with_interval(side, 'refused')}"


def _not_found(rows: Sequence[Row]) -> Iterator[str]:
    missed = [row for row in rows if row.answerable and row.rank is None]
    if not missed:
        return
    yield ""
    yield ngettext("{n} asking found no right passage:", "{n} askings found no right passage:", len(missed)).format(
        n=number(len(missed))
    )
    for row in missed[:MOST_LISTED]:
        start = f"  {visible(row.id)} {row.language}  "
        yield start + shortened(row.question, max(WIDTH - len(start), 20))
    if len(missed) > MOST_LISTED:
        yield _("  … all of them: --json, or --html FILE")
