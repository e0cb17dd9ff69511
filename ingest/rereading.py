"""Decides which pages of a PDF are read again on their picture, and which of two readings of a page is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from indexes.records import Language
from ingest import hocr, quality, recognise
from ingest.pdfium import PdfReader, RawPage
from ingest.read import Progress, Recognition, unheard
from ingest.spelling import is_known
from models.language import dominant

_FINEST, _COARSEST = 300.0, 200.0
"""Dots an inch at which a page is drawn, at most and at least: as many as its own image has, else at most."""
_MOST_PIXELS = 30_000_000
_CAPTION = 60
"""Characters that a page may have over an image that fills it, and still be a scan: a stamp, a number."""
_SAMPLE = 200
"""Characters by which a document's language can be told."""
_UNSURE = 0.6
"""A page that was recognised with less confidence is flagged."""


@dataclass(frozen=True, slots=True)
class Reread:
    """A document's pages, as they are best read.

    confidence: by page number, of those that were recognised. flagged: the numbers of pages whose text is in doubt.
    unread: of those that are a picture and were not recognised. wordless: of those on whose picture no word was found.
    """

    pages: list[RawPage]
    confidence: dict[int, float] = field(default_factory=dict)
    flagged: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    wordless: list[int] = field(default_factory=list)


def reread(reader: PdfReader, pages: Sequence[RawPage], when: Recognition, begun: Progress = unheard) -> Reread:
    """Look at every page's text, and have those recognised that have none or a bad one, as far as `when` allows.

    begun: told the number of each page whose picture is about to be read.
    """
    result = Reread(list(pages))
    doubted = {page.number for page in pages if page.text.strip() and is_doubted(page)}
    language = _language(page for page in pages if page.number not in doubted)
    for place, page in enumerate(pages):
        missing = not page.text.strip()
        in_doubt = page.number in doubted
        if not page.has_drawing or not (missing or in_doubt or when == "always" or _is_captioned(reader, page)):
            continue
        begun(page.number)
        reading = _recognise(reader, page, language) if when != "never" and recognise.available() else None
        if reading is None:
            if missing:
                result.unread.append(page.number)
            elif in_doubt:
                result.flagged.append(page.number)
            continue
        found, confidence = reading
        if not found.text:
            (result.wordless if missing else result.flagged if in_doubt else []).append(page.number)
        elif missing or when == "always" or is_better(found.text, page.text, underlaid=page.underlaid):
            result.pages[place] = found
            result.confidence[page.number] = confidence
            language = language or _language([found])
            if confidence < _UNSURE or is_doubted(found):
                result.flagged.append(page.number)
        elif in_doubt and not quality.agree(page.text, found.text):
            result.flagged.append(page.number)
    return result


def is_doubted(page: RawPage) -> bool:
    """Say whether a page's text fails the gate; most pages pass without a dictionary being opened."""
    if not page.underlaid and quality.is_fluent(page.text):
        return False
    return quality.is_doubted(quality.measure(page.text, is_known), underlaid=page.underlaid)


def is_better(found: str, own: str, *, underlaid: bool) -> bool:
    """Say whether what was recognised on a page is better than its own text.

    A text that the page draws, and that recognition confirms, is exact. One that an earlier machine laid under the
    picture is the better of the two only if more of its words are words.
    """
    if not underlaid and quality.agree(found, own):
        return False
    return quality.measure(found, is_known).worth > quality.measure(own, is_known).worth


def _recognise(reader: PdfReader, page: RawPage, language: Language | None) -> tuple[RawPage, float] | None:
    wished = min(max(reader.resolution(page.number) or _FINEST, _COARSEST), _FINEST)
    picture = reader.picture(page.number, wished, _MOST_PIXELS)
    scale = picture.shape[1] / page.width  # of pixels to points: what was wished for may have been too many
    reading = recognise.read(picture, 72 * scale, language)
    if reading is None:
        return None
    return hocr.page(reading.lines, page, scale, reading.turns), reading.confidence


def _is_captioned(reader: PdfReader, page: RawPage) -> bool:
    return len(page.text.strip()) < _CAPTION and reader.resolution(page.number) is not None


def _language(pages: Iterable[RawPage]) -> Language | None:
    """The language of a document by what is legible of it; None where that is too little to tell."""
    text = " ".join(page.text for page in islice((page for page in pages if page.text.strip()), 10))
    if len(text) < _SAMPLE:
        return None
    return dominant(text, otherwise="fr")
