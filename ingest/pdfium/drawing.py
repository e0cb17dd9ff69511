"""Draws a page of a PDF as it is displayed, in colour, for a reader to look at.

PDFium is not thread-safe and can die on a damaged file: call this in a process that may be killed.
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from ingest.errors import UnreadableError
from ingest.pdfium.reader import opened

MOST_PIXELS = 12_000_000
"""Of a picture: a page that is a hundred times as high as wide is drawn coarser than was asked for."""


def draw(path: Path, number: int, width: int) -> bytes:
    """The page `number` (1-based) as a PNG that is `width` pixels wide, or less where it would be too large.

    Nothing that the file asks a reader to do is done, and what was typed into a form's fields is not drawn.

    Raises:
        UnreadableError: `not_pdf`, `encrypted` or `damaged`, with PDFium's own words.
    """
    document = opened(path)
    try:
        if not 1 <= number <= len(document):
            raise UnreadableError("damaged", f"no page {number} of {len(document)}")
        try:
            page = document[number - 1]
        except pdfium.PdfiumError as error:
            raise UnreadableError("damaged", str(error)) from error
        return _drawn(page, width)
    finally:
        document.close()


def _drawn(page: pdfium.PdfPage, width: int) -> bytes:
    across, down = page.get_size()
    if across <= 0 or down <= 0:
        raise UnreadableError("damaged", f"a page of {across:g} by {down:g} points")
    scale = min(width / across, (MOST_PIXELS / (across * down)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True)
    try:
        pixels = bitmap.to_numpy()
        file = io.BytesIO()
        Image.fromarray(pixels[:, :, :3].copy()).save(file, "PNG", compress_level=1)
        return file.getvalue()
    finally:
        bitmap.close()
