"""Reads the characters of a page that PDFium has loaded: what they are, where they stand, how they are set.

A page has thousands of characters and PDFium answers for one at a time, so what a call costs decides how fast files
are read. Three things make it small. `map` makes the calls, without a line of Python between two of them. The functions
have no `argtypes`, so that ctypes passes on what it is given: integers, and references made beforehand. And what a
whole text object has in common, its font and size, is asked once an object.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections import deque
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as fpdf
from numpy.typing import NDArray

from ingest.pdfium.binding import bare

_BOLD = (b"bold", b"black", b"heavy")
_UNKNOWN = "\ufffd"  # where PDFium knows no character
_POOL = 4096  # characters whose boxes are asked for at once


_get_unicode = bare("FPDFText_GetUnicode", ctypes.c_uint)
_get_box = bare("FPDFText_GetLooseCharBox")
_get_size = bare("FPDFText_GetFontSize", ctypes.c_double)
_get_object = bare("FPDFText_GetTextObject", ctypes.c_size_t)
_get_font = bare("FPDFTextObj_GetFont", ctypes.c_size_t)
_boxes = (fpdf.FS_RECTF * _POOL)()
_box_references = [ctypes.byref(_boxes, place * ctypes.sizeof(fpdf.FS_RECTF)) for place in range(_POOL)]


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a page, one an index of PDFium's text page.

    text: lines end in "\\r\\n"; U+FFFD where PDFium knows no character.
    boxes: float32 [len(text), 4], (left, bottom, right, top) in page space, PDFium's loose boxes; zeros at line ends.
    sizes: float32 [len(text)], font size in points; zero at line ends.
    bold: bool [len(text)]; true for a line that both begins and ends in a bold font.
    drawn: bool [len(text)]; false for spaces and line ends.
    objects: uint64 [distinct], the text objects that drew them, 0 for none; first: int64 [distinct], the index of a
    character that each drew; which: int64 [len(text)], the place of its object in `objects`.
    """

    text: str
    boxes: NDArray[np.float32]
    sizes: NDArray[np.float32]
    bold: NDArray[np.bool_]
    drawn: NDArray[np.bool_]
    objects: NDArray[np.uint64]
    first: NDArray[np.int64]
    which: NDArray[np.int64]


_NOTHING = np.zeros(0, dtype=np.int64)
_NONE = Characters(
    "",
    np.zeros((0, 4), dtype=np.float32),
    _NOTHING.astype(np.float32),
    _NOTHING.astype(np.bool_),
    _NOTHING.astype(np.bool_),
    _NOTHING.astype(np.uint64),
    _NOTHING,
    _NOTHING,
)


def read(textpage: Any) -> Characters:
    """Read every character of a text page (FPDF_TEXTPAGE)."""
    count = max(0, fpdf.FPDFText_CountChars(textpage))
    if not count:
        return _NONE
    page = ctypes.byref(textpage.contents)
    text = _text(textpage, page, count)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    ends = (codes == 10) | (codes == 13)
    boxes = _read_boxes(page, count)
    boxes[ends] = 0
    drawn = (codes > 32) & (codes != 0xA0)
    lines: NDArray[np.int64] = np.cumsum(ends)
    objects, first, which = np.unique(_objects(page, drawn, lines), return_index=True, return_inverse=True)
    sizes = np.array([_get_size(page, index) for index in first.tolist()], dtype=np.float32)[which]
    sizes = sizes[np.maximum.accumulate(np.where(drawn, np.arange(count), 0))]  # a space is as large as what is before
    sizes[ends] = 0
    bold = _over_lines(_bold(objects)[which], drawn, lines)
    return Characters(text, boxes, sizes, bold, drawn, objects, first, which)


def _text(textpage: Any, page: object, count: int) -> str:
    """The text, one character an index. PDFium gives it whole, in UTF-16, which is so but for rare characters."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if fpdf.FPDFText_GetText(textpage, 0, count, buffer) == count + 1:  # the terminator counts
        with contextlib.suppress(UnicodeDecodeError):
            text = bytes(buffer)[:-2].decode("utf-16-le")
            if len(text) == count:
                return text.replace("\0", _UNKNOWN).replace("\ufffe", "\x02")  # as it is told of the character itself
    codes = map(_get_unicode, repeat(page), range(count))
    return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else _UNKNOWN for code in codes)


def _read_boxes(page: object, count: int) -> NDArray[np.float32]:
    boxes = np.zeros((count, 4), dtype=np.float32)
    fields = np.frombuffer(_boxes, dtype=np.float32).reshape(_POOL, 4)
    for start in range(0, count, _POOL):
        end = min(start + _POOL, count)
        deque(map(_get_box, repeat(page), range(start, end), _box_references), maxlen=0)
        boxes[start:end] = fields[: end - start, [0, 3, 2, 1]]  # an FS_RECTF is left, top, right, bottom
    return boxes


def _bold(objects: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Say of each object whether its font is bold.

    By the font's name: the weight that PDFium reports is 0 for the fonts that most PDFs embed.
    """
    fonts = [_get_font(ctypes.c_void_p(one)) if one else 0 for one in objects.tolist()]
    bold = {font: _is_bold(font) for font in set(fonts)}
    return np.array([bold[font] for font in fonts], dtype=np.bool_)


def _is_bold(font: int) -> bool:
    if not font:
        return False
    name = ctypes.create_string_buffer(128)
    fpdf.FPDFFont_GetBaseFontName(ctypes.cast(font, fpdf.FPDF_FONT), name, len(name))
    lowered = name.raw.lower()
    return any(word in lowered for word in _BOLD)


def _over_lines(bold: NDArray[np.bool_], drawn: NDArray[np.bool_], lines: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The lines that begin and end in bold, each from its first drawn character to its last."""
    first, last = _runs(drawn.nonzero()[0], lines)
    both = bold[first] & bold[last]
    return _filled(len(bold), first[both], last[both])


def _objects(page: object, drawn: NDArray[np.bool_], lines: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The object of each character, 0 around and, mostly, between words.

    A line, or else a word, that begins and ends in one object is taken to be all of it, spaces and all: PDFium gives
    what an object draws in one go.
    """
    objects = np.zeros(len(drawn), dtype=np.uint64)
    left = drawn.copy()
    words: NDArray[np.int64] = np.cumsum(~drawn)
    for groups in (lines, words):
        first, last = _runs(left.nonzero()[0], groups)
        _ask(page, np.concatenate([first, last]), objects)
        whole = objects[first] == objects[last]
        first, last = first[whole], last[whole]
        filled = _filled(len(drawn), first, last)
        objects[filled] = np.repeat(objects[first], last - first + 1)
        left &= ~filled
    _ask(page, left.nonzero()[0], objects)
    return objects


def _runs(indexes: NDArray[np.int64], groups: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and the last of the indexes in each group; `groups` has each index's, and never falls."""
    begins = np.diff(groups[indexes], prepend=-1) != 0
    return indexes[begins], indexes[np.roll(begins, -1)]


def _filled(count: int, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark what lies from each first to its last, both included; they do not overlap."""
    steps = np.zeros(count + 1, dtype=np.int8)
    steps[first] += 1
    steps[last + 1] -= 1
    return np.cumsum(steps[:-1], dtype=np.int8) > 0


def _ask(page: object, indexes: NDArray[np.int64], objects: NDArray[np.uint64]) -> None:
    objects[indexes] = np.fromiter(map(_get_object, repeat(page), indexes.tolist()), np.uint64, len(indexes))
