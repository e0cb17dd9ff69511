"""What a file is: its bytes say, its name only where they leave it open."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from ingest.kinds import kind, stated

HTML = b"<!DOCTYPE html><html></html>"
MAIL = b"Received: from a\n by b\nFrom: a@b.example\nSubject: c\n\nUn."


def zipped(*names: str, mimetype: str = "") -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, "x")
    return buffer.getvalue()


OPEN = "application/vnd.oasis.opendocument."


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.pdf", b"%PDF-1.7", "pdf"),
        ("a.docx", b"junk before\n%PDF-1.7", "pdf"),
        ("a.pdf", zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        ("a.docx", zipped("xl/workbook.xml"), "xlsx"),
        ("a", zipped("ppt/presentation.xml"), "pptx"),
        ("a.xlsx", zipped("xl/workbook.bin"), "xls"),
        ("a.zip", zipped("content.xml", mimetype=f"{OPEN}text"), "odt"),
        ("a.zip", zipped("content.xml", mimetype=f"{OPEN}text-template"), "odt"),
        ("a.zip", zipped("content.xml", mimetype=f"{OPEN}spreadsheet"), "ods"),
        ("a.zip", zipped("content.xml", mimetype=f"{OPEN}presentation"), "odp"),
        ("a.docx", zipped("a.txt"), "zip"),
        ("a.docx", b"PK\x03\x04 cut short", "zip"),
        ("a.docx", zipped(), "zip"),
        ("a.doc", b"{\\rtf1 Un.}", "rtf"),
        ("a.pdf", HTML, "html"),
        ("a.txt", b"\xef\xbb\xbf  <?xml version='1.0'?>\n<!-- x --><HTML lang='fr'>", "html"),
        ("a.html", b"<p>Un bout de page.</p>", "html"),
        ("a.txt", MAIL, "eml"),
        ("a.eml", b"Subject: c\n\nUn.", "eml"),
        ("a.eml", b"Rien d'un message.", "txt"),
        ("a.txt", b"Date: demain\nLieu: ici\n\nUn.", "txt"),
        ("a.md", b"# Titre", "md"),
        ("a.csv", b"a;b\n1;2", "csv"),
        ("reglement", "Règlement".encode(), "txt"),
        ("reglement", "Règlement".encode("latin-1"), "unknown"),
        ("a.txt", "Règlement".encode("latin-1"), "txt"),
        ("a.txt", "Règlement".encode("utf-16"), "txt"),
        ("a.xml", b"<?xml version='1.0'?><loi/>", "unknown"),
        ("a.txt", bytes(range(256)), "unknown"),
        ("a.txt", bytes(range(1, 32)) * 10, "unknown"),
        ("a.txt", b"Un\0 deux trois. " * 20, "unknown"),
        ("a.txt", b"Un\0 deux trois. " + b"Quatre cinq six. " * 20, "txt"),
        ("a.txt", "Règlement".encode("utf-16-le"), "unknown"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0", "unknown"),
        ("a.pdf", b"", "empty"),
    ],
)
def test_row_11_bytes_say_what_a_file_is(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    (tmp_path / "waiting").write_bytes(content)
    assert kind(tmp_path / "waiting", name) == expected


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("PowerPoint Document", "ppt"),
        ("EncryptedPackage", "encrypted"),
        ("__properties_version1.0", "msg"),
        ("Contents", "unknown"),
    ],
)
def test_compound_files_are_told_by_their_streams(tmp_path: Path, compound, stream: str, expected: str) -> None:
    (tmp_path / "waiting").write_bytes(compound({stream: b"x"}))
    assert kind(tmp_path / "waiting", "a.docx") == expected


@pytest.mark.parametrize(("name", "expected"), [("a.doc", "doc"), ("a.msg", "msg"), ("a.docx", "unknown")])
def test_a_compound_file_cut_short_may_be_what_it_is_named(tmp_path: Path, compound, name: str, expected: str) -> None:
    (tmp_path / "waiting").write_bytes(compound({"WordDocument": b"x"})[:600])
    assert kind(tmp_path / "waiting", name) == expected


def test_many_comments_before_a_page_do_not_delay(tmp_path: Path) -> None:
    (tmp_path / "waiting").write_bytes(b"<!-- -->" * 3000)
    assert kind(tmp_path / "waiting", "a") == "unknown"


def test_a_name_says_what_it_says() -> None:
    assert [stated(name) for name in ("a.PDF", "b/c.d.docx", "e", ".pdf", "f.exe")] == [
        "pdf", "docx", "unknown", "unknown", "unknown",
    ]  # fmt: skip
