"""Generations: verified whole when they are opened; what may be found in them, and by whom."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexes import sealed
from indexes.catalogue import Catalogue
from indexes.errors import DamagedError, EmptyLibraryError, OtherEncoderError
from indexes.files import canonical, sha256_of
from indexes.generation import (
    CODES,
    CURRENT,
    SEGMENTS,
    Generation,
    current_name,
    open_current,
    open_named,
    verify,
)
from indexes.publishing import STAGED, publish
from indexes.sealed import MANIFEST


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "generations"


@pytest.fixture
def published(folder: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon) -> Path:
    file_one(catalogue, "a.pdf", "Le chien est tenu en laisse.", "Le parc est ouvert.")
    file_one(catalogue, "b.pdf", "The dog.", language="en", collection="other", label="secret")
    return folder / publish(folder, catalogue, fake_encoder, fake_lexicon)


@pytest.fixture
def segment(published: Path, folder: Path) -> Path:
    (only,) = (folder / SEGMENTS).iterdir()
    return only


def test_what_is_published_can_be_opened(published: Path, folder: Path, fake_encoder, fake_lexicon) -> None:
    assert current_name(folder) == published.name
    opened = open_current(folder, fake_encoder, fake_lexicon)
    assert opened.name == published.name
    assert len(opened.passages) == opened.live == 3
    names = {CURRENT, "superseded.json", published.name, SEGMENTS, STAGED}
    assert {path.name for path in folder.iterdir()} == names


def test_row_50_a_mask_holds_what_is_cleared_and_nothing_else(
    published: Path, folder: Path, fake_encoder, fake_lexicon
) -> None:
    opened = open_current(folder, fake_encoder, fake_lexicon)
    assert opened.allowed(["public"]).mask.sum() == 2
    assert opened.allowed(["secret"]).mask.sum() == 1
    assert opened.allowed(["public", "secret"]).mask.all()
    assert opened.allowed(["public"], "general").mask.sum() == 2
    for nothing in (opened.allowed([]), opened.allowed(["public"], "other"), opened.allowed(["secret"], "nowhere")):
        assert not nothing.any
    assert opened.allowed(["public"]) is opened.allowed({"public"}), "prepared once"


def answers(opened: Generation, encoder, lexicon, labels=("public",), collection=None) -> list[object]:
    """All that the indexes tell of three queries: passages, scores, term weights."""
    allowed = opened.allowed(labels, collection)
    told: list[object] = []
    for query in ("chien parc amende", "dog fine", "ministre"):
        rows, scores = opened.lexical.search(query, "fr", lexicon, 50, allowed.statistics)
        told.append({opened.passages[row]: float(score) for row, score in zip(rows, scores, strict=True)})
        rows, scores = opened.dense.search(encoder.encode([query])[0], 50, allowed.mask)
        told.append({opened.passages[row]: float(score) for row, score in zip(rows, scores, strict=True)})
        told.append(opened.lexical.term_weights(query, "fr", lexicon, allowed.statistics))
    return told


def test_row_50_what_may_not_be_seen_leaves_no_trace_in_what_may(
    tmp_path: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon
) -> None:
    """Not in the hits, not in their number, not in any score: the library answers as if it were not there."""
    file_one(catalogue, "a.pdf", "Le chien est tenu en laisse.", "Une amende au parc.")
    file_one(catalogue, "b.pdf", "The dog pays a fine.", language="en")
    publish(tmp_path / "without", catalogue, fake_encoder, fake_lexicon)
    file_one(catalogue, "s.pdf", *["Le chien du ministre."] * 5, "Une amende très longue au ministre", label="secret")
    file_one(catalogue, "t.pdf", "The secret dog.", "The dog park.", language="en", label="secret")
    publish(tmp_path / "with", catalogue, fake_encoder, fake_lexicon)
    without, with_ = (open_current(tmp_path / name, fake_encoder, fake_lexicon) for name in ("without", "with"))
    public = answers(with_, fake_encoder, fake_lexicon)
    assert public == answers(without, fake_encoder, fake_lexicon)
    assert public != answers(with_, fake_encoder, fake_lexicon, ("public", "secret"))
    assert answers(with_, fake_encoder, fake_lexicon, ("public",), "nowhere")[:2] == [{}, {}]


def test_a_generation_that_was_superseded_is_opened_as_it_was(
    published: Path, folder: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon
) -> None:
    before = answers(open_current(folder, fake_encoder, fake_lexicon), fake_encoder, fake_lexicon)
    file_one(catalogue, "c.pdf", "Le chien nouveau.")
    publish(folder, catalogue, fake_encoder, fake_lexicon)
    assert answers(open_named(folder, published.name, fake_encoder, fake_lexicon), fake_encoder, fake_lexicon) == before
    assert answers(open_current(folder, fake_encoder, fake_lexicon), fake_encoder, fake_lexicon) != before


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


SEALED = [CODES, MANIFEST]
FILES = [
    "vectors.faiss", "documents.json", "lexical.terms.text.npy", "lexical.terms.starts.npy", "lexical.offsets.npy",
    "lexical.rows.npy", "lexical.weights.npy", "lexical.lengths.npy", "lexical.languages.npy", "passages.text.npy",
    "passages.starts.npy", MANIFEST,
]  # fmt: skip
HARMS = [flip, shorten, pickled, linked, Path.unlink]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("harm", HARMS)
def test_row_44_a_tampered_file_of_a_segment_is_refused_by_its_name(
    segment: Path, folder: Path, fake_encoder, fake_lexicon, file: str, harm: Callable[[Path], None]
) -> None:
    harm(segment / file)
    with pytest.raises(DamagedError, match=file) as caught:
        open_current(folder, fake_encoder, fake_lexicon)
    assert "index rebuild" in caught.value.hint


@pytest.mark.parametrize("file", SEALED)
@pytest.mark.parametrize("harm", HARMS)
def test_row_44_a_tampered_file_of_a_generation_is_refused_by_its_name(
    published: Path, folder: Path, fake_encoder, fake_lexicon, file: str, harm: Callable[[Path], None]
) -> None:
    harm(published / file)
    with pytest.raises(DamagedError, match=file):
        open_current(folder, fake_encoder, fake_lexicon)


def test_row_44_the_files_are_those_that_there_are(published: Path, segment: Path) -> None:
    assert sorted(path.name for path in segment.iterdir()) == sorted(FILES)
    assert sorted(path.name for path in published.iterdir()) == sorted(SEALED)


def test_row_44_an_array_of_objects_is_not_read_even_where_it_verifies(
    published: Path, folder: Path, fake_encoder, fake_lexicon
) -> None:
    """Whoever could seal a pickle would still not have it run."""
    np.save(published / CODES, np.array([{"an": "object"}], dtype=object), allow_pickle=True)
    facts = {key: value for key, value in sealed.facts_of(published).items() if key != "files"}
    (published / MANIFEST).unlink()
    name = sealed.seal(published, facts)
    published.rename(folder / name)
    with pytest.raises(ValueError, match=r"pickle|Object arrays"):
        open_named(folder, name, fake_encoder, fake_lexicon)


def test_row_44_a_manifest_that_was_made_to_fit_has_another_name(
    segment: Path, folder: Path, fake_encoder, fake_lexicon
) -> None:
    manifest = json.loads((segment / MANIFEST).read_text())
    (segment / "documents.json").write_bytes(b"{}")
    manifest["files"]["documents.json"] = sha256_of(segment / "documents.json")
    (segment / MANIFEST).write_bytes(canonical(manifest))
    with pytest.raises(DamagedError, match=MANIFEST):
        open_current(folder, fake_encoder, fake_lexicon)


@pytest.mark.parametrize("named", ["../../etc/passwd", "/etc/passwd", "sub/file"])
def test_row_44_a_manifest_cannot_name_files_elsewhere(tmp_path: Path, named: str) -> None:
    manifest = canonical({"files": {named: "0" * 64}})
    folder = tmp_path / sealed.name_of(manifest)
    folder.mkdir()
    (folder / MANIFEST).write_bytes(manifest)
    with pytest.raises(DamagedError):
        sealed.verify(folder)


@pytest.mark.parametrize("content", ["[]", "null", "{}", '{"files": []}', "\x80", ""])
def test_row_44_a_manifest_that_is_none_is_damaged(published: Path, folder: Path, content: str) -> None:
    (published / MANIFEST).write_text(content, encoding="latin-1")
    with pytest.raises(DamagedError, match=MANIFEST):
        verify(folder, published.name)


def test_row_44_a_segment_that_is_not_there_is_damage(published: Path, segment: Path, folder: Path) -> None:
    segment.rename(folder / "elsewhere")
    with pytest.raises(DamagedError):
        verify(folder, published.name)


def test_a_current_that_names_nothing_is_damaged(published: Path, folder: Path, fake_encoder, fake_lexicon) -> None:
    (folder / CURRENT).write_text("0" * 32)
    with pytest.raises(DamagedError):
        open_current(folder, fake_encoder, fake_lexicon)
