"""Writes an inventory as people read it: lines of text, or one HTML page that stands alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from gettext import gettext as _
from html import escape

from assistant.audit.inventory import Inventory, Model, Tally
from assistant.i18n import number, spoken
from assistant.safe import visible

_STYLE = """\
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #1b1f24; --soft: #555d66; --rule: #d9d5c9; }
@media (prefers-color-scheme: dark) { :root { --paper: #15191f; --ink: #dfe3e8; --soft: #a3adb8; --rule: #3b4652; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, Arial, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
h1, h2 { font-family: Charter, Cambria, Georgia, serif; font-weight: 600; line-height: 1.2; }
h2 { margin-top: 2.5rem; }
.soft { color: var(--soft); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .93rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .35rem .6rem; border-bottom: 1px solid var(--rule); vertical-align: top; }
th:first-child, td:first-child { text-align: left; }
td { white-space: nowrap; }
td:last-child { white-space: normal; overflow-wrap: anywhere; }
"""

Row = tuple[str, ...]


def title(found: Inventory) -> str:
    """What the inventory is called."""
    if found.year is None:
        return _("Inventory of models and uses")
    return _("Inventory of models and uses, {year}").format(year=found.year)


def page(found: Inventory, checkpoint: str) -> str:
    """The whole page, in the language of the interface; `checkpoint` is the signed head that it was counted under."""
    body = "\n".join(_sections(found, checkpoint))
    return (
        f'<!doctype html>\n<html lang="{spoken()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title(found))}</title>\n<style>\n{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _sections(found: Inventory, checkpoint: str) -> Iterator[str]:
    yield f"<h1>{escape(title(found))}</h1>"
    yield f'<p class="soft">{escape(_lead(found))}</p>'
    for name, head, rows in tables(found):
        yield f'<h2>{escape(name)}</h2>\n<div class="wide"><table>\n{_row(head, "th")}'
        yield "".join(_row(row, "td") for row in rows) + "</table></div>"
    heading = _("The head of the record")
    yield f"<h2>{escape(heading)}</h2>\n<pre>{escape(visible(checkpoint))}</pre>"


def _row(cells: Row, tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(visible(cell))}</{tag}>' for cell in cells)}</tr>\n"


def lines(found: Inventory) -> Iterator[str]:
    """The inventory in lines."""
    yield title(found)
    yield _lead(found)
    for name, head, rows in tables(found):
        yield ""
        yield name
        table = [head, *rows]
        widths = [max(len(row[at]) for row in table) for at in range(len(head))]
        for row in table:
            cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
            yield f"  {'  '.join([row[0].ljust(widths[0]), *cells[1:]])}".rstrip()


def tables(found: Inventory) -> Iterator[tuple[str, Row, list[Row]]]:
    """The tables of an inventory that have something in them: (title, head, rows)."""
    yield _("In all"), (_("what"), _("how many")), list(_totals(found))
    if found.models:
        head = (_("part"), _("name"), _("answers"), _("first"), _("last"), _("fingerprint"))
        yield _("What answered"), head, [_model(one) for one in found.models]
    if found.imported:
        imported: list[Row] = [(one["time"][:10], one["name"], one["sha256"]) for one in found.imported]
        yield _("Models imported"), (_("day"), _("name"), _("fingerprint")), imported
    for name, first, tallies, counted in (
        (_("By month"), _("month"), found.months, _ALL),
        (_("By how answers are made"), _("mode"), _named_modes(found.modes), _SAID),
        (_("By language"), _("language"), found.languages, ("questions", *_SAID)),
    ):
        if tallies:
            columns = _columns()
            yield name, (first, *(columns[one] for one in counted)), _tallied(tallies, counted)


def _lead(found: Inventory) -> str:
    if found.first is None or found.last is None:
        return _("The record holds nothing of that time.")
    return _("Counted from the record alone, from {first} to {last}.").format(
        first=found.first[:10], last=found.last[:10]
    )


def _totals(found: Inventory) -> Iterator[Row]:
    yield from zip(_columns().values(), _values(found.total, _ALL), strict=True)
    verdicts = {
        "validated": _("answers validated"),
        "corrected": _("answers corrected"),
        "rejected": _("answers rejected"),
    }
    for verdict, count in found.verdicts.items():
        yield verdicts[verdict], number(count)
    yield _("destructions of sessions"), number(found.sessions_destroyed)
    yield _("exports"), number(found.exports)


_ALL = tuple(one.name for one in fields(Tally))
_SAID = ("answers", "refusals", "quotations", "claims", "unsupported")
"""What is known by what an answer says of itself; what was destroyed does not."""


def _columns() -> dict[str, str]:
    return {
        "sessions": _("sessions"),
        "questions": _("questions"),
        "answers": _("answers"),
        "refusals": _("refusals"),
        "cancelled": _("given up"),
        "quotations": _("quotations"),
        "claims": _("claims"),
        "unsupported": _("unsupported"),
        "destroyed": _("destroyed since"),
    }


def _values(tally: Tally, counted: Sequence[str]) -> Row:
    return tuple(number(getattr(tally, name)) for name in counted)


def _tallied(tallies: Mapping[str, Tally], counted: Sequence[str]) -> list[Row]:
    return [(name, *_values(tally, counted)) for name, tally in sorted(tallies.items())]


def _named_modes(tallies: Mapping[str, Tally]) -> dict[str, Tally]:
    """By what each mode is called in the language of the interface."""
    names = {"quotation": _("by quoting"), "compose": _("by composing")}
    return {names.get(mode, mode): tally for mode, tally in tallies.items()}


def _model(one: Model) -> Row:
    roles = {
        "generator": _("generator"),
        "adapter": _("adapter"),
        "encoder": _("encoder"),
        "reranker": _("reranker"),
        "lexicon": _("lexicon"),
    }
    return roles[one.role], one.name, number(one.answers), one.first[:10], one.last[:10], one.fingerprint
