"""Reads the sample sources, so that their authors write text and never layout.

A source is a UTF-8 text file named ``<stem>.<lang>.md``:

* Front matter between two ``---`` lines. Lower-case keys drive the typesetting (``title``, ``number``,
  ``issuer``, ``subject``, ``lang``, ``folio``...); capitalised keys are printed as they stand, in order, in the
  table under the title (``Entrée en vigueur: 1er avril 2024``).
* ``# `` part, ``## `` section, ``### `` sub-section.
* A paragraph that begins with a number (``4.2 `` or ``12. ``) is an article: its number hangs in the margin.
* ``- `` bullet; ``a) `` or ``1) `` lettered or numbered item; one item a line.
* ``> `` a boxed note; ``^ `` the caption of the table that follows; ``~ `` a line of a signature block.
* ``|=20|60|20>`` starts a table: widths in per cent, ``>`` for a column set to the right. Its next row is the
  header, repeated on each page; ``|+ Title`` is a band across all columns; other ``|`` lines are rows.
* ``\\page`` breaks the page, ``\\toc`` sets the contents, ``\\body`` ends the pages numbered in roman.
* ``**bold**`` and ``*italic*`` within a line. Lines of one paragraph are joined; a blank line ends it.

Sources are typed with a plain keyboard: the typographic marks of each language (no-break spaces, curly
apostrophes) are set here, by rule, because hand-typed ones are never consistent over twenty documents.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

NBSP = "\u00a0"

_ARTICLE = re.compile(r"^(\d+(?:\.\d+)+|\d+\.)\s+(.*)$", re.DOTALL)
_ITEM = re.compile(r"^(-|[a-z]{1,4}\)|\d+\))\s+(.*)$", re.DOTALL)
_HEADING = re.compile(r"^(#{1,3})\s+(.*)$")
_PREFIXED = {"> ": "note", "^ ": "caption", "~ ": "signature"}

_FRENCH_RULES = (
    (re.compile(r"«\s*"), "«" + NBSP),
    (re.compile(r"\s*»"), NBSP + "»"),
    (re.compile(r" :(?=\s|$)"), NBSP + ":"),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NBSP),
    (re.compile(r"(?<=\d) (?=(?:\$|%|h\b|km\b|kg\b|m\b|m²|cm\b|°C))"), NBSP),
    (re.compile(r"(?<=\d\u00a0h) (?=\d)"), NBSP),
    (re.compile(r"\b([Aa]rticles?|[Aa]nnexes?|[Pp]arties?|[Tt]ableau|n°|p\.) (?=[\dA-Z])"), r"\1" + NBSP),
    (re.compile(r"\b1er (?=[a-zû])"), "1er" + NBSP),
)
_ENGLISH_RULES = (
    (re.compile(r"(?<=\d) (?=[ap]\.m\.|km\b|kg\b|m\b|m²|cm\b|°C)"), NBSP),
    (re.compile(r"\b([Ss]ections?|[Aa]ppendix|[Pp]arts?|[Tt]able|No\.) (?=[\dA-Z])"), r"\1" + NBSP),
    (re.compile(r'(^|(?<=[\s(]))"'), "“"),
    (re.compile(r'"'), "”"),
)


@dataclass
class Block:
    """One piece of a document, in reading order."""

    kind: str
    text: str = ""
    label: str = ""
    level: int = 0
    widths: list[float] = field(default_factory=list)
    right: set[int] = field(default_factory=set)
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Source:
    """A parsed source: what drives the page, what is printed under the title, and the text."""

    name: str
    meta: dict[str, str]
    facts: list[tuple[str, str]]
    blocks: list[Block]


def set_marks(text: str, lang: str) -> str:
    """Put in the no-break spaces and curly marks that the language calls for, and the inline bold and italic."""
    text = text.replace("&", "&amp;").replace("'", "’")
    for pattern, replacement in _FRENCH_RULES if lang == "fr" else _ENGLISH_RULES:
        text = pattern.sub(replacement, text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)


def read_source(path: Path) -> Source:
    """Parse one source file."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    pairs = [(key.strip(), value.strip()) for key, _, value in (line.partition(":") for line in front.splitlines())]
    meta = {key: value for key, value in pairs if key[0].islower()}
    lang = meta["lang"]
    meta |= {key: set_marks(meta[key], lang) for key in ("title", "province", "issuer", "running")}
    facts = [(set_marks(key, lang), set_marks(value, lang)) for key, value in pairs if not key[0].islower()]
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", body.strip()):
        blocks.extend(_read_chunk(chunk, lang))
    return Source(path.stem, meta, facts, blocks)


def _read_chunk(chunk: str, lang: str) -> list[Block]:
    if chunk.startswith("|="):
        return [_read_table(chunk.splitlines(), lang)]
    pieces: list[str] = []
    for line in chunk.splitlines():
        begins = not pieces or _ITEM.match(line) or _HEADING.match(line) or line[:2] in _PREFIXED
        if begins:
            pieces.append(line)
        else:
            pieces[-1] += " " + line.strip()
    return [_read_piece(piece, lang) for piece in pieces]


def _read_piece(piece: str, lang: str) -> Block:
    if piece.startswith("\\"):
        return Block(piece[1:].strip())
    if heading := _HEADING.match(piece):
        return Block("heading", set_marks(heading[2], lang), level=len(heading[1]))
    if kind := _PREFIXED.get(piece[:2]):
        return Block(kind, set_marks(piece[2:], lang))
    if item := _ITEM.match(piece):
        return Block("item", set_marks(item[2], lang), label="•" if item[1] == "-" else item[1])
    if article := _ARTICLE.match(piece):
        return Block("article", set_marks(article[2], lang), label=article[1])
    return Block("paragraph", set_marks(piece, lang))


def _read_table(lines: list[str], lang: str) -> Block:
    specs = lines[0].removeprefix("|=").split("|")
    table = Block("table", widths=[float(spec.rstrip(">")) for spec in specs])
    table.right = {column for column, spec in enumerate(specs) if spec.endswith(">")}
    for line in lines[1:]:
        if line.startswith("|+"):
            table.rows.append([set_marks(line[2:].strip(), lang)])
        else:
            table.rows.append([set_marks(cell.strip(), lang) for cell in line.removeprefix("|").split("|")])
    return table
