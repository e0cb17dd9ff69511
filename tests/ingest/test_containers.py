"""Archives and messages taken apart: each member by its own name, each bad one refused by its own."""

from __future__ import annotations

import json
import zipfile
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest

from ingest import packages
from ingest.containers import Member, Unpacked, is_container, unpack, unpacked_from
from ingest.errors import UnreadableError

Parts = dict[str | zipfile.ZipInfo, bytes]


def zipped(parts: Parts) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()


def mail(**attachments: bytes) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "a@b.example", "Annexes"
    made.set_content("Voir les annexes.")
    for name, content in attachments.items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name.replace("__", "."))
    return made.as_bytes()


@pytest.fixture
def unpacked(tmp_path: Path):
    def unpacked(kind: str, content: bytes) -> Unpacked:
        (tmp_path / "waiting").write_bytes(content)
        (tmp_path / "into").mkdir()
        return unpack(tmp_path / "waiting", kind, tmp_path / "into")  # type: ignore[arg-type]

    return unpacked


def refused(found: Unpacked) -> dict[str, str]:
    return {member.file: member.reason for member in found.members if member.reason}


def filed(found: Unpacked) -> list[str]:
    return [member.file for member in found.members if not member.reason]


def test_an_archive_is_its_files(unpacked, tmp_path: Path) -> None:
    found = unpacked("zip", zipped({"dir/": b"", "dir/a.txt": b"Un.", "b.pdf": b"%PDF-1.7", "c.exe": b"MZ",
                                    "__MACOSX/._b.pdf": b"x"}))  # fmt: skip
    assert filed(found) == ["dir/a.txt", "b.pdf"]
    assert found.ignored == 2
    assert [(tmp_path / "into" / member.place).read_bytes() for member in found.members] == [b"Un.", b"%PDF-1.7"]


def test_archives_in_archives_and_messages_in_them_are_followed(unpacked, tmp_path: Path) -> None:
    inner = zipped({"b.txt": b"Deux.", "c.eml": mail(d__txt=b"Trois.", e__png=b"x")})
    found = unpacked("zip", zipped({"a.zip": inner, "f.txt": b"Quatre."}))
    assert filed(found) == ["a.zip/b.txt", "a.zip/c.eml", "a.zip/c.eml/d.txt", "f.txt"]
    assert len(list((tmp_path / "into").iterdir())) == 4, "archives themselves are not kept"


def test_a_message_hands_over_what_came_with_it(unpacked, tmp_path: Path) -> None:
    found = unpacked("eml", mail(a__pdf=b"%PDF-1.7", b__exe=b"MZ"))
    assert filed(found) == ["a.pdf"]
    assert found.ignored == 1


def test_row_20_names_that_climb_out_are_refused_and_siblings_unpacked(unpacked, tmp_path: Path) -> None:
    names = ["../a.txt", "/etc/b.txt", "c/../../d.txt", "C:\\e.txt", "..\\f.txt", "g\x1b[2J.txt", "h.txt"]
    found = unpacked("zip", zipped(dict.fromkeys(names, b"x")))
    assert refused(found) == dict.fromkeys(["../a.txt", "/etc/b.txt", "c/../../d.txt", "C:/e.txt", "../f.txt"],
                                           "unsafe_name")  # fmt: skip
    assert filed(found) == ["g\\x1b[2J.txt", "h.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["into", "waiting"]


def test_row_6_a_bomb_is_refused_by_its_name_and_siblings_unpacked(unpacked) -> None:
    found = unpacked("zip", zipped({"a.txt": b"Un.", "bomb.txt": bytes(packages.RATIO_FROM + 1), "c.txt": b"Trois."}))
    assert refused(found) == {"bomb.txt": "memory_limit"}
    assert filed(found) == ["a.txt", "c.txt"]


def test_row_6_all_members_share_one_allowance(unpacked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_UNPACKED", 100)
    found = unpacked("zip", zipped({"a.txt": b"x" * 60, "c.txt": b"x" * 60, "d.txt": b"x"}))
    assert refused(found) == {"c.txt": "memory_limit", "d.txt": "memory_limit"}


def test_row_6_archives_are_followed_only_so_deep(unpacked) -> None:
    nested = zipped({"z.txt": b"Fond."})
    for depth in range(5):
        nested = zipped({f"{depth}.zip": nested, f"{depth}.txt": b"x"})
    found = unpacked("zip", nested)
    assert filed(found) == ["4.zip/3.zip/2.txt", "4.zip/3.txt", "4.txt"]
    assert refused(found) == {"4.zip/3.zip/2.zip": "memory_limit"}


def test_row_1_a_member_with_a_password_is_refused_by_its_name(unpacked) -> None:
    raw = bytearray(zipped({"a.txt": b"Un.", "b.txt": b"Deux."}))
    for place in (raw.index(b"PK\x03\x04") + 6, raw.index(b"PK\x01\x02") + 8):
        raw[place] |= 1
    found = unpacked("zip", bytes(raw))
    assert refused(found) == {"a.txt": "encrypted"}
    assert filed(found) == ["b.txt"]


def test_broken_members_are_refused_by_their_names(unpacked) -> None:
    raw = bytearray(zipped({"a.txt": b"Un deux trois quatre cinq.", "b.txt": b"Deux."}))
    raw[raw.index(b"a.txt") + 10] ^= 0xFF
    found = unpacked("zip", bytes(raw))
    assert refused(found) == {"a.txt": "damaged"}
    assert filed(found) == ["b.txt"]


def test_row_21_a_link_in_an_archive_is_refused(unpacked) -> None:
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = 0o120777 << 16
    assert refused(unpacked("zip", zipped({link: b"/etc/passwd"}))) == {"a.txt": "not_a_file"}


def test_two_files_of_one_name_are_two(unpacked) -> None:
    made = EmailMessage()
    made.set_content("Un.")
    for content in (b"Un.", b"Deux."):
        made.add_attachment(content, maintype="text", subtype="plain", filename="a.txt")
    assert filed(unpacked("eml", made.as_bytes())) == ["a.txt", "a (2).txt"]


def test_what_is_no_archive_is_damaged(unpacked) -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        unpacked("zip", b"PK\x03\x04 cut short")


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("zip", b"", True),
        ("msg", b"", True),
        ("eml", b"Subject: a\n\nUn.", False),
        ("eml", b"Content-Type: application/pdf; name=a.pdf\n\n", True),
        ("eml", b"Content-Disposition: attachment;\n filename*0*=utf-8''a\n\n", True),
        ("eml", b"Content-Type: message/rfc822\n\n", True),
        ("pdf", b"name=", False),
    ],
)
def test_what_may_hold_files(tmp_path: Path, kind: str, content: bytes, expected: bool) -> None:
    (tmp_path / "a").write_bytes(content)
    assert is_container(tmp_path / "a", kind) is expected  # type: ignore[arg-type]


def test_what_a_worker_sends_is_checked() -> None:
    good = {"members": [{"file": "a", "place": "1", "reason": "", "detail": ""}], "ignored": 1}
    assert unpacked_from(json.dumps(good).encode()) == Unpacked((Member("a", "1"),), 1)
    for bad in (
        b"{",
        b"[]",
        b'{"members": [{}], "ignored": 0}',
        json.dumps({**good, "members": [{**good["members"][0], "place": "../a"}]}).encode(),  # type: ignore[index, dict-item]
        json.dumps({**good, "members": [{**good["members"][0], "place": ""}]}).encode(),  # type: ignore[index, dict-item]
    ):
        with pytest.raises(UnreadableError, match="crashed"):
            unpacked_from(bad)
