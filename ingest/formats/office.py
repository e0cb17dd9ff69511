"""Reads what Office Open XML packages (ECMA-376) say of themselves: their titles, and what in them would act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.errors import UnreadableError
from ingest.formats.assemble import clean
from ingest.packages import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

_CORE = "docProps/core.xml"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_ACTIVE = (
    ("vbaproject", "macros"),
    ("/activex/", "controls"),
    ("/embeddings/", "embedded"),
    ("/externallinks/", "links"),
)


def xml(package: Package, name: str) -> _Element:
    """One part of a package as a tree; entities are not resolved, nothing is fetched.

    Raises:
        UnreadableError: `damaged`, where it is missing or no XML.
    """
    from lxml import etree

    try:
        return etree.fromstring(package.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise UnreadableError("damaged", f"{name}: {error}") from error


def local(element: _Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def title(package: Package) -> str:
    """The title that the document states, maybe empty."""
    return clean(xml(package, _CORE).findtext(_TITLE) or "") if _CORE in package else ""


def active(package: Package) -> list[str]:
    """What in the package would act or fetch, were it opened by its own program: none of it is run or opened here."""
    names = [f"/{entry.name.lower()}" for entry in package.entries()]
    found = [what for part, what in _ACTIVE if any(part in name for name in names)]
    relations = (entry.name for entry in package.entries() if entry.name.endswith(".rels"))
    # A link that a reader may follow is no danger; a template or a picture that is fetched by itself is.
    if any(
        b"External" in raw and (b"attachedTemplate" in raw or b"/image" in raw) for raw in map(package.read, relations)
    ):
        found.append("external")
    return found
