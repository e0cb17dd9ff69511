"""Where a citation or a passage found stands in its document: what the source pane can be opened at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from gettext import gettext as _

from assistant.answer import Citation, Statement
from indexes.records import Hit, Language, Span


@dataclass(frozen=True, slots=True)
class Reference:
    """Spans of one document's pages. `page_label` is what is printed on the first one's page, where anything is.

    recognised: how sure a machine was that read them on a picture of the page, from 0 to 1; None where none did.
    """

    document: str
    title: str
    language: Language
    page_label: str | None
    spans: tuple[Span, ...]
    recognised: float | None = None

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.spans[0].page


def of_citation(citation: Citation) -> Reference:
    """The place a citation points to."""
    span = Span(citation.page, citation.start, citation.end)
    title = citation.title or citation.file
    return Reference(
        citation.document, title, citation.language, citation.page_label, (span,), recognised=citation.recognised
    )


def of_hit(hit: Hit) -> Reference:
    """The place of a passage found: that of its sentences."""
    spans = tuple(span for sentence in hit.passage.sentences for span in sentence.spans)
    title = hit.document.title or hit.document.file
    return Reference(hit.document.id, title, hit.document.language, hit.page_label, spans)


def numbered(statements: Iterable[Statement]) -> dict[Reference, int]:
    """Number the places that an answer cites from 1, in order; one that is cited twice keeps its number."""
    numbers: dict[Reference, int] = {}
    for statement in statements:
        for citation in statement.citations:
            numbers.setdefault(of_citation(citation), len(numbers) + 1)
    return numbers


def page_name(page: int, label: str | None) -> str:
    """The page by the label printed on it, and by its place in the file where the two differ."""
    if label and label.strip() and label.strip() != str(page):
        return _("p. {label} (page {page} of the file)").format(label=label.strip(), page=page)
    return _("p. {page}").format(page=page)


def language_name(language: Language) -> str:
    """The language, in the language that is spoken."""
    return _("in French") if language == "fr" else _("in English")
