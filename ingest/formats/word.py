"""Reads Word documents (.docx): hidden text and struck revisions left out, macros noted, pages where Word set them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest import partitioners
from ingest.errors import UnreadableError
from ingest.formats.assemble import Item, Sheet, assemble, clean
from ingest.formats.office import active, local, title, xml
from ingest.formats.parts import sheets
from ingest.packages import Package, document, retyped
from ingest.read import Options, Read, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = {
    "application/vnd.ms-word.document.macroEnabled.main+xml": _MAIN,
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": _MAIN,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": _MAIN,
}
"""What `python-docx` would not open, though it is written alike: templates, and documents with macros."""
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_TINY = 6  # half points
_WRAPPERS = ("ins", "moveTo", "smartTag", "customXml", "fldSimple")
_STRUCK = ("del", "moveFrom")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAK = _W + "lastRenderedPageBreak"


def read(source: Source, options: Options) -> Read:
    """Read a Word document.

    Raises:
        UnreadableError: with the reason for which the file cannot be filed.
    """
    from lxml.etree import tostring

    notes: dict[str, object] = {}
    with document(source.path) as package:
        stated = title(package)
        if acts := active(package):
            notes["active"] = acts
        body, hidden = _shown(xml(package, _BODY))
        footnotes = _footnotes(package)
        found = sheets(
            partitioners.docx(retyped(package, {_BODY: tostring(body, encoding="UTF-8")}, _TYPES)), styled=True
        )
    if hidden:
        notes["hidden"] = hidden
    if footnotes:
        found.append(Sheet(footnotes))
    if not any(item.text for sheet in found for item in sheet.items):
        raise UnreadableError("empty", "the document holds no text")
    pages, blocks, lost = assemble(found, options.pages)
    return Read(stated, pages, blocks, lost, notes)


def _shown(root: _Element) -> tuple[_Element, int]:
    """A part of a document without what Word does not show, and how many characters were hidden.

    Insertions are taken for text, deletions are not: what Word shows as the final text. The partitioner would pass over
    what stands in content controls, fields and text boxes: the first two are taken off, the last set after their
    paragraphs.
    """
    for element in list(root.iter(*(_W + name for name in _STRUCK), _FALLBACK)):
        _replace(element, [])
    hidden = 0
    for run in list(root.iter(_W + "r")):
        if _is_hidden(run):
            hidden += sum(len(text.text or "") for text in run.iter(_W + "t"))
            _replace(run, [])
    for element in list(root.iter(_W + "sdt")):
        content = element.find(_W + "sdtContent")
        _replace(element, [] if content is None else list(content))
    for element in list(root.iter(*(_W + name for name in _WRAPPERS))):
        _replace(element, [child for child in element if not local(child).endswith("Pr")])
    for box in list(root.iter(_W + "txbxContent")):
        host = next(box.iterancestors(_W + "p"), None)
        for child in reversed(box):
            if host is not None:
                host.addnext(child)
    for one in root.iter(_W + "br"):
        one.attrib.pop(_W + "type", None)  # a break to a page or a column is at least one between words
    _page_breaks_to_paragraphs(root)
    return root, hidden


def _is_hidden(run: _Element) -> bool:
    """Say whether a run is marked hidden, is too small to be read, or is white on nothing."""
    properties = run.find(_W + "rPr")
    if properties is None:
        return False
    vanish = properties.find(_W + "vanish")
    if vanish is not None and vanish.get(_W + "val", "true") not in ("0", "false", "off"):
        return True
    size, colour = properties.find(_W + "sz"), properties.find(_W + "color")
    if size is not None and size.get(_W + "val", "").isdigit() and int(size.get(_W + "val", "")) < _TINY:
        return True
    if colour is None or colour.get(_W + "val", "").upper() != "FFFFFF":
        return False
    # In a table or a frame the ground may be dark by a style; elsewhere it is dark where the text says so.
    around = {local(one) for one in run.iterancestors()}
    shaded = [properties.find(_W + "shd"), properties.find(_W + "highlight")]
    paragraph = run.getparent().find(f"{_W}pPr/{_W}shd") if run.getparent() is not None else None
    return not around & {"tc", "txbxContent"} and all(one is None for one in (*shaded, paragraph))


def _replace(element: _Element, content: Sequence[_Element]) -> None:
    parent = element.getparent()
    if parent is not None:
        place = parent.index(element)
        parent[place : place + 1] = content


def _page_breaks_to_paragraphs(root: _Element) -> None:
    """Move the page breaks that Word noted within a paragraph or table to the next paragraph: each is on the page that
    it begins on.
    """
    waiting = 0
    for element in root.iterfind(f"{_W}body/*"):
        breaks = list(element.iter(_BREAK))
        runs = list(element.iterfind(f"{_W}r"))
        is_paragraph = local(element) == "p" and bool(runs)
        leading = int(is_paragraph and bool(breaks) and breaks[0].getparent() is runs[0] and not _has_text(runs[0]))
        for one in breaks:
            _replace(one, [])
        if is_paragraph:
            place = int(runs[0].find(_W + "rPr") is not None)
            for _ in range(waiting + leading):
                runs[0].insert(place, runs[0].makeelement(_BREAK, {}))
            waiting, breaks = 0, breaks[leading:]
        waiting += len(breaks)


def _has_text(run: _Element) -> bool:
    """Say whether a run has text before its first page break."""
    names = [local(child) for child in run]
    return "t" in names[: names.index("lastRenderedPageBreak")]


def _footnotes(package: Package) -> list[Item]:
    """The notes at the feet of the pages and at the document's end, which the partitioner passes over."""
    found = []
    for name in _NOTES:
        for note in _shown(xml(package, name))[0] if name in package else ():
            if note.get(_W + "type", "normal") == "normal":
                text = " ".join("".join(paragraph.itertext(_W + "t")) for paragraph in note.iter(_W + "p"))
                found.append(Item("text", clean(text)))
    return found
