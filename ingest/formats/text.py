"""Reads plain text, Markdown and RTF."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from ingest import partitioners
from ingest.errors import UnreadableError
from ingest.formats import html
from ingest.formats.assemble import Sheet, assemble
from ingest.formats.parts import items, looks
from ingest.read import Options, Read, Source

_ITEM = re.compile(r"\s*(?:[•·▪◦‣*+–—-]\s|\(?(?:[a-zA-Z]|[ivxIVX]{1,5}|\d{1,3}(?:\.\d+)*)[.)°]\)?\s)")
_ENDED = re.compile(r"[.;:!?…]['’”»)\]]*$")
_UNWRAPPED = 200  # characters: a line longer than this was broken by nobody
_FRONT_MATTER = re.compile(r"\A---\r?\n(?P<facts>.*?)\r?\n(?:---|\.\.\.)\r?\n", re.DOTALL)
_TITLE = re.compile(r"^title\s*:\s*[\"']?(?P<title>[^\r\n]*?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)


def read_text(source: Source, options: Options) -> Read:
    """Read a file of plain text.

    Raises:
        UnreadableError: `empty`, where it holds none.
    """
    return _plain(paragraphs(decoded(source.path.read_bytes())), options, {})


def read_rtf(source: Source, options: Options) -> Read:
    """Read a file in Rich Text Format: its text, without its looks.

    Raises:
        UnreadableError: `damaged` or `empty`.
    """
    from striprtf.striprtf import rtf_to_text

    raw = source.path.read_bytes().decode("latin-1")
    notes: dict[str, object] = {"active": ["embedded"]} if "\\objdata" in raw else {}
    try:
        text = rtf_to_text(raw, encoding="cp1252", errors="replace")
    except (ValueError, LookupError, RecursionError) as error:
        raise UnreadableError("damaged", f"no RTF: {error}") from error
    return _plain(text.splitlines(), options, notes)


def read_markdown(source: Source, options: Options) -> Read:
    """Read a Markdown file (CommonMark, with tables), as the page that it makes.

    Raises:
        UnreadableError: `empty`, where it holds no text.
    """
    from markdown_it import MarkdownIt

    text = decoded(source.path.read_bytes())
    title = ""
    if front := _FRONT_MATTER.match(text):
        stated = _TITLE.search(front["facts"])
        title = stated["title"] if stated else ""
        text = text[front.end() :]
    page = html.shown(f"<html><body>{MarkdownIt('commonmark').enable('table').render(text)}</body></html>")
    if not any(item.text for item in page.items):
        raise UnreadableError("empty", "the file holds no text")
    pages, blocks, lost = assemble([Sheet(page.items)], options.pages)
    return Read(title, pages, blocks, lost, page.notes)


def decoded(raw: bytes) -> str:
    """Bytes as text: by their byte order mark, as UTF-8, or else in the code page of Western Windows."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def paragraphs(text: str) -> Iterator[str]:
    """Join the lines of text that was broken to a width; what is set apart by a blank line or a sign stays apart."""
    lines = [line.rstrip() for line in text.splitlines()]
    full = sorted(map(len, filter(None, lines)))[-1:] or [0]
    width = full[0] if full[0] <= _UNWRAPPED else 0
    group: list[str] = []
    for line in lines:
        if group and (not line.strip() or _begins(group, line, width)):
            yield " ".join(group)
            group = []
        if line.strip():
            group.append(line.strip())
    if group:
        yield " ".join(group)


def _begins(group: list[str], line: str, width: int) -> bool:
    """Say whether a paragraph begins at `line`, the last of `group` being the line before."""
    last = group[-1]
    if not width or _ITEM.match(line):
        return True
    if line.lstrip()[:1].islower():
        return False
    if len(group) == 1 and looks(last) is not None:
        return True
    return len(last) < 0.6 * width or (bool(_ENDED.search(last)) and len(last) < 0.85 * width)


def _plain(found: Iterable[str], options: Options, notes: dict[str, object]) -> Read:
    parts = partitioners.text("\n".join(found))
    body = items(parts, styled=False)
    if not any(item.text for item in body):
        raise UnreadableError("empty", "the file holds no text")
    pages, blocks, lost = assemble([Sheet(body)], options.pages)
    return Read("", pages, blocks, lost, notes)
