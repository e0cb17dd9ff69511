"""Rules, removals and tombstones in the catalogue."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from indexes.catalogue import Catalogue, Location
from indexes.disposal import Disposal, Ruled
from indexes.vectors import VectorStore

SENTENCE = "Le héron cendré du ruisseau Doncaster est compté chaque printemps."


@pytest.fixture
def disposal(catalogue: Catalogue) -> Disposal:
    return Disposal(catalogue)


def place(catalogue: Catalogue, document: str, file: str) -> None:
    with catalogue.transaction():
        catalogue.locate(Location("/", file, document, 1, 1))


def test_rules_are_kept_by_place_and_reach_what_stood_there_before(catalogue, disposal, file_one) -> None:
    old, new = file_one(catalogue, "old.pdf", "Un."), file_one(catalogue, "new.pdf", "Deux.")
    disposal.rule(old.id, Ruled("/", "a.pdf", ("By-laws",), retain="P7Y after date"))
    disposal.rule(old.id, Ruled("/", "b.pdf", ("Copies",), newest=True))
    disposal.rule(new.id, Ruled("/", "a.pdf", ("By-laws",), "laws", "public", "P7Y after date", "Court"))
    held = {one.file: one.hold for one in disposal.ruled(old.id)}
    assert held == {"a.pdf": "Court", "b.pdf": None}, "a hold that comes later holds the older versions too"
    kept = disposal.ruled_under("/")[new.id, "a.pdf"]
    assert kept.same(Ruled("/", "a.pdf", ("By-laws",), "laws", "public", "P7Y after date", "Court"))
    assert kept.since
    disposal.rule(new.id, Ruled("/", "a.pdf", ()))
    assert disposal.ruled(new.id)[0].hold is None, "a hold is lifted when no rule says it any more"


def test_a_removed_document_is_not_published_and_still_resolves(catalogue, disposal, file_one) -> None:
    kept, gone = file_one(catalogue, "a.pdf", "Un."), file_one(catalogue, "b.pdf", "Deux.")
    disposal.remove(gone.id, "draft")
    assert [one.id for one in catalogue.documents()] == [kept.id]
    assert catalogue.document(gone.id) == gone
    assert catalogue.page(gone.id, 1) is not None
    assert [one.document for one in disposal.removals()] == [gone.id]
    assert disposal.restore(gone.id)
    assert not disposal.restore(gone.id)
    assert len(catalogue.documents()) == 2


def test_nothing_is_left_of_what_is_erased_but_its_tombstone(tmp_path: Path, catalogue, disposal, file_one) -> None:
    gone = file_one(catalogue, "secret name.pdf", SENTENCE)
    older = file_one(catalogue, "older.pdf", "Une version d’avant.")
    place(catalogue, older.id, "secret name.pdf")
    place(catalogue, gone.id, "secret name.pdf")
    disposal.rule(gone.id, Ruled("/", "secret name.pdf", ("By-laws",)))
    disposal.bury(gone.id, "R-12", "A. Roy")
    (left,) = disposal.tombstones(unfinished=True)
    assert left.names == (hashlib.sha256(b"secret name.pdf").hexdigest(),)
    disposal.erase([gone.id])
    disposal.erase([gone.id])
    assert disposal.scrub()
    disposal.done([gone.id])
    assert disposal.tombstones(unfinished=True) == []
    assert (disposal.tombstone(gone.id).rule, disposal.tombstone(gone.id).approver) == ("R-12", "A. Roy")
    assert catalogue.document(gone.id) is None
    assert catalogue.documents() == [], "the older version does not come back by that"
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        assert SENTENCE.encode() not in content
        assert b"secret name" not in content


def test_a_reader_in_the_way_is_said(tmp_path: Path, catalogue, disposal, file_one) -> None:
    gone = file_one(catalogue, "a.pdf", SENTENCE)
    other = Catalogue(tmp_path / "catalogue.sqlite")
    other.database.execute("BEGIN")
    other.document(gone.id)
    catalogue.database.execute("PRAGMA busy_timeout = 50")
    disposal.bury(gone.id, "R", "A")
    disposal.erase([gone.id])
    assert not disposal.scrub()
    other.database.execute("ROLLBACK")
    other.close()
    assert disposal.scrub()


def test_vectors_of_what_is_gone_are_deleted(tmp_path: Path, fake_encoder) -> None:
    store = VectorStore(tmp_path / "vectors.sqlite")
    store.encode(["kept", "gone"], fake_encoder)
    assert store.keep_only(["kept", "never seen"])
    assert store.missing(["kept", "gone"], fake_encoder) == ["gone"]
    store.close()
    digest = hashlib.sha256(b"gone").digest()[:16]
    assert all(digest not in path.read_bytes() for path in tmp_path.iterdir())
