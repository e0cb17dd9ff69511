"""Knows the characters of a page that no reader sees, so that none of them is ever quoted.

Not drawn, tiny or off the page: that is known from the file. Of the paper's colour, see-through, cut off or covered is
only suspected from it: a picture of the page decides, on which what is hidden leaves no trace.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pypdfium2.raw as fpdf
from numpy.typing import NDArray

from ingest.pdfium.binding import bare
from ingest.pdfium.characters import Characters

RESOLUTION = 72.0
"""Dots an inch of the picture that decides."""

_TINY = 2.0  # points, on a page of a letter's height and above
_SMALLEST_PAGE = 792.0  # points
_LIGHT = 224  # of 255, the luma at which a colour may not show on paper
_FAINT = 26  # of 255, the opacity under which a colour may not show at all
_TRACE = 24  # of 255, what the shades of a box differ by where something is drawn in it
_MARGIN = 0.15  # of a box's sides, left out on each: a neighbour or a rule may reach into it
_THICKNESS = 3.0  # points; what is thinner is a rule, and covers nothing
_COVERS = 1000  # as many are looked at on a page

_get_mode = bare("FPDFTextObj_GetTextRenderMode")
_get_fill = bare("FPDFPageObj_GetFillColor")
_get_stroke = bare("FPDFPageObj_GetStrokeColor")
_get_clip = bare("FPDFPageObj_GetClipPath", ctypes.c_void_p)
_count_clips = bare("FPDFClipPath_CountPaths")
_get_matrix = bare("FPDFText_GetMatrix")
_get_page_object = bare("FPDFPage_GetObject", ctypes.c_size_t)
_get_type = bare("FPDFPageObj_GetType")

_UNPAINTED = (fpdf.FPDF_TEXTRENDERMODE_STROKE, fpdf.FPDF_TEXTRENDERMODE_STROKE_CLIP)  # not filled, that is
_HARMLESS = (fpdf.FPDF_ANNOT_LINK, fpdf.FPDF_ANNOT_POPUP, fpdf.FPDF_ANNOT_UNKNOWN)

_Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be seen of a page's characters.

    hidden: bool [characters]; no reader sees them.
    underlaid: most are not drawn, but lie on pictures: a machine read them there. These do not count as hidden.
    """

    hidden: NDArray[np.bool_]
    underlaid: bool


@dataclass(frozen=True, slots=True)
class _Looks:
    """Of each distinct text object: it is not drawn; it may not show; by how much its size is scaled."""

    undrawn: _Mask
    doubtful: _Mask
    scale: NDArray[np.float32]


def look(
    page: Any, textpage: Any, found: Characters, boxes: NDArray[np.float32], size: tuple[float, float],
    picture: Callable[[], NDArray[np.uint8]],
) -> Sight:  # fmt: skip
    """Find what is hidden on a page (FPDF_PAGE, FPDF_TEXTPAGE).

    boxes: float32 [characters, 4], as displayed. size: the page's width and height in points. picture: draws the page
    as displayed, uint8 [height, width]; called only where something is suspected.
    """
    if not found.text:
        return Sight(np.zeros(0, dtype=np.bool_), underlaid=False)
    looks = _looks(textpage, found)
    has_ink = found.drawn & (found.objects[found.which] != 0)
    undrawn = looks.undrawn[found.which] & has_ink
    underlaid = _is_underlaid(page, undrawn, has_ink, found.boxes)
    width, height = size
    limit = _TINY * min(1.0, max(size) / _SMALLEST_PAGE)
    tiny = (found.sizes * looks.scale[found.which] < limit) & has_ink
    x0, y0, x1, y1 = boxes.T
    hidden = tiny | (((x1 <= 0) | (x0 >= width) | (y1 <= 0) | (y0 >= height)) & has_ink)
    suspected = (looks.doubtful[found.which] | _covered(page, found)) & has_ink & ~hidden & ~undrawn
    if suspected.any():
        hidden |= suspected & _traceless(picture(), boxes, suspected, size)
    return Sight(hidden if underlaid else hidden | undrawn, underlaid)


def _looks(textpage: Any, found: Characters) -> _Looks:
    page = ctypes.byref(textpage.contents)
    count = len(found.objects)
    undrawn, doubtful = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    scale = np.ones(count, dtype=np.float32)
    colour = [ctypes.c_uint() for _ in range(4)]
    red, green, blue, alpha = colour
    references = [ctypes.byref(part) for part in colour]
    matrix = fpdf.FS_MATRIX()
    at_matrix = ctypes.byref(matrix)
    for place, (one, first) in enumerate(zip(found.objects.tolist(), found.first.tolist(), strict=True)):
        if not one:
            continue
        drawn_by = ctypes.c_void_p(one)
        mode = _get_mode(drawn_by)
        undrawn[place] = mode == fpdf.FPDF_TEXTRENDERMODE_INVISIBLE
        has_colour = (_get_stroke if mode in _UNPAINTED else _get_fill)(drawn_by, *references)
        doubtful[place] = (
            mode == fpdf.FPDF_TEXTRENDERMODE_CLIP
            or _count_clips(ctypes.c_void_p(_get_clip(drawn_by))) > 0
            or (has_colour and (alpha.value < _FAINT or _luma(red.value, green.value, blue.value) >= _LIGHT))
        )
        if _get_matrix(page, first, at_matrix):
            scale[place] = max(abs(matrix.a), abs(matrix.b), abs(matrix.c), abs(matrix.d))
    return _Looks(undrawn, doubtful, scale)


