"""Hybrid search: how two rankings are fused, and that a search stays within its scope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexes.catalogue import Catalogue
from indexes.generation import open_current
from indexes.publishing import publish
from indexes.records import Passage
from indexes.search import CANDIDATES, LEXICAL_SHARE, Reranking, Scope, Searcher, fuse

PUBLIC = Scope(labels=("public",))


def floats(values: list[float]) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def cosines_of(values: list[float]) -> Callable[[NDArray[np.int64]], NDArray[np.float32]]:
    return lambda rows: floats(values)[rows]


def rows_of(values: list[int]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def test_what_both_find_comes_before_what_one_finds() -> None:
    ranking = fuse(floats([4, 0, 4, 0]), rows_of([2, 1]), cosines_of([0.1, 0.8, 0.9, 0.0]))
    assert ranking.rows.tolist() == [2, 0, 1]
    assert ranking.lexical.tolist() == [2, 1, 0]
    assert ranking.dense.tolist() == [1, 0, 2]


def test_the_score_is_the_weighted_sum() -> None:
    ranking = fuse(floats([2, 4]), rows_of([0]), cosines_of([0.5, -0.3]))
    scores = dict(zip(ranking.rows.tolist(), ranking.scores.tolist(), strict=True))
    assert scores[0] == pytest.approx(LEXICAL_SHARE * 0.5 + (1 - LEXICAL_SHARE) * 0.5)
    assert scores[1] == pytest.approx(LEXICAL_SHARE), "a negative cosine counts as none"


def test_where_no_word_meets_meaning_alone_ranks() -> None:
    ranking = fuse(floats([0, 0, 0]), rows_of([2, 0]), cosines_of([0.2, 0.9, 0.4]))
    assert ranking.rows.tolist() == [2, 0]
    assert ranking.lexical.tolist() == [0, 0]


def test_nothing_found_is_nothing() -> None:
    ranking = fuse(floats([0, 0]), rows_of([]), cosines_of([0.0, 0.0]))
    assert len(ranking.rows) == len(ranking.scores) == 0


@given(
    st.lists(st.tuples(st.floats(0, 50, width=32), st.floats(-1, 1, width=32)), min_size=1, max_size=30),
    st.sets(st.integers(0, 29)),
)
def test_a_ranking_is_ordered_complete_and_between_0_and_1(both: list[tuple[float, float]], dense: set[int]) -> None:
    lexical, cosines = [one for one, _ in both], [other for _, other in both]
    dense_rows = [row for row in sorted(dense) if row < len(both)]
    ranking = fuse(floats(lexical), rows_of(dense_rows), cosines_of(cosines))
    assert set(ranking.rows.tolist()) == {row for row, score in enumerate(lexical) if score > 0} | set(dense_rows)
    assert (np.diff(ranking.scores) <= 1e-6).all()
    assert (ranking.scores >= 0).all()
    assert (ranking.scores <= 1 + 1e-6).all()
    assert ranking.scores.dtype == np.float32
    assert len(ranking.rows) <= 2 * CANDIDATES


@pytest.fixture
def searcher(tmp_path: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon) -> Searcher:
    file_one(catalogue, "chiens.pdf", "Le chien est tenu en laisse.", "Une amende est imposée.", collection="bylaws")
    file_one(catalogue, "dogs.pdf", "The dog is kept on a leash.", language="en")
    file_one(catalogue, "secret.pdf", "Le chien du ministre.", label="secret")
    publish(tmp_path / "generations", catalogue, fake_encoder, fake_lexicon)
    generation = open_current(tmp_path / "generations", fake_encoder, fake_lexicon)
    return Searcher(generation, catalogue, fake_encoder, fake_lexicon)


def test_hits_say_where_they_stand_and_how_they_were_found(searcher: Searcher) -> None:
    hits = searcher.search("chien laisse", "fr", PUBLIC, 10)
    first = hits[0]
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert first.document.file == "chiens.pdf"
    assert first.passage.text == "Le chien est tenu en laisse."
    assert first.page_label == "i"
    assert first.ranks["lexical"] == 1
    assert hits == sorted(hits, key=lambda hit: -hit.score)


def test_row_52_a_question_finds_documents_of_the_other_language(searcher: Searcher) -> None:
    assert "dogs.pdf" in [hit.document.file for hit in searcher.search("chien", "fr", PUBLIC, 3)]
    assert searcher.search("dog", "en", Scope(("public",), "bylaws"), 1)[0].passage.text.startswith("Le chien")


def test_row_50_without_clearance_there_is_no_hit(searcher: Searcher) -> None:
    hits = searcher.search("chien du ministre", "fr", PUBLIC, 50)
    assert "secret.pdf" not in [hit.document.file for hit in hits]
    cleared = searcher.search("chien du ministre", "fr", Scope(("public", "secret")), 50)
    assert cleared[0].document.file == "secret.pdf"
    assert searcher.search("chien", "fr", Scope(labels=()), 50) == []


def test_a_collection_narrows_the_search(searcher: Searcher) -> None:
    hits = searcher.search("chien", "fr", Scope(("public",), "bylaws"), 50)
    assert {hit.document.collection for hit in hits} == {"bylaws"}
    assert searcher.search("chien", "fr", Scope(("public",), "nowhere"), 50) == []


def test_a_language_and_documents_narrow_it_before_anything_is_ranked(searcher: Searcher) -> None:
    english = searcher.search("chien", "fr", Scope(("public",), language="en"), 50)
    assert [hit.document.file for hit in english] == ["dogs.pdf"]
    only = frozenset({english[0].document.id})
    french = searcher.search("chien", "fr", Scope(("public",), language="fr", documents=only), 50)
    assert french == []
    assert searcher.search("amende", "fr", Scope(("public",), documents=only), 1)[0].document.file == "dogs.pdf"
    assert searcher.search("chien", "fr", Scope(("public",), documents=frozenset()), 50) == []


def test_a_filter_keeps_what_many_better_passages_would_have_pushed_out(
    tmp_path: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon
) -> None:
    file_one(catalogue, "many.pdf", *(f"Le chien, le chien et le chien {n}." for n in range(2 * CANDIDATES)))
    wanted = file_one(catalogue, "one.pdf", "Un avis sur les oiseaux, les arbres et le chien.")
    publish(tmp_path / "generations", catalogue, fake_encoder, fake_lexicon)
    generation = open_current(tmp_path / "generations", fake_encoder, fake_lexicon)
    searcher = Searcher(generation, catalogue, fake_encoder, fake_lexicon)
    scope = Scope(("public",), documents=frozenset({wanted.id}))
    assert [hit.document.file for hit in searcher.search("chien", "fr", scope, 5)] == ["one.pdf"]


def test_row_50_naming_a_document_does_not_clear_for_it(searcher: Searcher) -> None:
    secret = searcher.search("ministre", "fr", Scope(("secret",)), 1)[0].document.id
    assert searcher.search("ministre", "fr", Scope(("public",), documents=frozenset({secret})), 5) == []


def test_no_more_than_the_limit(searcher: Searcher) -> None:
    assert len(searcher.search("chien", "fr", PUBLIC, 1)) == 1


def test_row_50_what_may_not_be_seen_changes_no_score(
    tmp_path: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon
) -> None:
    scores = []
    for name, hidden in (("with", True), ("without", False)):
        own = Catalogue(tmp_path / f"{name}.sqlite")
        file_one(own, "chiens.pdf", "Le chien est tenu en laisse.", "Une amende est imposée.")
        if hidden:
            file_one(own, "secret.pdf", "Le chien du ministre.", "Le chien, la laisse et le chat.", label="secret")
        publish(tmp_path / name, own, fake_encoder, fake_lexicon)
        found = Searcher(open_current(tmp_path / name, fake_encoder, fake_lexicon), own, fake_encoder, fake_lexicon)
        scores.append([(hit.score, dict(hit.parts)) for hit in found.search("chien laisse amende", "fr", PUBLIC, 10)])
        own.close()
    assert scores[0] == scores[1]


@dataclass(frozen=True)
class Backwards:
    """Prefers what the search has last."""

    fingerprint: str = "b" * 64

    def rerank(self, query: str, passages: Sequence[Passage]) -> NDArray[np.float32]:  # noqa: ARG002
        return np.linspace(0, 1, len(passages), dtype=np.float32)


def test_a_reranker_orders_the_first_and_the_others_follow(searcher: Searcher) -> None:
    before = searcher.search("chien laisse amende", "fr", PUBLIC, 10)
    searcher.rerankings = (Reranking("reranker", Backwards(), first=2, weight=1.0),)
    after = searcher.search("chien laisse amende", "fr", PUBLIC, 10)
    names = [[hit.passage.id for hit in hits] for hits in (before, after)]
    assert names[1] == [names[0][1], names[0][0], *names[0][2:]]
    assert [hit.parts.get("reranker") for hit in after[:2]] == [1.0, 0.0]
    assert "reranker" not in after[2].parts
    assert [hit.score for hit in after] == sorted((hit.score for hit in after), reverse=True)


def test_copies_are_one_hit(tmp_path: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon) -> None:
    rule = "Le chien est tenu en laisse dans tous les parcs de la ville."
    file_one(catalogue, "a.pdf", rule)
    file_one(catalogue, "b.pdf", rule, "Une amende.")
    publish(tmp_path / "generations", catalogue, fake_encoder, fake_lexicon)
    generation = open_current(tmp_path / "generations", fake_encoder, fake_lexicon)
    first, second = Searcher(generation, catalogue, fake_encoder, fake_lexicon).search("chien", "fr", PUBLIC, 5)
    assert first.passage.text == rule
    (copy,) = first.also
    assert (copy.kind, copy.passage.text) == ("copy", rule)
    assert {first.document.file, copy.document.file} == {"a.pdf", "b.pdf"}
    assert copy.score <= first.score
    assert (second.rank, second.passage.text, second.also) == (2, "Une amende.", ())


def test_what_is_asked_for_beyond_what_was_read_follows(
    tmp_path: Path, catalogue: Catalogue, file_one, fake_encoder, fake_lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexes.search.RESCORED", 3)
    file_one(catalogue, "a.pdf", *(f"Le chien numéro {n} court." for n in range(8)))
    publish(tmp_path / "generations", catalogue, fake_encoder, fake_lexicon)
    generation = open_current(tmp_path / "generations", fake_encoder, fake_lexicon)
    hits = Searcher(generation, catalogue, fake_encoder, fake_lexicon).search("chien", "fr", PUBLIC, 6)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5, 6]
    assert len({hit.passage.id for hit in hits}) == 6
    assert [bool(hit.parts) for hit in hits] == [True] * 3 + [False] * 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
