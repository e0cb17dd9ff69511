"""The vault: bytes under their SHA-256, received in two steps."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from indexes.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"content")
    return path


def waiting_files(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "vault" / "incoming").glob("*"))


def test_what_is_kept_stands_under_its_hash(vault: Vault, source: Path, tmp_path: Path) -> None:
    document, waiting = vault.receive(source)
    assert document == hashlib.sha256(b"content").hexdigest()
    assert waiting.read_bytes() == b"content"
    vault.keep(document, waiting)
    assert vault.path(document) == tmp_path / "vault" / document[:2] / document
    assert vault.path(document).read_bytes() == b"content"
    assert not waiting_files(tmp_path)


def test_what_is_discarded_is_gone(vault: Vault, source: Path, tmp_path: Path) -> None:
    _, waiting = vault.receive(source)
    vault.discard(waiting)
    vault.discard(waiting)
    assert not waiting_files(tmp_path)


def test_a_copy_that_fails_leaves_nothing(
    vault: Vault, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError("no")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="no"):
        vault.receive(source)
    assert not waiting_files(tmp_path)


def test_what_an_interrupted_job_left_is_swept(vault: Vault, source: Path, tmp_path: Path) -> None:
    document, waiting = vault.receive(source)
    vault.keep(document, waiting)
    vault.receive(source)
    vault.sweep()
    assert not waiting_files(tmp_path)
    assert vault.path(document).is_file()


def test_an_unused_vault_is_swept_without_a_word(vault: Vault) -> None:
    vault.sweep()
