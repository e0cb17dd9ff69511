"""Small parts that the pages of a report are made of. Whatever text comes in here is escaped here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Protocol

from assistant.safe import visible
from indexes.records import Document, Page, Passage

AROUND = 320
"""Characters of a page that are shown before and after what is quoted of it."""


class Filed(Protocol):
    """Looks up what is filed, for what people call it and for what stands around a quotation."""

    def filed(self, document: str, number: int) -> Page | None:
        """A filed page."""

    def document(self, name: str) -> Document | None:
        """A document by its SHA-256."""

    def passage(self, name: str) -> Passage | None:
        """A passage by its id."""


def said(text: object) -> str:
    """A text of a document, of a question or of the record, fit to be shown."""
    return escape(visible(str(text)))


def paragraph(text: object, mark: str = "") -> str:
    """A paragraph of text; mark: its class."""
    kind = f' class="{mark}"' if mark else ""
    return f"<p{kind}>{said(text)}</p>"


def section(title: str, content: str, *, level: int = 2, mark: str = "") -> str:
    """A section under its title; the content is HTML."""
    kind = f' class="{mark}"' if mark else ""
    return f"<section{kind}><h{level}>{said(title)}</h{level}>{content}</section>\n"


def facts(named: Mapping[str, object]) -> str:
    """Names with their values."""
    return f"<dl>{''.join(f'<dt>{said(name)}</dt><dd>{said(value)}</dd>' for name, value in named.items())}</dl>"


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table of texts."""
    head = "".join(f'<th scope="col">{said(one)}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{said(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def in_context(text: str, start: int, end: int) -> str:
    """What a page says from `start` to `end`, marked, with what stands around it."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    before, after = text[first:start], text[end:last]
    return (
        f"<blockquote>{'…' if first else ''}{said(before)}<mark>{said(text[start:end])}</mark>"
        f"{said(after)}{'…' if last < len(text) else ''}</blockquote>"
    )
