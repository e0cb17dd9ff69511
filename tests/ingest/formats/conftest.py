"""Reads files made by a test, and holds what is read to what every reader promises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import readers
from ingest.read import Options, Read, Source

ReadFile = Callable[..., Read]


@pytest.fixture
def read(tmp_path: Path) -> ReadFile:
    """Reads the bytes (or the text) under this name: blocks point at their text, and boxes are one a character."""

    def read(name: str, content: bytes | str, options: Options | None = None) -> Read:
        path = tmp_path / "waiting"  # the vault's copies have names of their own
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found = readers.read(Source(path, name, "0" * 64), options or Options())
        assert [page.number for page in found.pages] == list(range(1, len(found.pages) + 1))
        for page in found.pages:
            assert page.boxes.shape == (len(page.text), 4)
            assert not page.boxes.any()
        for block in found.blocks:
            (piece,) = block.pieces
            assert found.pages[piece.page - 1].text[piece.start : piece.end] == block.text
        return found

    return read


def told(found: Read) -> list[tuple[str, str]]:
    """The blocks as (kind, text)."""
    return [(block.kind, block.text) for block in found.blocks]


@pytest.fixture(name="told")
def _told() -> Callable[[Read], list[tuple[str, str]]]:
    return told


TEXT = "Le règlement fixe les frais."


@pytest.fixture
def samples(compound) -> dict[str, bytes]:
    """A file of each format that is read, by its name; each says `TEXT`."""
    import zipfile
    from email.message import EmailMessage
    from io import BytesIO

    import docx
    import openpyxl
    from pptx import Presentation

    def saved(document) -> bytes:
        buffer = BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    def open_document(family: str, content: str) -> bytes:
        spaces = " ".join(
            f'xmlns:{word}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
            for word, name in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
        )
        body = f"<office:body><office:{family}>{content}</office:{family}></office:body>"
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as made:
            made.writestr("mimetype", f"application/vnd.oasis.opendocument.{family}")
            made.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
        return buffer.getvalue()

    paragraph = f"<text:p>{TEXT}</text:p>"
    word, book, deck, mail = docx.Document(), openpyxl.Workbook(), Presentation(), EmailMessage()
    word.add_paragraph(TEXT)
    book.active.append([TEXT])
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = TEXT
    mail["From"], mail["Subject"] = "a@b.example", "Frais"
    mail.set_content(TEXT)
    properties = bytes(32) + bytes.fromhex("1f000010") + bytes(12)
    return {
        "a.docx": saved(word),
        "a.xlsx": saved(book),
        "a.pptx": saved(deck),
        "a.odt": open_document("text", paragraph),
        "a.ods": open_document(
            "spreadsheet",
            f"<table:table><table:table-row><table:table-cell>{paragraph}</table:table-cell></table:table-row>"
            "</table:table>",
        ),
        "a.odp": open_document("presentation", f"<draw:page><draw:text-box>{paragraph}</draw:text-box></draw:page>"),
        "a.rtf": b"{\\rtf1\\ansi " + TEXT.replace("è", "\\'e8").encode() + b"}",
        "a.html": f'<html><body><p>{TEXT}</p><img src="http://192.0.2.1/a.png"></body></html>'.encode(),
        "a.eml": mail.as_bytes(),
        "a.msg": compound(
            {"__properties_version1.0": properties, "__substg1.0_1000001F": TEXT.encode("utf-16-le")},
        ),
        "a.md": TEXT.encode(),
        "a.txt": TEXT.encode(),
        "a.csv": f'"{TEXT}"\n'.encode(),
    }
