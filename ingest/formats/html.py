"""Reads HTML: what a browser would show of a page, without running or fetching anything of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest import partitioners
from ingest.errors import UnreadableError
from ingest.formats.assemble import Item, Sheet, assemble, clean
from ingest.formats.drawn import spell_out_lists, square_tables
from ingest.formats.parts import items
from ingest.read import Options, Read, Source

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SCRIPTS = ("script", "iframe", "object", "embed", "applet")
_NOT_SHOWN = (*_SCRIPTS, "style", "template", "noscript", "nav", "svg", "math", "select", "textarea", "button", "input",
              "datalist", "video", "audio", "canvas", "head", "link", "meta", "base")  # fmt: skip
_HIDING = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)|"
    r"opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)|(?<!-)color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent\b|"
    r"rgb\(\s*255\s*,\s*255\s*,\s*255\s*\)))",
    re.IGNORECASE,
)
_WHITE = re.compile(r"(?<!-)color\s*:", re.IGNORECASE)
_BACKGROUND = re.compile(r"background", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of HTML shows: its title, its items, and notes of what was left out."""

    title: str
    items: list[Item]
    notes: Mapping[str, object] = field(default_factory=dict)


def read(source: Source, options: Options) -> Read:
    """Read an HTML file.

    Raises:
        UnreadableError: `damaged` where it is none, `empty` where it shows nothing.
    """
    page = shown(source.path.read_bytes())
    if not any(item.text for item in page.items):
        raise UnreadableError("empty", "the page shows nothing")
    pages, blocks, lost = assemble([Sheet(page.items)], options.pages)
    return Read(page.title, pages, blocks, lost, page.notes)


def shown(page: bytes | str) -> Shown:
    """Read a page of HTML, in the encoding that it states where it is bytes.

    Raises:
        UnreadableError: `damaged`, where not even a browser's leniency makes a page of it.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring, tostring

    try:
        root = document_fromstring(page, parser=HTMLParser(no_network=True, encoding=_encoding(page)))
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError("damaged", f"no HTML: {error}") from error
    title = clean(root.findtext(".//title") or "")
    notes = _strip(root)
    spell_out_lists(root)
    square_tables(root)
    parts = partitioners.html(tostring(root, encoding="unicode"))
    return Shown(title, items(parts, styled=True), notes)


def _encoding(page: bytes | str) -> str | None:
    """The encoding of a page that states none: UTF-8 where it is that, else what most of the others are in."""
    if isinstance(page, str) or re.search(rb"charset\s*=|^\xff\xfe|^\xfe\xff|^<\?xml[^>]*encoding", page[:4096]):
        return None
    try:
        page.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _strip(root: HtmlElement) -> dict[str, object]:
    """Take out what is not shown; return notes of what a reader should know of it."""
    from lxml.etree import strip_elements

    notes: dict[str, object] = {}
    if active := sorted({tag for tag in _SCRIPTS if root.find(f".//{tag}") is not None}):
        notes["active"] = active
    hidden = 0
    for element in [element for element in root.iter() if isinstance(element.tag, str) and _is_hidden(element)]:
        if root in element.iterancestors():  # not gone already, with what it stood in
            hidden += len(clean(element.text_content()))
            element.drop_tree()
    if hidden:
        notes["hidden"] = hidden
    strip_elements(root, *_NOT_SHOWN, with_tail=False)
    return notes


def _is_hidden(element: HtmlElement) -> bool:
    if element.tag in _NOT_SHOWN or element.tag in ("html", "body"):
        return False
    style = element.get("style", "")
    if element.get("hidden") is not None:
        return True
    if not (found := _HIDING.search(style)):
        return False
    # White on a ground of its own, or on one around it, is to be read.
    if _WHITE.match(found[0]):
        around = (element, *element.iterancestors())
        return not any(_BACKGROUND.search(one.get("style", "")) or one.get("bgcolor") for one in around)
    return True
