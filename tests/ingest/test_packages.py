"""ZIP files within limits: bombs, passwords, missing and broken parts."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from ingest import packages
from ingest.errors import UnreadableError
from ingest.packages import Package, document


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()


def test_a_package_is_listed_and_read() -> None:
    with Package(zipped({"a/": b"", "a/b.txt": b"Un.", "c.txt": b"Deux."})) as package:
        assert [(entry.name, entry.size) for entry in package.entries()] == [("a/b.txt", 3), ("c.txt", 5)]
        assert package.read("c.txt") == b"Deux."
        assert "c.txt" in package
        with pytest.raises(UnreadableError, match=r"damaged.*missing"):
            package.read("d.txt")


def test_row_6_what_unpacks_to_too_much_is_refused_before_it_is() -> None:
    with pytest.raises(UnreadableError, match="memory_limit"):
        Package(zipped({"a": bytes(packages.RATIO_FROM + 1)}))


def test_row_6_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_MEMBERS", 2)
    with pytest.raises(UnreadableError, match="memory_limit"):
        Package(zipped(dict.fromkeys("abc", b"x")))


def test_a_size_that_lies_is_not_believed() -> None:
    raw = bytearray(zipped({"a": b"x" * 1000}))
    place = raw.rindex(b"PK\x01\x02") + 24
    raw[place : place + 4] = (10).to_bytes(4, "little")
    with Package(bytes(raw)) as package, pytest.raises(UnreadableError, match="damaged"):
        package.read("a")


def test_row_1_a_password_is_seen() -> None:
    raw = bytearray(zipped({"a": b"x"}))
    for place in (raw.index(b"PK\x03\x04") + 6, raw.rindex(b"PK\x01\x02") + 8):
        raw[place] |= 1
    with Package(bytes(raw)) as package:
        assert [entry.encrypted for entry in package.entries()] == [True]
        with pytest.raises(UnreadableError, match="encrypted"):
            package.read("a")


def test_what_is_cut_short_is_damaged() -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        Package(zipped({"a": b"x" * 100})[:-30])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_declares_no_entities(tmp_path: Path, encoding: str) -> None:
    xml = '<?xml version="1.0"?><!-- long --><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'.encode(encoding)
    (tmp_path / "a").write_bytes(zipped({"a.xml": xml}))
    with pytest.raises(UnreadableError, match=r"damaged.*a\.xml declares"):
        document(tmp_path / "a")
