"""Reads OpenDocument (ISO/IEC 26300) texts, sheets and slides, without LibreOffice: their content as a page of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

from ingest.errors import UnreadableError
from ingest.formats import html
from ingest.formats.assemble import Sheet, assemble, clean
from ingest.formats.office import local, xml
from ingest.formats.rows import Row, row_items
from ingest.packages import Package, document
from ingest.read import Options, Read, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SKIPPED = frozenset(
    {"tracked-changes", "annotation", "annotation-end", "hidden-text", "table-of-content", "sequence-decls", "forms",
     "bookmark", "shapes", "table-column", "table-columns", "desc", "title", "object", "script", "event-listeners"}
)  # fmt: skip
_THROUGH = frozenset(
    {"section", "index-body", "text-box", "frame", "g", "table-header-rows", "table-rows", "table-row-group", "a",
     "custom-shape", "soft-page-break", "page"}
)  # fmt: skip
_MOST_REPEATED = 100  # columns or rows that a cell may stand for; office programs fill a sheet to its end with one


def read_text(source: Source, options: Options) -> Read:
    """Read a text document.

    Raises:
        UnreadableError: with the reason for which the file cannot be filed.
    """
    with document(source.path) as package:
        content = _Content(package)
        page = html.shown(f"<html><body>{''.join(content.html(content.body('text')))}</body></html>")
        return _made([Sheet(page.items)], content, options)


def read_slides(source: Source, options: Options) -> Read:
    """Read a presentation: a page a slide, the speaker's notes below.

    Raises:
        UnreadableError: with the reason for which the file cannot be filed.
    """
    with document(source.path) as package:
        content = _Content(package)
        sheets = []
        for slide in content.body("presentation").iter(f"{_DRAW}page"):
            made = "".join(content.html(slide))
            sheets.append(Sheet(html.shown(f"<html><body>{made}</body></html>").items))
        return _made(sheets, content, options)


def read_sheets(source: Source, options: Options) -> Read:
    """Read a spreadsheet: a page or more a sheet, each cell as the program displayed it.

    Raises:
        UnreadableError: with the reason for which the file cannot be filed.
    """
    with document(source.path) as package:
        content = _Content(package)
        tables = content.body("spreadsheet").findall(f"{_TABLE}table")
        sheets = [
            Sheet(list(row_items(list(_rows(table)))), label=clean(table.get(f"{_TABLE}name", ""))) for table in tables
        ]
        return _made(sheets, content, options)


class _Content:
    """The content of a package, and what its styles hide.

    Raises:
        UnreadableError: `encrypted` or `damaged`.
    """

    def __init__(self, package: Package) -> None:
        if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise UnreadableError("encrypted", "a password guards the document")
        self._root = xml(package, "content.xml")
        self.title = clean(xml(package, "meta.xml").findtext(f".//{_TITLE}") or "") if "meta.xml" in package else ""
        names = [f"/{entry.name}" for entry in package.entries()]
        self.active = ["macros"] if any(name.startswith(("/Basic/", "/Scripts/")) for name in names) else []
        self.hidden = 0
        self._hiding = {
            style.get(f"{_STYLE}name")
            for style in self._root.iter(f"{_STYLE}style")
            if any(properties.get(f"{_TEXT}display") == "none" for properties in style)
        }
        self._numbered = {
            (style.get(f"{_STYLE}name"), level.get(f"{_TEXT}level")): level.get(f"{_STYLE}num-format", "1")
            for style in self._root.iter(f"{_TEXT}list-style")
            for level in style.iter(f"{_TEXT}list-level-style-number")
        }

    def body(self, kind: str) -> _Element:
        """The element that holds what is written."""
        found = self._root.find(f"{_OFFICE}body/{_OFFICE}{kind}")
        if found is None:
            raise UnreadableError("damaged", f"content.xml holds no {kind}")
        return found

    def html(self, parent: _Element, depth: int = 1, style: str | None = None) -> Iterator[str]:
        """What stands under an element, as HTML."""
        for element in parent:
            if not isinstance(element.tag, str):
                continue
            name = local(element)
            if name == "h":
                level = min(int(element.get(f"{_TEXT}outline-level", "1")), 6)
                yield f"<h{level}>{self._inline(element)}</h{level}>"
            elif name == "p":
                tag = "h1" if _is_title(parent) else "p"
                yield f"<{tag}>{self._inline(element)}</{tag}>"
                for box in element.iter(f"{_DRAW}text-box", f"{_TEXT}note-body"):
                    yield from self.html(box)
            elif name == "list":
                yield from self._list(element, depth, element.get(f"{_TEXT}style-name", style))
            elif name == "table":
                yield f"<table>{''.join(_html_rows(_rows(element)))}</table>"
            elif name == "notes":
                yield from self.html(element)
            elif name in _THROUGH:
                yield from self.html(element, depth, style)

    def _list(self, element: _Element, depth: int, style: str | None) -> Iterator[str]:
        kind = self._numbered.get((style, str(depth)))
        tag = "ul" if kind is None else "ol"
        yield f'<{tag} type="{escape(kind or "")}">'
        for item in element:
            if local(item) in ("list-item", "list-header"):
                yield f"<li>{''.join(self.html(item, depth + 1, style))}</li>"
        yield f"</{tag}>"

    def _inline(self, element: _Element) -> str:
        """The characters of a paragraph, without what its styles hide."""
        if element.get(f"{_TEXT}style-name") in self._hiding:
            self.hidden += len(clean("".join(element.itertext())))
            return ""
        made = escape(element.text or "")
        for child in element:
            name = local(child) if isinstance(child.tag, str) else ""
            if name in ("s", "tab", "line-break"):
                made += " "
            elif name and name not in _SKIPPED and name not in ("frame", "note"):
                made += self._inline(child)
            made += escape(child.tail or "")
        return made


def _is_title(parent: _Element) -> bool:
    """Say whether a paragraph stands in the title of a slide."""
    frame = parent.getparent()
    return frame is not None and frame.get(f"{_PRESENTATION}class") == "title"


def _rows(table: _Element) -> Iterator[Row]:
    """The rows of a table; a cell that stands for several is repeated, an empty rest is left out."""
    for row in table.iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        for cell in row:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            text = clean(" ".join("".join(one.itertext()) for one in cell.iter(f"{_TEXT}p", f"{_TEXT}h")))
            repeated = min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), _MOST_REPEATED)
            cells += [text] * repeated
        if any(cells):
            head = local(row.getparent()) == "table-header-rows" if row.getparent() is not None else False
            for _ in range(min(int(row.get(f"{_TABLE}number-rows-repeated", "1")), _MOST_REPEATED)):
                yield Row(tuple(cells), head)


def _html_rows(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        tag = "th" if row.head else "td"
        yield f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in row.cells)}</tr>"


def _made(sheets: list[Sheet], content: _Content, options: Options) -> Read:
    if not any(item.text for sheet in sheets for item in sheet.items):
        raise UnreadableError("empty", "the document holds no text")
    notes: dict[str, object] = {}
    if content.active:
        notes["active"] = content.active
    if content.hidden:
        notes["hidden"] = content.hidden
    pages, blocks, lost = assemble(sheets, options.pages)
    return Read(content.title, pages, blocks, lost, notes)
