"""Generations: published whole or not at all, verified when opened, and never made twice of the same."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from indexes import generation
from indexes.catalogue import Catalogue
from indexes.dense import DenseIndex
from indexes.errors import DamagedError, EmptyLibraryError, OtherEncoderError
from indexes.generation import CURRENT, MANIFEST, current_name, open_current, publish, sweep, verify


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "generations"


@pytest.fixture
def published(folder: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon) -> Path:
    file_one(catalogue, "a.pdf", "Le chien est tenu en laisse.", "Le parc est ouvert.")
    file_one(catalogue, "b.pdf", "The dog.", language="en", collection="other", label="secret")
    return folder / publish(folder, catalogue, fake_encoder, fake_lexicon)


def test_what_is_published_can_be_opened(published: Path, folder: Path, fake_encoder, fake_lexicon) -> None:
    assert current_name(folder) == published.name
    opened = open_current(folder, fake_encoder, fake_lexicon)
    assert opened.name == published.name
    assert len(opened.passages) == len(opened.labels) == len(opened.collections) == 3
    assert sorted(opened.labels) == ["public", "public", "secret"]
    assert sorted(opened.collections) == ["general", "general", "other"]
    assert sorted(path.name for path in folder.iterdir()) == sorted([CURRENT, published.name])


def test_nothing_new_is_published_where_nothing_changed(
    published: Path, folder: Path, catalogue: Catalogue, fake_encoder, fake_lexicon
) -> None:
    before = {path: path.stat().st_mtime_ns for path in published.iterdir()}
    assert publish(folder, catalogue, fake_encoder, fake_lexicon) == published.name
    assert {path: path.stat().st_mtime_ns for path in published.iterdir()} == before


def test_the_same_catalogue_gives_the_same_name(
    published: Path, tmp_path: Path, catalogue: Catalogue, fake_encoder, fake_lexicon
) -> None:
    assert publish(tmp_path / "elsewhere", catalogue, fake_encoder, fake_lexicon) == published.name


def test_each_change_is_a_generation_and_the_one_before_stays(
    published: Path, folder: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon
) -> None:
    names = [published.name]
    file_one(catalogue, "c.pdf", "Nouveau.")
    names.append(publish(folder, catalogue, fake_encoder, fake_lexicon))
    catalogue.assign(catalogue.documents()[0].id, "moved", "public")
    names.append(publish(folder, catalogue, fake_encoder, fake_lexicon))
    names.append(publish(folder, catalogue, replace(fake_encoder, fingerprint="f" * 64), fake_lexicon))
    assert len(set(names)) == 4
    verify(published)
    assert current_name(folder) == names[-1]


def test_it_can_be_made_anew_over_a_damaged_one(
    published: Path, folder: Path, catalogue: Catalogue, fake_encoder, fake_lexicon
) -> None:
    (published / "dense.faiss").write_bytes(b"")
    assert publish(folder, catalogue, fake_encoder, fake_lexicon, anew=True) == published.name
    open_current(folder, fake_encoder, fake_lexicon)
    assert len(list(folder.iterdir())) == 2


def test_row_54_an_empty_library_says_what_to_run(
    folder: Path, catalogue: Catalogue, fake_encoder, fake_lexicon
) -> None:
    with pytest.raises(EmptyLibraryError) as caught:
        open_current(folder, fake_encoder, fake_lexicon)
    assert "ingest run" in caught.value.hint
    publish(folder, catalogue, fake_encoder, fake_lexicon)
    with pytest.raises(EmptyLibraryError) as caught:
        open_current(folder, fake_encoder, fake_lexicon)
    assert "ingest run" in caught.value.hint


def test_row_54_another_encoder_or_lexicon_says_what_to_run(
    published: Path, folder: Path, fake_encoder, fake_lexicon
) -> None:
    with pytest.raises(OtherEncoderError) as caught:
        open_current(folder, replace(fake_encoder, fingerprint="f" * 64), fake_lexicon)
    assert "index rebuild" in caught.value.hint
    with pytest.raises(OtherEncoderError):
        open_current(folder, fake_encoder, replace(fake_lexicon, fingerprint="f" * 64))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def pickled(path: Path) -> None:
    path.write_bytes(pickle.dumps({"an": "object"}))


def linked(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/null")


FILES = [
    "dense.faiss", "rows.json", "lexical.terms.json", "lexical.offsets.npy", "lexical.rows.npy",
    "lexical.weights.npy", "lexical.lengths.npy", "lexical.languages.npy", MANIFEST,
]  # fmt: skip


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("harm", [flip, shorten, pickled, linked, Path.unlink])
def test_row_44_a_tampered_file_is_refused_by_its_name(
    published: Path, folder: Path, fake_encoder, fake_lexicon, file: str, harm: Callable[[Path], None]
) -> None:
    harm(published / file)
    with pytest.raises(DamagedError, match=file) as caught:
        open_current(folder, fake_encoder, fake_lexicon)
    assert "index rebuild" in caught.value.hint


def test_row_44_the_files_are_those_that_a_generation_has(published: Path) -> None:
    assert sorted(path.name for path in published.iterdir()) == sorted(FILES)


def test_row_44_a_manifest_that_was_made_to_fit_has_another_name(
    published: Path, folder: Path, fake_encoder, fake_lexicon
) -> None:
    manifest = json.loads((published / MANIFEST).read_text())
    (published / "rows.json").write_bytes(b"{}")
    manifest["files"]["rows.json"] = generation.sha256_of(published / "rows.json")
    (published / MANIFEST).write_bytes(generation.canonical(manifest))
    with pytest.raises(DamagedError, match=MANIFEST):
        open_current(folder, fake_encoder, fake_lexicon)


@pytest.mark.parametrize("named", ["../../etc/passwd", "/etc/passwd", "sub/file"])
def test_row_44_a_manifest_cannot_name_files_elsewhere(tmp_path: Path, named: str) -> None:
    manifest = generation.canonical({"files": {named: "0" * 64}})
    folder = tmp_path / generation.sha256(manifest).hexdigest()[:32]
    folder.mkdir()
    (folder / MANIFEST).write_bytes(manifest)
    with pytest.raises(DamagedError):
        verify(folder)


@pytest.mark.parametrize("content", ["[]", "null", "{}", '{"files": []}', "\x80", ""])
def test_row_44_a_manifest_that_is_none_is_damaged(published: Path, content: str) -> None:
    (published / MANIFEST).write_text(content, encoding="latin-1")
    with pytest.raises(DamagedError, match=MANIFEST):
        verify(published)


def test_row_25_an_interrupted_publication_leaves_the_old_one(
    published: Path, folder: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    file_one(catalogue, "c.pdf", "Nouveau.")

    def stop(self: DenseIndex, folder: Path) -> list[str]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(DenseIndex, "save", stop)
        with pytest.raises(KeyboardInterrupt):
            publish(folder, catalogue, fake_encoder, fake_lexicon)
    assert current_name(folder) == published.name
    assert sorted(path.name for path in folder.iterdir()) == sorted([CURRENT, published.name])
    open_current(folder, fake_encoder, fake_lexicon)
    assert publish(folder, catalogue, fake_encoder, fake_lexicon) != published.name


@pytest.mark.parametrize("step", ["replace_file", "sync"])
def test_row_26_a_failure_at_the_last_step_leaves_the_old_one_current(
    published: Path, folder: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon,
    monkeypatch: pytest.MonkeyPatch, step: str,
) -> None:  # fmt: skip
    file_one(catalogue, "c.pdf", "Nouveau.")
    real = getattr(generation, step)

    def fails_for_the_folder(path: Path, *rest: bytes) -> None:
        if path in (folder, folder / CURRENT):
            raise OSError("no space")
        real(path, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(generation, step, fails_for_the_folder)
        with pytest.raises(OSError, match="no space"):
            publish(folder, catalogue, fake_encoder, fake_lexicon)
    assert current_name(folder) == published.name
    open_current(folder, fake_encoder, fake_lexicon)
    name = publish(folder, catalogue, fake_encoder, fake_lexicon)
    assert name != published.name
    assert open_current(folder, fake_encoder, fake_lexicon).name == name


def test_what_a_killed_writer_left_aside_is_swept(published: Path, folder: Path) -> None:
    (folder / ".0123456789abcdef").mkdir()
    (folder / ".0123456789abcdef" / "dense.faiss").write_bytes(b"half")
    sweep(folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted([CURRENT, published.name])


def test_a_current_that_names_nothing_is_damaged_and_mended_by_publishing(
    published: Path, folder: Path, catalogue: Catalogue, fake_encoder, fake_lexicon
) -> None:
    (folder / CURRENT).write_text("0" * 32)
    with pytest.raises(DamagedError):
        open_current(folder, fake_encoder, fake_lexicon)
    assert publish(folder, catalogue, fake_encoder, fake_lexicon) == published.name
    open_current(folder, fake_encoder, fake_lexicon)
