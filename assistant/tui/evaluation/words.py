"""How evaluations are said: lines of content for the room's parts. Pure, but for the time zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext

from textual.content import Content

from assistant.evaluation import wording
from assistant.evaluation.comparing import Change, Comparison
from assistant.evaluation.metrics import NAMES
from assistant.evaluation.results import Summary
from assistant.evaluation.saved import Saved, SavedRow
from assistant.evaluation.text_answers import ANSWERS, column, valued
from assistant.i18n import number
from assistant.tui.evaluation.desk import Run
from assistant.tui.evaluation.table import aligned
from assistant.tui.plain import one_line
from indexes.records import LANGUAGES

MUTED = "$text-muted"
MARKED = "◆"
_COMPARED = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")
_LISTED = 40  # questions of a comparison
_NAMES = 13  # cells of the names of what is measured, so that tables stand under each other


def when(moment: str) -> str:
    """A time as the clock on the wall had it, to the minute."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M") if moment else "–"


def run_line(run: Run, *, marked: bool = False) -> Content:
    """A run in a list: when it was made over which questions, then what it came to."""
    sign = Content.styled(f"{MARKED} ", "bold") if marked else Content("  ")
    saved = run.saved
    if saved is None:
        return Content.assemble(sign, one_line(run.name), "\n    ! ", one_line(run.problem))
    said = ngettext("{n} question", "{n} questions", saved.questions).format(n=number(saved.questions))
    facts = [
        f"{wording.language(code)} {wording.share(saved.metrics[code].values['recall@5'])}"
        for code in LANGUAGES
        if code in saved.metrics and "recall@5" in saved.metrics[code].values
    ]
    if facts:
        name = _("{heading}:").format(heading=wording.metric("recall@5"))
        facts = [f"{name} {', '.join(facts)}"]
    if saved.answers:
        facts.append(_("with answers"))
    return Content.assemble(
        sign, (when(saved.made), "bold"), "  ", one_line(saved.file), f" · {said}",
        "\n    ", " · ".join(facts),
    )  # fmt: skip


def metrics(saved: Saved, width: int) -> Iterator[Content]:
    """What a run came to, by language, each number with its 95-percent interval; in lines of so many columns."""
    yield Content.assemble((when(saved.made), "bold $accent"), "  ", one_line(saved.file))
    facts = [_("generation {generation}").format(generation=saved.generation[:16])]
    facts.append(_("{limit} passages a question").format(limit=number(saved.limit)))
    if saved.collection:
        facts.append(_("collection {name}").format(name=saved.collection))
    yield one_line(" · ".join(facts), MUTED)
    yield Content("")
    parts = [name for name in (*LANGUAGES, "overall") if saved.metrics.get(name, Summary(0)).asked]
    if len(parts) == 2:  # one language: the whole is that language again
        parts = parts[:1]
    yield from _tables(saved, parts, width)
    if saved.parity.asked:
        yield from _parity(saved.parity)
    yield from _answers(saved)
    yield from _refusals(saved)
    if "p50" in saved.latency.values:
        yield Content("")
        yield Content(
            _("Time of a search: median {p50}, 95% within {p95}").format(
                p50=wording.milliseconds(saved.latency.values["p50"]),
                p95=wording.milliseconds(saved.latency.values["p95"]),
            )
        )
    yield Content("")
    yield Content.styled(_("In parentheses: 95-percent bootstrap intervals, by question"), MUTED)


def _tables(saved: Saved, parts: Sequence[str], width: int) -> Iterator[Content]:
    """One table, or, where that is too wide, one of the languages and one of the whole."""
    if not parts:
        yield Content(_("None of these questions has an answer that is known."))
        return
    rows = _rows(saved, parts)
    if len(parts) == 1 or max(map(len, aligned(rows))) <= width:
        yield from _headed(rows)
        return
    yield from _tables(saved, parts[:-1], width)
    yield Content("")
    yield from _tables(saved, parts[-1:], width)


def _rows(saved: Saved, parts: Sequence[str]) -> list[list[str]]:
    rows = [["", *map(column, parts)]]
    rows += [[wording.metric(name), *(valued(saved.metrics[part], name) for part in parts)] for name in NAMES]
    rows.append([_("asked"), *(number(saved.metrics[part].asked) for part in parts)])
    return rows


def _parity(parity: Summary) -> Iterator[Content]:
    name = "recall@5"
    if name in parity.values:
        low, high = parity.intervals[name]
        yield Content("")
        yield Content(
            _("French minus English, {metric}: {value} ({interval})").format(
                metric=wording.metric(name),
                value=wording.signed(parity.values[name]),
                interval=wording.signed_interval((low, high)),
            )
        )


def _answers(saved: Saved) -> Iterator[Content]:
    parts = [name for name in (*LANGUAGES, "overall") if name in saved.answers]
    if not parts:
        return
    yield Content("")
    rows = [[_("Answers"), *map(column, parts)]]
    rows += [
        [wording.answering(name), *(valued(saved.answers[part], name) for part in parts)]
        for name in ANSWERS
        if any(name in saved.answers[part].values for part in parts)
    ]
    yield from _headed(rows)


