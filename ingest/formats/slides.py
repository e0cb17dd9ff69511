"""Reads presentations (.pptx): a page a slide, the speaker's notes below; hidden slides are flagged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest import partitioners
from ingest.errors import UnreadableError
from ingest.formats.assemble import Item, Sheet, assemble, clean
from ingest.formats.office import active, title
from ingest.formats.parts import sheets
from ingest.packages import document
from ingest.read import Options, Read, Source


def read(source: Source, options: Options) -> Read:
    """Read a presentation.

    Raises:
        UnreadableError: with the reason for which the file cannot be filed.
    """
    notes: dict[str, object] = {}
    with document(source.path) as package:
        stated = title(package)
        if acts := active(package):
            notes["active"] = acts
    spoken, hidden = _beside(source.path)
    if hidden:
        notes["hidden_slides"] = hidden
    shown = sheets(partitioners.pptx(source.path.read_bytes()), styled=True)
    found = [
        replace(sheet, items=[*sheet.items, *said])
        for sheet, said in zip(shown + [Sheet([])] * (len(spoken) - len(shown)), spoken, strict=True)
    ]
    if not any(item.text for sheet in found for item in sheet.items):
        raise UnreadableError("empty", "the slides hold no text")
    pages, blocks, lost = assemble(found, options.pages)
    return Read(stated, pages, blocks, lost, notes)


def _beside(path: Path) -> tuple[list[list[Item]], int]:
    """The speaker's notes of each slide, and how many slides are hidden from the show."""
    from pptx import Presentation

    spoken, hidden = [], 0
    for slide in Presentation(str(path)).slides:
        hidden += slide.element.get("show") in ("0", "false")
        frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        spoken.append([Item("text", clean(one.text)) for one in (frame.paragraphs if frame is not None else ())])
    return spoken, hidden
