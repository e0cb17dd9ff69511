"""Reads a PDF with PDFium: each page's characters in reading order, with their boxes.

PDFium is not thread-safe and can die on a damaged file: call this in a process that may be killed.
Functions named `FPDF…` are those of PDFium's public headers (fpdf_text.h, fpdfview.h, fpdf_doc.h).
"""

from __future__ import annotations

import ctypes
import mmap
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import compress
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as fpdf
from numpy.typing import NDArray

from ingest.errors import UnreadableError
from ingest.pdfium import characters, hidden

# What a reader of PDFs might do of itself (ISO 32000-1, 7.11.4 and 12.6): PDFium tells of some places only.
_ACTIVE = re.compile(rb"/(OpenAction|JavaScript|Launch|EmbeddedFile|FileAttachment|RichMedia)\b")
_OBJECT_STREAM = re.compile(rb"/ObjStm\b[^>]{0,400}>>\s*stream\r?\n")
_PACKED, _UNPACKED = 1 << 20, 32 << 20  # bytes of one object stream, and of all once unpacked, that are looked into
_MOST_PIXELS = 4_000_000  # of the picture that shows what is hidden
_MAGIC_WINDOW = 1024  # a PDF's header may be preceded by up to a kilobyte of anything (ISO 32000-1, annex H.3.4.1)


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as PDFium reads it.

    text: one character an index of PDFium's text page; lines end in "\\r\\n".
    boxes: float32 [len(text), 4], (x0, y0, x1, y1) in points from the top left corner of the page as displayed;
    zeros for characters that are not drawn.
    sizes: float32 [len(text)], font size in points.
    bold: bool [len(text)]; true for a line that both begins and ends in a bold font.
    has_drawing: the page draws something, be it text, lines or a picture.
    underlaid: its text is not drawn: a machine read it on the picture that the page is.
    hidden: so many characters that no reader sees were left out of all the above.
    """

    number: int
    label: str | None
    width: float
    height: float
    text: str
    boxes: NDArray[np.float32]
    sizes: NDArray[np.float32]
    bold: NDArray[np.bool_]
    has_drawing: bool
    underlaid: bool = False
    hidden: int = 0

    def without(self, hidden: NDArray[np.bool_]) -> RawPage:
        """The page without the characters marked, bool [len(text)]."""
        if not hidden.any():
            return self
        shown = ~hidden
        return replace(
            self,
            text="".join(compress(self.text, shown.tolist())),
            boxes=self.boxes[shown],
            sizes=self.sizes[shown],
            bold=self.bold[shown],
            hidden=self.hidden + int(np.count_nonzero(hidden)),
        )


def opened(path: Path) -> pdfium.PdfDocument:
    """Have PDFium open a file.

    Raises:
        UnreadableError: `not_pdf`, `encrypted` or `damaged`, with PDFium's own words.
    """
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(_MAGIC_WINDOW):
            raise UnreadableError("not_pdf", "no %PDF- header")
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in (fpdf.FPDF_ERR_PASSWORD, fpdf.FPDF_ERR_SECURITY):
            raise UnreadableError("encrypted", str(error)) from error
        raise UnreadableError("damaged", str(error)) from error


class PdfReader:
    """An open PDF.

    Raises:
        UnreadableError: `not_pdf`, `encrypted` or `damaged`, with PDFium's own words.
    """

    def __init__(self, path: Path) -> None:
        self._document = opened(path)
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            self._active = _active(content)
        self._hidden: dict[int, int] = {}
        self.page_count: int = len(self._document)
        if not self.page_count:
            raise UnreadableError("damaged", "no page can be reached")

    @property
    def title(self) -> str:
        """The title in the document's own metadata, often empty or wrong."""
        return str(self._document.get_metadata_value("Title")).strip()

    @property
    def notes(self) -> dict[str, object]:
        """What is in the file beside its text: restrictions, scripts, attachments. Nothing of it is run or opened.

        `active` are the names by which the file asks a reader to act, wherever in it they stand; `hidden` says how many
        characters no reader sees on each of the pages read so far.
        """
        raw = self._document.raw
        found: dict[str, object] = {}
        if fpdf.FPDF_GetSecurityHandlerRevision(raw) != -1:
            found["permissions"] = int(fpdf.FPDF_GetDocPermissions(raw))
        if scripts := max(0, fpdf.FPDFDoc_GetJavaScriptActionCount(raw)):
            found["scripts"] = int(scripts)
        if attachments := fpdf.FPDFDoc_GetAttachmentCount(raw):
            found["attachments"] = int(attachments)
        if forms := fpdf.FPDF_GetFormType(raw):
            found["form"] = int(forms)
        if self._active:
            found["active"] = self._active
        if self._hidden:
            found["hidden"] = {str(number): count for number, count in self._hidden.items()}
        return found

    def pages(self, limit: int) -> Iterator[RawPage | int]:
        """Yield the first `limit` pages; in place of a page that PDFium cannot load, its number."""
        for number in range(1, min(limit, self.page_count) + 1):
            try:
                page = self._document[number - 1]
            except pdfium.PdfiumError:
                yield number
                continue
            try:
                read = self._read(page, number)
            finally:
                page.close()
            if read.hidden:
                self._hidden[number] = read.hidden
            yield read

    def picture(self, number: int, resolution: float, most: int) -> NDArray[np.uint8]:
        """Draw a page as displayed, uint8 [height, width], 255 is white; coarser than `resolution` (dots an inch)
        where it would have more than `most` pixels.
        """
        page = self._document[number - 1]
        try:
            return _draw(page, resolution, most)
        finally:
            page.close()

    def resolution(self, number: int) -> float | None:
        """The resolution of the largest image on a page, in dots an inch; None where none covers half of it."""
        page = self._document[number - 1]
        try:
            width, height = page.get_size()
            best, found = 0.5 * width * height, None
            for image in page.get_objects(filter=[fpdf.FPDF_PAGEOBJ_IMAGE], max_depth=3):
                left, bottom, right, top = image.get_bounds()
                area = (right - left) * (top - bottom)
                if area >= best:
                    across, down = image.get_px_size()
                    best, found = area, 72 * (across * down / area) ** 0.5
            return found
        finally:
            page.close()

    def _read(self, page: pdfium.PdfPage, number: int) -> RawPage:
        width, height = page.get_size()
        textpage = page.get_textpage()
        try:
            found = characters.read(textpage.raw)
            boxes = _as_displayed(page.raw, found.boxes, width, height)
            draw = partial(_draw, page, hidden.RESOLUTION, _MOST_PIXELS)
            sight = hidden.look(page.raw, textpage.raw, found, boxes, (width, height), draw)
        finally:
            textpage.close()
        return RawPage(
            number=number,
            label=self._document.get_page_label(number - 1) or None,
            width=width,
            height=height,
            text=found.text,
            boxes=boxes,
            sizes=found.sizes,
            bold=found.bold,
            has_drawing=fpdf.FPDFPage_CountObjects(page.raw) > 0,
            underlaid=sight.underlaid,
        ).without(sight.hidden)