def _refusals(saved: Saved) -> Iterator[Content]:
    parts = [name for name in (*LANGUAGES, "overall") if name in saved.refusals]
    if not parts:
        return
    yield Content("")
    threshold = number(saved.refusals[parts[0]].threshold, 2)
    yield Content(_("Would be refused, at the threshold of {threshold}:").format(threshold=threshold))
    rows = [["", *map(column, parts)]]
    rows.append([_("answerable"), *(valued(saved.refusals[part].answerable, "refused") for part in parts)])
    rows.append([_("unanswerable"), *(valued(saved.refusals[part].unanswerable, "refused") for part in parts)])
    yield from _headed(rows)


def _headed(rows: Sequence[Sequence[str]]) -> Iterator[Content]:
    head, *others = aligned(rows, least=_NAMES)
    yield Content.styled(head, "bold")
    yield from map(Content, others)


def worst_first(rows: Sequence[SavedRow]) -> list[SavedRow]:
    """The questions with those first whose right passage was not found or ranks low; then those without an answer."""
    return sorted(rows, key=lambda row: (not row.answerable, -(row.rank or 1_000_000), row.id, row.language))


def matching(rows: Sequence[SavedRow], typed: str) -> list[SavedRow]:
    """The questions in which all the words typed stand, or in whose id; fr or en stands for the language."""
    words = typed.casefold().split()
    return [row for row in rows if all(_has(row, word) for word in words)]


def _has(row: SavedRow, word: str) -> bool:
    if word in LANGUAGES:
        return word == row.language
    return word in f"{row.id} {row.question}".casefold()


def question_line(row: SavedRow) -> Content:
    """A question in a list, with a sign and the rank of its first right passage."""
    if not row.answerable:
        sign, rank = ("◇", "") if row.refused is not False else ("!", "")
        said = _("no answer in the library")
    elif row.rank is None:
        sign, rank, said = "✗", "", _("not found")
    else:
        sign, rank, said = ("✓" if row.rank == 1 else "·"), number(row.rank), ""
    told = said or _("rank {n}").format(n=rank)
    return Content.assemble(
        (f"{sign} ", "bold"), one_line(row.question, "bold"), f"\n    {row.language} · {told} · ", one_line(row.id)
    )


def question_details(row: SavedRow) -> Iterator[Content]:
    """What was found for a question."""
    yield one_line(row.question, "bold $accent")
    yield Content.assemble((f"{row.language} · ", MUTED), one_line(row.id, MUTED))
    yield Content("")
    if row.answerable:
        yield Content(_("Rank of the first right passage: {rank}").format(rank=wording.rank(row.rank)))
        for name, rank in row.directions.items():
            yield Content.assemble("  ", one_line(name), f"  {wording.rank(rank)}")
    else:
        yield Content(_("The library has no answer to it."))
    if row.probability is not None:
        yield Content(_("How sure that the library answers: {share}").format(share=number(row.probability, 2)))
    if row.refused is not None:
        yield Content(_("The answer refused.") if row.refused else _("An answer was given."))
    if row.hits:
        yield Content("")
        yield Content.styled(_("Found first (✓: holds the answer)"), MUTED)
    for hit in row.hits:
        page = _("page {n}").format(n=number(hit.page))
        sign = "✓" if hit.right else " "
        yield Content.assemble((f"{hit.rank:>2} {sign} ", "$accent"), one_line(hit.title), (f"  {page}", MUTED))
        yield Content.assemble("     ", one_line(hit.file, MUTED))


def comparison(found: Comparison) -> Iterator[Content]:
    """What changed from one run to another."""
    yield Content.styled(_("Comparison"), "bold $accent")
    for letter, side in (("A", found.before), ("B", found.after)):
        yield Content.assemble((f"{letter}  ", "bold"), when(side.made), "  ", one_line(side.generation[:16], MUTED))
    yield one_line(_("Questions: {file}").format(file=found.before.file))
    for name in ("overall", *LANGUAGES):
        group = found.groups.get(name)
        if group is None:
            continue
        yield Content("")
        rows = [[f"{column(name)} ({number(group.asked)})", "A", "B", "B − A", _("interval"), "p"]]
        rows += [
            [
                wording.metric(metric),
                wording.share(one.before),
                wording.share(one.after),
                wording.signed(one.after - one.before),
                wording.signed_interval((one.low, one.high)),
                wording.p_value(one.p),
            ]
            for metric, one in ((metric, group.metrics[metric]) for metric in _COMPARED)
        ]
        yield from _headed(rows)
    yield Content("")
    better, worse = found.turned("better"), found.turned("worse")
    yield Content(
        _("{better} better, {worse} worse, {same} as before").format(
            better=number(len(better)), worse=number(len(worse)), same=number(len(found.turned("same")))
        )
    )
    yield from _moved(_("Better (rank in A → rank in B)"), better)
    yield from _moved(_("Worse (rank in A → rank in B)"), worse)


def _moved(title: str, changes: Sequence[Change]) -> Iterator[Content]:
    if changes:
        yield Content("")
        yield Content.styled(title, "bold")
    for one in changes[:_LISTED]:
        move = f"{wording.rank(one.before):>3} → {wording.rank(one.after):<3}"
        yield Content.assemble(f"  {move} ", (f"{one.language}  ", MUTED), one_line(one.question))
