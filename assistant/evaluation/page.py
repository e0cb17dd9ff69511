"""Writes an evaluation as one HTML page: no script, nothing to fetch, light and dark, fit to print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from gettext import gettext as _
from gettext import ngettext
from html import escape
from pathlib import Path

from assistant.evaluation import charts, wording
from assistant.evaluation.metrics import NAMES
from assistant.evaluation.page_answers import answers, drawing, reliability, table
from assistant.evaluation.page_rows import questions_table
from assistant.evaluation.results import Evaluation, Summary
from assistant.i18n import number, spoken
from assistant.safe import visible


def page(evaluation: Evaluation) -> str:
    """The whole page, in the language of the interface."""
    title = _("Evaluation of the search")
    body = "\n".join(_sections(evaluation, title))
    return (
        f'<!doctype html>\n<html lang="{spoken()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Nothing that a document or a question holds may run or be fetched, even were it not escaped.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)} – {said(evaluation.about.file)}</title>\n"
        f"<style>\n{_style()}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def said(text: str) -> str:
    """A text of a document or a file, fit to be shown."""
    return escape(visible(text))


@cache
def _style() -> str:
    return Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def _sections(evaluation: Evaluation, title: str) -> Iterator[str]:
    yield f"<header><h1>{escape(title)}</h1>{_lead(evaluation)}</header>"
    if evaluation.overall.asked:
        yield f'<section class="figures">{"".join(_figures(evaluation))}</section>'
        yield f"<p>{escape(_verdict(evaluation.parity))}</p>" if evaluation.parity.asked else ""
        yield _section(_("In pictures"), f'<div class="charts">{"".join(_charts(evaluation))}</div>')
        yield _section(_("In numbers"), _metrics(evaluation) + _directions(evaluation))
    yield _section(_("Time and refusals"), "".join(_time_and_refusals(evaluation)))
    if "auc" in evaluation.reliability["overall"].summary.values:
        yield _section(_("How far the estimate can be believed"), "".join(reliability(evaluation)))
    if evaluation.answers:
        yield _section(_("Answers"), "".join(answers(evaluation)))
    yield _section(_("Question by question"), questions_table(evaluation.rows))
    yield _section(_("How this was measured"), "".join(_method(evaluation)))


def _section(title: str, content: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{content}</section>"


def _lead(evaluation: Evaluation) -> str:
    text = ngettext(
        "{n} question, of which {answerable} with a known answer in the documents.",
        "{n} questions, of which {answerable} with a known answer in the documents.",
        evaluation.questions,
    ).format(n=number(evaluation.questions), answerable=number(evaluation.answerable))
    return (
        f'<p class="lead">{escape(text)}</p>'
        f'<p class="lead soft">{said(evaluation.about.file)} · {said(evaluation.about.made[:10])}</p>'
    )


def _figures(evaluation: Evaluation) -> Iterator[str]:
    captions = {
        "fr": _("of the questions asked in French find a right passage among the first five"),
        "en": _("of the questions asked in English find a right passage among the first five"),
    }
    for code, summary in evaluation.languages.items():
        low, high = summary.intervals["recall@5"]
        ends = _("95-percent interval: {low} to {high}").format(low=wording.percent(low), high=wording.percent(high))
        yield _figure(wording.percent(summary.values["recall@5"]), captions[code], ends)
    if evaluation.parity.asked:
        low, high = evaluation.parity.intervals["recall@5"]
        yield _figure(
            wording.points(evaluation.parity.values["recall@5"]),
            _("points between French and English, by the same measure"),
            _("95-percent interval: {low} to {high}").format(low=wording.points(low), high=wording.points(high)),
        )
    if evaluation.latency.asked:
        yield _figure(
            wording.milliseconds(evaluation.latency.values["p50"]),
            _("is the median time of a search"),
            _("95% within {p95}").format(p95=wording.milliseconds(evaluation.latency.values["p95"])),
        )


def _figure(value: str, caption: str, small: str) -> str:
    return f'<div class="figure"><b>{escape(value)}</b>{escape(caption)}<small>{escape(small)}</small></div>'


def _verdict(parity: Summary) -> str:
    low, high = parity.intervals["recall@5"]
    if low <= 0 <= high:
        return _("Between the two languages, these questions show no difference that chance would not explain.")
    if low > 0:
        return _("Questions asked in French find more, and by more than chance would explain.")
    return _("Questions asked in English find more, and by more than chance would explain.")


def _charts(evaluation: Evaluation) -> Iterator[str]:
    key = "".join(f'<span class="key {code}"></span>{escape(wording.language(code))}' for code in evaluation.languages)
    recall = _("Share of the questions with a right passage among the first k, with 95-percent intervals")
    ranks = _("Rank of the first right passage, by number of questions")
    yield drawing(charts.recall(evaluation.languages, recall), recall, key)
    counts = wording.histogram(evaluation.rows)
    yield drawing(charts.ranks(counts, list(evaluation.languages), ranks), ranks, key)
    directions = _("The same among the first five, from the language asked to that of the source")
    yield drawing(charts.directions(evaluation.directions, directions), directions, key)
    if evaluation.parity.asked:
        gap = _("French minus English, with 95-percent intervals: where the line touches 0, chance may explain it")
        yield drawing(charts.gap(evaluation.parity, gap), gap, "")


def _metrics(evaluation: Evaluation) -> str:
    columns = {wording.language(code): summary for code, summary in evaluation.languages.items()}
    if len(columns) > 1:
        columns[_("both")] = evaluation.overall
    rows = {
        wording.metric(name): [_valued(one, name, wording.share, wording.interval) for one in columns.values()]
        for name in NAMES
    }
    heads = list(columns)
    if evaluation.parity.asked:
        heads.append(_("French minus English"))
        for name in NAMES:
            rows[wording.metric(name)].append(_valued(evaluation.parity, name, wording.signed, wording.signed_interval))
    rows[_("asked")] = [number(one.asked) for one in columns.values()]
    if evaluation.parity.asked:
        rows[_("asked")].append(number(evaluation.parity.asked))
    return table(heads, rows)


def _directions(evaluation: Evaluation) -> str:
    note = _("From the language asked to that of the source: the rank among the passages in that language.")
    rows = {
        name: [number(one.asked), *(wording.share(one.values[metric]) for metric in NAMES)]
        for name, one in evaluation.directions.items()
    }
    heads = [_("asked"), *map(wording.metric, NAMES)]
    return f"<p>{escape(note)}</p>{table(heads, rows)}"


def _valued(summary: Summary, name: str, value: wording.Written, interval: wording.WrittenInterval) -> str:
    return f"{escape(value(summary.values[name]))}<small>{escape(interval(summary.intervals[name]))}</small>"


def _time_and_refusals(evaluation: Evaluation) -> Iterator[str]:
    latency, refusals = evaluation.latency, evaluation.refusals
    if latency.asked:
        text = _("Time of a search: median {p50}, 95% within {p95}, longest {longest}").format(
            p50=wording.milliseconds(latency.values["p50"]),
            p95=wording.milliseconds(latency.values["p95"]),
            longest=wording.milliseconds(latency.values["max"]),
        )
        yield f"<p>{escape(text)}.</p>"
    text = _("Would be refused, at the threshold of {threshold}:").format(threshold=number(refusals.threshold, 2))
    sides = {_("with an answer"): refusals.answerable, _("without an answer"): refusals.unanswerable}
    rows = {
        name: [_valued(one, "refused", wording.share, wording.interval), number(one.asked)]
        for name, one in sides.items()
        if one.asked
    }
    heads = [_("refused"), _("asked")]
    yield f"<p>{escape(text)}</p>{table(heads, rows)}"


def _method(evaluation: Evaluation) -> Iterator[str]:
    for text in (
        _(
            "Each question was asked in each of its languages, through the search that people use. A passage is right "
            "when it holds at least half of the 4-word sequences of a quotation known to answer the question."
        ),
        _(
            "Recall at k is the share of the questions with a right passage among the first k. MRR@10 is the mean of "
            "1/rank of the first right passage, nDCG@10 that of 1/log₂(1 + rank), both nothing beyond rank 10."
        ),
        _(
            "The 95-percent intervals are a bootstrap by question: how far these numbers could move with other "
            "questions of the same kind. With few questions, they are wide."
        ),
    ):
        yield f"<p>{escape(text)}</p>"
    about = evaluation.about
    facts = {
        _("Question file"): about.file,
        "SHA-256": about.sha256,
        _("Generation"): about.generation,
        _("Encoder"): about.encoder,
        _("Collection"): about.collection or _("all"),
        _("Passages a question"): number(about.limit),
        _("Made"): about.made,
        _("Greffier, version"): about.version,
    }
    yield f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{said(value)}</dd>' for name, value in facts.items())}</dl>"
