"""Reads presentations (.pptx): a page a slide, the speaker's notes below; hidden slides are flagged."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from ingest import partitioners
from ingest.errors import UnreadableError
from ingest.formats.assemble import Item, Sheet, assemble, clean
from ingest.formats.office import active, title
from ingest.formats.parts import sheets
from ingest.packages import document, retyped
from ingest.read import Options, Read, Source

_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_TYPES = {
    "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml": _MAIN,
    "application/vnd.ms-powerpoint.template.macroEnabled.main+xml": _MAIN,
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml": _MAIN,
    "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml": _MAIN,
}
"""What `python-pptx` would not open, though it is written alike: shows, and templates."""


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
        slides = retyped(package, {}, _TYPES)
    spoken, hidden = _beside(slides)
    if hidden:
        notes["hidden_slides"] = hidden
    shown = sheets(partitioners.pptx(slides), styled=True)
    found = [
        replace(sheet, items=[*sheet.items, *said])
        for sheet, said in zip(shown + [Sheet([])] * (len(spoken) - len(shown)), spoken, strict=True)
    ]
    if not any(item.text for sheet in found for item in sheet.items):
        raise UnreadableError("empty", "the slides hold no text")
    pages, blocks, lost = assemble(found, options.pages)
    return Read(stated, pages, blocks, lost, notes)


def _beside(package: bytes) -> tuple[list[list[Item]], int]:
    """The speaker's notes of each slide, and how many slides are hidden from the show."""
    from pptx import Presentation

    spoken, hidden = [], 0
    for slide in Presentation(BytesIO(package)).slides:
        hidden += slide.element.get("show") in ("0", "false")
        frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        spoken.append([Item("text", clean(one.text)) for one in (frame.paragraphs if frame is not None else ())])
    return spoken, hidden
