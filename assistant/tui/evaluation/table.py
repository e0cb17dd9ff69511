"""Lines of text under each other: the first column to the left, the others to the right. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

GAP = "  "


def aligned(rows: Sequence[Sequence[str]], *, least: int = 0) -> Iterator[str]:
    """The rows as lines, each column as wide as its widest cell, the first `least` at least; rows may be shorter."""
    columns = max(map(len, rows), default=0)
    widths = [max((len(row[at]) for row in rows if at < len(row)), default=0) for at in range(columns)]
    widths[:1] = [max(least, width) for width in widths[:1]]
    for row in rows:
        cells = (cell.ljust(widths[at]) if at == 0 else cell.rjust(widths[at]) for at, cell in enumerate(row))
        yield GAP.join(cells).rstrip()
