"""The parts of a page that say how far the estimate can be believed, and what answers came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from gettext import gettext as _
from html import escape

from assistant.evaluation import charts, wording
from assistant.evaluation.calibration import NAMES, Bin
from assistant.evaluation.results import Evaluation, Summary
from assistant.evaluation.text_answers import ANSWERS, NONE, column, valued
from assistant.i18n import number


def drawing(svg: str, caption: str, key: str) -> str:
    """A chart under its caption and its key; the key is HTML."""
    return f'<figure><figcaption>{escape(caption)}</figcaption><p class="keys">{key}</p>{svg}</figure>'


def table(heads: Sequence[str], rows: Mapping[str, Sequence[str]]) -> str:
    """A table; heads and names of rows are text, cells are HTML."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in ("", *heads))
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for name, cells in rows.items()
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def reliability(evaluation: Evaluation) -> Iterator[str]:
    """The diagram of reliability, the bins behind it, and the measures by language."""
    caption = _("Share of the askings that have an answer, against the estimate that the library answers")
    key = "".join(f'<span class="key {code}"></span>{escape(wording.language(code))}' for code in evaluation.languages)
    bins = {code: evaluation.reliability[code].bins for code in evaluation.languages}
    yield f'<div class="charts">{drawing(charts.reliability(bins, caption), caption, key)}</div>'
    note = _(
        "On the dashed line, what is held to be so probable is so that often. The larger a point, the more askings."
    )
    yield f"<p>{escape(note)}</p>"
    summaries = {name: one.summary for name, one in evaluation.reliability.items()}
    rows = {wording.reliability(name): _cells(summaries, name) for name in NAMES}
    sides = evaluation.refusals_of
    rows[_("answered")] = [escape(valued(sides[name].answerable, "refused", of_the_rest=True)) for name in summaries]
    rows[_("refused")] = [escape(valued(sides[name].unanswerable, "refused")) for name in summaries]
    yield table([column(name) for name in summaries], rows)
    sides_of_bins = (_("mean estimate"), _("have an answer"), _("asked"))
    heads = [f"{column(name)}, {head}" for name in evaluation.reliability for head in sides_of_bins]
    banded = zip(*(one.bins for one in evaluation.reliability.values()), strict=True)
    yield table(heads, {_band(ones[0]): [cell for one in ones for cell in _bin(one)] for ones in banded})


def answers(evaluation: Evaluation) -> Iterator[str]:
    """What the answers came to, by language, and what the measures are."""
    summaries = evaluation.answers
    names = [name for name in ANSWERS if any(name in one.values for one in summaries.values())]
    rows = {wording.answering(name): _cells(summaries, name) for name in names}
    rows[_("asked")] = [number(one.asked) for one in summaries.values()]
    yield table([column(name) for name in summaries], rows)
    note = _(
        "Of the questions with an answer: how many are answered, and how many cite a right source. Precision is the "
        "share of their citations that are right: that hold half of the 4-word sequences of a quotation known to "
        "answer, or are held by one. Of the questions without: how many are refused. Of all statements: how many are "
        "shown as supported. Of all citations: how many are, word for word, what their pages say."
    )
    yield f"<p>{escape(note)}</p>"


def _cells(summaries: Mapping[str, Summary], name: str) -> list[str]:
    return [escape(valued(one, name)) for one in summaries.values()]


def _band(one: Bin) -> str:
    return f"{number(one.low, 1)}–{number(one.high, 1)}"


def _bin(one: Bin) -> list[str]:
    if not one.asked:
        return [NONE, NONE, number(0)]
    return [number(one.estimated, 2), number(one.observed, 2), number(one.asked)]