def _draw(page: pdfium.PdfPage, resolution: float, most: int) -> NDArray[np.uint8]:
    width, height = page.get_size()
    scale = min(resolution / 72, (most / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    try:
        pixels: NDArray[np.uint8] = bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
        return pixels
    finally:
        bitmap.close()


def _active(content: mmap.mmap) -> list[str]:
    """The active names in a file's bytes and in its object streams, sorted; what is encrypted stays unseen."""
    found = set(_ACTIVE.findall(content))
    left = _UNPACKED
    for match in _OBJECT_STREAM.finditer(content):
        unpacker = zlib.decompressobj()
        try:
            unpacked = unpacker.decompress(content[match.end() : match.end() + _PACKED], left)
        except zlib.error:
            continue
        left -= len(unpacked)
        found.update(_ACTIVE.findall(unpacked))
        if left <= 0:
            break
    return sorted(name.decode() for name in found)


def _as_displayed(page: object, boxes: NDArray[np.float32], width: float, height: float) -> NDArray[np.float32]:
    """Carry boxes from page space to the page as displayed: its crop and rotation, the origin at the top left.

    Pages are turned by right angles, so that a side becomes a side; three points carried over by FPDF_PageToDevice tell
    which, at a scale that keeps hundredths.
    """
    scale = 100
    corners = []
    for x, y in ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0)):
        device_x, device_y = ctypes.c_int(), ctypes.c_int()
        fpdf.FPDF_PageToDevice(
            page, 0, 0, round(width * scale), round(height * scale), 0, x, y,
            ctypes.byref(device_x), ctypes.byref(device_y),
        )  # fmt: skip
        corners.append((device_x.value / scale, device_y.value / scale))
    origin, along_x, along_y = (np.array(corner, dtype=np.float32) for corner in corners)
    sides = np.zeros((4, 4), dtype=np.float32)
    for axis, along in enumerate((along_x - origin, along_y - origin)):
        for shown, step in enumerate(along / 1000):
            sides[axis if step > 0 else axis + 2, shown] = step  # the least of a coordinate, from the least or the most
            sides[axis + 2 if step > 0 else axis, shown + 2] = step
    displayed = boxes @ sides + np.tile(origin, 2)
    displayed[(boxes[:, 0] == 0) & (boxes[:, 1] == 0) & (boxes[:, 2] == 0) & (boxes[:, 3] == 0)] = 0
    return displayed
