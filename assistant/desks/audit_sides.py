"""Sets what a question was answered then beside what comes out now. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.tui.audit.desk import Sides

if TYPE_CHECKING:
    from assistant.audit.replay.outcome import Recomputed
    from assistant.exchange import Exchange

_COMPARED = frozenset(("identical", "diverged", "environment differs"))


def sides(exchange: Exchange, again: Recomputed | None) -> Sides | None:
    """Both sides, a line for each statement; None where it was not computed again, or may not be seen."""
    if again is None or exchange.outcome in ("destroyed", "withheld"):
        return None
    if again.divergence is not None:
        return Sides(_lines(again.divergence.then), _lines(again.divergence.now), again)
    then = _lines(said(exchange))
    # Without a divergence, either the same came out, or nothing could be computed: then there is no other side.
    computed = again.result in _COMPARED and not again.reason
    return Sides(then, then if computed else (), again)


def said(exchange: Exchange) -> str:
    """What was answered, in words."""
    if exchange.answer is not None:
        return exchange.answer.text
    return "\n".join(one.text for one in exchange.stated)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line.strip())
