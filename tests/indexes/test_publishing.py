"""Publishing: only what is new is indexed, what is gone is not found, and segments come and go with what needs them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexes import generation, publishing, retention, segment, tiers
from indexes.catalogue import Catalogue, Location
from indexes.dense import Vectors
from indexes.disposal import Disposal
from indexes.generation import CURRENT, SEGMENTS, current_name, open_current, open_named
from indexes.publishing import STAGED, generations, publish, sweep

NOTHING = timedelta(0)


@dataclass
class CountingEncoder:
    """Encodes as another does, and counts the texts."""

    real: object
    encoded: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        return self.real.encode(texts)  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "generations"


@pytest.fixture
def encoder(fake_encoder) -> CountingEncoder:
    return CountingEncoder(fake_encoder)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """No segment is small, so that each publication leaves one of its own until a rule merges them."""
    monkeypatch.setattr(tiers, "SMALL", 0)
    monkeypatch.setattr(tiers, "RATIO", 0)


@pytest.fixture
def published(folder: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon) -> str:
    file_one(catalogue, "a.pdf", "Le chien est tenu en laisse.", "Le parc est ouvert.", "Une amende.")
    file_one(catalogue, "b.pdf", "The dog.", language="en", collection="other", label="secret")
    name = publish(folder, catalogue, encoder, fake_lexicon)
    encoder.encoded.clear()
    return name


def segments(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / SEGMENTS).iterdir())


def found(folder: Path, encoder, lexicon, query: str = "chien parc amende dog", labels=("public",)) -> dict[str, float]:
    """What lexical search finds: scores by passage."""
    opened = open_current(folder, encoder, lexicon)
    allowed = opened.allowed(labels)
    rows, scores = opened.lexical.search(query, "fr", lexicon, 100, allowed.statistics)
    return {opened.passages[row]: score for row, score in zip(rows, scores.tolist(), strict=True)}


def supersede(catalogue: Catalogue, old: str, new: str) -> None:
    """Put a document where another was."""
    with catalogue.transaction():
        catalogue.locate(Location("/", "place", old, 1, 1))
        catalogue.locate(Location("/", "place", new, 1, 2))


def test_nothing_new_is_published_where_nothing_changed(
    published: str, folder: Path, catalogue: Catalogue, encoder, fake_lexicon
) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert publish(folder, catalogue, encoder, fake_lexicon) == published
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == before
    assert not encoder.encoded


def test_only_what_is_new_is_indexed(
    published: str, folder: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon, apart: None
) -> None:
    before = segments(folder)
    file_one(catalogue, "c.pdf", "Nouveau parc.")
    name = publish(folder, catalogue, encoder, fake_lexicon)
    assert name != published
    assert [text for text in encoder.encoded if "Nouveau" in text] == encoder.encoded
    assert set(before) < set(segments(folder))
    assert len(segments(folder)) == 2
    assert len(open_current(folder, encoder, fake_lexicon).passages) == 5


def test_segments_are_shared_with_the_generation_before(
    published: str, folder: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon, apart: None
) -> None:
    file_one(catalogue, "c.pdf", "Nouveau parc.")
    publish(folder, catalogue, encoder, fake_lexicon)
    earlier = open_named(folder, published, encoder, fake_lexicon)
    assert len(earlier.passages) == 4
    assert {one.name for one in earlier.segments} < {one.name for one in open_current(
        folder, encoder, fake_lexicon).segments}  # fmt: skip


def test_what_is_superseded_is_not_found_and_nothing_is_indexed_for_it(
    published: str, folder: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon, apart: None
) -> None:
    a = next(one for one in catalogue.documents() if one.file == "a.pdf")
    new = file_one(catalogue, "z.pdf", "Le chien nouveau.")
    supersede(catalogue, a.id, new.id)
    publish(folder, catalogue, encoder, fake_lexicon)
    assert len(encoder.encoded) == 1
    assert set(found(folder, encoder, fake_lexicon)) == {f"{new.id[:16]}-p0"}


def test_a_generation_with_what_is_gone_scores_as_one_that_never_had_it(
    published: str, folder: Path, tmp_path: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(tiers, "GONE", 1.0)
    monkeypatch.setattr(tiers, "SMALL", 0)
    a = next(one for one in catalogue.documents() if one.file == "a.pdf")
    new = file_one(catalogue, "z.pdf", "Le chien nouveau.", "Un parc.", "Un chien.")
    publish(folder, catalogue, encoder, fake_lexicon)
    supersede(catalogue, a.id, new.id)
    publish(folder, catalogue, encoder, fake_lexicon)
    assert open_current(folder, encoder, fake_lexicon).live < len(open_current(folder, encoder, fake_lexicon).passages)
    publish(tmp_path / "afresh", catalogue, encoder, fake_lexicon)
    assert found(folder, encoder, fake_lexicon) == pytest.approx(found(tmp_path / "afresh", encoder, fake_lexicon))


def test_a_label_or_collection_changes_without_indexing_again(
    published: str, folder: Path, catalogue: Catalogue, encoder, fake_lexicon
) -> None:
    before = segments(folder)
    assert found(folder, encoder, fake_lexicon, "dog") == {}
    b = next(one for one in catalogue.documents() if one.file == "b.pdf")
    catalogue.assign(b.id, "moved", "public")
    assert publish(folder, catalogue, encoder, fake_lexicon) != published
    assert not encoder.encoded
    assert segments(folder) == before
    assert found(folder, encoder, fake_lexicon, "dog")
    opened = open_current(folder, encoder, fake_lexicon)
    assert opened.allowed(["public"], "moved").mask.sum() == 1
    assert not opened.allowed(["public"], "other").any


def test_the_same_documents_give_the_same_generation_whatever_their_history(
    folder: Path, tmp_path: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon
) -> None:
    for name in "dbac":
        file_one(catalogue, f"{name}.pdf", f"Le chien {name}.", f"Le parc {name}, une amende.")
        publish(folder, catalogue, encoder, fake_lexicon)
    assert len(segments(folder)) == 4, "kept generations keep theirs"
    assert publish(tmp_path / "elsewhere", catalogue, encoder, fake_lexicon) == current_name(folder)


def test_merging_leaves_one_segment_that_scores_the_same(
    published: str, folder: Path, tmp_path: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon, apart: None
) -> None:
    for name in "cd":
        file_one(catalogue, f"{name}.pdf", f"Le chien {name}.", "Le parc.")
        publish(folder, catalogue, encoder, fake_lexicon)
    before = found(folder, encoder, fake_lexicon)
    encoder.encoded.clear()
    publish(folder, catalogue, encoder, fake_lexicon, merged=True, keep=NOTHING)
    assert not encoder.encoded
    assert len(segments(folder)) == 1
    assert found(folder, encoder, fake_lexicon) == pytest.approx(before)
    assert publish(tmp_path / "at-once", catalogue, encoder, fake_lexicon) == current_name(folder), "byte for byte"


def test_another_encoder_indexes_everything_again(
    published: str, folder: Path, catalogue: Catalogue, encoder, fake_encoder, fake_lexicon
) -> None:
    other = CountingEncoder(replace(fake_encoder, fingerprint="f" * 64))
    assert publish(folder, catalogue, other, fake_lexicon) != published
    assert len(other.encoded) == 4
    assert len(open_named(folder, published, encoder, fake_lexicon).passages) == 4


def test_anew_indexes_everything_again_over_what_is_damaged(
    published: str, folder: Path, catalogue: Catalogue, encoder, fake_lexicon
) -> None:
    (folder / SEGMENTS / segments(folder)[0] / "vectors.faiss").write_bytes(b"")
    assert publish(folder, catalogue, encoder, fake_lexicon, anew=True) == published
    assert len(encoder.encoded) == 4
    open_current(folder, encoder, fake_lexicon)


def test_publishing_mends_what_is_damaged_instead_of_merging_it(
    published: str, folder: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon
) -> None:
    path = folder / SEGMENTS / segments(folder)[0] / "lexical.weights.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    file_one(catalogue, "c.pdf", "Nouveau.")
    publish(folder, catalogue, encoder, fake_lexicon)
    assert len(encoder.encoded) == 5
    open_current(folder, encoder, fake_lexicon)


def test_a_rebuild_that_was_stopped_goes_on_where_it_was(
    published: str, folder: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(publishing, "BLOCK", 1)
    for name in "cde":
        file_one(catalogue, f"{name}.pdf", f"Le chien {name}.")
    other = CountingEncoder(replace(fake_encoder, fingerprint="f" * 64))

    def stop(done: int, total: int) -> None:
        assert total == 7
        if len(other.encoded) >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(folder, catalogue, other, fake_lexicon, anew=True, progress=stop)
    assert current_name(folder) == published, "the old one serves meanwhile"
    open_current(folder, fake_encoder, fake_lexicon)
    sweep(folder)  # as the next writer does
    seen: list[tuple[int, int]] = []
    first = list(other.encoded)
    publish(folder, catalogue, other, fake_lexicon, anew=True, progress=lambda *one: seen.append(one))
    assert sorted(other.encoded[len(first) :] + first) == sorted(set(other.encoded)), "nothing is encoded twice"
    assert seen[0] == (len(first), 7)
    assert seen[-1] == (7, 7)
    assert not list((folder / STAGED).iterdir())
    assert len(open_current(folder, other, fake_lexicon).passages) == 7


def test_a_staged_block_that_was_tampered_with_is_made_again(
    folder: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon
) -> None:
    file_one(catalogue, "a.pdf", "Le chien.")

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(folder, catalogue, encoder, fake_lexicon, progress=stop)
    (block,) = (folder / STAGED).iterdir()
    (block / "vectors.faiss").write_bytes(b"\x80\x04pickle")
    publish(folder, catalogue, encoder, fake_lexicon)
    assert len(encoder.encoded) == 2
    open_current(folder, encoder, fake_lexicon)


def test_superseded_generations_are_kept_for_their_time_and_their_segments_with_them(
    published: str, folder: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon
) -> None:
    file_one(catalogue, "c.pdf", "Nouveau.")
    second = publish(folder, catalogue, encoder, fake_lexicon)
    assert generations(folder) == sorted([published, second])
    generation.verify(folder, published)
    file_one(catalogue, "d.pdf", "Plus nouveau.")
    third = publish(folder, catalogue, encoder, fake_lexicon, keep=NOTHING)
    assert generations(folder) == [third]
    assert len(segments(folder)) == 1


def test_one_that_an_interruption_left_without_a_date_is_kept_from_now_on(
    published: str, folder: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon
) -> None:
    file_one(catalogue, "c.pdf", "Nouveau.")
    second = publish(folder, catalogue, encoder, fake_lexicon)
    retention.write(folder, {})
    file_one(catalogue, "d.pdf", "Plus nouveau.")
    third = publish(folder, catalogue, encoder, fake_lexicon, keep=timedelta(seconds=30))
    assert generations(folder) == sorted([published, second, third])
    assert retention.read(folder)[published] > datetime.now(UTC) - timedelta(minutes=1)


def test_row_25_an_interrupted_publication_leaves_the_old_one(
    published: str, folder: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    file_one(catalogue, "c.pdf", "Nouveau.")
    before = sorted(path for path in folder.rglob("*"))

    def stop(self: Vectors, folder: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Vectors, "save", stop)
        with pytest.raises(KeyboardInterrupt):
            publish(folder, catalogue, encoder, fake_lexicon)
    assert current_name(folder) == published
    assert sorted(path for path in folder.rglob("*")) == before
    open_current(folder, encoder, fake_lexicon)
    assert publish(folder, catalogue, encoder, fake_lexicon) != published


def test_row_26_a_failure_at_the_last_step_leaves_the_old_one_current(
    published: str, folder: Path, catalogue: Catalogue, file_one, encoder, fake_lexicon,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    file_one(catalogue, "c.pdf", "Nouveau.")

    def full(path: Path, content: bytes) -> None:
        raise OSError("no space")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "replace_file", full)
        with pytest.raises(OSError, match="no space"):
            publish(folder, catalogue, encoder, fake_lexicon)
    assert current_name(folder) == published
    open_current(folder, encoder, fake_lexicon)
    name = publish(folder, catalogue, encoder, fake_lexicon)
    assert open_current(folder, encoder, fake_lexicon).name == name != published


@pytest.mark.parametrize("harm", ["0" * 32, "nothing/of/that"])
def test_a_current_that_names_nothing_is_mended_by_publishing(
    published: str, folder: Path, catalogue: Catalogue, encoder, fake_lexicon, harm: str
) -> None:
    (folder / CURRENT).write_text(harm)
    assert publish(folder, catalogue, encoder, fake_lexicon) == published
    open_current(folder, encoder, fake_lexicon)


def test_what_a_killed_writer_left_aside_is_swept(published: str, folder: Path) -> None:
    before = sorted(path for path in folder.rglob("*"))
    for place in (folder, folder / SEGMENTS, folder / STAGED):
        (place / ".0123456789abcdef").mkdir()
        (place / ".0123456789abcdef" / "vectors.faiss").write_bytes(b"half")
    sweep(folder)
    assert sorted(path for path in folder.rglob("*")) == before


def test_a_merged_segment_is_the_one_that_would_have_been_written(
    catalogue: Catalogue, file_one, tmp_path: Path, fake_encoder, fake_lexicon
) -> None:
    documents = [file_one(catalogue, f"{name}.pdf", f"Le chien {name}.", f"Parc {name}.") for name in "abcdef"]
    filed = sorted((segment.Filed(one.id, "1"), one) for one in documents)
    makers = segment.Makers(fake_encoder.fingerprint, fake_lexicon.fingerprint)

    def write(path: Path, chosen: Sequence[tuple[segment.Filed, object]]) -> segment.Segment:
        path.mkdir()
        segment.write(path, chosen, catalogue, fake_encoder, fake_lexicon)  # type: ignore[arg-type]
        return segment.load(path)

    parts = [write(tmp_path / str(number), filed[number::2]) for number in range(2)]
    write(tmp_path / "whole", filed[1:])
    (tmp_path / "merged").mkdir()
    kept = [np.array([False, True, True]), np.ones(3, np.bool_)]
    segment.merge(tmp_path / "merged", parts, kept, makers)
    digests = [
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / one).iterdir()}
        for one in ("merged", "whole")
    ]
    assert digests[0] == digests[1]


def test_of_what_is_destroyed_no_segment_and_no_generation_holds_anything(
    apart, folder, catalogue, file_one, encoder, fake_lexicon
) -> None:
    file_one(catalogue, "a.pdf", "Le chien.")
    first = publish(folder, catalogue, encoder, fake_lexicon)
    gone = file_one(catalogue, "b.pdf", "Le héron cendré.")
    file_one(catalogue, "c.pdf", "Le parc.")
    second = publish(folder, catalogue, encoder, fake_lexicon)
    Disposal(catalogue).remove(gone.id, "R")
    third = publish(folder, catalogue, encoder, fake_lexicon)
    assert generations(folder) == sorted([first, second, third])
    assert any(b"cendr" in path.read_bytes() for path in folder.rglob("*") if path.is_file()), "only marked as gone"
    encoder.encoded.clear()
    last = publish(folder, catalogue, encoder, fake_lexicon, destroyed=[gone.id])
    assert generations(folder) == sorted([first, last]), "the first never held it"
    assert not encoder.encoded
    assert not any(b"cendr" in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert not any(gone.id.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert found(folder, encoder, fake_lexicon, "chien parc cendré").keys() == {
        one.passages[0] for one in map(segment.load, (folder / SEGMENTS).iterdir())
    }
    assert publish(folder, catalogue, encoder, fake_lexicon, destroyed=[gone.id]) == last
