"""Reads a PDF: pages by PDFium, or recognised on their pictures where need be, laid out into blocks."""

from __future__ import annotations

from indexes.records import Page
from ingest import recognise
from ingest.blocks import lay_out
from ingest.errors import UnreadableError
from ingest.pdfium import PdfReader, RawPage
from ingest.read import Options, Progress, Read, Source, unheard
from ingest.rereading import Reread, reread


def read(source: Source, options: Options, begun: Progress = unheard) -> Read:
    """Read the PDF. `begun` is told the number of each page that is begun, and once more if its picture is read.

    Raises:
        UnreadableError: with the reason for which the file cannot be filed.
    """
    reader = PdfReader(source.path)
    raw_pages: list[RawPage] = []
    lost = list(range(options.pages + 1, reader.page_count + 1))
    found = reader.pages(options.pages)
    for number in range(1, min(options.pages, reader.page_count) + 1):
        begun(number)
        page = next(found)
        if isinstance(page, int):
            lost.append(page)
        else:
            raw_pages.append(page)
    again = reread(reader, raw_pages, options.ocr, begun)
    if not any(page.text.strip() for page in again.pages):
        raise _nothing(again)
    laid = lay_out(again.pages)
    pages = tuple(
        Page(
            number=text.raw.number,
            label=text.raw.label,
            text=text.text,
            width=text.raw.width,
            height=text.raw.height,
            boxes=text.boxes(),
            confidence=again.confidence.get(text.raw.number),
        )
        for text in laid.pages
    )
    return Read(
        reader.title, pages, laid.blocks, tuple(sorted([*lost, *again.unread])), {**reader.notes, **_notes(again)}
    )


def _nothing(again: Reread) -> UnreadableError:
    """Why a file without a word is not filed."""
    if again.unread:
        return UnreadableError("needs_ocr", "no page has a text layer")
    if again.wordless:
        return UnreadableError("empty", "no word was recognised on any page")
    return UnreadableError("empty" if again.pages else "damaged", "no page holds anything")


def _notes(again: Reread) -> dict[str, object]:
    """What an auditor should know of the text: by whom it was read, where it is in doubt, where there was none."""
    notes: dict[str, object] = {}
    if again.confidence:
        notes["recognised"] = sorted(again.confidence)
        notes["recogniser"] = f"tesseract {recognise.version()}"
    if again.flagged:
        notes["flagged"] = sorted(again.flagged)
    if again.wordless:
        notes["wordless"] = sorted(again.wordless)
    return notes
