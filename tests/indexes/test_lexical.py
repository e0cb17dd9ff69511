"""Lexical search: held against a slow BM25 written straight from its formula, in one language and across both."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexes.lexical import K1, B, LexicalIndex, Text
from indexes.records import LANGUAGES, Language, Lexicon

TEXTS = [
    Text("fr", "Le chien est tenu en laisse dans le parc.", [("Parc canin", 0.6)]),
    Text("fr", "Une amende est imposée au gardien du chien.", [("Infractions", 0.6)]),
    Text("en", "The dog is kept on a leash in the park. The dog!", [("Dog park", 0.6)]),
    Text("en", "A fine of $50 is imposed.", [("Offences", 0.6), ("Dog by-law", 0.3)]),
    Text("en", "", []),
]


def reference(texts: list[Text], query: str, language: Language, lexicon: Lexicon) -> list[float]:
    """BM25 with expected frequencies, a passage at a time."""
    frequencies: list[Counter[str]] = []
    for text in texts:
        counts: Counter[str] = Counter()
        for part, weight in [(text.body, 1.0), *text.context]:
            for term in lexicon.terms(part, text.language):
                counts[term] += weight  # type: ignore[assignment]
        frequencies.append(counts)
    scores = [0.0] * len(texts)
    for target in LANGUAGES:
        rows = [row for row, text in enumerate(texts) if text.language == target]
        if not rows:
            continue
        average = sum(sum(frequencies[row].values()) for row in rows) / len(rows) or 1.0
        for term in lexicon.terms(query, language):
            translations = {term: 1.0} if target == language else lexicon.translate(term, language)
            matching = sum(p * sum(word in frequencies[row] for row in rows) for word, p in translations.items())
            if not matching:
                continue
            idf = math.log(1 + (len(rows) - matching + 0.5) / (matching + 0.5))
            for row in rows:
                expected = sum(p * frequencies[row][word] for word, p in translations.items())
                length = sum(frequencies[row].values())
                scores[row] += idf * expected * (K1 + 1) / (expected + K1 * (1 - B + B * length / average))
    return scores


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("chien", "fr"),
        ("chien parc amende", "fr"),
        ("dog", "en"),
        ("hound fine", "en"),
        ("dog dog park", "en"),
        ("", "fr"),
    ],
)
def test_scores_are_bm25s(fake_lexicon, query: str, language: Language) -> None:
    found = LexicalIndex.build(TEXTS, fake_lexicon).scores(query, language, fake_lexicon)
    assert found.dtype == np.float32
    assert found == pytest.approx(reference(TEXTS, query, language, fake_lexicon), rel=1e-5)


_WORDS = st.lists(st.sampled_from("chien parc amende dog hound park fine le the".split()), max_size=8).map(" ".join)
_TEXTS = st.lists(
    st.builds(Text, st.sampled_from(LANGUAGES), _WORDS, st.just([("parc dog", 0.5)])), min_size=1, max_size=8
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(texts=_TEXTS, query=_WORDS, language=st.sampled_from(LANGUAGES))
def test_scores_are_bm25s_whatever_the_texts(fake_lexicon, texts: list[Text], query: str, language: Language) -> None:
    found = LexicalIndex.build(texts, fake_lexicon).scores(query, language, fake_lexicon)
    assert found == pytest.approx(reference(texts, query, language, fake_lexicon), rel=1e-4, abs=1e-6)


def test_a_query_finds_passages_of_both_languages(fake_lexicon) -> None:
    found = LexicalIndex.build(TEXTS, fake_lexicon).scores("chien", "fr", fake_lexicon)
    assert found[0] > 0
    assert found[2] > 0
    assert found[4] == 0


def test_the_likelier_translation_counts_more(fake_lexicon) -> None:
    texts = [Text("en", "one dog here", []), Text("en", "one hound here", []), Text("en", "nothing of note", [])]
    found = LexicalIndex.build(texts, fake_lexicon).scores("chien", "fr", fake_lexicon)
    assert found[0] > found[1] > 0 == found[2]


def test_an_index_is_read_back_as_it_was_written(fake_lexicon, tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS, fake_lexicon)
    names = index.save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    again = LexicalIndex.load(tmp_path)
    assert again.terms == index.terms
    for query in ("chien parc", "fine"):
        assert (again.scores(query, "fr", fake_lexicon) == index.scores(query, "fr", fake_lexicon)).all()


def test_row_44_a_pickle_is_never_loaded(fake_lexicon, tmp_path: Path) -> None:
    LexicalIndex.build(TEXTS, fake_lexicon).save(tmp_path)
    np.save(tmp_path / "lexical.rows.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match=r"pickle|Python objects"):
        LexicalIndex.load(tmp_path)


def test_an_index_of_nothing_answers_nothing(fake_lexicon, tmp_path: Path) -> None:
    index = LexicalIndex.build([], fake_lexicon)
    assert index.scores("chien", "fr", fake_lexicon).shape == (0,)
    index.save(tmp_path)


def test_a_rare_term_weighs_more_than_a_common_one(fake_lexicon) -> None:
    weights = LexicalIndex.build(TEXTS, fake_lexicon).term_weights("chien gardien absent", "fr", fake_lexicon)
    assert weights["absent"] > weights["gardien"] > weights["chien"] > 0
