"""A folder is what its manifest says, or it is refused."""

import json
from pathlib import Path

import pytest

from models import manifest
from models.errors import ModelError
from models.manifest import ManifestError, TamperedError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "one.bin").write_bytes(b"12345")
    (tmp_path / "card.md").write_text("card", encoding="utf-8")
    manifest.write(tmp_path, name="m", licence="MIT", source="here")
    return tmp_path


def test_what_was_written_is_read_and_verified(folder: Path) -> None:
    found = manifest.verify(folder)
    assert found == manifest.read(folder)
    assert (found.name, found.licence, found.source) == ("m", "MIT", "here")
    assert sorted(found.files) == ["card.md", "weights/one.bin"]
    assert found.files["weights/one.bin"].size == 5


def test_the_fingerprint_names_the_bytes(folder: Path) -> None:
    before = manifest.read(folder).fingerprint
    assert manifest.write(folder, name="other", licence="", source="").fingerprint == before
    (folder / "card.md").write_text("Card", encoding="utf-8")
    assert manifest.write(folder, name="m", licence="MIT", source="here").fingerprint != before


def test_a_changed_byte_is_seen(folder: Path) -> None:
    (folder / "weights" / "one.bin").write_bytes(b"12344")
    with pytest.raises(TamperedError, match=r"weights/one\.bin") as caught:
        manifest.verify(folder)
    assert isinstance(caught.value, ModelError)
    assert caught.value.hint


def test_a_missing_file_is_seen(folder: Path) -> None:
    (folder / "card.md").unlink()
    with pytest.raises(TamperedError, match=r"card\.md"):
        manifest.verify(folder)


def test_an_added_file_is_seen(folder: Path) -> None:
    (folder / "weights" / "two.bin").write_bytes(b"")
    with pytest.raises(TamperedError, match="two"):
        manifest.verify(folder)


def test_a_link_is_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("elsewhere") / "card.md"
    other.write_text("card", encoding="utf-8")
    (folder / "card.md").unlink()
    (folder / "card.md").symlink_to(other)
    with pytest.raises(TamperedError, match=r"card\.md"):
        manifest.verify(folder)


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError):
        manifest.verify(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"files": []},
        {"files": {"../up": {"sha256": "0", "size": 1}}},
        {"files": {"a": {"sha256": "0"}}},
        {"files": {"a": {"sha256": "0", "size": "1"}}},
        {"files": {"a": {"sha256": "0", "size": 1, "mode": 7}}},
        {"name": 3},
    ],
)
def test_a_manifest_of_another_shape_is_refused(folder: Path, change: dict[str, object]) -> None:
    path = folder / manifest.NAME
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    with pytest.raises(ManifestError if change != {"files": []} else ModelError):
        manifest.verify(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"text"', "\x00"])
def test_a_damaged_manifest_is_refused(folder: Path, text: str) -> None:
    (folder / manifest.NAME).write_text(text, encoding="utf-8")
    with pytest.raises(ManifestError):
        manifest.read(folder)
