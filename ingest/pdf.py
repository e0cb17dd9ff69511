"""Reads a PDF: pages by PDFium, laid out into blocks."""

from __future__ import annotations

from indexes.records import Page
from ingest.blocks import lay_out
from ingest.errors import UnreadableError
from ingest.pdfium import PdfReader, RawPage
from ingest.read import Options, Read, Source


def read(source: Source, options: Options) -> Read:
    """Read the PDF.

    Raises:
        UnreadableError: with the reason for which the file cannot be filed.
    """
    reader = PdfReader(source.path)
    raw_pages: list[RawPage] = []
    lost = list(range(options.pages + 1, reader.page_count + 1))
    for page in reader.pages(options.pages):
        if isinstance(page, int):
            lost.append(page)
            continue
        raw_pages.append(page)
        if page.has_drawing and not page.text.strip():
            lost.append(page.number)
    if not any(page.text.strip() for page in raw_pages):
        if any(page.has_drawing for page in raw_pages):
            raise UnreadableError("needs_ocr", "no page has a text layer")
        raise UnreadableError("empty" if raw_pages else "damaged", "no page holds anything")
    laid = lay_out(raw_pages)
    pages = tuple(
        Page(
            number=text.raw.number,
            label=text.raw.label,
            text=text.text,
            width=text.raw.width,
            height=text.raw.height,
            boxes=text.boxes(),
        )
        for text in laid.pages
    )
    return Read(reader.title, pages, laid.blocks, tuple(sorted(lost)), reader.notes)
