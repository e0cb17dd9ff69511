"""A sealed folder."""

from __future__ import annotations

from pathlib import Path

from indexes import sealed


def test_a_sealed_folder_is_named_by_its_manifest(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    name = sealed.seal(tmp_path, {"facts": 1})
    assert len(name) == 32
    tmp_path.rename(tmp_path.with_name(name))
    assert sealed.verify(tmp_path.with_name(name))["facts"] == 1
