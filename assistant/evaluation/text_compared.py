"""Writes a comparison for a terminal of 80 columns: metrics before and after, then the questions that moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import gettext as _
from gettext import ngettext

from assistant.evaluation import wording
from assistant.evaluation.comparing import Change, Comparison, Group
from assistant.evaluation.text import WIDTH, row_of, shortened
from assistant.i18n import number
from assistant.safe import visible

_WIDTHS = (15, 8, 8, 10, 24, 9)
_COMPARED = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")
MOST_LISTED = 30


def report(comparison: Comparison) -> Iterator[str]:
    """Yield the lines of the report."""
    yield shortened(_("A: {name}, generation {generation}").format(
        name=comparison.before.name, generation=comparison.before.generation[:16]), WIDTH)  # fmt: skip
    yield shortened(_("B: {name}, generation {generation}").format(
        name=comparison.after.name, generation=comparison.after.generation[:16]), WIDTH)  # fmt: skip
    yield shortened(_("Questions: {file}").format(file=comparison.before.file), WIDTH)
    titles = {"overall": _("both languages"), "fr": wording.language("fr"), "en": wording.language("en")}
    groups = {titles[name]: group for name, group in comparison.groups.items()}
    if len(groups) == 2:  # one language: the whole is that language again
        groups.pop(titles["overall"])
    for name, group in {**groups, **comparison.directions}.items():
        yield ""
        yield from _table(name, group)
    yield ""
    yield _("interval: 95 percent, bootstrap by question; p: permutation test, by question")
    yield from _moves(comparison)


def _table(name: str, group: Group) -> Iterator[str]:
    yield row_of([f"{name} ({number(group.asked)})", "A", "B", "B − A", _("interval"), "p"], _WIDTHS)
    for metric in _COMPARED:
        one = group.metrics[metric]
        cells = [
            wording.metric(metric),
            wording.share(one.before),
            wording.share(one.after),
            wording.signed(one.after - one.before),
            wording.signed_interval((one.low, one.high)),
            wording.p_value(one.p),
        ]
        yield row_of(cells, _WIDTHS)


def _moves(comparison: Comparison) -> Iterator[str]:
    better, worse = comparison.turned("better"), comparison.turned("worse")
    yield ""
    yield _("{better} better, {worse} worse, {same} as before").format(
        better=number(len(better)), worse=number(len(worse)), same=number(len(comparison.turned("same")))
    )
    yield _("By question: {better} better, {worse} worse; sign test, p = {p}").format(
        better=number(comparison.questions_better),
        worse=number(comparison.questions_worse),
        p=wording.p_value(comparison.p),
    )
    yield from _listed(_("Better (rank in A → rank in B)"), better)
    yield from _listed(_("Worse (rank in A → rank in B)"), worse)


def _listed(title: str, changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        return
    yield ""
    yield title
    for one in changes[:MOST_LISTED]:
        move = f"{wording.rank(one.before):>3} → {wording.rank(one.after):<3}"
        start = f"  {move} {visible(one.id)} {one.language}  "
        yield start + shortened(one.question, max(WIDTH - len(start), 20))
    left = len(changes) - MOST_LISTED
    if left > 0:
        yield ngettext("… and {n} more: --json", "… and {n} more: --json", left).format(n=number(left))
