"""Matching: the share of a question that a text holds, in its language or the other."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexes.lexical import LexicalIndex, Text
from indexes.matching import Matcher

TEXTS = [
    Text("fr", "le chien est tenu en laisse", []),
    Text("fr", "le parc est ouvert", []),
    Text("en", "the dog pays a fine", []),
]


def matcher(fake_lexicon, query: str = "chien parc", language: str = "fr") -> Matcher:
    return Matcher.of(query, language, LexicalIndex.build(TEXTS, fake_lexicon), fake_lexicon)  # type: ignore[arg-type]


def test_all_of_the_words_is_all_of_the_question(fake_lexicon) -> None:
    assert matcher(fake_lexicon).coverage("Parc : un chien", "fr") == pytest.approx(1)
    assert matcher(fake_lexicon).coverage("rien de tel", "fr") == 0


def test_a_rarer_word_is_a_larger_share(fake_lexicon) -> None:
    found = matcher(fake_lexicon, "est chien")
    assert found.coverage("chien", "fr") > found.coverage("est", "fr")
    assert found.coverage("chien", "fr") + found.coverage("est", "fr") == pytest.approx(1)


def test_row_52_a_translation_meets_a_word_as_well_as_it_is_likely(fake_lexicon) -> None:
    found = matcher(fake_lexicon, "chien")
    assert found.coverage("the dog", "en") == pytest.approx(1)
    assert found.coverage("the hound", "en") == pytest.approx(0.2 / 0.8)
    assert found.coverage("the chien", "en") == 0
    assert matcher(fake_lexicon, "dog", "en").coverage("le chien", "fr") == pytest.approx(1)


def test_a_question_without_words_is_covered_by_nothing(fake_lexicon) -> None:
    assert matcher(fake_lexicon, "?!").coverage("le chien", "fr") == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text("chien parcdog ", max_size=30), text=st.text("chien parcdog ", max_size=60))
def test_coverage_is_a_share_and_words_never_lessen_it(fake_lexicon, query: str, text: str) -> None:
    found = matcher(fake_lexicon, query)
    for language in ("fr", "en"):
        share = found.coverage(text, language)  # type: ignore[arg-type]
        assert 0 <= share <= 1 + 1e-9
        assert found.coverage(f"{text} chien parc", language) >= share  # type: ignore[arg-type]


def test_what_meets_a_term_is_named(fake_lexicon) -> None:
    found = matcher(fake_lexicon)
    assert found.met({"dog", "hound"}, "en") == {"chien": ("dog", 1.0)}
    assert found.met({"hound", "park"}, "en") == {"chien": ("hound", pytest.approx(0.25)), "parc": ("park", 1.0)}
    assert found.met({"parc"}, "fr") == {"parc": ("parc", 1.0)}
    assert found.share({"parc", "chien"}, "fr") == found.coverage("parc chien", "fr") == pytest.approx(1)
