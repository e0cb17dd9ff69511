"""Words of a query are lit in either language, where they stand, and no others."""

from __future__ import annotations

import pytest

from indexes.lexical import LexicalIndex
from indexes.lighting import Lights
from indexes.matching import Matcher
from indexes.records import Language


@pytest.fixture
def lit(fake_lexicon):
    """Says which words of a text are lit for a French query."""
    lights = Lights(fake_lexicon)

    def words(query: str, text: str, language: Language) -> list[str]:
        matcher = Matcher.of(query, "fr", LexicalIndex.build([], fake_lexicon), fake_lexicon)
        return [text[start:end] for start, end in lights.spans(text, language, matcher)]

    return words


def test_the_words_of_the_query_are_lit(lit) -> None:
    assert lit("chien parc", "Le Chien, au parc; l’amende.", "fr") == ["Chien", "parc"]


def test_their_translations_are_lit_in_the_other_language(lit) -> None:
    assert lit("chien amende", "A dog, a hound, a fine, a penalty.", "en") == ["dog", "hound", "fine", "penalty"]


def test_an_improbable_translation_is_not(lit, fake_lexicon) -> None:
    fake_lexicon.french["loi"] = {"act": 0.9, "law": 0.1}
    try:
        assert lit("loi", "An act is law.", "en") == ["act"]
    finally:
        del fake_lexicon.french["loi"]


@pytest.mark.parametrize(("query", "text"), [("", "Le chien."), ("chien", ""), ("zzz", "Le chien.")])
def test_where_nothing_meets_nothing_is_lit(lit, query: str, text: str) -> None:
    assert lit(query, text, "fr") == []
