"""Says what a file is: by its bytes first, and by the end of its name where they leave it open."""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Literal

Kind = Literal[
    "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt", "msg", "rtf", "html", "eml", "md", "csv",
    "txt", "zip", "encrypted", "empty", "unknown",
]  # fmt: skip
"""`encrypted` is an office document behind a password, `unknown` what no reader here is for."""

SUFFIXES: dict[str, Kind] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".pptx": "pptx",
    ".pptm": "pptx",
    ".ppsx": "pptx",
    ".odt": "odt",
    ".ods": "ods",
    ".odp": "odp",
    ".doc": "doc",
    ".xls": "xls",
    ".xlsb": "xls",
    ".ppt": "ppt",
    ".msg": "msg",
    ".rtf": "rtf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".eml": "eml",
    ".md": "md",
    ".markdown": "md",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "txt",
    ".zip": "zip",
}
"""What a folder's files are taken up by."""

_HEAD = 16_384
_PDF_WINDOW = 1024  # bytes in which the header of a PDF may stand (ISO 32000-1, annex H.3.4.1)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PARTS: tuple[tuple[str, Kind], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("xl/workbook.bin", "xls"),
)
_OPEN_DOCUMENT: dict[str, Kind] = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEADER = re.compile(
    r"^(from|to|cc|subject|date|received|return-path|delivered-to|mime-version|message-id|content-type|reply-to|"
    r"x-[\w-]+|dkim-signature|arc-[\w-]+|authentication-results)[ \t]*:",
    re.IGNORECASE,
)
_TEXTS: frozenset[Kind] = frozenset({"html", "eml", "md", "csv", "txt"})


def kind(path: Path, name: str) -> Kind:
    """Say what the file at `path` is, that was found under `name`.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        return "empty"
    if b"%PDF-" in head[:_PDF_WINDOW]:
        return "pdf"
    if head.startswith(_ZIP):
        return _zipped(path)
    if head.startswith(_OLE):
        return _compound(path, stated(name))
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    return _written(head, stated(name))


def stated(name: str) -> Kind:
    """What the end of a name says that a file is."""
    return SUFFIXES.get(PurePosixPath(name).suffix.lower(), "unknown")


def _zipped(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            mimetype = package.read("mimetype") if _small(package, "mimetype") else b""
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError):
        return "zip"  # whose reader says what is wrong with it
    words = mimetype.decode("ascii", errors="replace").strip()
    family = words.removeprefix("application/vnd.oasis.opendocument.").removesuffix("-template")
    if family in _OPEN_DOCUMENT:
        return _OPEN_DOCUMENT[family]
    return _first(names, _PARTS, otherwise="zip")


def _small(package: zipfile.ZipFile, name: str) -> bool:
    return name in package.NameToInfo and package.getinfo(name).file_size < 100


def _compound(path: Path, named: Kind) -> Kind:
    """What an OLE compound file (MS-CFB) holds, by the streams in its root; a broken one may be what it is named."""
    from olefile import OleFileIO

    otherwise = named if named in {kind for _, kind in _STREAMS} else "unknown"
    try:
        with OleFileIO(path) as compound:
            streams = {entry[0] for entry in compound.listdir()}
    except (OSError, ValueError, LookupError, TypeError):
        return otherwise
    return _first(streams, _STREAMS, otherwise=otherwise)


def _first(names: Collection[str], known: tuple[tuple[str, Kind], ...], *, otherwise: Kind) -> Kind:
    return next((kind for name, kind in known if name in names), otherwise)


def _written(head: bytes, named: Kind) -> Kind:
    """What a file of text is; its name tells Markdown and CSV, which any text could be."""
    text = _text(head, must_be_utf8=named not in _TEXTS)
    if text is None:
        return "unknown"
    if _HTML.match(text):
        return "html"
    headers = 0
    for line in text.lstrip("\n").splitlines():
        if _HEADER.match(line):
            headers += 1
        elif not (line[:1] in (" ", "\t") and headers) and not (line.startswith("From ") and not headers):
            break
    if headers >= 3 or (headers and named == "eml"):
        return "eml"
    if named in _TEXTS:
        return "txt" if named == "eml" else named
    return "unknown" if text.lstrip().startswith("<") else "txt"


def _text(head: bytes, *, must_be_utf8: bool) -> str | None:
    """The beginning of a file as text, or None where it is no text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) & ~1].decode("utf-16", errors="replace")
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        if must_be_utf8:
            return None
        text = head.decode("cp1252", errors="replace")
    # Bytes at random are full of control characters; texts have next to none.
    strange = sum((character < " " and character not in "\t\n\r\f\x1b") or character == "\ufffd" for character in text)
    return text if strange <= len(text) // 200 else None
