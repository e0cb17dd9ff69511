"""The fonts of a PDF: Bitstream Vera, which comes with reportlab and may be embedded; what it lacks is written out."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import reportlab
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from assistant.i18n import NO_BREAK
from assistant.safe import visible

NAME, BOLD = "Greffier", "Greffier-Bold"
_FILES = {NAME: "Vera.ttf", BOLD: "VeraBd.ttf"}

_ALIKE = {
    "\u202f": NO_BREAK,
    "\u2007": NO_BREAK,
    "\u2011": "-",
    "\u2010": "-",
    "\u2012": "–",
    "\u2015": "—",
    "→": "->",
    "←": "<-",
    "▸": ">",
    "✓": "√",
    "■": "•",
    "▪": "•",
    "●": "•",
    "◦": "•",
    "\u02bc": "’",
}
"""Characters that the font lacks, and what says the same to a reader."""


@cache
def register() -> None:
    """Have the fonts at hand under their names; once is enough."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, folder / file))
    for bold in (0, 1):
        for italic in (0, 1):
            addMapping(NAME, bold, italic, BOLD if bold else NAME)


@cache
def _held() -> frozenset[int]:
    """The characters of both fonts, by their code points."""
    register()
    faces = [pdfmetrics.getFont(name).face.charToGlyph for name in _FILES]
    return frozenset(set(faces[0]) & set(faces[1]))


def drawable(text: str) -> str:
    """A text in characters that the fonts have. One that they lack is put as its letter and marks, as one that says the
    same, or else as its number, such as [U+4E2D], so that nobody takes it for left out.
    """
    text = unicodedata.normalize("NFC", visible(text))
    return "".join(one if ord(one) in _held() or one in "\n\t" else _instead(one) for one in text)


def _instead(character: str) -> str:
    if character in _ALIKE:
        return _ALIKE[character]
    if unicodedata.category(character) == "Zs":
        return " "
    apart = unicodedata.normalize("NFKC", character)
    if apart != character and all(ord(one) in _held() for one in apart):
        return apart
    return f"[U+{ord(character):04X}]"
