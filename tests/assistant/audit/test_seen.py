"""What a witness keeps: their key, and what they saw."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.audit.cosigning import Witness
from assistant.audit.notes import CosigningKey
from assistant.audit.seen import MemoryDamagedError, Seen, new_key, read_key, safe_name

from .shown import NOW, Place


def test_a_memory_that_is_damaged_judges_nothing(tmp_path: Path) -> None:
    place = Place.made(tmp_path / "office")
    auditor = Witness(CosigningKey.new("auditor.example/one"), Seen(tmp_path / "auditor"))
    auditor.attend(place.shown, NOW)
    path = next(auditor.seen.folder.glob("*/seen"))
    whole = path.read_bytes()
    for broken in (b"", whole[:-1], whole.replace(b"\n6\n", b"\n5\n"), whole.partition(b"\n\n")[2], b"\xff" + whole):
        path.write_bytes(broken)
        with pytest.raises(MemoryDamagedError):
            auditor.attend(place.shown, NOW)


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key"
    key = new_key(path, "auditor.example/one")
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key(path) == key
    with pytest.raises(FileExistsError):
        new_key(path, "auditor.example/one")
    path.write_text("PRIVATE+KEY+nobody")
    with pytest.raises(MemoryDamagedError):
        read_key(path)


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("greffier.local/0123456789abcdef", "greffier.local_0123456789abcdef"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", "_"),
        ("é" * 300, "_" * 100),
    ],
)
def test_an_origin_is_no_path(origin: str, name: str) -> None:
    assert safe_name(origin) == name
