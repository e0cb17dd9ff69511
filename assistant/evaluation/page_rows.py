"""The table of a page that has a row a question asked, its first passages one click away."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _
from html import escape

from assistant.evaluation import wording
from assistant.evaluation.results import Found, Row
from assistant.i18n import number
from assistant.safe import visible

SHOWN = 5
"""How many of the passages found are shown."""


def questions_table(rows: Sequence[Row]) -> str:
    """The table, as HTML, in the order in which the questions were asked."""
    heads = [_("No."), _("Language"), _("Rank"), _("Question, and what was found")]
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "\n".join(_row(row) for row in rows)
    return f'<table class="questions"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(row: Row) -> str:
    question = f'<summary lang="{row.language}">{escape(visible(row.question))}</summary>'
    return (
        f"<tr><td>{escape(visible(row.id))}</td><td>{escape(row.direction or row.language)}</td><td>{_rank(row)}</td>"
        f'<td class="asked"><details>{question}{_hits(row)}</details></td></tr>'
    )


def _rank(row: Row) -> str:
    if not row.answerable:
        return _soft("span", _("no answer"))
    if row.rank is None:
        title = _("not found")
        return f'<span class="rank none" title="{escape(title)}">–</span>'
    style = "first" if row.rank == 1 else "near" if row.rank <= SHOWN else ""
    return f'<span class="rank {style}">{number(row.rank)}</span>'


def _hits(row: Row) -> str:
    if not row.hits:
        return _soft("p", _("Nothing was found."))
    shown = [hit for hit in row.hits if hit.rank <= SHOWN or hit.rank == row.rank]
    return f'<ol class="hits">{"".join(_hit(hit) for hit in shown)}</ol>'


def _soft(tag: str, text: str) -> str:
    return f'<{tag} class="soft">{escape(text)}</{tag}>'


def _hit(hit: Found) -> str:
    page = _("p. {page}").format(page=hit.page_label or hit.page)
    right = _("right")
    mark = f' <span class="mark">✓ {escape(right)}</span>' if hit.right else ""
    style = ' class="right"' if hit.right else ""
    return (
        f'<li value="{hit.rank}"{style}>{escape(visible(hit.title))}, {escape(visible(page))} '
        f"<small>{escape(visible(hit.file))} · {wording.share(hit.score)}</small>{mark}"
        f'<p lang="{hit.language}">{escape(visible(hit.excerpt))}</p></li>'
    )
