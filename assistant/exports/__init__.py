"""Exports: an answer or a session with its citations, as Markdown, HTML or PDF, in the language of the interface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.exports.about import FORMS, About, Form

if TYPE_CHECKING:
    from assistant.exchange import Exchange
    from assistant.exports.sources import Lookup

__all__ = ["FORMS", "About", "Form", "export"]


def export(exchanges: Sequence[Exchange], about: About, form: Form, lookup: Lookup | None = None) -> bytes:
    """Write exchanges with all that they rest on, in the language of `about`.

    lookup: gives a document by its SHA-256 with how it stands among its notes (assistant.marks.noted), so that its
    date, its number and what took its place are said; without it they are not.
    """
    from assistant.audit.replay.language import speaking
    from assistant.exports.sources import nothing_filed
    from assistant.exports.telling import paper

    with speaking(about.language):
        told = paper(exchanges, about, lookup or nothing_filed)
        if form == "md":
            from assistant.exports import markdown

            return markdown.write(told)
        if form == "html":
            from assistant.exports import html

            return html.write(told)
        from assistant.exports import pdf

        return pdf.write(told)
