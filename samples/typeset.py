"""Typesets the sample documents, so that what Greffier is shown and tested on can be rebuilt byte for byte.

Public samples must carry no rights of others and no surprise: every PDF comes from a source in ``sources/`` and
this script alone. Streams are left uncompressed and dates fixed, so that the same sources give the same bytes
whatever compression library is at hand.

Usage: ``python samples/typeset.py [--out DIR] [NAME ...]`` where NAME is a source's stem such as ``leave.fr``.
"""

import argparse
from pathlib import Path
from typing import Any

from page_styles import BODY_WIDTH, COLUMN_GAP, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, look_of
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate
from scan_page import scan
from source_markup import Source, read_source
from story import BodyStart, Heading, Layout, story_of

HERE = Path(__file__).resolve().parent


class _Document(BaseDocTemplate):  # type: ignore[misc]
    """One document, its page furniture, and what the next pass needs."""

    def __init__(self, path: Path, source: Source, known: Layout) -> None:
        meta = source.meta
        super().__init__(
            str(path),
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            title=meta["title"],
            author=f"{meta['issuer']} – {meta['province']}",
            subject=meta["subject"],
            creator="Greffier samples",
            lang=f"{meta['lang']}-CA",
            invariant=1,
            pageCompression=0,
        )
        self.source, self.known, self.learned = source, known, Layout()
        self.look = look_of(meta)
        self.addPageTemplates(self._templates())

    def _templates(self) -> list[PageTemplate]:
        height = PAGE_HEIGHT - 2 * MARGIN - 4 * mm
        head = float(self.source.meta.get("head", "78")) * mm
        whole = Frame(MARGIN, MARGIN, BODY_WIDTH, height, 0, 0, 0, 0)
        templates = [PageTemplate("plain", [whole], onPage=self._furniture)]
        if "columns" in self.source.meta:
            width = (BODY_WIDTH - COLUMN_GAP) / 2
            lefts = (MARGIN, MARGIN + width + COLUMN_GAP)
            top = Frame(MARGIN, MARGIN + height - head, BODY_WIDTH, head, 0, 0, 0, 0)
            short = [Frame(left, MARGIN, width, height - head, 0, 0, 0, 0) for left in lefts]
            tall = [Frame(left, MARGIN, width, height, 0, 0, 0, 0) for left in lefts]
            templates = [
                PageTemplate("first", [top, *short], onPage=self._furniture, autoNextPageTemplate="columns"),
                PageTemplate("columns", tall, onPage=self._furniture),
            ]
        return templates

    def _furniture(self, canvas: Any, _doc: Any) -> None:
        canvas.saveState()
        meta, look, page = self.source.meta, self.look, canvas.getPageNumber()
        if page > 1:
            canvas.setFont(look.sans, 8)
            canvas.setFillColor(look.accent)
            canvas.drawString(MARGIN, PAGE_HEIGHT - 16 * mm, f"{meta['province']} – {meta['issuer']}")
            canvas.drawRightString(PAGE_WIDTH - MARGIN, PAGE_HEIGHT - 16 * mm, meta["number"])
            canvas.setStrokeColor(look.accent)
            canvas.setLineWidth(0.5)
            canvas.line(MARGIN, PAGE_HEIGHT - 18 * mm, PAGE_WIDTH - MARGIN, PAGE_HEIGHT - 18 * mm)
        self._footer(canvas, page)
        canvas.restoreState()

    def _footer(self, canvas: Any, page: int) -> None:
        meta = self.source.meta
        folio = meta["folio"].format(n=page, total=self.known.pages, label=self.known.label(page))
        canvas.setFont(self.look.sans, 8)
        canvas.setFillColor(colors.HexColor("#444444"))
        if meta.get("folio_at") == "centre":
            canvas.drawCentredString(PAGE_WIDTH / 2, 14 * mm, folio)
        else:
            canvas.drawString(MARGIN, 14 * mm, meta["running"])
            canvas.drawRightString(PAGE_WIDTH - MARGIN, 14 * mm, folio)

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        """Remember where headings and the body fell, and bookmark the headings."""
        page = self.page
        if isinstance(flowable, BodyStart):
            self.learned.roman_pages = page - 1
        if isinstance(flowable, Heading):
            key = f"h{len(self.learned.headings)}"
            self.learned.headings.append((flowable.level, flowable.text, page))
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, min(flowable.level - 1, 1))

    def beforeDocument(self) -> None:  # noqa: N802 - reportlab's name
        """Number the pages for viewers as the footers number them."""
        if self.known.roman_pages:
            self.canv.addPageLabel(0, "ROMAN_LOWER", 1)
            self.canv.addPageLabel(self.known.roman_pages, "ARABIC", 1)


def typeset(source: Source, path: Path) -> Layout:
    """Write the document of one source; passes are repeated until the printed page numbers are those laid out."""
    known = Layout()
    while True:
        document = _Document(path, source, known)
        document.build(story_of(source, known))
        document.learned.pages = document.page
        if document.learned == known:
            return known
        known = document.learned


def main() -> None:
    """Typeset the sources named on the command line, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="stems of sources; all when none is given")
    parser.add_argument("--out", type=Path, default=HERE / "documents")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    names = options.names or sorted(path.stem for path in (HERE / "sources").glob("*.md"))
    for name in names:
        source = read_source(HERE / "sources" / f"{name}.md")
        path = options.out / f"{name}.pdf"
        pages = typeset(source, path).pages
        if "scan" in source.meta:
            scan(path, source.meta)
        print(f"{path.name}: {pages}")


if __name__ == "__main__":
    main()