def _luma(red: int, green: int, blue: int) -> float:
    """ITU-R BT.601."""
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _covered(page: Any, found: Characters) -> _Mask:
    """The characters on which something is drawn later: a filled path, an image, a shading, an annotation."""
    covered = np.zeros(len(found.text), dtype=np.bool_)
    handle = ctypes.byref(page.contents)
    objects = [_get_page_object(handle, place) for place in range(fpdf.FPDFPage_CountObjects(page))]
    kinds = [_get_type(ctypes.c_void_p(one)) for one in objects]
    if fpdf.FPDF_PAGEOBJ_TEXT not in kinds:
        return covered
    first = kinds.index(fpdf.FPDF_PAGEOBJ_TEXT)
    others = [place for place in range(first, len(kinds)) if kinds[place] != fpdf.FPDF_PAGEOBJ_TEXT]
    covers = [*islice(_covers(objects, kinds, others), _COVERS), *islice(_annotations(page, len(kinds)), _COVERS)]
    if not covers:
        return covered
    places = dict(zip(objects, range(len(objects)), strict=True))
    order = np.array([places.get(one, len(kinds)) for one in found.objects.tolist()])[found.which]
    x, y = (found.boxes[:, 0] + found.boxes[:, 2]) / 2, (found.boxes[:, 1] + found.boxes[:, 3]) / 2
    for place, (left, bottom, right, top) in covers:
        covered |= (order < place) & (x > left) & (x < right) & (y > bottom) & (y < top)
    return covered


_Cover = tuple[int, tuple[float, float, float, float]]


def _covers(objects: list[int], kinds: list[int], places: list[int]) -> Iterator[_Cover]:
    """Those of a page's objects that may cover, each with its place and its bounds in page space."""
    for place in places:
        one = ctypes.cast(objects[place], fpdf.FPDF_PAGEOBJECT)
        if kinds[place] == fpdf.FPDF_PAGEOBJ_PATH:
            fill, stroke = ctypes.c_int(), ctypes.c_int()
            if not fpdf.FPDFPath_GetDrawMode(one, fill, stroke) or not fill.value:
                continue
        bounds = _bounds(one)
        if min(bounds[2] - bounds[0], bounds[3] - bounds[1]) >= _THICKNESS:
            yield place, bounds


def _annotations(page: Any, place: int) -> Iterator[_Cover]:
    """What is laid on a page, above all that it draws itself."""
    for index in range(fpdf.FPDFPage_GetAnnotCount(page)):
        annotation = fpdf.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        rect = fpdf.FS_RECTF()
        if fpdf.FPDFAnnot_GetSubtype(annotation) not in _HARMLESS and fpdf.FPDFAnnot_GetRect(annotation, rect):
            yield place, (rect.left, rect.bottom, rect.right, rect.top)
        fpdf.FPDFPage_CloseAnnot(annotation)


def _bounds(one: Any) -> tuple[float, float, float, float]:
    sides = [ctypes.c_float() for _ in range(4)]
    fpdf.FPDFPageObj_GetBounds(one, *sides)
    left, bottom, right, top = (side.value for side in sides)
    return left, bottom, right, top


def _traceless(
    picture: NDArray[np.uint8], boxes: NDArray[np.float32], suspected: _Mask, size: tuple[float, float]
) -> _Mask:
    """The suspected characters in whose boxes nothing can be seen on the picture."""
    rows, columns = picture.shape
    across, down = columns / size[0], rows / size[1]
    traceless = np.zeros(len(suspected), dtype=np.bool_)
    for index in suspected.nonzero()[0].tolist():
        x0, y0, x1, y1 = boxes[index].tolist()
        x, y = _MARGIN * (x1 - x0), _MARGIN * (y1 - y0)
        left, top = max(0, int((x0 + x) * across)), max(0, int((y0 + y) * down))
        seen = picture[top : max(top, int((y1 - y) * down)) + 1, left : max(left, int((x1 - x) * across)) + 1]
        traceless[index] = not seen.size or int(seen.max()) - int(seen.min()) < _TRACE
    return traceless


def _is_underlaid(page: Any, undrawn: _Mask, has_ink: _Mask, boxes: NDArray[np.float32]) -> bool:
    """Say whether most of a page's characters are not drawn and lie on pictures (ISO 32000-1, 9.3.6: mode 3)."""
    if 2 * np.count_nonzero(undrawn) <= np.count_nonzero(has_ink):
        return False
    x, y = (boxes[undrawn, 0] + boxes[undrawn, 2]) / 2, (boxes[undrawn, 1] + boxes[undrawn, 3]) / 2
    on_picture = np.zeros(len(x), dtype=np.bool_)
    for place in range(fpdf.FPDFPage_CountObjects(page)):
        one = fpdf.FPDFPage_GetObject(page, place)
        if _holds_image(one, depth=3):
            left, bottom, right, top = _bounds(one)
            on_picture |= (x > left) & (x < right) & (y > bottom) & (y < top)
    return bool(2 * np.count_nonzero(on_picture) > len(x))


def _holds_image(one: Any, depth: int) -> bool:
    kind = fpdf.FPDFPageObj_GetType(one)
    if kind == fpdf.FPDF_PAGEOBJ_FORM and depth:
        inner = range(fpdf.FPDFFormObj_CountObjects(one))
        return any(_holds_image(fpdf.FPDFFormObj_GetObject(one, place), depth - 1) for place in inner)
    return bool(kind == fpdf.FPDF_PAGEOBJ_IMAGE)
