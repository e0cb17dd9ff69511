"""Explaining: what a query's terms are taken for, and where each hit meets them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexes.explaining import Match, explain, words_of
from indexes.lexical import LexicalIndex, Text
from indexes.matching import Matcher
from indexes.records import Document, Hit, Language, Passage, Sentence, Span

TEXTS = [Text("fr", "le chien est tenu en laisse", []), Text("en", "the dog pays a fine", [])]


@pytest.fixture
def matcher_of(fake_lexicon) -> Callable[[str], Matcher]:
    return lambda query: Matcher.of(query, "fr", LexicalIndex.build(TEXTS, fake_lexicon), fake_lexicon)


def hit(*texts: str, language: Language = "fr", heading: str = "", title: str = "Règlement") -> Hit:
    sentences = tuple(Sentence(f"s{n}", (Span(1, 0, len(text)),), text) for n, text in enumerate(texts))
    passage = Passage("p", "d", language, heading, sentences)
    return Hit(1, 0.5, passage, Document("d", "a.pdf", title, language, "general", "public", 1), None, {})


def test_terms_come_in_order_with_weight_and_translations(matcher_of) -> None:
    found = explain("Amende, Chien ?", "fr", matcher_of("Amende, Chien ?"), [])
    assert [(term.term, term.word) for term in found.terms] == [("amende", "Amende"), ("chien", "Chien")]
    assert found.terms[1].translations == {"dog": 0.8, "hound": 0.2}
    assert all(term.weight > 0 for term in found.terms)
    assert found.matches == ()


def test_a_match_says_by_what_where_and_how_probably(matcher_of) -> None:
    query = "chien amende"
    hits = [
        hit("Rien.", "Le Chien paie une amende.", heading="Le chien", title="Amende"),
        hit("A HOUND and a dog.", "A hound.", language="en", title="Dogs"),
        hit("Rien du tout."),
    ]
    french, english, nothing = explain(query, "fr", matcher_of(query), hits).matches
    assert french == (
        Match("amende", "amende", "Amende", 1.0, "title"),
        Match("chien", "chien", "chien", 1.0, "heading"),
        Match("chien", "chien", "Chien", 1.0, "sentence", 2),
        Match("amende", "amende", "amende", 1.0, "sentence", 2),
    )
    assert english == (
        Match("chien", "dog", "dog", 0.8, "sentence", 1),
        Match("chien", "hound", "hound", 0.2, "sentence", 2),
    )
    assert nothing == ()


def test_a_word_is_shown_as_it_is_written(fake_lexicon) -> None:
    assert words_of("L'avis n° 1314-2021, l’Avis.", "fr", fake_lexicon)["avis"] == "avis"
    assert words_of("Chien ! chien", "fr", fake_lexicon) == {"chien": "Chien"}
    assert words_of("?!", "fr", fake_lexicon) == {}
