"""A query being typed: its language, and what its last word may become; neither by what is hidden."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from indexes.completing import COMPLETIONS, completed, spoken_in
from indexes.lexical import LexicalIndex, Text
from indexes.records import Language


def index_of(lexicon, *texts: tuple[Language, str]) -> LexicalIndex:
    return LexicalIndex.build((Text(language, body, ()) for language, body in texts), lexicon)


@pytest.fixture
def index(fake_lexicon) -> LexicalIndex:
    return index_of(
        fake_lexicon,
        ("fr", "subvention pour travaux au parc"),
        ("fr", "subvention et subventions au parc"),
        ("fr", "règlement sur le travail et les travaux"),
        ("fr", "le parcours du parc"),
        ("en", "the grant for a park"),
        ("en", "the traveller in the park"),
    )


def test_terms_are_found_by_their_beginning(index: LexicalIndex) -> None:
    assert index.starting("subv", "fr") == {"subvention": 2, "subventions": 1}
    assert index.starting("parc", "fr") == {"parc": 3, "parcours": 1}
    assert index.starting("", "en")["park"] == 2
    assert index.starting("zz", "fr") == {}
    assert index.starting("grant", "fr") == {}, "that is English"
    assert index.starting("travellers", "en") == {}, "the last term of all"


def test_in_several_parts_they_are_counted_together(fake_lexicon) -> None:
    from indexes.postings import Postings

    parts = [Postings.build([Text("fr", body, ())], fake_lexicon) for body in ("parc parcours", "un parc", "rien")]
    assert LexicalIndex(parts).starting("par", "fr") == {"parc": 2, "parcours": 1}


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("subv", "subv subvention subventions"),
        ("travaux au Subv", "travaux au Subv subvention subventions"),
        ("l'subv", "l'subv subvention subventions"),
        ("subvention", "subvention"),
        ("parc", "parc"),
        ("subv ", "subv "),
        ("s", "s"),
        ("", ""),
        ("zzz", "zzz"),
        ("2012", "2012"),
        ("parc, 2012-", "parc, 2012-"),
        ("travailx", "travailx travail"),
    ],
)
def test_the_last_word_is_completed(index: LexicalIndex, fake_lexicon, typed: str, searched: str) -> None:
    assert completed(typed, "fr", index, fake_lexicon) == searched


def test_accents_do_not_matter_where_terms_have_none(fake_lexicon) -> None:
    assert completed("télé", "fr", index_of(fake_lexicon, ("fr", "teletravail")), fake_lexicon) == "télé teletravail"


def test_no_more_than_a_few(fake_lexicon) -> None:
    index = index_of(fake_lexicon, ("fr", "paa pab pac pad pae paf"))
    assert completed("pa", "fr", index, fake_lexicon) == "pa paa pab pac"
    assert COMPLETIONS == 3


def test_row_50_no_word_of_a_hidden_passage_is_offered(index: LexicalIndex, fake_lexicon) -> None:
    over = index.statistics(np.array([False, False, True, True, True, True]))
    assert index.starting("subv", "fr", over) == {}
    assert completed("subv", "fr", index, fake_lexicon, over) == "subv"
    assert completed("trav", "fr", index, fake_lexicon, over) == "trav travail travaux"
    assert spoken_in("subvention", index, fake_lexicon, over) is None


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("subvention", "fr"),
        ("grant", "en"),
        ("tra", "fr"),
        ("travel", "en"),
        ("subvention park grant", "en"),
        ("zzz", None),
        ("", None),
        ("grant subvention", None),
        ("l", None),
    ],
)
def test_the_language_is_that_of_what_is_filed(
    index: LexicalIndex, fake_lexicon, query: str, language: Language | None
) -> None:
    assert spoken_in(query, index, fake_lexicon) == language


@pytest.mark.parametrize("words", [("parc",), ("parc", "PARC")])
def test_case_does_not_matter(index: LexicalIndex, fake_lexicon, words: Sequence[str]) -> None:
    assert {spoken_in(word, index, fake_lexicon) for word in words} == {"fr"}


def test_what_is_typed_to_its_end_is_completed_only_where_it_is_no_word(fake_lexicon) -> None:
    index = index_of(fake_lexicon, ("fr", "parc"), ("fr", "parcelle"), ("fr", "parcelle"))
    assert completed("parc", "fr", index, fake_lexicon) == "parc parcelle"
    assert completed("parc", "fr", index, fake_lexicon, typing=False) == "parc"
    assert completed("parce", "fr", index, fake_lexicon, typing=False) == "parce parcelle"
