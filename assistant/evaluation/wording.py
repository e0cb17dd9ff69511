"""Says results as people read them: the names of metrics and languages, numbers, intervals and ranks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from gettext import gettext as _

from assistant.evaluation.results import Row
from assistant.i18n import NO_BREAK, number
from indexes.records import Language

Written = Callable[[float], str]
WrittenInterval = Callable[[tuple[float, float]], str]

MINUS = "\u2212"
RANK_BANDS = ((1, 1), (2, 3), (4, 5), (6, 10), (11, 20), (21, None))
"""The first and the last rank of each bar of a histogram; None: no last one."""


def metric(name: str) -> str:
    """Name a metric."""
    kind, _at, cutoff = name.partition("@")
    if kind == "recall":
        return _("recall at {k}").format(k=cutoff)
    return {"mrr": "MRR", "ndcg": "nDCG"}[kind] + f"@{cutoff}"


def reliability(name: str) -> str:
    """Name a measure of how far the estimate can be believed."""
    return {"brier": _("Brier score"), "ece": _("error"), "auc": _("under curve")}[name]


def answering(name: str) -> str:
    """Name a measure of answers."""
    return {
        "answered": _("answered"),
        "right_source_cited": _("right source"),
        "citation_precision": _("precision"),
        "refused_rightly": _("refused"),
        "statements_supported": _("supported"),
        "quotations_equal": _("word for word"),
    }[name]


def language(code: Language) -> str:
    """Name a language."""
    return _("French") if code == "fr" else _("English")


def share(value: float) -> str:
    """A share from 0 to 1, to three digits."""
    return number(value, 3)


def interval(ends: tuple[float, float]) -> str:
    """Write an interval by its ends."""
    return f"{share(ends[0])}–{share(ends[1])}"


def signed(value: float) -> str:
    """A difference, with its sign; a difference of nothing has none."""
    text = share(abs(value))
    if not any(digit in text for digit in "123456789"):
        return text
    return (MINUS if value < 0 else "+") + text


def signed_interval(ends: tuple[float, float]) -> str:
    """The interval of a difference: two signs would read badly with a dash between."""
    return _("{low} to {high}").format(low=signed(ends[0]), high=signed(ends[1]))


def p_value(value: float) -> str:
    """A p-value, as far as it is known."""
    return f"<{NO_BREAK}{number(0.001, 3)}" if value < 0.001 else share(value)


def percent(value: float) -> str:
    """A share from 0 to 1, in hundredths."""
    return _("{n}%").format(n=number(value * 100))


def points(value: float) -> str:
    """A difference of shares, in hundredths, with its sign."""
    text = number(abs(value) * 100)
    return text if text == "0" else (MINUS if value < 0 else "+") + text


def milliseconds(seconds: float) -> str:
    """A time in milliseconds."""
    return f"{number(seconds * 1000)}{NO_BREAK}ms"


def rank(place: int | None) -> str:
    """A rank, or the dash of what was not found."""
    return "–" if place is None else number(place)


def band(first: int, last: int | None) -> str:
    """The name of a histogram's bar."""
    if last is None:
        return _("{rank} and beyond").format(rank=first)
    return str(first) if first == last else f"{first}–{last}"


def histogram(rows: Iterable[Row]) -> Mapping[str, Mapping[Language, int]]:
    """How many answerable rows of each language have a rank in each band, by the band's name; the last: not found."""
    names = [band(*ends) for ends in RANK_BANDS]
    counts: dict[str, dict[Language, int]] = {name: {"fr": 0, "en": 0} for name in (*names, _("not found"))}
    for row in rows:
        if not row.answerable:
            continue
        name = _("not found")
        if row.rank is not None:
            name = next(
                band(first, last) for first, last in RANK_BANDS if row.rank >= first and row.rank <= (last or row.rank)
            )
        counts[name][row.language] += 1
    beyond = band(*RANK_BANDS[-1])
    return {name: count for name, count in counts.items() if name != beyond or any(count.values())}
