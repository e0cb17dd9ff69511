"""Writes a paper as one HTML page that whoever hears or sees it can read: no script, nothing to fetch, fit to print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from gettext import gettext as _
from html import escape
from pathlib import Path

from assistant.exports.model import Block, Heading, Inline, Line, Mark, Note, Notes, Paper, Paragraph, Quotation, Table
from assistant.safe import visible
from indexes.records import Language


def write(paper: Paper) -> bytes:
    """The page, in UTF-8."""
    body = "".join(_sections(paper))
    return (
        f'<!doctype html>\n<html lang="{paper.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Nothing that a document or a question holds may run or be fetched, even were it not escaped.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'\">\n"
        f"<title>{said(paper.title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n<main>\n{body}</main>\n"
        f"<footer><p>{said(paper.header)}</p></footer>\n</body>\n</html>\n"
    ).encode()


def said(text: str) -> str:
    """A text, fit to stand in a page or in an attribute's quotes."""
    return escape(visible(text))


@cache
def _style() -> str:
    return Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def _sections(paper: Paper) -> Iterator[str]:
    """The blocks; each heading of the second level opens a section, named by it for who moves by regions."""
    opened, count = False, 0
    for block in paper.blocks:
        if isinstance(block, Heading) and block.level == 2:
            count += 1
            yield ("</section>\n" if opened else "") + f'<section aria-labelledby="s{count}">\n'
            opened = True
            yield _heading(block, paper.language, f"s{count}")
        else:
            yield _block(block, paper.language)
    if opened:
        yield "</section>\n"


def _heading(block: Heading, language: Language, name: str = "") -> str:
    anchor = f'<a id="{block.anchor}"></a>' if block.anchor else ""
    identity = f' id="{name}"' if name else ""
    return f"<h{block.level}{identity}>{anchor}{_line(block.line, language)}</h{block.level}>\n"


def _block(block: Block, language: Language) -> str:
    if isinstance(block, Heading):
        return _heading(block, language)
    if isinstance(block, Paragraph):
        return f'<p class="{block.role}">{_line(block.line, language)}</p>\n'
    if isinstance(block, Quotation):
        own = f' lang="{block.language}"' if block.language != language else ""
        quoted = f'<blockquote cite="#n{block.note}"{own}><p>{_line(block.line, block.language)}</p></blockquote>'
        return f"<figure>\n{quoted}\n<figcaption>{_line(block.place, language)}</figcaption>\n</figure>\n"
    if isinstance(block, Table):
        return _table(block, language)
    return _notes(block, language)


def _table(table: Table, language: Language) -> str:
    heads = "".join(f'<th scope="col">{said(head)}</th>' for head in table.heads)
    rows = "".join(
        f'<tr><th scope="row">{_line(first, language)}</th>'
        f"{''.join(f'<td>{_line(cell, language)}</td>' for cell in rest)}</tr>\n"
        for first, *rest in table.rows
    )
    head = f"<thead><tr>{heads}</tr></thead>\n" if heads else ""
    return f"<table>\n<caption>{said(table.title)}</caption>\n{head}<tbody>\n{rows}</tbody>\n</table>\n"


def _notes(notes: Notes, language: Language) -> str:
    items = "".join(_note(note, language) for note in notes.notes)
    first = notes.notes[0].number if notes.notes else 1
    start = f' start="{first}"' if first != 1 else ""
    return f'<h3>{said(notes.title)}</h3>\n<ol class="notes"{start}>\n{items}</ol>\n'


def _note(note: Note, language: Language) -> str:
    back = "".join(
        f' <a href="#r{note.number}-{place}" role="doc-backlink" aria-label="{said(_back(note.number, place))}">↩</a>'
        for place in range(1, note.references + 1)
    )
    return f'<li id="n{note.number}" value="{note.number}">{_line(note.line, language)}{back}</li>\n'


def _back(note: int, place: int) -> str:
    return _("Back to where source {n} is cited, place {place}").format(n=note, place=place)


def _line(line: Line, language: Language) -> str:
    return "".join(_inline(one, language) for one in line)


def _inline(one: Inline, language: Language) -> str:
    if isinstance(one, Mark):
        name = said(_("Source {n}").format(n=one.note))
        return (
            f'<sup><a href="#n{one.note}" id="r{one.note}-{one.place}" role="doc-noteref" aria-label="{name}">'
            f"[{one.note}]</a></sup>"
        )
    text = said(one.text)
    if one.strong:
        text = f"<strong>{text}</strong>"
    if one.target:
        text = f'<a href="#{one.target}">{text}</a>'
    if one.language is not None and one.language != language:
        text = f'<span lang="{one.language}">{text}</span>'
    return text
