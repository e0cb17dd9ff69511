"""Makes citations: every byte of a quotation is read here, from the filed page, at the offsets of its pointer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Box, Citation
from indexes.catalogue import Catalogue
from indexes.records import Document, Page, Sentence, Span

BETWEEN = 120
"""Characters between two sentences of a page that are quoted with them: a heading has no more, and a quotation that
left it out would join what the page parts."""


def cite(catalogue: Catalogue, document: Document, sentences: Sequence[Sentence]) -> tuple[Citation, ...]:
    """Cite consecutive sentences of a document: one citation a stretch of a page."""
    pages: dict[int, Page] = {}
    for sentence in sentences:
        for span in sentence.spans:
            if span.page not in pages:
                page = catalogue.page(document.id, span.page)
                assert page is not None  # noqa: S101  # a filed sentence stands on a filed page
                pages[span.page] = page
    spans = [span for sentence in sentences for span in sentence.spans]
    return tuple(_citation(document, pages[span.page], span) for span in stretches(spans))


def follows(before: Span, after: Span) -> bool:
    """Whether a span goes on where another ends, on its page, with no more than a heading between."""
    return before.page == after.page and 0 <= after.start - before.end <= BETWEEN


def stretches(spans: Sequence[Span]) -> Iterator[Span]:
    """Join spans that follow one another. What stands between them, mostly a heading, is quoted with them."""
    current: Span | None = None
    for span in spans:
        if current is not None and follows(current, span):
            current = Span(span.page, current.start, span.end)
            continue
        if current is not None:
            yield current
        current = span
    if current is not None:
        yield current


def _citation(document: Document, page: Page, span: Span) -> Citation:
    return Citation(
        document=document.id,
        file=document.file,
        title=document.title,
        language=document.language,
        page=page.number,
        page_label=page.label,
        start=span.start,
        end=span.end,
        quote=page.text[span.start : span.end],
        boxes=lines_of(page.boxes[span.start : span.end]),
        recognised=page.confidence,
    )


def lines_of(boxes: NDArray[np.int16]) -> tuple[Box, ...]:
    """Join the boxes of characters, int16 [n, 4] in tenths of a point, into one box a line, in points.

    A new line begins where a character stands wholly below or above the line so far, or goes back to the left.
    """
    lines: list[list[int]] = []
    for x0, y0, x1, y1 in boxes[boxes.any(axis=1)].tolist():
        line = lines[-1] if lines else None
        if line is not None and y0 < line[3] and y1 > line[1] and x1 > line[0] and x0 >= line[2] - (y1 - y0):
            line[:] = min(line[0], x0), min(line[1], y0), max(line[2], x1), max(line[3], y1)
        else:
            lines.append([x0, y0, x1, y1])
    return tuple((x0 / 10, y0 / 10, x1 / 10, y1 / 10) for x0, y0, x1, y1 in lines)
