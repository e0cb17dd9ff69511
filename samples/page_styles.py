"""The looks of the sample documents: each issuer keeps one, as real administrations do.

Two families are used on purpose. Times and Helvetica are the viewer's own fonts, and readers extract their no-break
spaces as plain ones; Vera is embedded with its own map to Unicode, and its no-break spaces come back as such.
A reader of documents has to cope with both.
"""

from dataclasses import dataclass
from typing import Any

from reportlab.graphics.shapes import Drawing, Path, Rect
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from source_markup import NBSP

PAGE_WIDTH, PAGE_HEIGHT = letter
MARGIN = 25 * mm
BODY_WIDTH = PAGE_WIDTH - 2 * MARGIN
COLUMN_GAP = 8 * mm

_STAND_IN = 0x202F
_ACCENTS = {"blue": "#1d3f72", "green": "#1f5a41", "red": "#7a1f2b", "grey": "#3c4650", "violet": "#4b2e6b"}


@dataclass(frozen=True)
class Look:
    """Fonts, colours and paragraph styles of one document."""

    accent: colors.Color
    tint: colors.Color
    pale: colors.Color
    sans: str
    styles: dict[str, ParagraphStyle]

    def style(self, name: str) -> ParagraphStyle:
        """The paragraph style of that name."""
        return self.styles[name]


def look_of(meta: dict[str, str]) -> Look:
    """The look that a source asks for by its ``colour``, ``face`` and ``size``."""
    accent = colors.HexColor(_ACCENTS[meta.get("colour", "blue")])
    serif, sans = ("Times-Roman", "Helvetica") if meta.get("face") != "vera" else (_vera(), _vera())
    size = float(meta.get("size", "10.8"))
    tint, pale = colors.Whiter(accent, 0.12), colors.Whiter(accent, 0.06)
    return Look(accent, tint, pale, sans, _styles(serif, sans, size, accent, pale, narrow="columns" in meta))


class _Vera(TTFont):  # type: ignore[misc]
    """Vera that keeps no-break spaces: reportlab would write them as plain ones.

    They are set under a stand-in that reportlab leaves alone, and given their own code point when the font is written.
    """

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> Any:  # noqa: N802 - reportlab's name
        """Set each no-break space under the stand-in."""
        return super().splitString(text.replace(NBSP, chr(_STAND_IN)), doc, encoding)

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Write the font, with the stand-in mapped to the no-break space."""
        for subset in self.state[doc].subsets:
            subset[:] = [ord(NBSP) if code == _STAND_IN else code for code in subset]
        super().addObjects(doc)


def _vera() -> str:
    if "Vera" not in pdfmetrics.getRegisteredFontNames():
        for suffix, file in (("", "Vera"), ("-Bold", "VeraBd"), ("-Italic", "VeraIt"), ("-Both", "VeraBI")):
            font = _Vera(f"Vera{suffix}", f"{file}.ttf")
            for table in (font.face.charToGlyph, font.face.charWidths):
                table[_STAND_IN] = table[ord(" ")]
            pdfmetrics.registerFont(font)
        pdfmetrics.registerFontFamily("Vera", "Vera", "Vera-Bold", "Vera-Italic", "Vera-Both")
    return "Vera"


def _styles(
    serif: str, sans: str, size: float, accent: colors.Color, pale: colors.Color, *, narrow: bool
) -> dict[str, ParagraphStyle]:
    bold = f"{sans}-Bold"
    hang, step = (24, 14) if narrow else (32, 16)
    body: dict[str, Any] = {"fontName": serif, "fontSize": size, "leading": size * 1.42, "spaceAfter": size * 0.6}
    body["alignment"] = TA_LEFT if narrow or serif == sans else TA_JUSTIFY
    small: dict[str, Any] = {"fontName": sans, "fontSize": size * 0.83, "leading": size * 1.1}
    item = {**body, "leftIndent": hang + step, "bulletIndent": hang, "spaceAfter": size * 0.32}
    number = {"bulletFontName": bold, "bulletFontSize": size * 0.88}
    head: dict[str, Any] = {"fontName": bold, "textColor": accent, "keepWithNext": 1}
    table: dict[str, dict[str, Any]] = {
        "cell": small,
        "cell_right": {**small, "alignment": TA_RIGHT},
        "cell_head": {**small, "fontName": bold, "textColor": accent},
        "cell_head_right": {**small, "fontName": bold, "textColor": accent, "alignment": TA_RIGHT},
        "band": {**small, "fontName": bold},
        "fact_key": {**small, "fontName": bold, "textColor": accent},
        "fact": small,
        "toc1": {**small, "fontName": bold},
        "toc2": {**small, "leftIndent": 12},
    }
    text: dict[str, dict[str, Any]] = {
        "paragraph": body,
        "article": {**body, **number, "spaceBefore": size * 0.6, "leftIndent": hang, "bulletIndent": 0},
        "item": {**item, "bulletFontName": serif, "bulletFontSize": size},
        "note": {
            **small,
            "leading": size * 1.18,
            "backColor": pale,
            "borderColor": accent,
            "borderWidth": 0.6,
            "borderPadding": 6,
            "leftIndent": 7,
            "rightIndent": 7,
            "spaceBefore": 9,
            "spaceAfter": 15,
        },
        "caption": {**head, **small, "keepWithNext": 0, "fontName": bold, "spaceBefore": 6, "spaceAfter": 3},
        "signature": {**body, "alignment": TA_LEFT, "leftIndent": 0 if narrow else 210, "spaceAfter": 0},
        "heading1": {**head, "fontSize": size * 1.22, "leading": size * 1.6, "spaceBefore": 12, "spaceAfter": 6},
        "heading2": {**head, "fontSize": size * 1.04, "leading": size * 1.4, "spaceBefore": 8, "spaceAfter": 4},
        "heading3": {**head, "fontSize": size * 0.95, "leading": size * 1.3, "spaceBefore": 5, "spaceAfter": 3},
        "title": {**head, "fontSize": 19, "leading": 24, "spaceAfter": 10},
        "province": {**head, "fontSize": 11, "leading": 14},
        "issuer": {"fontName": sans, "fontSize": 9.5, "leading": 12},
        "number": {"fontName": bold, "fontSize": 10, "leading": 13, "alignment": TA_RIGHT, "textColor": accent},
    }
    return {name: ParagraphStyle(name, **values) for name, values in {**table, **text}.items()}


def draw_emblem(look: Look) -> Drawing:
    """The province's mark: two headlands over the sea."""
    drawing = Drawing(34, 34)
    drawing.add(Rect(0, 0, 34, 34, fillColor=look.accent, strokeColor=None))
    for left, peak, right in ((3, 12, 21), (14, 24, 31)):
        hill = Path(fillColor=colors.white, strokeColor=look.accent, strokeWidth=1)
        hill.moveTo(left, 13)
        hill.lineTo(peak, 29 if left == 3 else 24)
        hill.lineTo(right, 13)
        hill.closePath()
        drawing.add(hill)
    for height in (9, 5):
        wave = Path(fillColor=None, strokeColor=colors.white, strokeWidth=1.4)
        wave.moveTo(4, height)
        wave.curveTo(11, height + 4, 13, height - 4, 17, height)
        wave.curveTo(21, height + 4, 24, height - 4, 30, height)
        drawing.add(wave)
    return drawing
